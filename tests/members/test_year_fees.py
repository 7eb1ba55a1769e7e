"""Making the year's fees, sending their invoices, and what settles them otherwise, in the admin."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from balansekunst.figures import Period, figure_area
from balansekunst.models import BulkChange
from members import kid, statements
from members.contacts import give_access
from members.models import Fee, FeePayment, FeeRate, Membership, Organisation
from tests.factories import ContactFactory, FeeFactory, FeePaymentFactory, FeeRateFactory, MembershipFactory
from tests.members.fee_work import INVOICE, confirm, invoiced, preview, skipped

pytestmark = pytest.mark.django_db
Size = Organisation.Size
NAMES = ("paid", "worked", "credited", "lost", "outstanding")


@pytest.fixture(autouse=True)
def _now(moment: datetime) -> Any:
    with time_machine.travel(moment, tick=False):
        yield


def member(size: str = Size.SMALL, **values: Any) -> Membership:
    return MembershipFactory.create(organisation__size=size, **values)


MAKING = {"year": "2026", "due_on": "2026-04-15"}


@pytest.fixture
def rates() -> dict[str, FeeRate]:
    return {
        size: FeeRateFactory.create(year=2026, size=size, amount=amount)
        for size, amount in ((Size.SMALL, 5_000), (Size.LARGE, 15_000))
    }


def test_each_member_gets_one_fee_of_its_size(staff_client: Client, rates: dict) -> None:
    small, large = member(), member(Size.LARGE)

    confirm(staff_client, "fee-making", [small, large], **MAKING)
    again = preview(staff_client, "fee-making", [small, large], **MAKING)

    fees = Fee.objects.order_by("amount")
    assert [(fee.membership, fee.amount, fee.due_on) for fee in fees] == [
        (small, 5_000, date(2026, 4, 15)),
        (large, 15_000, date(2026, 4, 15)),
    ]
    assert set(skipped(again).values()) == {"Har kontingent for 2026."}
    assert BulkChange.objects.get().kind == "fee-making"


def test_missing_fees_alone_are_added_later(staff_client: Client, rates: dict) -> None:
    first, second = member(), member()
    confirm(staff_client, "fee-making", [first], **MAKING)

    confirm(staff_client, "fee-making", [first, second], **MAKING)

    assert {fee.membership for fee in Fee.objects.all()} == {first, second}
    assert Fee.objects.count() == 2


def test_wrong_invoice_is_replaced_by_new_fee(staff_client: Client, rates: dict) -> None:
    """A fee that is lost is still the year's: the claim was right."""
    wrong, lost = member(), member()
    values = {"rate": rates[Size.SMALL], "written_off_on": date(2026, 3, 1), "write_off_reason": "Feil beløp."}
    FeeFactory.create(membership=wrong, write_off_type=Fee.WriteOff.CREDITED, **values)
    FeeFactory.create(membership=lost, write_off_type=Fee.WriteOff.LOST, **values)

    confirm(staff_client, "fee-making", [wrong, lost], **MAKING)

    assert [fee.membership for fee in Fee.objects.outstanding()] == [wrong]


def test_who_gets_no_fee(staff_client: Client, rates: dict) -> None:
    organisation = member(left=date(2026, 1, 15)).organisation
    rows = [
        organisation.memberships.get(),
        member("", organisation__name="Uten størrelse"),
        member(Size.MEDIUM, organisation__name="Uten sats"),
        member(joined=date(2026, 3, 17), organisation__name="Begynner i morgen"),
        member(joined=date(2026, 3, 16), organisation__name="Begynner i dag"),
    ]

    page = preview(staff_client, "fee-making", rows, **MAKING)

    assert skipped(page) == {
        organisation.name: "Ikke medlem 16.03.2026.",
        "Begynner i morgen": "Ikke medlem 16.03.2026.",
        "Uten størrelse": "Størrelsen mangler. Sett den på siden til virksomheten.",
        "Uten sats": "Satsen for mellomstor mangler i 2026. Legg den inn under «Kontingentsatser».",
    }


def test_member_who_came_back_is_asked_once(staff_client: Client, rates: dict) -> None:
    before = member(left=date(2026, 2, 1))
    FeeFactory.create(membership=before, rate=rates[Size.SMALL])
    back = MembershipFactory.create(organisation=before.organisation, joined=date(2026, 3, 1))

    page = preview(staff_client, "fee-making", [back], **MAKING)

    assert skipped(page) == {before.organisation.name: "Har kontingent for 2026."}


def test_work_is_given_again_unless_cleared(staff_client: Client, rates: dict) -> None:
    last_year = FeeRateFactory.create(year=2025)
    working, paying = member(), member()
    for membership in (working, paying):
        FeeFactory.create(
            membership=membership, rate=last_year, worked_on=date(2025, 3, 1), work_reason="Vertskap for årsmøtet"
        )
    answers = {f"row_{working.pk}": "Vertskap for årsmøtet", f"row_{paying.pk}": ""}

    confirm(staff_client, "fee-making", [working, paying], **MAKING, **answers)

    made = Fee.objects.filter(rate__year=2026)
    assert made.get(membership=working).work_reason == "Vertskap for årsmøtet"
    assert made.get(membership=paying).state == Fee.State.OUTSTANDING


def undo(client: Client) -> Any:
    change = BulkChange.objects.latest("pk")
    url = reverse("admin:balansekunst_bulkchange_undo", args=[change.pk])
    page = client.get(url)
    return client.post(url, {"fingerprint": page.context["fingerprint"]}, follow=True)


def test_making_is_undone_except_for_paid_fees(staff_client: Client, rates: dict) -> None:
    first, second = member(), member()
    confirm(staff_client, "fee-making", [first, second], **MAKING)
    FeePaymentFactory.create(fee=Fee.objects.get(membership=second))

    undo(staff_client)

    assert Fee.objects.get().membership == second


@pytest.mark.parametrize(
    ("work", "type_of", "state"),
    [
        pytest.param("fee-work", {}, Fee.State.WORKED, id="work"),
        pytest.param("fee-write-off", {"write_off_type": "credited"}, Fee.State.CREDITED, id="wrong-invoice"),
        pytest.param("fee-write-off", {"write_off_type": "lost"}, Fee.State.LOST, id="loss"),
    ],
)
def test_fee_is_settled_with_reason_and_undone(staff_client: Client, work: str, type_of: dict, state: str) -> None:
    fee = FeeFactory.create()
    without = preview(staff_client, work, [fee], day="2026-03-16", reason="")

    confirm(staff_client, work, [fee], day="2026-03-16", reason="Vertskap", **type_of)

    assert set(without.context["preview"].form.errors) == {"reason", *type_of}
    assert (Fee.objects.get().state, Fee.objects.overdue_on(date(2027, 1, 1)).count()) == (state, 0)
    payment = FeePaymentFactory.create(fee=fee, amount=500_000)
    undo(staff_client)
    assert Fee.objects.get().paid_on == payment.paid_on


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_making_queries_do_not_grow(count: int, django_assert_num_queries: Any, rates: dict, day: date) -> None:
    from balansekunst.bulk.work import Context
    from members.fee_bulk import YearFees

    for _each in range(count):
        member()
    work = YearFees()
    at = datetime(2026, 3, 16, 11).astimezone()
    with django_assert_num_queries(8):
        rows = list(work.fetch(Membership.objects.all()))
        planned = work.plan(rows, {"year": 2026, "due_on": day}, Context(at, "https://x.example"))
        work.apply(planned, {}, Context(at, "https://x.example"))

    assert Fee.objects.count() == count


def test_statement_adds_up() -> None:
    fee = FeeFactory.create(rate__year=2026, invoice_number=7, invoiced_on=date(2026, 2, 1), kid=kid.make(7))
    organisation = fee.membership.organisation
    FeePaymentFactory.create(fee=fee, amount=200_050, paid_on=date(2026, 2, 20))
    FeeFactory.create(membership=fee.membership, rate__year=2025, due_on=date(2025, 3, 1), paid_on=date(2025, 2, 1))
    for year, way in ((2023, Fee.WriteOff.CREDITED), (2024, Fee.WriteOff.LOST)):
        day = date(year, 3, 1)
        write_off = {"written_off_on": day, "write_off_type": way, "write_off_reason": "Lagt ned"}
        FeeFactory.create(membership=fee.membership, rate__year=year, due_on=day, **write_off)

    statement = statements.statement_of(organisation)

    assert [(line.text, line.shown_amount.replace("\xa0", " ")) for line in statement.lines] == [
        ("Kontingent 2023", "5 000 kr"),
        ("Kreditert, kontingent 2023", "\N{MINUS SIGN}5 000 kr"),
        ("Kontingent 2024", "5 000 kr"),
        ("Avskrevet som tap, kontingent 2024", "\N{MINUS SIGN}5 000 kr"),
        ("Registrert som betalt, kontingent 2025", "\N{MINUS SIGN}5 000 kr"),
        ("Kontingent 2025", "5 000 kr"),
        ("Kontingent 2026, faktura 7", "5 000 kr"),
        ("Innbetaling, kontingent 2026", "\N{MINUS SIGN}2 000,50 kr"),
    ]
    assert statement.outstanding == 299_950


def test_contacts_alone_see_statement_and_invoice(client: Client) -> None:
    fee = FeeFactory.create(invoice_number=7, invoiced_on=date(2026, 2, 1), kid=kid.make(7))
    organisation = fee.membership.organisation
    mine, other = ContactFactory.create(organisation=organisation), ContactFactory.create()
    urls = [
        reverse("my_fees", args=[organisation.pk]),
        reverse("my_invoice", args=[fee.pk]),
    ]
    for contact, status in ((mine, 200), (other, 404)):
        client.force_login(give_access(contact))
        assert [client.get(url).status_code for url in urls] == [status, status]


def test_part_payment_is_registered_on_page(staff_client: Client) -> None:
    fee = FeeFactory.create()
    url = reverse("admin:members_organisation_delbetaling", args=[fee.membership.organisation_id])

    wrong = staff_client.post(url, {"fee": fee.pk, "amount": "mye", "paid_on": "2026-03-10"})
    staff_client.post(url, {"fee": fee.pk, "amount": "2 000,50", "paid_on": "2026-03-10"})

    assert "Skriv et beløp" in wrong.text
    assert FeePayment.objects.get().amount == 200_050


def test_figures_are_of_the_period() -> None:
    period = Period(date(2026, 3, 1), date(2026, 3, 31))
    for paid_on in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        FeeFactory.create(paid_on=paid_on, due_on=date(2026, 3, 31))
    FeeFactory.create(worked_on=date(2026, 3, 1), work_reason="Vertskap")
    write_off = {"written_off_on": date(2026, 3, 1), "write_off_reason": "Lagt ned"}
    FeeFactory.create(**write_off, write_off_type=Fee.WriteOff.LOST)
    FeeFactory.create_batch(2, **write_off, write_off_type=Fee.WriteOff.CREDITED)
    FeeFactory.create(due_on=date(2026, 4, 1))

    values = figure_area("members").in_period(period).values()

    assert {name: (values[f"fees_{name}_count"], values[f"fees_{name}"]) for name in NAMES} == {
        "paid": (2, 10_000),
        "worked": (1, 5_000),
        "credited": (2, 10_000),
        "lost": (1, 5_000),
        "outstanding": (1, 5_000),
    }


@pytest.mark.parametrize("work", ["fee-making", "fee-invoice"])
def test_work_is_not_done_twice_from_one_preview(staff_client: Client, rates: dict, work: str) -> None:
    row = member() if work == "fee-making" else FeeFactory.create()
    answers = MAKING if work == "fee-making" else INVOICE
    seen = preview(staff_client, work, [row], **answers).context["preview"].fingerprint
    confirm(staff_client, work, [row], **answers)

    late = preview(staff_client, work, [row], fingerprint=seen, confirm="1", **answers)

    assert "Noe er endret siden du så over dette" in late.text
    assert (Fee.objects.count(), BulkChange.objects.count()) == (1, 1)


def test_number_taken_by_other_invoice_is_seen_again(staff_client: Client) -> None:
    first, second = FeeFactory.create_batch(2)
    seen = preview(staff_client, "fee-invoice", [second], **INVOICE).context["preview"].fingerprint
    invoiced(staff_client, first)

    preview(staff_client, "fee-invoice", [second], fingerprint=seen, confirm="1", **INVOICE)

    second.refresh_from_db()
    assert second.invoice_number is None
    invoiced(staff_client, second)
    assert list(Fee.objects.order_by("pk").values_list("invoice_number", flat=True)) == [1, 2]
