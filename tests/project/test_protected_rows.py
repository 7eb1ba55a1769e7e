"""Rows that the database promises never to change: each verb is refused on each of their tables."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from balansekunst.models import AccountChange, BulkChange, BulkChangeRow, Message, User
from balansekunst.operations import ProtectRows
from balansemerket import corrections
from balansemerket.models import Cancellation, EqualityRelease
from balansepotten.models import AdjustedBudget, AdjustedLine, Decision, Letter, PotIncrease
from radgivning import access_log
from radgivning.models import LogEntry, LogHead, Release
from reports.models import AnnualReport, Correction, FileDigest, FrozenFigure, Picture, Publication, Quote, Section
from reports.operations import ForbidChangesOncePublished
from tests.factories import (
    BudgetLineFactory,
    CallFactory,
    DecisionFactory,
    EventFactory,
    GrantFactory,
    UserFactory,
    agree_to_budget,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)


def sent_message() -> Message:
    message = Message.objects.create(recipient="en@eksempel.example", subject="Emne", body="Hei")
    Message.objects.filter(pk=message.pk).update(status=Message.Status.SENT, sent_at=NOW)
    return message


def sent_letter() -> Letter:
    message = Message.objects.create(recipient="en@eksempel.example", subject="Vedtak", body="Hei")
    letter = Letter.objects.create(decision=DecisionFactory.create(), message=message)
    Message.objects.filter(pk=message.pk).update(status=Message.Status.SENT, sent_at=NOW)
    return letter


def pot_increase() -> PotIncrease:
    call, by = CallFactory.create(), UserFactory.create()
    return PotIncrease.objects.create(call=call, amount=1, reason="Gave.", increased_at=NOW, increased_by=by)


def agreed_budget() -> AdjustedBudget:
    grant = GrantFactory.create()
    BudgetLineFactory.create(application=grant.application, amount=120_000)
    agree_to_budget(grant, by=UserFactory.create(), at=NOW)
    return AdjustedBudget.objects.get()


def log_entry() -> LogEntry:
    return access_log.record(user=UserFactory.create(), action=LogEntry.Action.READ, at=NOW)


def account_change() -> AccountChange:
    account, asker = UserFactory.create_batch(2)
    return AccountChange.objects.create(account=account, kind="role", value="rådgiver", asked_by=asker, asked_at=NOW)


def bulk_change() -> BulkChange:
    return BulkChange.objects.create(kind="fee-payment", made_by=UserFactory.create(), made_at=NOW)


def log_head() -> LogHead:
    log_entry()
    return LogHead.objects.get()


def publication() -> Publication:
    report = AnnualReport.objects.create(year=2024, title="Årsrapport")
    Section.objects.create(report=report, kind="members", title="Medlemmer", order=1)
    Quote.objects.create(report=report, slug="inga", text="Endelig!", person="Inga Eira")
    Picture.objects.create(report=report, file=ContentFile(b"GIF89a", "bilde.gif"), width=9, height=9, alt="Et kor")
    FrozenFigure.objects.create(publication_id=report.pk, key="members.closing", value=1, rows=[1])
    return Publication.objects.create(
        report=report, year=2024, published_at=NOW, published_by=UserFactory.create(), content="{}", digest="0" * 64
    )


def correction() -> Correction:
    published = publication()
    figure, by = published.figures.get(), published.published_by
    return Correction.objects.create(
        figure=figure, old=1, new=2, severity="minor", note="Feil", corrected_at=NOW, corrected_by=by
    )


def part(model: type[models.Model]) -> Callable[[], models.Model]:
    """Return a function that publishes a report and returns its one row of the model."""

    def make() -> models.Model:
        publication()
        return model._base_manager.get()

    return make


MAKE: dict[type[models.Model], Callable[[], models.Model]] = {
    Message: sent_message,
    Letter: sent_letter,
    Decision: DecisionFactory.create,
    PotIncrease: pot_increase,
    AdjustedBudget: agreed_budget,
    AdjustedLine: lambda: agreed_budget().lines.get(),
    LogEntry: log_entry,
    LogHead: log_head,
    AccountChange: account_change,
    BulkChange: bulk_change,
    BulkChangeRow: lambda: BulkChangeRow.objects.create(change=bulk_change(), row=1),
    User: UserFactory.create,
    Release: lambda: Release.objects.create(year=2024, released_on=NOW.date(), tables={}),
    EqualityRelease: lambda: EqualityRelease.objects.create(year=2024, released_on=NOW.date(), tables={}),
    Publication: publication,
    Correction: correction,
    FileDigest: lambda: FileDigest.objects.create(
        publication=publication(), version=1, ending="pdf", digest="0" * 64, size=1
    ),
    Cancellation: lambda: corrections.cancel(EventFactory.create(), on=NOW.date(), reason="Feil dag."),
    **{model: part(model) for model in (AnnualReport, Section, Quote, Picture, FrozenFigure)},
}
# The end of the access log moves with each entry, a change of an account is decided once, and accounts change.
CHANGEABLE = {LogHead, AccountChange, User}
EACH_TABLE = pytest.mark.parametrize("model", MAKE, ids=lambda model: model.__name__)


def run(statement: str) -> None:
    with pytest.raises(IntegrityError, match=r"can not be (changed|deleted)"), transaction.atomic():
        run_unchecked(statement)


def run_unchecked(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def contents(model: type[models.Model]) -> list[Any]:
    return list(model._base_manager.values_list())


def test_every_protected_table_is_tried() -> None:
    operations = (
        operation
        for migration in MigrationLoader(connection).disk_migrations.values()
        for operation in migration.operations
    )
    tables = {found.table for found in operations if isinstance(found, ProtectRows | ForbidChangesOncePublished)}

    assert tables == {model._meta.db_table for model in MAKE}


@EACH_TABLE
def test_rows_cannot_be_deleted_or_replaced(model: type[models.Model]) -> None:
    row = MAKE[model]()
    table, key = model._meta.db_table, model._meta.pk.column
    before = contents(model)

    run(f"DELETE FROM {table} WHERE {key} = {row.pk}")  # noqa: S608 (names of the model)
    if connection.vendor == "postgresql":
        # The check of foreign keys waits for the transaction's end, and TRUNCATE would not.
        run_unchecked("SET CONSTRAINTS ALL IMMEDIATE")
        run(f"TRUNCATE {table} CASCADE")
    else:
        run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {key} = {row.pk}")  # noqa: S608 (names of the model)

    assert contents(model) == before


@pytest.mark.parametrize("model", sorted(MAKE.keys() - CHANGEABLE, key=str), ids=lambda model: model.__name__)
def test_no_column_can_be_updated(model: type[models.Model]) -> None:
    row = MAKE[model]()
    table, key = model._meta.db_table, model._meta.pk.column
    before = contents(model)

    for field in model._meta.local_concrete_fields:
        run(f'UPDATE {table} SET "{field.column}" = "{field.column}" WHERE {key} = {row.pk}')  # noqa: S608 (names of the model)

    assert contents(model) == before


@pytest.mark.parametrize("model", [Section, Quote, Picture, FrozenFigure], ids=lambda model: model.__name__)
def test_nothing_is_added_to_published_report(model: type[models.Model]) -> None:
    row = MAKE[model]()
    columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields[1:])
    before = contents(model)

    run(f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {columns} FROM {model._meta.db_table}")  # noqa: S608 (names of the model)

    assert row.pk
    assert contents(model) == before


def test_rows_not_yet_sent_can_be_deleted() -> None:
    Message.objects.create(recipient="en@eksempel.example", subject="Emne", body="Utkast")
    Message.objects.all().delete()

    assert not Message.objects.exists()
