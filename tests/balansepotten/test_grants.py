"""Opening, accepting, extending and paying grants."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from balansekunst.models import Message
from balansepotten import grants
from balansepotten.models import Application, Extension, Grant, Payment, ProjectReport
from tests.factories import ApplicationFactory, BudgetLineFactory, UserFactory, agree_to_budget

pytestmark = pytest.mark.django_db

ACCOUNT = "12345678903"
Part = Payment.Part


def subjects():
    """Return the subjects of the e-mails, the newest last."""
    return [message.subject for message in Message.objects.order_by("pk")]


def payments(grant):
    return [(payment.part, payment.amount, payment.due_on) for payment in grant.payments.all()]


@pytest.mark.parametrize(
    ("ends_on", "months", "due"),
    [
        pytest.param(date(2026, 12, 1), 2, date(2027, 2, 1), id="over-the-new-year"),
        pytest.param(date(2026, 12, 31), 2, date(2027, 2, 28), id="shorter-month"),
        pytest.param(date(2027, 12, 31), 2, date(2028, 2, 29), id="leap-year"),
        pytest.param(date(2026, 10, 15), 2, date(2026, 12, 15), id="to-december"),
        pytest.param(date(2026, 10, 15), 0, date(2026, 10, 15), id="at-once"),
        pytest.param(date(2026, 10, 15), 24, date(2028, 10, 15), id="two-years"),
        pytest.param(None, 2, date(2027, 2, 28), id="end-not-known"),
    ],
)
def test_report_due_months_after_project_end(granted, ends_on, months, due):
    granted.ends_on, granted.call.report_months = ends_on, months

    assert grants.open_grant(granted).report_due == due


def test_grant_is_opened_once(granted):
    assert grants.open_grant(granted) == grants.open_grant(granted)
    assert Grant.objects.count() == 1


@pytest.mark.parametrize("status", [Application.Status.SUBMITTED, Application.Status.REJECTED])
def test_nothing_awarded_has_no_grant(call, status):
    with pytest.raises(ValidationError, match="Bare en innvilget søknad"):
        grants.open_grant(ApplicationFactory.create(call=call, status=status))


def test_accept_stores_account_payment_and_report(granted, user, moment):
    BudgetLineFactory.create(application=granted, description="Honorar", amount=120_000)
    BudgetLineFactory.create(application=granted, kind="income", description="Egenandel", amount=None)

    agree_to_budget(grants.open_grant(granted), by=user, at=moment)
    grant = grants.accept(granted.grant, account_number="1234 56.78903", by=user, at=moment)

    assert (grant.account_number, grant.accepted_at, grant.accepted_by) == (ACCOUNT, moment, user)
    assert payments(grant) == [(Part.FIRST, 60_000, date(2026, 3, 30))]
    report = ProjectReport.objects.get(grant=grant)
    assert [(line.kind, line.description, line.budgeted, line.actual) for line in report.account_lines.all()] == [
        ("cost", "Honorar", 120_000, None),
        ("income", "Egenandel", 0, None),
    ]


def test_second_click_changes_nothing(accepted, user, moment):
    again = grants.accept(accepted, account_number="86011117947", by=user, at=moment + timedelta(days=1))

    assert (again.account_number, again.accepted_at) == (ACCOUNT, moment)
    assert Payment.objects.count() == ProjectReport.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param("1234 56 7890", "Du har skrevet 10", id="too-short"),
        pytest.param("1234 56 789033", "Du har skrevet 12", id="too-long"),
        pytest.param("1234 56 78904", "stemmer ikke", id="check-digit"),
        pytest.param("2134 56 78903", "stemmer ikke", id="two-swapped"),
        pytest.param("NO93 8601 1117 947", "bare sifre", id="iban"),
        pytest.param("١٢٣٤٥٦٧٨٩٠٣", "bare sifre", id="other-digits"),
        pytest.param("", "bare sifre", id="empty"),
    ],
)
def test_wrong_account_number_not_repeated_in_error(granted, user, moment, number, words):
    with pytest.raises(ValidationError, match=words) as refused:
        grants.accept(grants.open_grant(granted), account_number=number, by=user, at=moment)

    assert number not in str(refused.value) or not number
    assert not Payment.objects.exists()


def test_only_a_contact_accepts(granted, moment):
    with pytest.raises(ValidationError, match="ikke kontaktperson"):
        grants.accept(grants.open_grant(granted), account_number=ACCOUNT, by=UserFactory(), at=moment)


def test_award_taken_back_is_not_accepted(granted, user, moment):
    grant = grants.open_grant(granted)
    Application.objects.filter(pk=granted.pk).update(status="rejected", amount_awarded=None)

    with pytest.raises(ValidationError, match="gjelder ikke lenger"):
        grants.accept(grant, account_number=ACCOUNT, by=user, at=moment)


def test_small_award_paid_at_end(granted, user, moment):
    granted.amount_awarded = 1
    granted.save()
    agree_to_budget(grants.open_grant(granted), by=user, at=moment)

    grant = grants.accept(granted.grant, account_number=ACCOUNT, by=user, at=moment)

    assert payments(grant) == []


def test_changed_account_notified_without_number(accepted, user, colleague):
    grants.change_account(accepted, account_number="8601 11 17947", by=colleague)
    grants.change_account(accepted, account_number="8601 11 17947", by=user)

    accepted.refresh_from_db()
    assert accepted.account_number == "86011117947"
    written = Message.objects.all()
    assert {message.recipient for message in written} == {user.email, colleague.email}
    assert [message for message in written if "1794" in message.body + message.subject + message.dedupe_key] == []


def test_account_fixed_before_acceptance_and_after_settlement(granted, reported, user, staff, moment):
    grant = grants.open_grant(
        ApplicationFactory.create(organisation=granted.organisation, status="granted", amount_awarded=1000)
    )
    ProjectReport.objects.filter(pk=reported.pk).update(status="approved", approved_at=moment, approved_by=staff)

    for one in (grant, reported.grant):
        with pytest.raises(ValidationError, match="kan endres fra tilsagnet er godtatt"):
            grants.change_account(one, account_number=ACCOUNT, by=user)


def test_extension_stores_earlier_date_and_notifies(accepted, staff, moment):
    grants.extend(accepted, until=date(2027, 3, 1), reason="Sykdom", by=staff, at=moment)

    accepted.refresh_from_db()
    extension = Extension.objects.get()
    assert accepted.report_due == date(2027, 3, 1)
    assert (extension.due_before, extension.due_after, extension.reason, extension.agreed_by) == (
        date(2027, 2, 1),
        date(2027, 3, 1),
        "Sykdom",
        staff,
    )
    assert subjects() == ["Ny frist for rapporten til Balansepotten"]
    assert "1. mars 2027" in Message.objects.get().body


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        pytest.param(date(2027, 1, 31), "Sykdom", "due_after", id="earlier"),
        pytest.param(date(2027, 2, 1), "Sykdom", "due_after", id="the-same-day"),
        pytest.param(date(2027, 2, 2), "", "reason", id="no-reason"),
    ],
)
def test_extension_requires_later_date_and_reason(accepted, staff, moment, until, reason, field):
    with pytest.raises(ValidationError) as refused:
        grants.extend(accepted, until=until, reason=reason, by=staff, at=moment)

    assert set(refused.value.message_dict) == {field}
    assert Grant.objects.get().report_due == date(2027, 2, 1)


def test_submitted_report_refuses_extension(reported, staff, moment):
    with pytest.raises(ValidationError, match="trenger ingen ny frist"):
        grants.extend(reported.grant, until=date(2028, 1, 1), reason="Sykdom", by=staff, at=moment)


def test_award_taken_back_refuses_extension(accepted, staff, moment):
    decide(accepted.application, None, moment)

    with pytest.raises(ValidationError, match="gjelder ikke lenger"):
        grants.extend(accepted, until=date(2028, 1, 1), reason="Sykdom", by=staff, at=moment)


@pytest.mark.parametrize("days", [0, 1])
def test_payment_registered_with_date(accepted, management, moment, days):
    on = moment.date() + timedelta(days=days)

    payment = grants.pay(accepted.payments.get(), on=on, by=management)

    assert (payment.paid_on, payment.paid_by) == (on, management)
    with pytest.raises(ValidationError, match="allerede registrert"):
        grants.pay(payment, on=on, by=management)


def test_payment_is_not_made_before_acceptance(accepted, management, moment):
    with pytest.raises(ValidationError, match="før tilsagnet ble godtatt"):
        grants.pay(accepted.payments.get(), on=moment.date() - timedelta(days=1), by=management)


def test_payment_that_a_decision_removed_is_refused(accepted, management, moment):
    payment = accepted.payments.get()
    decide(accepted.application, 60_000, moment)

    with pytest.raises(ValidationError, match="finnes ikke lenger"):
        grants.pay(payment, on=moment.date(), by=management)
    with pytest.raises(ValidationError, match="finnes ikke lenger"):
        grants.undo_payment(payment)


def decide(application, amount, at):
    """Change or withdraw the award as balansepotten.decisions does."""
    application.amount_awarded = amount
    application.status = "granted" if amount else "rejected"
    application.save()
    return grants.follow_decision(application, at=at)


LATER = datetime.fromisoformat("2026-05-04T10:00:00+02:00")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param(60_000, [(Part.FIRST, 40_000, date(2026, 5, 18))], id="less"),
        pytest.param(99_000, [(Part.FIRST, 66_000, date(2026, 5, 18))], id="more"),
        pytest.param(None, [], id="none"),
    ],
)
def test_unpaid_first_part_follows_award(accepted, user, amount, expected):
    grant = decide(accepted.application, amount, LATER)
    assert payments(grant) == []

    if amount:
        agree_to_budget(grant, by=user, at=LATER)
        grants.begin(Grant.objects.get(), at=LATER)
    assert payments(grant) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param(30_000, [(Part.FIRST, 60_000, date(2026, 3, 30))], id="less-is-settled-at-the-end"),
        pytest.param(
            None,
            [(Part.FIRST, 60_000, date(2026, 3, 30)), (Part.REFUND, 60_000, date(2026, 6, 3))],
            id="none-is-asked-back",
        ),
    ],
)
def test_first_part_paid_stays(accepted, management, day, amount, expected):
    grants.pay(accepted.payments.get(), on=day, by=management)

    assert payments(decide(accepted.application, amount, LATER)) == expected


def test_restored_award_asks_nothing_back(accepted, management, day):
    grants.pay(accepted.payments.get(), on=day, by=management)
    decide(accepted.application, None, LATER)

    assert payments(decide(accepted.application, 90_000, LATER)) == [(Part.FIRST, 60_000, date(2026, 3, 30))]


def test_unaccepted_grant_deleted_with_award(granted, moment):
    assert decide(granted, 50_000, moment) == Grant.objects.get()
    assert decide(granted, None, moment) is None
    assert not Grant.objects.exists()


def test_unaccepted_grant_with_extension_stays_without_award(granted, staff, moment):
    grant = grants.open_grant(granted)
    grants.extend(grant, until=date(2027, 3, 1), reason="Sykdom", by=staff, at=moment)

    assert decide(granted, None, moment) == grant
    assert Extension.objects.get().grant == grant


def test_rejection_replaced_by_rejection_has_no_grant(call, moment):
    rejected = ApplicationFactory.create(call=call, status=Application.Status.REJECTED)

    assert grants.follow_decision(rejected, at=moment) is None


def test_settled_grant_refuses_changed_decision(reported, staff, moment):
    ProjectReport.objects.filter(pk=reported.pk).update(status="approved", approved_at=moment, approved_by=staff)

    with pytest.raises(ValidationError, match="Oppgjøret er gjort"):
        decide(reported.grant.application, 30_000, moment)
