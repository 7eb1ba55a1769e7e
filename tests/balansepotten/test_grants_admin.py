"""The admin's lists of grants, payments and reports."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from balansepotten import conflicts, project_reports
from balansepotten.models import Payment
from tests.factories import GrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

INDEX = reverse("admin:index")
LISTS = ("grant", "payment", "projectreport")
LATE = "rapport fra Balansepotten er over fristen"
PAYABLE = "betaling fra Balansepotten forfaller"
BACK = "tilbakebetaling til Balansepotten er over fristen"
TO_READ = "rapport fra Balansepotten er til behandling"


def tasks(client):
    found = {str(task.words): task for task in client.get(INDEX).context["tasks"]}
    return {words: found[words].count for words in (LATE, PAYABLE, BACK, TO_READ) if words in found}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(datetime(2026, 3, 29, 10, tzinfo=UTC), {}, id="day-before-due"),
        pytest.param(datetime(2026, 3, 30, 10, tzinfo=UTC), {PAYABLE: 1}, id="first-part-due"),
        pytest.param(datetime(2027, 2, 1, 10, tzinfo=UTC), {PAYABLE: 1}, id="last-day-for-report"),
        pytest.param(datetime(2027, 2, 2, 10, tzinfo=UTC), {PAYABLE: 1, LATE: 1}, id="report-late"),
    ],
)
def test_front_page_lists_waiting_grants(accepted, login, staff, time_machine, today, expected):
    time_machine.move_to(today, tick=False)

    assert tasks(login(staff)) == expected


def test_front_page_lists_reports_to_review(reported, login, staff, time_machine):
    time_machine.move_to(datetime(2027, 2, 2, 10, tzinfo=UTC), tick=False)

    assert tasks(login(staff)) == {TO_READ: 1}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(datetime(2026, 4, 15, 10, tzinfo=UTC), {}, id="last-day"),
        pytest.param(datetime(2026, 4, 16, 10, tzinfo=UTC), {BACK: 1}, id="day-after"),
    ],
)
def test_front_page_lists_overdue_refunds(reported, login, staff, moment, time_machine, today, expected):
    reported.account_lines.filter(kind="cost").update(actual=70_000)
    project_reports.approve(reported, by=staff, at=moment)
    time_machine.move_to(today, tick=False)

    assert tasks(login(staff)) == expected


def test_task_count_equals_list(reported, login, staff, time_machine):
    GrantFactory.create()
    Payment.objects.update(paid_on=None, paid_by=None)
    time_machine.move_to(datetime(2027, 2, 2, 10, tzinfo=UTC), tick=False)
    staff_client = login(staff)

    found = [task for task in staff_client.get(INDEX).context["tasks"] if str(task.words) in (LATE, PAYABLE, TO_READ)]

    assert len(found) == 2
    assert [staff_client.get(task.url).context["cl"].result_count for task in found] == [task.count for task in found]


@pytest.mark.parametrize("name", LISTS)
def test_conflict_takes_the_rows_away(reported, staff, staff_client, call, moment, name):
    url = reverse(f"admin:balansepotten_{name}_changelist")
    before = staff_client.get(url).context["cl"].result_count
    application = reported.grant.application
    conflicts.declare(call, user=staff, ground="work", by=staff, at=moment, application=application)

    page = staff_client.get(url)

    assert (before, page.context["cl"].result_count) == (1, 0)
    assert application.title not in page.text
    assert tasks(staff_client) == {}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_only_read(reported, superuser_client, name):
    row = {"grant": reported.grant, "payment": reported.grant.payments.get(), "projectreport": reported}[name]

    def status(page, *args, method="get"):
        return getattr(superuser_client, method)(reverse(f"admin:balansepotten_{name}_{page}", args=args)).status_code

    assert [status("add"), status("delete", row.pk), status("export"), status("change", row.pk, method="post")] == [
        403
    ] * 4


@pytest.mark.parametrize("name", LISTS)
def test_account_number_is_on_no_page(reported, superuser_client, name):
    row = {"grant": reported.grant, "payment": reported.grant.payments.get(), "projectreport": reported}[name]
    pages = [
        superuser_client.get(reverse(f"admin:balansepotten_{name}_changelist")),
        superuser_client.get(reverse(f"admin:balansepotten_{name}_change", args=[row.pk])),
        superuser_client.get(reverse(f"admin:balansepotten_{name}_history", args=[row.pk])),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [page for page in pages if "12345678903" in page.text or "1234 56" in page.text] == []
    assert reverse("grant_handle", args=[reported.grant.application.uuid]) in pages[0].text


@pytest.mark.parametrize(("asked", "count"), [("betalt", 1), ("ubetalt", 0), ("forfalt", 0), ("tilbake", 0), ("", 1)])
def test_payments_are_filtered(reported, staff_client, asked, count):
    url = reverse("admin:balansepotten_payment_changelist")

    assert staff_client.get(url, {"betaling": asked} if asked else {}).context["cl"].result_count == count


def test_grant_list_shows_award_and_date(accepted, staff_client):
    page = staff_client.get(reverse("admin:balansepotten_grant_changelist")).text

    assert ("90\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in page, "1. februar 2027" in page) == (True, True)
