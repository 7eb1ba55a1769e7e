"""What a backup is, inside its encryption: compressed lines of JSON, and the bytes of attachments.

The first line is the header. Each table is a line that names it and its columns, a line for each row, and a line with
their number and digest. Then come the attachments that the rows name, each after a line with its name and size, and a
last line. A reader goes through it once, in constant memory.
"""

import gzip
import io
import json
import os
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from balansekunst.backup import BackupError
from balansekunst.backup.encrypted_files import CHUNK, EncryptedReader, EncryptedWriter
from balansekunst.backup.tables import Digest, Row, Table, as_line, last_number, read_rows, read_tables, snapshot

FORMAT = 1
ATTACHMENTS_AT_ONCE = 64 * 1024


@dataclass
class Contents:
    """What a backup has: how many rows of each table, how many attachments, and the names of those that were gone."""

    header: dict[str, Any]
    rows: dict[str, int] = field(default_factory=dict)
    attachments: int = 0
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return _("%(rows)d rader i %(tables)d tabeller og %(attachments)d vedlegg") % {
            "rows": sum(self.rows.values()),
            "tables": len(self.rows),
            "attachments": self.attachments,
        }


@dataclass
class StoredTable:
    """A table of a backup: its rows are read once. The last number it gave a row, and its digest, are known then."""

    table: Table
    rows: Iterator[Row]
    digest: str = ""
    last: int | None = None


@dataclass
class StoredAttachment:
    """An attachment of a backup, read once."""

    name: str
    chunks: Iterator[bytes]


def check_migrations() -> None:
    """Raise BackupError unless the database is of this version: a backup of another's tables can't be restored."""
    applied = MigrationRecorder(connection).applied_migrations().keys()
    of_program = MigrationLoader(None).disk_migrations.keys()
    if newer := applied - of_program:
        message = _("Databasen er av en nyere utgave av programmet, som har %(migrations)s. Lag kopien med den.")
        raise BackupError(message % {"migrations": _named(newer)})
    if missing := of_program - applied:
        message = _(
            "Databasen er ikke migrert til denne utgaven av programmet: %(migrations)s mangler. "
            "Lag kopien med forrige utgave, eller kjør «migrate» først."
        )
        raise BackupError(message % {"migrations": _named(missing)})


def _named(migrations: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{app}.{name}" for app, name in sorted(migrations))


def write(path: Path, *, taken_at: datetime, figures: dict[str, Any]) -> Contents:
    """Write a backup to the file, which appears whole. Raises BackupError if it exists.

    `figures` are those of the same moment, which a rehearsal compares: call it within `tables.snapshot`, after
    `check_migrations`.
    """
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if path.exists():
            raise BackupError(_("%(file)s finnes fra før.") % {"file": path})
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 (of a descriptor)
                encrypted = EncryptedWriter(file)
                with gzip.GzipFile(fileobj=encrypted, mode="wb", compresslevel=5, mtime=0) as compressed:
                    contents = _write_all(cast("IO[bytes]", compressed), taken_at=taken_at, figures=figures)
                encrypted.finish()
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(_("%(file)s kan ikke skrives: %(reason)s") % {"file": path, "reason": error}) from error
    return contents


def _write_all(output: IO[bytes], *, taken_at: datetime, figures: dict[str, Any]) -> Contents:
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    header = {
        "format": FORMAT,
        "program": project["version"],
        "taken_at": taken_at.isoformat(),
        "database": connection.vendor,
        "migrations": applied,
        "figures": figures,
    }
    contents = Contents(header)
    _write_line(output, header)
    for model, table in read_tables():
        contents.rows[table.name] = _write_table(output, model, table)
    for name in _attachments():
        if _write_attachment(output, name):
            contents.attachments += 1
        else:
            contents.missing.append(name)
    _write_line(output, {"end": True, "attachments": contents.attachments, "missing": contents.missing})
    return contents


def _write_table(output: IO[bytes], model: type[models.Model], table: Table) -> int:
    _write_line(output, {"table": table.name, "columns": table.columns, "numbered": table.numbered})
    digest = Digest()
    for row in read_rows(model):
        line = as_line(row)
        digest.add(line)
        output.write(line)
    _write_line(output, {"rows": digest.count, "digest": digest.text, "last": last_number(table)})
    return digest.count


def _attachments() -> Iterator[str]:
    """Yield the names of the files that rows have."""
    for model, _table in read_tables():
        for each in model._meta.local_concrete_fields:
            if isinstance(each, models.FileField):
                rows = model._meta.base_manager.exclude(**{each.name: ""}).order_by().values_list(each.name, flat=True)
                yield from rows.iterator()


def _write_attachment(output: IO[bytes], name: str) -> bool:
    """Write the attachment, and return whether it was there: a row may have been deleted, with its file, meanwhile."""
    try:
        with default_storage.open(name) as file:
            size = file.size
            _write_line(output, {"attachment": name, "size": size})
            left = size
            while left and (chunk := file.read(min(left, ATTACHMENTS_AT_ONCE))):
                output.write(chunk)
                left -= len(chunk)
    except FileNotFoundError:
        return False
    if left:
        raise BackupError(_("Vedlegget %(name)s ble kortere mens det ble lest.") % {"name": name})
    return True


def _write_line(output: IO[bytes], record: dict[str, Any]) -> None:
    output.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


class Backup:
    """A backup that is read from start to end: `tables`, with the rows of each, and then `attachments`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.header: dict[str, Any] = json.loads(stream.readline())
        self.contents = Contents(self.header)
        if self.header["format"] > FORMAT:
            raise BackupError(_("Sikkerhetskopien er laget av en nyere utgave av programmet."))
        self._record = self._read_record()

    def tables(self) -> Iterator[StoredTable]:
        while "table" in self._record:
            table = Table(self._record["table"], self._record["columns"], self._record["numbered"])
            stored = StoredTable(table, iter(()))
            stored.rows = self._rows(stored)
            yield stored
            for _row in stored.rows:
                pass
            self._record = self._read_record()

    def _rows(self, stored: StoredTable) -> Iterator[Row]:
        digest = Digest()
        while (line := self._stream.readline()).startswith(b"["):
            digest.add(line)
            yield json.loads(line)
        end = json.loads(line)
        if (end["rows"], end["digest"]) != (digest.count, digest.text):
            raise BackupError(_("Radene i %(table)s er ikke de som ble skrevet.") % {"table": stored.table.name})
        stored.digest, stored.last = digest.text, end["last"]
        self.contents.rows[stored.table.name] = digest.count

    def attachments(self) -> Iterator[StoredAttachment]:
        while "attachment" in self._record:
            stored = StoredAttachment(self._record["attachment"], self._chunks(self._record["size"]))
            yield stored
            for _chunk in stored.chunks:
                pass
            self.contents.attachments += 1
            self._record = self._read_record()
        if self._stream.read(1) or self._record["attachments"] != self.contents.attachments:
            raise BackupError(_("Det er noe etter slutten av sikkerhetskopien, eller noe mangler i den."))
        self.contents.missing = self._record["missing"]

    def _chunks(self, size: int) -> Iterator[bytes]:
        while size:
            chunk = self._stream.read(min(size, ATTACHMENTS_AT_ONCE))
            if not chunk:
                raise BackupError(_("Filen er avkortet eller endret etter at den ble laget."))
            size -= len(chunk)
            yield chunk

    def _read_record(self) -> dict[str, Any]:
        return json.loads(self._stream.readline())


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup to read it. Raises BackupError, also while it is read, unless it is as it was written."""
    try:
        with path.open("rb") as file:
            decrypted = io.BufferedReader(EncryptedReader(file), CHUNK)
            with gzip.GzipFile(fileobj=decrypted, mode="rb") as stream:
                yield Backup(cast("IO[bytes]", stream))
    except OSError as error:
        raise BackupError(_("%(file)s kan ikke leses: %(reason)s") % {"file": path, "reason": error}) from error


def verify(path: Path) -> Contents:
    """Read the whole backup, and return what it has. Raises BackupError unless it is as it was written."""
    with opened(path) as backup:
        for _table in backup.tables():
            pass
        for _attachment in backup.attachments():
            pass
        return backup.contents


def read_figures(path: Path) -> dict[str, Any]:
    """Return the figures of the moment at which the backup was taken."""
    with opened(path) as backup:
        return backup.header["figures"]


__all__ = ["Backup", "Contents", "check_migrations", "opened", "read_figures", "snapshot", "verify", "write"]
