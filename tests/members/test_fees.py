"""Registering that fees are paid, and reminding of unpaid ones."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from balansekunst.models import Message
from members import fees, payments
from members.contacts import addressees
from members.models import Fee
from tests.factories import ContactFactory, FeeFactory, FeePaymentFactory

pytestmark = pytest.mark.django_db


def test_paid_fees_get_date_and_version(day: date) -> None:
    unpaid = FeeFactory.create_batch(2)

    fees.register_payments(unpaid, paid_on=day)

    assert set(Fee.objects.values_list("paid_on", flat=True)) == {day}
    assert unpaid[0].history.latest().history_change_reason == "Registrert som betalt"


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_payment_queries_do_not_grow(count: int, day: date, django_assert_num_queries) -> None:
    unpaid = FeeFactory.create_batch(count)

    with django_assert_num_queries(7):
        fees.register_payments(unpaid, paid_on=day)


def test_paid_fee_is_not_paid_again(day: date) -> None:
    paid, unpaid = FeeFactory.create(paid_on=date(2026, 2, 1)), FeeFactory.create()

    with pytest.raises(ValidationError, match=r"betalt 01.02.2026"):
        fees.register_payments([unpaid, paid], paid_on=day)

    assert Fee.objects.filter(paid_on=None).get() == unpaid


def test_payment_is_not_in_future() -> None:
    with pytest.raises(ValidationError, match="kan ikke stemme"):
        fees.register_payments([FeeFactory.create()], paid_on=date(2990, 1, 1))


@pytest.mark.parametrize(
    ("values", "reminded", "problem"),
    [
        pytest.param({"due_on": date(2026, 3, 15)}, None, "", id="day-after"),
        pytest.param({"due_on": date(2026, 3, 16)}, None, "Forfaller først 16.03.2026.", id="due-today"),
        pytest.param({"paid_on": date(2026, 3, 1)}, None, "Betalt 01.03.2026.", id="paid"),
        pytest.param({}, date(2026, 3, 10), "Fikk en påminnelse 10.03.2026.", id="six-days-ago"),
        pytest.param({}, date(2026, 3, 9), "", id="a-week-ago"),
    ],
)
def test_who_is_reminded(values: dict, reminded: date | None, problem: str, day: date) -> None:
    fee = FeeFactory.create(**{"due_on": date(2026, 3, 1), **values})
    ContactFactory.create(organisation=fee.membership.organisation)

    assert fees.reminder_problem(fee, today=day, reminded=reminded) == problem


def test_nobody_without_address_is_reminded(day: date) -> None:
    fee = FeeFactory.create(due_on=date(2026, 3, 1))

    assert "e-postadresse" in fees.reminder_problem(fee, today=day, reminded=None)


def test_reminder_goes_to_each_address_once(moment: datetime) -> None:
    fee = FeeFactory.create(due_on=date(2026, 3, 1), rate__year=2026, rate__amount=5000)
    organisation = fee.membership.organisation
    first, second = (ContactFactory.create(organisation=organisation, name=name) for name in "AB")
    ContactFactory.create(organisation=organisation, name="C", email=first.email.upper())

    found = fees.reminders(fee, received=0, note="Konto 1234", at=moment)

    assert [message.recipient for message in found] == [first.email, second.email]
    assert found[0].subject == "Påminnelse om kontingenten for 2026"
    assert "5\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr. Den forfalt 1. mars 2026" in found[0].body
    assert "\nKonto 1234\n" in found[0].body


def test_reminder_says_what_is_left_of_a_part_payment(moment: datetime) -> None:
    fee = FeeFactory.create()
    ContactFactory.create(organisation=fee.membership.organisation)

    whole, part = (fees.reminders(fee, received=ore, note="", at=moment)[0].body for ore in (0, 100_050))

    assert "Det gjenstår" not in whole
    assert "Det gjenstår 3\xa0999,50\xa0kr." in part


def test_last_reminder_is_found(moment: datetime, day: date) -> None:
    reminded, other = FeeFactory.create_batch(2)
    ContactFactory.create(organisation=reminded.membership.organisation)
    Message.objects.bulk_create(fees.reminders(reminded, received=0, note="", at=moment))
    Message.objects.update(drafted_at=moment)

    assert fees.last_reminded([reminded, other]) == {reminded.pk: day}


def test_organisation_is_addressed_without_contacts() -> None:
    organisation = FeeFactory.create(membership__organisation__email="post@eksempel.example").membership.organisation
    ContactFactory.create(organisation=organisation, email="")

    assert addressees(organisation) == [(0, "post@eksempel.example")]


def test_page_of_organisation_says_what_is_paid_of_a_fee(staff_client: Client) -> None:
    fee = FeeFactory.create()
    payments.add([FeePaymentFactory.build(fee=fee, amount=300_000)])

    page = staff_client.get(f"/admin/members/organisation/{fee.membership.organisation_id}/").text

    assert "3\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr betalt" in page
