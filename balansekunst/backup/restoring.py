"""Filling an empty database, and the folder of attachments, from a backup."""

from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from balansekunst import table_versions
from balansekunst.backup import BackupError
from balansekunst.backup.archives import Backup, Contents, StoredAttachment, StoredTable, opened, verify
from balansekunst.backup.tables import (
    Digest,
    Table,
    as_line,
    columns_of,
    fill_text_indexes,
    insert_rows,
    number_after,
    read_rows,
    read_tables,
    without_triggers,
)

Migrations = list[tuple[str, str]]
# Attachments of up to so many bytes are in memory while they are stored; larger ones in a temporary file.
SMALL = 1024 * 1024


def restore(path: Path) -> Contents:
    """Fill the database, which must have no tables, and return what it got.

    The whole file is read first: one that is not as it was written, or of a newer version of the program, is refused
    before anything is written. The rows are read again from the database before they are committed. A backup of an
    earlier version fills the tables of that version, which are then migrated.
    """
    _check_version(verify(path))
    if connection.introspection.table_names():
        raise BackupError(_("Databasen er ikke tom. Lag en ny, uten tabeller, og gjenopprett i den."))
    with opened(path) as backup:
        _migrate_to([(app, name) for app, name in backup.header["migrations"]])
        _fill(backup)
    call_command("migrate", verbosity=0, interactive=False)
    fill_text_indexes()
    table_versions.renew()
    ContentType.objects.clear_cache()
    return backup.contents


def _check_version(contents: Contents) -> None:
    """Raise BackupError if the backup has migrations that the program doesn't know."""
    known = MigrationLoader(None).graph.nodes
    unknown = [f"{app}.{name}" for app, name in contents.header["migrations"] if (app, name) not in known]
    if unknown:
        message = _("Sikkerhetskopien er laget av en nyere utgave av programmet, som har %(migrations)s.")
        raise BackupError(message % {"migrations": ", ".join(unknown)})


def _migrate_to(migrations: Migrations) -> None:
    """Make the tables of the version of the program that made the backup."""
    executor = MigrationExecutor(connection)
    graph, of_backup = executor.loader.graph, set(migrations)
    last = [name for name in migrations if not any(child in of_backup for child in graph.node_map[name].children)]
    executor.migrate(last)


def _fill(backup: Backup) -> None:
    """Insert the rows and store the attachments: all of them or none."""
    stored: list[str] = []
    try:
        with transaction.atomic():
            digests = _insert_all(backup)
            _compare(digests)
            for attachment in backup.attachments():
                _store(attachment, stored)
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


def _insert_all(backup: Backup) -> dict[str, str]:
    """Insert the rows of all tables, and return the digest of each table."""
    digests: dict[str, str] = {}
    existing = [Table(name, {}) for name in connection.introspection.table_names()]
    with without_triggers(existing):
        for stored in backup.tables():
            _check_columns(stored)
            insert_rows(stored.table, stored.rows)
            number_after(stored.table, stored.last)
            digests[stored.table.name] = stored.digest
    return digests


def _check_columns(stored: StoredTable) -> None:
    if columns_of(stored.table.name) != set(stored.table.columns):
        message = _("Tabellen %(table)s har andre kolonner i sikkerhetskopien enn i programmet.")
        raise BackupError(message % {"table": stored.table.name})


def _compare(digests: dict[str, str]) -> None:
    """Read the rows again. Raises BackupError unless they are those of the backup."""
    for model, table in read_tables():
        # Of a backup of an earlier version, only the tables that are as they were then can be read by the models.
        if table.name in digests and columns_of(table.name) == set(table.columns):
            digest = Digest()
            for row in read_rows(model):
                digest.add(as_line(row))
            if digest.text != digests[table.name]:
                raise BackupError(_("Radene i %(table)s ble ikke som i sikkerhetskopien.") % {"table": table.name})


def _store(attachment: StoredAttachment, stored: list[str]) -> None:
    if default_storage.exists(attachment.name):
        raise BackupError(_("Vedlegget %(name)s finnes fra før. Bruk en tom mappe.") % {"name": attachment.name})
    with SpooledTemporaryFile(SMALL) as file:
        for chunk in attachment.chunks:
            file.write(chunk)
        stored.append(default_storage.save(attachment.name, File(file, attachment.name)))
    if stored[-1] != attachment.name:
        raise BackupError(_("Vedlegget %(name)s fikk et annet navn.") % {"name": attachment.name})
