"""A backup of the demo is restored row by row, in a database of its own; what is not as it was written is refused."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from balansekunst.backup import BackupError, archives, restoring
from balansekunst.backup.tables import LEFT_OUT, read_tables
from balansekunst.models import User
from balansekunst.settings import BASE_DIR
from balansepotten.models import Attachment
from courses.models import Topic
from members.models import Organisation
from office.management.commands import backup as backup_command

# Without a test so marked, no test database is made, and the fixtures would use the one of the settings.
pytestmark = pytest.mark.django_db

SCRATCH = "restored"
NAME = "backup_restored"
RESTORE = """
import sys
from pathlib import Path
import django
django.setup()
{newer}
from django.core.management import call_command
from balansekunst.backup import BackupError, restoring
try:
    print(restoring.restore(Path(sys.argv[1])))
except BackupError as error:
    sys.exit(str(error))
if sys.argv[2:]:
    call_command("backup", sys.argv[2])
"""
# A version of the program in which a topic has a note, which is its name until somebody writes another.
NEWER_MODEL = """
from django.db import models
from courses.models import Topic
Topic.add_to_class("note", models.TextField(default=""))
"""
NEWER_MIGRATION = """
from django.db import migrations, models

def write_notes(apps, _editor):
    apps.get_model("courses", "Topic").objects.update(note=models.F("name"))

class Migration(migrations.Migration):
    dependencies = [("courses", "0004_evaluation_questions")]
    operations = [
        migrations.AddField("topic", "note", models.TextField(default="")),
        migrations.RunPython(write_notes, migrations.RunPython.noop),
    ]
"""
NEWER_SETTINGS = """
from balansekunst.settings import *
MIGRATION_MODULES = {"courses": "newer_migrations"}
"""


@pytest.fixture(scope="module")
def backup(day: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo with a file of its own."""
    path = tmp_path_factory.mktemp("backup") / "demo.backup"
    name = str(Attachment.objects.order_by("pk")[0].file.name)
    if not default_storage.exists(name):  # another worker has made the rows
        default_storage.save(name, ContentFile(b"%PDF-1.7 " + bytes(200_000)))
    call_command("backup", str(path), stdout=StringIO(), stderr=StringIO())
    return path


@contextmanager
def scratch_database(folder: Path) -> Iterator[str]:
    """Make an empty database, beside the tests' own, and yield its address. Its connection is `SCRATCH`."""
    own = connections["default"].settings_dict
    if connection.vendor == "sqlite":
        name, url = str(folder / "db.sqlite3"), f"sqlite:///{folder}/db.sqlite3"
    else:
        name = f"{NAME}_{os.getpid()}"
        url = f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{name}"
        on_server(f'CREATE DATABASE "{name}"')
    connections.databases[SCRATCH] = {**own, "NAME": name}
    try:
        yield url
    finally:
        connections[SCRATCH].close()
        del connections[SCRATCH], connections.databases[SCRATCH]
        if connection.vendor != "sqlite":
            on_server(f'DROP DATABASE "{name}"')


def on_server(statement: str) -> None:
    own = connections["default"].settings_dict
    address = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"]}
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as server:
        server.execute(statement)


def restore(*paths: Path, url: str, folder: Path, newer: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Restore a backup in a process of its own, with the settings of the program and not of its tests.

    With a second path, make a backup of what was restored.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "balansekunst.settings",
        "DEBUG": "true",
        "DATABASE_URL": url,
        "ATTACHMENTS_DIR": str(folder / "attachments"),
        **settings,
    }
    command = [sys.executable, "-c", RESTORE.format(newer=newer), *map(str, paths)]
    return subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def rows_of(model: Any, using: str) -> list[str]:
    rows = model._base_manager.using(using).order_by().values_list()
    return sorted(json.dumps(row, default=repr, sort_keys=True) for row in rows)


def different_models() -> list[str]:
    """Return the models whose rows in the scratch database are others than ours."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in LEFT_OUT]
    assert len(models) > 100
    return [model._meta.label for model in models if rows_of(model, "default") != rows_of(model, SCRATCH)]


def test_restored_database_is_the_same(backup, tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), scratch_database(tmp_path) as url:
        result = restore(backup, url=url, folder=tmp_path)
        different = different_models()
        name = str(Attachment.objects.order_by("pk")[0].file.name)
        # The triggers work again, new rows have new numbers, and the indexes of texts are filled.
        with pytest.raises(IntegrityError), transaction.atomic(using=SCRATCH):
            User.objects.using(SCRATCH)._raw_delete(SCRATCH)
        new = User.objects.using(SCRATCH).create(email="ny@eksempel.example")
        with connections[SCRATCH].cursor() as cursor:
            table = "members_organisation_search" if connection.vendor == "sqlite" else "members_organisation"
            cursor.execute(f"SELECT count(*) FROM {table} WHERE search_text <> ''")  # noqa: S608 (ours)
            searched = cursor.fetchone()[0]
        last, organisations = User.objects.latest("pk").pk, Organisation.objects.count()

    assert (result.stderr, result.returncode) == ("", 0)
    assert different == []
    with default_storage.open(name) as file:
        assert (tmp_path / "attachments" / name).read_bytes() == file.read()
    assert new.pk > last
    assert searched == organisations > 200


def make_newer_version(folder: Path) -> dict[str, str]:
    """Make the newer version of the program beside it, and return its settings."""
    migrations = folder / "newer_migrations"
    shutil.copytree(BASE_DIR / "courses" / "migrations", migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "0005_notes.py").write_text(NEWER_MIGRATION)
    (folder / "newer_settings.py").write_text(NEWER_SETTINGS)
    return {"DJANGO_SETTINGS_MODULE": "newer_settings", "PYTHONPATH": str(folder)}


def test_backup_of_older_version_is_migrated(backup, tmp_path, django_db_blocker):
    """There and back: this version refuses a backup of the newer one."""
    settings, back = make_newer_version(tmp_path), tmp_path / "newer.backup"
    with django_db_blocker.unblock(), scratch_database(tmp_path) as url:
        result = restore(backup, back, url=url, folder=tmp_path, newer=NEWER_MODEL, **settings)
        different = different_models()
        with connections[SCRATCH].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM courses_topic WHERE note = name")
            notes = cursor.fetchone()[0]
        topics = Topic.objects.count()
        with pytest.raises(BackupError, match=r"nyere utgave av programmet, som har courses\.0005_notes"):
            restoring.restore(back)

    assert (result.stderr, result.returncode) == ("", 0)
    assert different == []
    assert notes == topics > 5


def test_rehearsal_compares_the_figures(backup, monkeypatch):
    """Into SQLite, of either database, and not into the bucket of the real attachments."""
    monkeypatch.setenv("ATTACHMENTS_BUCKET", "real")
    output = StringIO()
    call_command("rehearse_restore", str(backup), stdout=output)

    assert "er de samme" in output.getvalue()
    assert "Gjenopprettet: " in output.getvalue()


def test_verification_counts_rows(backup):
    output = StringIO()
    call_command("verify", str(backup), stdout=output)
    counted = sum(model._base_manager.count() for model, _table in read_tables())

    assert f"{counted} rader" in output.getvalue()
    with pytest.raises(CommandError, match="ikke tom"):
        call_command("restore", str(backup))
    assert re.search(r"og [1-9]\d* vedlegg", output.getvalue())


def test_backup_is_encrypted_and_private(backup):
    content = backup.read_bytes()

    assert Organisation.objects.all()[0].name.encode() not in content
    assert backup.stat().st_mode & 0o077 == 0


def test_backup_replaces_no_file(backup):
    before = backup.read_bytes()

    with pytest.raises(CommandError, match="finnes fra før"):
        call_command("backup", str(backup))

    assert backup.read_bytes() == before


@pytest.mark.parametrize("command", ["verify", "restore"])
def test_damaged_backup_is_refused(backup, tmp_path, command):
    content = backup.read_bytes()
    middle = len(content) // 2
    damaged = {
        "truncated": content[:middle],
        "changed": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
    }
    for name, bad in damaged.items():
        (tmp_path / name).write_bytes(bad)
        with pytest.raises(CommandError, match="avkortet eller endret"):
            call_command(command, str(tmp_path / name))


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ("record_applied", "0099_newer", r"nyere utgave av programmet, som har members\.0099_newer"),
        ("record_unapplied", "0001_initial", r"ikke migrert .*members\.0001_initial mangler"),
    ],
)
def test_database_of_another_version_is_not_backed_up(tmp_path, monkeypatch, change, name, words):
    """Before the figures, which are of columns that another version may not have."""
    monkeypatch.setattr(backup_command, "key_numbers", lambda _period: pytest.fail("counted"))
    getattr(MigrationRecorder(connection), change)("members", name)

    with pytest.raises(CommandError, match=words):
        call_command("backup", str(tmp_path / "other.backup"))

    assert list(tmp_path.iterdir()) == []


def test_backup_of_newer_format_is_refused(backup, monkeypatch):
    monkeypatch.setattr(archives, "FORMAT", 0)

    with pytest.raises(BackupError, match="nyere utgave"):
        archives.verify(backup)
