"""Pages with applications do four times the work, not sixteen times, with four times the rows.

A condition that is checked again for each row, by reading other rows, makes the work grow with the square.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from balansekunst.mail import outbox
from balansekunst.models import Message, User
from balansepotten.models import (
    Application,
    Assessment,
    Call,
    ConflictOfInterest,
    Decision,
    Grant,
    Letter,
    Payment,
    ProjectReport,
)
from members.models import Contact, Organisation
from tests.database_work import work_of
from tests.factories import CallFactory, JurorFactory, MembershipFactory, UserFactory, organisation_number
from tests.saved_rows import Rows, triggers_off

pytestmark = pytest.mark.django_db

ROWS = 60  # more than a page of a list shows
FACTOR = 4
MOST = 1.6 * FACTOR
FORGET_STATISTICS = """
WITH forgotten AS (
    UPDATE pg_class SET reltuples = -1, relpages = 0
    WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace RETURNING oid
)
DELETE FROM pg_statistic USING forgotten WHERE starelid = oid
"""
NOW = datetime(2026, 3, 26, 11, 0, tzinfo=UTC)
PAST = datetime(2026, 3, 1, tzinfo=UTC)
YEARS = (2024, 2025, 2026)  # decided, assessed and open
LISTS = ["application", "decision", "grant", "payment", "projectreport", "conflictofinterest", "call"]
COLUMNS = range(1, 9)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def _new_database(db: None, django_db_setup: Rows) -> None:
    """Make the tables as those of a new database on PostgreSQL, which plans by their size and statistics.

    Other tests' rows leave space in the files, and ANALYZE leaves what it found, although both are rolled back.
    """
    if connection.vendor != "postgresql":
        return
    empty = [connection.ops.quote_name(model._meta.db_table) for model, rows in django_db_setup.items() if not rows]
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(empty)}")
        cursor.execute(FORGET_STATISTICS)


@pytest.fixture
def calls(staff: User) -> list[Call]:
    decided, assessed, opened = YEARS
    opens_at = datetime(2024, 1, 1, tzinfo=UTC)
    found = [
        CallFactory.create(year=decided, opens_at=opens_at, deadline=PAST, locked_at=PAST, locked_by=staff),
        CallFactory.create(year=assessed, opens_at=opens_at, deadline=PAST),
        CallFactory.create(year=opened),
    ]
    for call in found:
        JurorFactory.create_batch(2, call=call)
    return found


def add_rows(first: int, number: int, calls: list[Call], staff: User) -> None:
    """Add `number` applications to each call, with all that can belong to them."""
    place = MembershipFactory.create().organisation.municipality
    organisations = Organisation.objects.bulk_create(
        Organisation(number=organisation_number(10_000 + n), name=f"Virksomhet {n}", municipality=place)
        for n in range(first, first + number)
    )
    Contact.objects.bulk_create(
        Contact(organisation=one, name="Kontakt", email=f"kontakt{one.pk}@eksempel.example") for one in organisations
    )
    for call in calls:
        status = Application.Status.GRANTED if call.locked_at else Application.Status.SUBMITTED
        applications = Application.objects.bulk_create(
            Application(
                call=call,
                organisation=one,
                number=f"{call.year}-{first + n}",
                title=f"Prosjekt {n}",
                total_budget=200_000,
                amount_applied=100_000,
                amount_awarded=80_000 if call.locked_at else None,
                status=status,
            )
            for n, one in enumerate(organisations)
        )
        Application.history.bulk_history_create(applications, default_user=staff)
        for juror in call.jurors.all():
            Assessment.objects.bulk_create(
                Assessment(juror=juror, application=one, done_at=PAST) for one in applications[number // 2 :]
            )
        messages = [
            Message(recipient="a@b.example", subject="Emne", about=outbox.reference(one)) for one in applications
        ]
        Message.objects.bulk_create(messages)
        if call.locked_at:
            add_awards(applications, staff)


def add_awards(applications: list[Application], staff: User) -> None:
    amounts = {"amount_applied": 100_000, "amount_awarded": 80_000}
    decisions = Decision.objects.bulk_create(
        Decision(application=one, outcome="granted", decided_at=PAST, decided_by=staff, **amounts)
        for one in applications
    )
    messages = Message.objects.bulk_create(
        Message(recipient="a@b.example", subject="Brev", dedupe_key=f"{outbox.LETTER}{one.pk}") for one in decisions
    )
    Letter.objects.bulk_create(
        Letter(decision=decision, message=message) for decision, message in zip(decisions, messages, strict=True)
    )
    answer = {"accepted_at": PAST, "accepted_by": staff, "account_number": "12345678903"}
    grants = Grant.objects.bulk_create(
        Grant(application=one, report_due=date(2026, 3, 1), **answer) for one in applications
    )
    Payment.objects.bulk_create(
        Payment(grant=one, part="first", amount=50_000, due_on=date(2026, 3, 1)) for one in grants
    )
    reports = [ProjectReport(grant=one, status="submitted", submitted_at=PAST) for one in grants]
    ProjectReport.objects.bulk_create(reports)


def add_conflicts(staff: User, *, number: int) -> None:
    """Exclude the user from one call, and declare conflicts with applications of another."""
    organisation = Organisation.objects.filter(applications__call__year=YEARS[1]).earliest("pk")
    Application.objects.filter(organisation=organisation).exclude(call__year=YEARS[1]).update(
        status="withdrawn", amount_awarded=None
    )
    Contact.objects.get_or_create(organisation=organisation, email=staff.email.upper(), defaults={"name": "Ada"})
    for application in Application.objects.filter(call__year=YEARS[0], conflicts=None).order_by("pk")[1:number]:
        ConflictOfInterest.objects.create(
            call=application.call,
            application=application,
            user=staff,
            ground="work",
            declared_by=staff,
            declared_at=NOW,
        )


def addresses() -> list[str]:
    changelists = [reverse(f"admin:balansepotten_{name}_changelist") for name in LISTS]
    applications, messages = changelists[0], reverse("admin:balansekunst_message_changelist")
    decided, assessed, opened = YEARS
    return [
        *changelists,
        messages,
        *(f"{applications}?o={column}" for column in COLUMNS),
        f"{applications}?status__exact=submitted",
        f"{applications}?q=Prosjekt",
        f"{messages}?status__exact=failed",
        reverse("admin:index"),
        reverse("jury_progress", args=[assessed]),
        reverse("letter_list", args=[decided]),
        reverse("round_overview", args=[decided]),
        reverse("round_overview", args=[opened]),
        reverse("report_detail", args=[decided]),
    ]


def get(client: Client, address: str) -> Callable[[], None]:
    def request() -> None:
        assert client.get(address).status_code == 200, address

    return request


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize("analyzed", [pytest.param(True, id="analyzed"), pytest.param(False, id="no-statistics")])
def test_work_grows_with_rows(staff_client: Client, staff: User, calls: list[Call], *, analyzed: bool) -> None:
    def works(first: int, number: int) -> dict[str, int]:
        add_rows(first, number, calls, staff)
        add_conflicts(staff, number=number // 2)
        if analyzed:
            analyze()
        return {address: work_of(get(staff_client, address)) for address in addresses()}

    UserFactory.create_batch(3)
    few = works(0, ROWS)
    many = works(ROWS, (FACTOR - 1) * ROWS)

    growth = {address: many[address] / few[address] for address in few}
    assert {address: round(by, 1) for address, by in growth.items() if by > MOST} == {}
