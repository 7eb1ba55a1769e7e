"""Reminding many recipients of reports, without applications that the user has a conflict of interest with."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from balansekunst.models import BulkChange, Message, User
from balansepotten.models import Grant
from balansepotten.reminders import remind_of_reports
from tests.bulk import choose, confirm, skipped
from tests.factories import ConflictFactory, ContactFactory, GrantFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = reverse("admin:balansepotten_grant_bulk", args=["report-reminder"])


@pytest.fixture(autouse=True)
def _now(moment: datetime):
    with time_machine.travel(moment, tick=False):
        yield


def owing(moment: datetime) -> Grant:
    """Return an accepted grant whose recipient has one contact."""
    grant = GrantFactory.create(accepted_at=moment, accepted_by=UserFactory.create(), account_number="12345678903")
    ContactFactory.create(organisation=grant.application.organisation)
    return grant


def test_recipients_who_owe_reports_are_reminded(staff_client: Client, moment: datetime) -> None:
    grant, unanswered, reminded = owing(moment), GrantFactory.create(), owing(moment)
    Grant.objects.filter(pk=reminded.pk).update(report_due=moment.date())
    remind_of_reports(moment)

    page = choose(staff_client, "report-reminder", grant, unanswered, reminded)
    confirm(staff_client, page)

    assert skipped(page) == {
        unanswered.pk: "Venter ikke på rapport fra mottakeren.",
        reminded.pk: "Fikk en påminnelse 16.03.2026.",
    }
    message = Message.objects.get(about=f"balansepotten.application:{grant.application_id}")
    assert "Fristen for rapport og regnskap er 1. februar 2027." in message.body
    assert choose(staff_client, "report-reminder", grant).context["preview"].done == []


def test_conflict_hides_rows_and_records(staff_client: Client, staff: User, moment: datetime) -> None:
    grant, other = owing(moment), owing(moment)
    confirm(staff_client, choose(staff_client, "report-reminder", grant, other))
    alone = BulkChange.objects.create(kind="report-reminder", made_by=staff, made_at=moment)
    alone.rows.create(row=grant.pk, messages=[])
    change = BulkChange.objects.exclude(pk=alone.pk).get()

    ConflictFactory.create(call=grant.application.call, user=staff, application=grant.application)

    page = staff_client.get(reverse("admin:balansekunst_bulkchange_change", args=[change.pk]))
    assert [listed for _row, listed, _statuses in page.context["done"]] == [other]
    assert grant.application.title not in page.text
    listed = staff_client.get(reverse("admin:balansekunst_bulkchange_changelist"))
    assert list(listed.context["cl"].result_list) == [change]
    posted = staff_client.post(URL, {"rows": f"{grant.pk},{other.pk}", "confirm": "1"})
    assert [each.row for each in posted.context["preview"].planned] == [other]
