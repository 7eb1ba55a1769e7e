"""What docs/personvern.md promises holds for backups: they are deleted, and who was erased is erased again."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from balansekunst import erasure
from balansekunst.backup import BackupError, afterwards, erasures, folder
from balansekunst.backup.tables import KINDS, read_tables, snapshot
from balansekunst.models import LegalHold, Message, User
from balansekunst.personal_data import holds
from balansekunst.sqlite.base import DatabaseWrapper
from tests.factories import UserFactory

NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)
Status = Message.Status


@pytest.fixture
def backups(settings, tmp_path) -> Path:
    """The folder of backups."""
    settings.BACKUP_DIR = str(tmp_path)
    return tmp_path


def add(*ages: timedelta) -> list[Path]:
    paths = [folder.new_path(NOW - age) for age in ages]
    for path in paths:
        path.touch()
    return paths


def test_old_backups_are_deleted(backups):
    second = timedelta(seconds=1)
    old, last, young = add(30 * DAY + second, 30 * DAY, DAY)
    (backups / "another-file").touch()

    assert folder.delete_old(NOW) == 1
    assert sorted(backups.iterdir()) == sorted([last, young, backups / "another-file"])
    assert folder.newest() == young
    assert not old.exists()


def test_newest_backup_is_never_deleted(backups):
    old, newer = add(90 * DAY, 60 * DAY)

    assert folder.delete_old(NOW) == 1
    assert (old.exists(), newer.exists()) == (False, True)


def test_no_folder_has_no_backups(settings):
    settings.BACKUP_DIR = ""

    assert (folder.backups(), folder.delete_old(NOW)) == ([], 0)
    for refused in (folder.newest, lambda: folder.new_path(NOW)):
        with pytest.raises(BackupError):
            refused()


def test_erasures_are_forgotten_with_the_backups(backups):
    for days in (40, 35, 20):
        erasures.remember(days, ["en@eksempel.example"], at=NOW - days * DAY)
    add(90 * DAY, 38 * DAY)

    folder.delete_old(NOW)

    left = erasures.since(NOW - 100 * DAY, backups)
    assert [erasure["account"] for erasure in left] == [35, 20]
    assert (backups / erasures.NAME).stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_erased_person_is_remembered_without_address(backups, django_capture_on_commit_callbacks):
    user = UserFactory.create(is_active=False)

    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(user)

    [remembered] = erasures.since(NOW - DAY, backups)
    assert (remembered["account"], erasures.is_of(remembered, user.email.upper())) == (user.pk, True)
    assert user.email not in (backups / erasures.NAME).read_text()


@pytest.mark.django_db
def test_restored_person_is_erased_again(backups):
    erased, before, another = UserFactory.create_batch(3)
    erasures.remember(erased.pk, ["tidligere@eksempel.example", erased.email], at=NOW)
    erasures.remember(before.pk, [before.email], at=NOW - 2 * DAY)
    # The number was given to another person after an earlier restore.
    erasures.remember(another.pk, ["en.annen@eksempel.example"], at=NOW)
    erasures.remember(4711, ["ingen@eksempel.example"], at=NOW)

    done = [afterwards.erase_again(NOW - DAY, backups, at=NOW) for _time in range(2)]

    assert done == [(1, []), (0, [])]
    assert [
        user.is_erased for user in User.objects.filter(pk__in=[erased.pk, before.pk, another.pk]).order_by("pk")
    ] == [
        True,
        False,
        False,
    ]


@pytest.mark.django_db
def test_person_with_legal_hold_is_not_erased_again(backups, staff):
    user = UserFactory.create()
    holds.begin(user, reason="En tvist.", by=staff, at=NOW - 2 * DAY)
    erasures.remember(user.pk, [user.email], at=NOW)

    assert afterwards.erase_again(NOW - DAY, backups, at=NOW) == (0, [user.pk])
    user.refresh_from_db()
    assert (user.is_erased, user.is_active, LegalHold.objects.count()) == (False, True, 1)


@pytest.mark.django_db
def test_waiting_emails_are_uncertain_after_restore():
    fields = {"recipient": "en@eksempel.example", "subject": "Emne", "body": "Hei"}
    Message.objects.create(**fields, status=Status.QUEUED)
    Message.objects.create(**fields, status=Status.SENDING, claimed_at=NOW)
    Message.objects.create(**fields, status=Status.SENT, sent_at=NOW)
    Message.objects.create(**fields, status=Status.DRAFTED)

    assert afterwards.doubt_unsent() == 2
    assert list(Message.objects.order_by("pk").values_list("status", flat=True)) == [
        *(Status.UNCERTAIN, Status.UNCERTAIN),
        *(Status.SENT, Status.DRAFTED),
    ]


def test_every_column_can_be_in_a_backup():
    kinds = {kind for _model, table in read_tables() for kind in table.columns.values()}

    assert kinds == set(KINDS.values())


@pytest.mark.one_database
def test_snapshot_of_sqlite_neither_changes_nor_blocks(tmp_path, monkeypatch, django_db_blocker):
    """Somebody writes while a backup is taken: it succeeds at once, and is not in the backup."""
    path = tmp_path / "db.sqlite3"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0, "init_command": "PRAGMA journal_mode=WAL;"}
    file = DatabaseWrapper({**connections["default"].settings_dict, "NAME": str(path), "OPTIONS": options}, "file")
    monkeypatch.setattr("balansekunst.backup.tables.connection", file)
    counts = []
    with django_db_blocker.unblock(), file.cursor() as cursor:
        cursor.execute("CREATE TABLE word (text text)")
        with snapshot():
            counts.append(cursor.execute("SELECT count(*) FROM word").fetchone()[0])
            writer = sqlite3.connect(path, timeout=0)
            writer.execute("INSERT INTO word VALUES ('new')")
            writer.commit()
            writer.close()
            counts.append(cursor.execute("SELECT count(*) FROM word").fetchone()[0])
        counts.append(cursor.execute("SELECT count(*) FROM word").fetchone()[0])
    file.close()

    assert counts == [0, 0, 1]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_snapshot_of_postgresql_neither_changes_nor_writes():
    own = connection.get_connection_params()
    address = {name: own[name] for name in ("host", "port", "user", "password", "dbname") if name in own}
    with psycopg.connect(**address, autocommit=True) as other, connection.cursor() as cursor:
        with snapshot():
            cursor.execute("SELECT count(*) FROM django_session")
            other.execute("INSERT INTO django_session VALUES ('key', '', now())")
            cursor.execute("SELECT count(*) FROM django_session")
            during = cursor.fetchone()[0]
            with pytest.raises(DatabaseError, match="read-only"), transaction.atomic():
                cursor.execute("DELETE FROM django_session")
        cursor.execute("SELECT count(*) FROM django_session")

        assert (during, cursor.fetchone()[0]) == (0, 1)
