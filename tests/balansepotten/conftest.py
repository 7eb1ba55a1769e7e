"""Fixtures for applications: a contact, a colleague, and a complete draft."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from balansekunst.models import Message, User
from balansepotten import attachments, grants, project_reports
from balansepotten.form_fields import APPLICATION_FIELDS
from balansepotten.models import Application, Attachment, BudgetLine, Call, Grant, Letter, ProjectReport, Theme
from members.models import Contact
from tests.factories import (
    ApplicationFactory,
    BudgetLineFactory,
    CallFactory,
    ContactFactory,
    DecisionFactory,
    DraftFactory,
    UserFactory,
    agree_to_budget,
)


@pytest.fixture
def call(db: None) -> Call:
    """The call of 2026: open from 1 March at 9 until 8 April at 23.59 in Oslo."""
    return CallFactory.create(max_amount=300_000)


@pytest.fixture
def user(contact: Contact) -> User:
    assert contact.user
    return contact.user


@pytest.fixture
def colleague(contact: Contact) -> User:
    """Another contact of the same organisation."""
    user = UserFactory.create(name="Kim Kollega")
    ContactFactory.create(organisation=contact.organisation, name=user.name, email=user.email, user=user)
    return user


@pytest.fixture
def make_ready(call: Call) -> Callable[..., Application]:
    """`make_ready(organisation=…)` creates a complete draft: 100 000 kr of 120 000 kr are applied for."""

    def make(**fields: object) -> Application:
        draft = DraftFactory.create(
            **{
                "call": call,
                "title": "Rom for alle",
                "category": Application.Category.WORKSHOP,
                "objectives": "Flere med.",
                "target_group": "Unge utøvere.",
                "expected_effect": "Nye rutiner.",
                "plan": "Tre samlinger.",
                "starts_on": date(2026, 6, 1),
                "ends_on": date(2026, 12, 1),
                "amount_applied": 100_000,
                **fields,
            }
        )
        draft.themes.set(Theme.objects.all()[:1])
        BudgetLineFactory.create(application=draft, kind=BudgetLine.Kind.COST, amount=120_000)
        BudgetLineFactory.create(application=draft, kind=BudgetLine.Kind.INCOME, description="Egenandel", amount=20_000)
        return draft

    return make


@pytest.fixture
def ready(contact: Contact, make_ready: Callable[..., Application]) -> Application:
    """The contact's complete draft."""
    return make_ready(organisation=contact.organisation)


@pytest.fixture
def posted() -> Callable[..., dict]:
    """`posted(application, **changes)` is what a browser sends when the draft is saved unchanged."""

    def post(application: Application, **changes: object) -> dict:
        lines = list(application.budget_lines.all())
        data: dict[str, object] = {
            "version": application.changed_at.isoformat(),
            **{field.name: getattr(application, field.name) or "" for field in APPLICATION_FIELDS},
            "themes": [theme.pk for theme in application.themes.all()],
        }
        for kind in BudgetLine.Kind.values:
            own_lines = [line for line in lines if line.kind == kind]
            data |= {f"{kind}-TOTAL_FORMS": len(own_lines) + 2, f"{kind}-INITIAL_FORMS": len(own_lines)}
            for place, line in enumerate(own_lines):
                data |= {f"{kind}-{place}-description": line.description, f"{kind}-{place}-amount": line.amount}
        return data | changes

    return post


@pytest.fixture
def granted(call: Call, contact: Contact) -> Application:
    """The contact's application for a project until 1 December, awarded 90 000 of 100 000 kr."""
    return ApplicationFactory.create(
        call=call,
        organisation=contact.organisation,
        status=Application.Status.GRANTED,
        amount_awarded=90_000,
        ends_on=date(2026, 12, 1),
    )


@pytest.fixture
def accepted(granted: Application, user: User, moment: datetime) -> Grant:
    """The accepted grant of 90 000 kr, with an agreed budget of 120 000 kr of which 20 000 kr are their own."""
    BudgetLineFactory.create(application=granted, amount=120_000)
    BudgetLineFactory.create(application=granted, kind=BudgetLine.Kind.INCOME, description="Egenandel", amount=20_000)
    grant = grants.open_grant(granted)
    agree_to_budget(grant, by=user, at=moment)
    return grants.accept(grant, account_number="12345678903", by=user, at=moment)


@pytest.fixture
def written(accepted: Grant) -> ProjectReport:
    """The complete report of the accepted grant, with accounts equal to the budget."""
    report = accepted.report
    report.done, report.reached, report.participants = "Tre samlinger.", "Unge utøvere.", 45
    report.save()
    report.account_lines.update(actual=F("budgeted"))
    pdf = SimpleUploadedFile("regnskap.pdf", b"%PDF-1.7\nregnskap")
    attachments.attach(accepted.application, upload=pdf, purpose=Attachment.Purpose.ACCOUNTS)
    return report


@pytest.fixture
def reported(written: ProjectReport, user: User, staff: User, moment: datetime) -> ProjectReport:
    """The same report, submitted, with the first part paid."""
    for payment in written.grant.payments.all():
        grants.pay(payment, on=date(2026, 3, 20), by=staff)
    return project_reports.submit(written, by=user, at=moment)


@pytest.fixture
def decided(call: Call, granted: Application, management: User, moment: datetime) -> Grant:
    """The award of 90 000 kr, decided here and notified, of a pot that it uses up."""
    granted.amount_proposed = 90_000
    granted.save()
    Call.objects.filter(pk=call.pk).update(pot=90_000, allocated=90_000, locked_at=moment, locked_by=management)
    decision = DecisionFactory.create(application=granted, decided_at=moment, decided_by=management)
    message = Message.objects.create(
        recipient="a@b.example", subject="Svar", status=Message.Status.SENT, sent_at=moment, dedupe_key="letter"
    )
    Letter.objects.create(decision=decision, message=message)
    return grants.open_grant(granted)
