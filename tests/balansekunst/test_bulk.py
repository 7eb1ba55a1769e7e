"""Work on many rows: as it was shown, recorded, and undone."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin import ActionLocation
from django.test import Client, RequestFactory
from django.urls import reverse

from balansekunst.bulk import changes
from balansekunst.bulk.work import WORKS, Context
from balansekunst.models import Bounce, BulkChange, Message, User
from members.bulk import FeePaid
from members.models import Fee
from tests.bulk import choose, confirm, shown, skipped, undo
from tests.conftest import log_in
from tests.factories import ContactFactory, FeeFactory
from tests.workers import WORKERS

pytestmark = pytest.mark.django_db
PAYMENT = reverse("admin:members_fee_bulk", args=["fee-payment"])
LIST = reverse("admin:members_fee_changelist")


@pytest.fixture(autouse=True)
def _now(moment: datetime) -> Any:
    with time_machine.travel(moment, tick=False):
        yield


def test_action_shows_what_it_will_do(staff_client: Client) -> None:
    fee, paid = FeeFactory.create(), FeeFactory.create(paid_on=date(2026, 2, 1))

    page = choose(staff_client, "fee-payment", fee, paid)

    preview = page.context["preview"]
    assert [(each.row, each.effects) for each in preview.done] == [(fee, [("Betalt", "", "16.03.2026")])]
    assert [(each.row, each.skipped) for each in preview.skipped] == [
        (paid, "Allerede registrert som betalt 01.02.2026.")
    ]
    assert Fee.objects.filter(paid_on=None).get() == fee


def test_confirmed_work_is_done_and_recorded(staff_client: Client, staff: User, moment: datetime, day: date) -> None:
    fee, paid = FeeFactory.create(), FeeFactory.create(paid_on=date(2026, 2, 1))

    page = confirm(staff_client, choose(staff_client, "fee-payment", fee, paid))

    fee.refresh_from_db()
    assert fee.paid_on == day
    change = BulkChange.objects.get()
    assert (change.kind, change.made_by, change.made_at) == ("fee-payment", staff, moment)
    assert change.answers == [["Betalt", "16.03.2026"]]
    done, left = (change.rows.get(row=row.pk) for row in (fee, paid))
    first, last = fee.history.order_by("history_id").values_list("history_id", flat=True)
    assert (done.changed, done.version_before, done.version_after) == (fee.pk, first, last)
    assert (left.changed, left.skipped) == (None, "Allerede registrert som betalt 01.02.2026.")
    assert page.redirect_chain[-1][0] == reverse("admin:balansekunst_bulkchange_change", args=[change.pk])
    assert fee.history.latest().history_user == staff


@pytest.mark.parametrize("what", ["row", "answer"])
def test_work_that_became_another_is_not_done(staff_client: Client, what: str) -> None:
    fee = FeeFactory.create()
    page = choose(staff_client, "fee-payment", fee)
    answers = {}
    if what == "row":
        fee.due_on = date(2026, 5, 1)
        fee.save()
    else:
        answers["paid_on"] = "2026-03-01"

    again = confirm(staff_client, page, **answers)

    assert shown(again) == ["Noe er endret siden du så over dette, og ingenting er gjort. Se over på nytt."]
    assert (Fee.objects.get().paid_on, BulkChange.objects.count()) == (None, 0)
    confirm(staff_client, again)
    assert Fee.objects.get().paid_on == date.fromisoformat(answers.get("paid_on", "2026-03-16"))


def test_invalid_answer_does_nothing(staff_client: Client) -> None:
    FeeFactory.create()

    page = confirm(staff_client, choose(staff_client, "fee-payment", *Fee.objects.all()), paid_on="2026-03-17")

    assert list(page.context["preview"].form.errors) == ["paid_on"]
    assert Fee.objects.get().paid_on is None


def test_nothing_to_do_is_said(staff_client: Client) -> None:
    page = choose(staff_client, "fee-payment", FeeFactory.create(paid_on=date(2026, 2, 1)))

    assert "Det er ingenting å gjøre med de valgte radene." in page.text
    assert shown(confirm(staff_client, page)) == ["Det er ingenting å gjøre med de valgte radene."]
    assert BulkChange.objects.count() == 0


def test_too_many_rows_are_refused(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FeePaid, "most", 1)

    response = staff_client.post(
        LIST,
        {"action": "bulk_fee-payment", "_selected_action": [fee.pk for fee in FeeFactory.create_batch(2)]},
        follow=True,
    )

    assert shown(response) == ["Velg høyst 1 rader om gangen. Ingenting er gjort."]


def test_more_keys_than_the_database_takes_are_refused(staff_client: Client) -> None:
    response = staff_client.post(PAYMENT, {"rows": ",".join(map(str, range(1, 260_000)))}, follow=True)

    assert shown(response) == ["Velg høyst 2\N{NO-BREAK SPACE}000 rader om gangen. Ingenting er gjort."]


def test_page_takes_rows_of_filtered_list(staff_client: Client) -> None:
    overdue = FeeFactory.create(due_on=date(2026, 3, 15))
    FeeFactory.create(due_on=date(2026, 3, 16))

    page = staff_client.get(f"{PAYMENT}?betaling=forfalt")

    assert [each.row for each in page.context["preview"].planned] == [overdue]


@pytest.mark.parametrize("query", ["?id__in=abc", "?q=finnesikke"])
def test_page_without_rows_returns_to_list(staff_client: Client, query: str) -> None:
    assert staff_client.get(f"{PAYMENT}{query}").status_code == 302


def test_unchanged_rows_are_undone(staff_client: Client) -> None:
    fee, changed, deleted = FeeFactory.create_batch(3)
    confirm(staff_client, choose(staff_client, "fee-payment", fee, changed, deleted))
    changed.paid_on = date(2026, 3, 2)
    changed.save()
    key = deleted.pk
    deleted.delete()
    url = reverse("admin:balansekunst_bulkchange_undo", args=[BulkChange.objects.get().pk])

    asked = staff_client.get(url)
    done = staff_client.post(url, {"fingerprint": asked.context["fingerprint"]}, follow=True)

    refused = {each.row.row: each.problem for each, _row in asked.context["refused"]}
    assert refused == {changed.pk: "Endret igjen siden.", key: "Slettet siden."}
    assert [each.changed for each, _row in asked.context["possible"]] == [fee]
    assert shown(done) == ["Endringen er angret."]
    fee.refresh_from_db()
    changed.refresh_from_db()
    assert (fee.paid_on, changed.paid_on) == (None, date(2026, 3, 2))
    assert fee.history.latest().history_change_reason == "Angret: Registrer som betalt"
    rows = BulkChange.objects.get(undoes__isnull=False).rows
    assert dict(rows.values_list("row", "skipped")) == {fee.pk: "", **refused}
    assert staff_client.get(url).status_code == 403


def test_undoing_that_became_another_is_not_done(staff_client: Client) -> None:
    fees = FeeFactory.create_batch(2)
    confirm(staff_client, choose(staff_client, "fee-payment", *fees))
    url = reverse("admin:balansekunst_bulkchange_undo", args=[BulkChange.objects.get().pk])
    asked = staff_client.get(url)
    fees[0].delete()

    done = staff_client.post(url, {"fingerprint": asked.context["fingerprint"]}, follow=True)

    assert shown(done) == ["Noe er endret siden du så over dette, og ingenting er angret. Se over på nytt."]
    assert Fee.objects.get().paid_on


def remind(client: Client) -> BulkChange:
    """Send reminders of a fee with two contacts, and return the record."""
    fee = FeeFactory.create(due_on=date(2026, 3, 1))
    ContactFactory.create_batch(2, organisation=fee.membership.organisation)
    confirm(client, choose(client, "fee-reminder", fee))
    return BulkChange.objects.get()


def test_queued_reminders_are_withdrawn(staff_client: Client, settings: Any) -> None:
    settings.TASKS = WORKERS
    change = remind(staff_client)
    assert Message.objects.filter(status=Message.Status.QUEUED, pk__in=change.rows.get().messages).count() == 2

    asked = undo(staff_client)

    assert asked.context["withdrawn_count"] == 2
    assert not Message.objects.exists()


def test_sent_reminders_cannot_be_undone(staff_client: Client, moment: datetime) -> None:
    change = remind(staff_client)
    Message.objects.update(status=Message.Status.SENT, sent_at=moment)
    url = reverse("admin:balansekunst_bulkchange_undo", args=[change.pk])

    asked = staff_client.get(url)
    done = staff_client.post(url, {"fingerprint": asked.context["fingerprint"]}, follow=True)

    assert [each.problem for each, _row in asked.context["refused"]] == ["E-posten er sendt."]
    assert shown(done) == ["Ingenting av dette kan angres lenger."]
    assert Message.objects.count() == 2


def test_bounced_address_gets_no_reminder(staff_client: Client, moment: datetime) -> None:
    fee, other = FeeFactory.create_batch(2, due_on=date(2026, 3, 1))
    works, broken = ContactFactory.create_batch(2, organisation=fee.membership.organisation)
    alone = ContactFactory.create(organisation=other.membership.organisation)
    for contact in (broken, alone):
        Bounce.objects.create(email=contact.email, bounced_at=moment)

    page = choose(staff_client, "fee-reminder", fee, other)

    assert skipped(page) == {other.pk: "E-poster kommer ikke fram til adressen."}
    assert [message.recipient for each in page.context["preview"].done for message in each.messages] == [works.email]


def test_only_staff_work_on_many_rows(management_client: Client, adviser_client: Client) -> None:
    fee = FeeFactory.create()

    for client in (management_client, adviser_client):
        assert client.get(PAYMENT).status_code in (302, 403)
        assert client.get(reverse("admin:balansekunst_bulkchange_changelist")).status_code in (302, 403)
    assert Fee.objects.get(pk=fee.pk).paid_on is None


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_queries_do_not_grow(staff: User, moment: datetime, count: int, django_assert_num_queries: Any) -> None:
    rows = Fee.objects.filter(pk__in=[fee.pk for fee in FeeFactory.create_batch(count)])
    work = FeePaid()
    form = work.form_class({"paid_on": "2026-03-16"}, rows=[])
    assert form.is_valid()
    context = Context(moment, "https://eksempel.example/")
    planned = changes.make_plan(work, list(rows), form.cleaned_data, context)
    shown = changes.fingerprint(work, planned, form.cleaned_data)

    with django_assert_num_queries(18):
        change = changes.perform(work, rows, form, expected=shown, by=staff, context=context)
    with django_assert_num_queries(3):
        assert len(changes.undo_plan(change, list(change.rows.all()))) == count


def test_each_kind_of_work_has_a_list() -> None:
    listed = {work for model_admin in admin.site._registry.values() for work in getattr(model_admin, "bulk_work", ())}

    assert listed == set(WORKS.values())


def test_selected_rows_are_never_deleted(superuser: User) -> None:
    request: Any = RequestFactory().get("/")
    request.user = superuser
    request.session = log_in(superuser).session

    for model, model_admin in admin.site._registry.items():
        for place in ActionLocation:
            assert "delete_selected" not in model_admin.get_actions(request, action_location=place), model
