"""The access log is numbered without gaps and chained, and every kind of tampering breaks it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from balansekunst.models import User
from radgivning import access_log
from radgivning.models import LogEntry, LogHead

READ = LogEntry.Action.READ


@pytest.fixture
def entries(adviser: User, moment: datetime) -> list[LogEntry]:
    """Five entries, a minute apart."""
    return [
        access_log.record(user=adviser, action=READ, at=moment + timedelta(minutes=number), enquiry=number, why="vikar")
        for number in range(5)
    ]


def sql(statement: str, *values: Any) -> None:
    """Change the log directly in the database, with the triggers removed."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE radgivning_logentry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE radgivning_loghead DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS radgivning_logentry_refuses_update")
            cursor.execute("DROP TRIGGER IF EXISTS radgivning_logentry_refuses_delete")
            cursor.execute("DROP TRIGGER IF EXISTS radgivning_loghead_refuses_delete")
        cursor.execute(statement, values)


def change(_entries: list[LogEntry]) -> None:
    sql("UPDATE radgivning_logentry SET why = 'en annen grunn' WHERE number = 3")


def change_and_mend_the_digest(entries: list[LogEntry]) -> None:
    entries[2].enquiry = 99
    mended = access_log.digest(entries[2], after=entries[1].digest)
    sql("UPDATE radgivning_logentry SET enquiry = 99, digest = %s WHERE number = 3", mended)


def remove(_entries: list[LogEntry]) -> None:
    sql("DELETE FROM radgivning_logentry WHERE number = 3")


def remove_and_close_the_gap(_entries: list[LogEntry]) -> None:
    remove(_entries)
    for number in (4, 5):
        sql("UPDATE radgivning_logentry SET number = %s WHERE number = %s", number - 1, number)


def remove_the_first(_entries: list[LogEntry]) -> None:
    sql("DELETE FROM radgivning_logentry WHERE number = 1")


def remove_the_last(_entries: list[LogEntry]) -> None:
    sql("DELETE FROM radgivning_logentry WHERE number = 5")


def cut(_entries: list[LogEntry]) -> None:
    sql("DELETE FROM radgivning_logentry WHERE number >= 4")


def empty(_entries: list[LogEntry]) -> None:
    sql("DELETE FROM radgivning_logentry")


def cut_with_the_head_moved(_entries: list[LogEntry]) -> None:
    cut(_entries)
    sql("UPDATE radgivning_loghead SET length = 3")


def put_in_before(entries: list[LogEntry]) -> None:
    LogEntry.objects.create(number=0, at=entries[0].at, user=entries[0].user, action=READ, digest="0" * 64)


def put_in_after(entries: list[LogEntry]) -> None:
    entry = LogEntry(number=6, at=entries[0].at, user=entries[0].user, action=READ)
    entry.digest = access_log.digest(entry, after=entries[-1].digest)
    entry.save()


def put_in_between(entries: list[LogEntry]) -> None:
    for number in (5, 4, 3):
        sql("UPDATE radgivning_logentry SET number = %s WHERE number = %s", number + 1, number)
    entry = LogEntry(number=3, at=entries[0].at, user=entries[0].user, action=READ)
    entry.digest = access_log.digest(entry, after=entries[1].digest)
    entry.save()


def change_who(entries: list[LogEntry]) -> None:
    other = User.objects.create(email="en.annen@eksempel.example")
    sql("UPDATE radgivning_logentry SET user_id = %s WHERE number = 2", other.pk)


def lose_the_head(_entries: list[LogEntry]) -> None:
    sql("DELETE FROM radgivning_loghead")


BREAKS = [
    (change, "Nummer 3 er ikke som det ble skrevet."),
    (change_and_mend_the_digest, "Nummer 4 er ikke som det ble skrevet."),
    (change_who, "Nummer 2 er ikke som det ble skrevet."),
    (remove, "Nummer 3 er tatt bort."),
    (remove_the_first, "Nummer 1 er tatt bort."),
    (remove_the_last, "Loggen er kuttet: nummer 5 er tatt bort."),
    (remove_and_close_the_gap, "Nummer 3 er ikke som det ble skrevet."),
    (cut, "Loggen er kuttet: nummer 4 er tatt bort."),
    (empty, "Loggen er kuttet: nummer 1 er tatt bort."),
    (cut_with_the_head_moved, "Loggens slutt er ikke som den ble skrevet."),
    (put_in_before, "Nummer 0 er satt inn."),
    (put_in_between, "Nummer 4 er ikke som det ble skrevet."),
    (put_in_after, "Nummer 6 er satt inn etter slutten."),
    (lose_the_head, "Loggens slutt er borte."),
]


@pytest.mark.parametrize(("tamper", "words"), [pytest.param(*pair, id=pair[0].__name__) for pair in BREAKS])
def test_tampering_breaks_log(entries: list[LogEntry], tamper: Callable[[list[LogEntry]], None], words: str) -> None:
    tamper(entries)

    assert access_log.first_broken() == words
    with pytest.raises(CommandError, match=words.replace(".", r"\.")):
        call_command("verify_access_log")


def test_log_is_unbroken(entries: list[LogEntry], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_access_log")

    assert access_log.first_broken() is None
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert LogHead.objects.values_list("length", "digest").get() == (5, entries[-1].digest)
    assert capsys.readouterr().out == f"Innsynsloggen er hel: 5 innslag, det siste er {entries[-1].digest}\n"


def test_empty_log_is_unbroken(db: None) -> None:
    assert access_log.first_broken() is None


def test_entry_rolls_back_with_change(adviser: User, moment: datetime) -> None:
    with transaction.atomic():
        access_log.record(user=adviser, action=READ, at=moment)
        transaction.set_rollback(True)

    assert access_log.first_broken() is None
    assert LogHead.objects.get().length == LogEntry.objects.count() == 0


def test_model_refuses_changes_and_deletion(entries: list[LogEntry]) -> None:
    entry = entries[2]
    entry.why = "en annen grunn"

    for refused in (
        lambda: LogEntry.objects.update(why=""),
        lambda: LogEntry.objects.filter(number=3).update(why=""),
        lambda: LogEntry.objects.bulk_update([entry], ["why"]),
        lambda: LogEntry.objects.all().delete(),
        entry.delete,
    ):
        with pytest.raises(TypeError, match="append-only"), transaction.atomic():
            refused()
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()
    assert access_log.first_broken() is None


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE radgivning_logentry SET why = 'en annen grunn' WHERE number = 3", id="change"),
        pytest.param("DELETE FROM radgivning_logentry WHERE number = 3", id="delete-one"),
        pytest.param("DELETE FROM radgivning_logentry WHERE number = 5", id="delete-the-last"),
        pytest.param("DELETE FROM radgivning_logentry", id="delete-all"),
        pytest.param("DELETE FROM radgivning_loghead", id="delete-the-end"),
    ],
)
def test_database_refuses_changes_and_deletion(entries: list[LogEntry], statement: str) -> None:
    refused = pytest.raises(IntegrityError, match=r"can not be (changed|deleted)")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert access_log.first_broken() is None
    assert LogEntry.objects.count() == len(entries)
