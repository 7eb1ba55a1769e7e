"""The overview of a call, its payments, and each grant's report, for staff."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from balansekunst.models import Message
from balansepotten import conflicts, grants, project_reports
from balansepotten.models import Extension, Payment, ProjectReport
from tests.factories import ApplicationFactory, ContactFactory, UserFactory, agree_to_budget

pytestmark = pytest.mark.django_db

ROUND = reverse("round_overview", args=[2026])
NOW = datetime(2027, 2, 2, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def manager(management, login):
    """A manager with a second factor."""
    return login(management)


@pytest.fixture
def make_accepted(call, moment):
    """`make_accepted(90_000)` creates an accepted grant of that amount, to a new organisation."""

    def make(amount, **fields):
        application = ApplicationFactory.create(
            call=call,
            status="granted",
            amount_applied=200_000,
            amount_awarded=amount,
            ends_on=date(2026, 12, 1),
            **fields,
        )
        user = UserFactory.create()
        ContactFactory.create(organisation=application.organisation, user=user, email=user.email)
        grant = grants.open_grant(application)
        agree_to_budget(grant, by=user, at=moment)
        return grants.accept(grant, account_number="12345678903", by=user, at=moment)

    return make


def values(response):
    return {
        str(number.kind.value): number.value.replace("\N{NO-BREAK SPACE}", " ")
        for number in response.context["numbers"]
    }


def test_totals_of_call(reported, make_accepted, staff, staff_client):
    paid, _waiting = make_accepted(30_000), make_accepted(60_000)
    grants.pay(paid.payments.get(), on=date(2026, 4, 1), by=staff)

    assert values(staff_client.get(ROUND)) == {
        "tildelt": "180 000 kr",
        "frasagt": "0 kr",
        "utbetalt": "80 000 kr",
        "utestaende": "100 000 kr",
        "tilbake": "0 kr",
        "forfalt": "2",
        "lese": "1",
        "budsjetter": "0",
    }


@pytest.mark.parametrize(
    ("costs", "paid", "outstanding", "to_return"),
    [
        pytest.param(120_000, "60 000 kr", "30 000 kr", "0 kr", id="last-part-due"),
        pytest.param(80_000, "60 000 kr", "0 kr", "0 kr", id="nothing-more"),
        pytest.param(70_000, "60 000 kr", "0 kr", "10 000 kr", id="money-to-come-back"),
    ],
)
def test_settled_grant_outstanding_is_unpaid_payments(
    reported, staff, moment, staff_client, costs, paid, outstanding, to_return
):
    reported.account_lines.filter(kind="cost").update(actual=costs)
    project_reports.approve(reported, by=staff, at=moment)

    found = values(staff_client.get(ROUND))

    assert (found["utbetalt"], found["utestaende"], found["tilbake"]) == (paid, outstanding, to_return)


def test_refund_subtracted_from_paid(reported, staff, moment, staff_client):
    reported.account_lines.filter(kind="cost").update(actual=70_000)
    project_reports.approve(reported, by=staff, at=moment)
    grants.pay(Payment.objects.get(part="refund"), on=date(2026, 4, 1), by=staff)

    found = values(staff_client.get(ROUND))

    assert (found["utbetalt"], found["tilbake"]) == ("50 000 kr", "0 kr")


@pytest.mark.parametrize("kind", ["tildelt", "utbetalt", "utestaende", "tilbake", "forfalt", "lese"])
def test_total_links_to_its_rows(reported, make_accepted, staff_client, kind):
    make_accepted(30_000)

    response = staff_client.get(ROUND, {"vis": kind})

    number = next(one for one in response.context["numbers"] if one.kind == kind)
    assert response.context["rows"] == number.rows
    if kind in ("forfalt", "lese"):
        assert str(len(number.rows)) == number.value


@pytest.mark.parametrize(
    ("today", "count"),
    [pytest.param(date(2027, 2, 1), "0", id="the-last-day"), pytest.param(date(2027, 2, 2), "1", id="the-day-after")],
)
def test_report_is_overdue_the_day_after(accepted, login, staff, time_machine, today, count):
    time_machine.move_to(datetime(today.year, today.month, today.day, 12, tzinfo=UTC), tick=False)

    assert values(login(staff).get(ROUND))["forfalt"] == count


def test_conflict_hides_grant_from_totals_and_export(accepted, make_accepted, management, manager, call):
    make_accepted(30_000)
    hidden = accepted.application
    conflicts.declare(call, user=management, ground="work", by=management, at=NOW, application=hidden)

    page = manager.get(ROUND)
    sheet = manager.get(reverse("payment_export", args=[2026, "csv"])).content.decode()

    assert values(page)["tildelt"] == "30 000 kr"
    assert page.context["is_partly_hidden"]
    assert [said for said in (hidden.title, hidden.number, hidden.organisation.name) if said in page.text + sheet] == []
    assert manager.get(reverse("grant_handle", args=[hidden.uuid])).status_code == 404
    assert manager.get(reverse("payment_paid", args=[accepted.payments.get().pk])).status_code == 404


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_overview_queries_do_not_grow(make_accepted, staff_client, count, django_assert_num_queries):
    for _one in range(count):
        make_accepted(30_000)

    with django_assert_num_queries(11):
        response = staff_client.get(ROUND)

    assert len(response.context["rows"]) == len(response.context["unpaid"]) == count


def test_overview_without_grants_shows_text(call, staff_client):
    assert "Ingen tilsagn ennå" in staff_client.get(ROUND).text


def test_overview_of_missing_call_not_found(staff_client, manager):
    assert staff_client.get(reverse("round_overview", args=[2025])).status_code == 404
    assert manager.get(reverse("payment_export", args=[2025, "csv"])).status_code == 404


EXPECTED = ["Organisasjonsnummer", "Kontonummer", "Beløp", "Forfaller", "Referanse"]


def test_csv_contains_payments_for_bookkeeper(accepted, manager):
    response = manager.get(reverse("payment_export", args=[2026, "csv"]))

    organisation, number = accepted.application.organisation, accepted.application.number
    assert response["Content-Disposition"] == 'attachment; filename="utbetalinger-2026.csv"'
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.decode("utf-8-sig").splitlines() == [
        f"Mottaker;{';'.join(EXPECTED)};Del;Betalt",
        ";".join([organisation.name, organisation.number, "1234 56 78903;60000;30.03.2026", number, "første del;"]),
    ]


def test_workbook_cells_are_typed(accepted, manager):
    response = manager.get(reverse("payment_export", args=[2026, "xlsx"]))

    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[0][1:6] == tuple(EXPECTED)
    assert rows[1][2:5] == ("1234 56 78903", 60_000, datetime(2026, 3, 30))  # noqa: DTZ001


def test_formula_in_name_exported_as_text(make_accepted, manager):
    grant = make_accepted(30_000)
    grant.application.organisation.name = "=1+1"
    grant.application.organisation.save()

    csv = manager.get(reverse("payment_export", args=[2026, "csv"])).content.decode()
    book = load_workbook(BytesIO(manager.get(reverse("payment_export", args=[2026, "xlsx"])).content)).active

    assert "\n'=1+1;" in csv
    assert (book["A2"].value, book["A2"].data_type) == ("=1+1", "s")


def test_full_export_includes_paid_and_refunds(reported, staff, moment, manager):
    reported.account_lines.filter(kind="cost").update(actual=70_000)
    project_reports.approve(reported, by=staff, at=moment)
    url = reverse("payment_export", args=[2026, "csv"])

    to_pay, everything = (manager.get(url, data).content.decode().splitlines() for data in ({}, {"hva": "alle"}))

    assert (len(to_pay), len(everything)) == (1, 3)


def test_export_has_two_formats(call, manager):
    assert manager.get(reverse("payment_export", args=[2026, "pdf"])).status_code == 404


def test_payment_registered_on_page(accepted, management, manager):
    payment = accepted.payments.get()
    url = reverse("payment_paid", args=[payment.pk])

    response = manager.post(url, {"on": "2026-04-01"})

    payment.refresh_from_db()
    assert (response.url, payment.paid_on, payment.paid_by) == (ROUND, date(2026, 4, 1), management)
    assert "Angre registreringen" in manager.get(url).text
    assert manager.post(url, {"on": "2026-04-02"}).context["form"].non_field_errors() == [
        "Betalingen er allerede registrert."
    ]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        pytest.param("2027-02-03", "Dagen er ikke kommet ennå.", id="tomorrow"),
        pytest.param("2026-03-15", "Dagen er før tilsagnet ble godtatt. Se etter om året stemmer.", id="too-early"),
        pytest.param("i går", "Skriv datoen slik: 31.12.2026.", id="no-date"),
    ],
)
def test_payment_date_validated(accepted, manager, on, words):
    payment = accepted.payments.get()

    response = manager.post(reverse("payment_paid", args=[payment.pk]), {"on": on})

    assert response.context["form"].errors == {"on": [words]}
    payment.refresh_from_db()
    assert payment.paid_on is None


def test_payment_undone_on_page(accepted, management, manager):
    payment = grants.pay(accepted.payments.get(), on=date(2026, 4, 1), by=management)
    url = reverse("payment_undo", args=[payment.pk])

    first, second = (manager.post(url, follow=True).text for _time in range(2))

    payment.refresh_from_db()
    assert (payment.paid_on, payment.paid_by) == (None, None)
    assert ("Registreringen er angret." in first, "Betalingen er ikke registrert." in second) == (True, True)


def test_payment_of_settled_grant_not_undone(reported, staff, moment, manager):
    project_reports.approve(reported, by=staff, at=moment)
    first, last = reported.grant.payments.order_by("pk")
    grants.pay(last, on=date(2026, 4, 1), by=staff)

    for payment in (first, last):
        manager.post(reverse("payment_undo", args=[payment.pk]))

    assert [payment.paid_on for payment in reported.grant.payments.order_by("pk")] == [date(2026, 3, 20), None]


def test_staff_extends_the_day(accepted, staff, staff_client):
    url = reverse("grant_extend", args=[accepted.application.uuid])

    refused = staff_client.post(url, {"due_after": "2027-02-01", "reason": "Sykdom"})
    staff_client.post(url, {"due_after": "2027-04-01", "reason": "Sykdom"})

    assert set(refused.context["failed"].errors) == {"due_after"}
    assert (Extension.objects.get().agreed_by, Extension.objects.get().due_after) == (staff, date(2027, 4, 1))
    page = staff_client.get(reverse("grant_handle", args=[accepted.application.uuid])).text
    assert "Utsatt fra 1. februar 2027 til 1. april 2027 av Ada Ansatt: Sykdom" in page


def test_staff_sends_a_report_back(reported, staff_client):
    url = reverse("report_return", args=[reported.grant.application.uuid])

    refused = staff_client.post(url, {"words": " "})
    staff_client.post(url, {"words": "Bilag 3 mangler."})

    assert set(refused.context["failed"].errors) == {"words"}
    reported.refresh_from_db()
    assert (reported.status, reported.returned_words) == ("returned", "Bilag 3 mangler.")


def test_staff_approves_a_report(reported, staff, staff_client):
    page = staff_client.get(reverse("grant_handle", args=[reported.grant.application.uuid]))
    response = staff_client.post(reverse("report_approve", args=[reported.grant.application.uuid]), follow=True)

    assert page.context["settlement"].last == 30_000
    assert "Rapporten er godkjent" in response.text
    assert ProjectReport.objects.get().approved_by == staff
    assert Payment.objects.get(part="last").amount == 30_000


def test_report_is_not_approved_twice(reported, staff_client):
    url = reverse("report_approve", args=[reported.grant.application.uuid])
    staff_client.post(url)

    response = staff_client.post(url, follow=True)

    assert "er ikke til behandling" in response.text
    assert Payment.objects.filter(part="last").count() == 1
    assert Message.objects.filter(subject="Rapporten til Balansepotten er godkjent").count() == 1


def test_grant_without_report_has_no_actions(granted, staff_client):
    grants.open_grant(granted)

    assert staff_client.get(reverse("grant_handle", args=[granted.uuid])).status_code == 200
    assert staff_client.post(reverse("report_approve", args=[granted.uuid])).status_code == 404


def test_account_number_shown_to_payers_only(accepted, staff_client, manager):
    url = reverse("grant_handle", args=[accepted.application.uuid])

    assert ["1234 56 78903" in client.get(url).text for client in (staff_client, manager)] == [False, True]


STAFF_PAGES = [
    pytest.param("round_overview", "get", "run", id="round"),
    pytest.param("grant_handle", "get", "run", id="handle"),
    pytest.param("grant_extend", "post", "run", id="extend"),
    pytest.param("report_return", "post", "run", id="return"),
    pytest.param("report_approve", "post", "run", id="approve"),
    pytest.param("payment_export", "get", "decide", id="export"),
    pytest.param("payment_paid", "get", "decide", id="paid"),
    pytest.param("payment_undo", "post", "decide", id="undo"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("name", "method", "need"), STAFF_PAGES)
def test_staff_pages_require_permission(reported, login, user, staff, management, adviser, name, method, need):
    application = reported.grant.application
    pk = reported.grant.payments.get().pk
    args = {"round_overview": [2026], "payment_export": [2026, "csv"], "payment_paid": [pk], "payment_undo": [pk]}
    url = reverse(name, args=args.get(name, [application.uuid]))

    def status(person, **kwargs):
        return getattr(login(person, **kwargs), method)(url).status_code

    assert [status(one) for one in (user, adviser, UserFactory.create())] == [403, 403, 403]
    assert status(management, second_factor=False) == (302 if method == "get" else 403)
    allowed = 302 if name in ("report_approve", "payment_undo") else 200
    assert status(staff) == (allowed if need == "run" else 403)
    assert status(management) == allowed
