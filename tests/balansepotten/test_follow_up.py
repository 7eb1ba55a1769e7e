"""However an award is split, payments never exceed it and equal what the recipient is entitled to."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balansepotten import attachments, follow_up, grants, project_reports
from balansepotten.models import Attachment, Grant, Payment
from tests.factories import (
    ApplicationFactory,
    BudgetLineFactory,
    CallFactory,
    ContactFactory,
    UserFactory,
    agree_to_budget,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
AMOUNTS = st.integers(min_value=0, max_value=500_000)


def play(*, awarded, lowered, shares, first_shares, costs, income):
    """Run a grant from award to settlement, and return its sums by part and the entitled amount."""
    call = CallFactory.create(year=2026, shares=shares, first_shares=first_shares)
    application = ApplicationFactory.create(
        call=call, status="granted", total_budget=500_000, amount_applied=500_000, amount_awarded=awarded
    )
    BudgetLineFactory.create(application=application, amount=500_000)
    BudgetLineFactory.create(application=application, kind="income", amount=500_000)
    user = UserFactory.create()
    ContactFactory.create(organisation=application.organisation, user=user, email=user.email)
    agree_to_budget(grants.open_grant(application), by=user, at=AT)
    grant = grants.accept(application.grant, account_number="12345678903", by=user, at=AT)
    for payment in grant.payments.all():
        grants.pay(payment, on=date(2026, 6, 2), by=user)
    if lowered:
        application.amount_awarded = min(lowered, awarded)
        application.save()
        grants.follow_decision(application, at=AT)
        if application.amount_awarded != awarded:
            agree_to_budget(Grant.objects.get(), by=user, at=AT)
            grants.begin(Grant.objects.get(), at=AT)
    report = grant.report
    report.done, report.reached, report.participants = "Alt.", "Alle.", 1
    report.save()
    report.account_lines.filter(kind="cost").update(actual=costs)
    report.account_lines.filter(kind="income").update(actual=income)
    pdf = SimpleUploadedFile("regnskap.pdf", b"%PDF-1.7\n")
    attachments.attach(application, upload=pdf, purpose=Attachment.Purpose.ACCOUNTS)
    project_reports.submit(report, by=user, at=AT)
    settled = project_reports.approve(report, by=user, at=AT)
    return dict(grant.payments.values_list("part", "amount")), settled, application.amount_awarded


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    awarded=st.integers(1, 500_000),
    lowered=st.one_of(st.none(), st.integers(1, 500_000)),
    shares=st.integers(1, 6),
    first=st.integers(1, 6),
    costs=AMOUNTS,
    income=AMOUNTS,
)
def test_payments_equal_entitled_amount(db, awarded, lowered, shares, first, costs, income):
    with transaction.atomic():
        paid, settled, award = play(
            awarded=awarded,
            lowered=lowered,
            shares=shares,
            first_shares=min(first, shares),
            costs=costs,
            income=income,
        )
        transaction.set_rollback(True)

    out = paid.get(Payment.Part.FIRST, 0) + paid.get(Payment.Part.LAST, 0)
    assert out - paid.get(Payment.Part.REFUND, 0) == settled.entitled == min(award, max(costs - income, 0))
    assert out <= awarded
    assert min(paid.values(), default=1) > 0


def test_grant_state_labels(granted, accepted, staff):
    waiting = grants.open_grant(
        ApplicationFactory.create(call=granted.call, status="granted", amount_awarded=10_000, ends_on=date(2026, 12, 1))
    )
    back = grants.open_grant(
        ApplicationFactory.create(call=granted.call, status="granted", amount_awarded=20_000, ends_on=date(2026, 12, 1))
    )
    back.application.status, back.application.amount_awarded = "rejected", None
    back.application.save()

    found = follow_up.grant_rows(granted.call, user=staff, day=date(2027, 2, 1))

    assert {row.grant: (row.state, row.awarded, row.outstanding) for row in found} == {
        accepted: ("Rapport innen 1. februar 2027", 90_000, 90_000),
        waiting: ("Ikke godtatt ennå", 10_000, 10_000),
        back: ("Trukket tilbake", 0, 0),
    }


@pytest.mark.parametrize(
    ("spent", "waits_for"),
    [
        pytest.param(120_000, "Venter på utbetaling", id="last part to pay"),
        pytest.param(60_000, "Venter på tilbakebetaling", id="unspent money"),
    ],
)
def test_approved_grant_waits_for_money(reported, contact_client, staff, moment, spent, waits_for):
    reported.account_lines.filter(kind="cost").update(actual=spent)
    project_reports.approve(reported, by=staff, at=moment)

    assert states(reported.grant, staff, contact_client) == (waits_for, True)
    for payment in reported.grant.payments.filter(paid_on=None):
        grants.pay(payment, on=moment.date(), by=staff)
    assert states(reported.grant, staff, contact_client) == ("Avsluttet", True)


def states(grant, staff, contact_client):
    """Return the state that staff see, and whether the recipient sees the same."""
    [row] = follow_up.grant_rows(grant.application.call, user=staff, day=date(2027, 2, 1))
    return row.state, f">{row.state}</span>" in contact_client.get(reverse("my_page")).text
