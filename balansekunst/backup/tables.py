"""The rows of tables as JSON that is the same of every database, and back.

Rows are read and written without models, so that ciphertext remains ciphertext, and a backup of an earlier version of
the program fills the tables of that version.
"""

import json
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from hashlib import sha256
from itertools import batched
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from balansekunst.operations import TextIndex

# A row of the outbox may have a file of a megabyte.
AT_ONCE = 200
# What nobody misses after a restore, and what is deleted sooner than backups are (docs/personvern.md).
LEFT_OUT = {
    "sessions.Session",
    "usersessions.UserSession",
    "django_tasks_database.DBTaskResult",
    "balansekunst.ImportFile",
}
NUMBERED = {"AutoField", "BigAutoField"}
AS_IT_IS = {
    *("AutoField", "BigAutoField", "BooleanField", "FloatField", "GenericIPAddressField", "FileField"),
    *("IntegerField", "BigIntegerField", "SmallIntegerField", "CharField", "TextField", "SlugField"),
    *("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"),
}
KINDS = {
    **dict.fromkeys(AS_IT_IS, ""),
    "DateField": "date",
    "DateTimeField": "datetime",
    "TimeField": "time",
    "UUIDField": "uuid",
    "BinaryField": "bytes",
    "JSONField": "json",
}
Row = list[Any]


@dataclass(frozen=True)
class Table:
    """A table with its columns, each with its kind, and the column that the database numbers."""

    name: str
    columns: dict[str, str]
    numbered: str = ""


def read_tables() -> Iterator[tuple[type[models.Model], Table]]:
    """Yield each model whose rows are in a backup, with its table."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT:
            columns = {str(field.column): KINDS[_target(field).get_internal_type()] for field in _fields(model)}
            key: Any = model._meta.pk
            is_numbered = key.get_internal_type() in NUMBERED
            yield model, Table(model._meta.db_table, columns, str(key.column) if is_numbered else "")


def read_rows(model: type[models.Model]) -> Iterator[Row]:
    """Yield the rows as JSON has them."""
    encoders = {place: found for place, field in enumerate(_fields(model)) if (found := _encoders(model, field))}
    columns = _quoted(field.column for field in _fields(model))
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {_quoted([model._meta.db_table])}")  # noqa: S608 (own names)
        while rows := cursor.fetchmany(AT_ONCE):
            for found in rows:
                row = list(found)
                for place, encoders_of_place in encoders.items():
                    for encode in encoders_of_place:
                        row[place] = None if row[place] is None else encode(row[place])
                yield row


def insert_rows(table: Table, rows: Iterable[Row]) -> None:
    """Insert the rows in place of those that migrations made."""
    decoders = {place: _decoder(kind) for place, kind in enumerate(table.columns.values()) if kind}

    def decoded(row: Row) -> Row:
        for place, decode in decoders.items():
            row[place] = None if row[place] is None else decode(row[place])
        return row

    name, columns = _quoted([table.name]), _quoted(table.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name}")  # noqa: S608 (names of tables that exist)
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(decoded(row))
            return
        values = ", ".join(["%s"] * len(table.columns))
        for batch in batched(rows, AT_ONCE):
            cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({values})", list(map(decoded, batch)))  # noqa: S608 (as above)


def as_line(row: Row) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Digest:
    """The number of rows, and a sum of their checksums, which does not depend on their order."""

    def __init__(self) -> None:
        self.count, self._sum = 0, 0

    def add(self, line: bytes) -> None:
        self.count += 1
        self._sum = (self._sum + int.from_bytes(sha256(line).digest())) % 2**256

    @property
    def text(self) -> str:
        return f"{self._sum:064x}"


def last_number(table: Table) -> int | None:
    """Return the last number that the database has given a row, also one that is deleted."""
    if not table.numbered:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, table)}")  # noqa: S608 (from the database)
            last, is_used = cursor.fetchone()
            return last if is_used else None
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        found = cursor.fetchone()
        return found[0] if found else None


def number_after(table: Table, last: int | None) -> None:
    """Let the database number new rows after this one, so that no number is that of a deleted row."""
    if not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, table), last])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the database as it is now, while others write. Within a transaction, as that one reads it."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Not by `atomic`, whose transactions are IMMEDIATE: nobody could write meanwhile.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def without_triggers(tables: Iterable[Table]) -> Iterator[None]:
    """Turn off the triggers that protect and number rows, for the owner of the tables; foreign keys are checked."""
    if connection.vendor == "postgresql":
        names = [_quoted([table.name]) for table in tables]
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            yield
            # What waits to be checked would prevent changes of its table.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in names:
                cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return
    set_config: Callable[[int, bool], bool] = connection.connection.setconfig
    set_config(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)  # noqa: FBT003 (it takes no names)
    try:
        yield
    finally:
        set_config(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, True)  # noqa: FBT003 (it takes no names)


def fill_text_indexes() -> None:
    """Fill the indexes of texts, which triggers of SQLite maintain; on PostgreSQL they are columns of the tables."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if hasattr(model, "SEARCHED"):
                for statement in TextIndex(model._meta.db_table, model.SEARCHED).fill_sql():
                    cursor.execute(statement)


def columns_of(table: str) -> set[str]:
    """Return the columns that the table has in the database, without the one that the database computes."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in described} - {TextIndex.column}


def _fields(model: type[models.Model]) -> list[Any]:
    return list(model._meta.local_concrete_fields)


def _target(field: Any) -> Any:
    while field.remote_field:
        field = field.target_field
    return field


def _encoders(model: type[models.Model], field: Any) -> list[Callable[[Any], Any]]:
    """Return what makes JSON of a value of the database: Django's converters, and ours of the field's kind."""
    column = field.get_col(model._meta.db_table)
    converters: Any = connection.ops.get_db_converters(column)
    of_database: list[Callable[[Any], Any]] = [partial(_convert, converter, column) for converter in converters]
    encode = ENCODERS.get(KINDS[_target(field).get_internal_type()])
    return [*of_database, encode] if encode else of_database


def _convert(converter: Any, column: Any, value: Any) -> Any:
    return converter(value, column, connection)


def _encode_json(value: str) -> str:
    """Return the JSON in the one form, since PostgreSQL does not remember the order of keys."""
    return json.dumps(json.loads(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


ENCODERS: dict[str, Callable[[Any], Any]] = {
    "date": date.isoformat,
    "datetime": lambda value: value.astimezone(UTC).isoformat(),
    "time": time.isoformat,
    "uuid": str,
    "bytes": lambda value: b64encode(value).decode(),
    "json": _encode_json,
}


def _decoder(kind: str) -> Callable[[Any], Any]:
    ops: Any = connection.ops
    decoders: dict[str, Callable[[Any], Any]] = {
        "date": lambda value: ops.adapt_datefield_value(date.fromisoformat(value)),
        "datetime": lambda value: ops.adapt_datetimefield_value(datetime.fromisoformat(value)),
        "time": lambda value: ops.adapt_timefield_value(time.fromisoformat(value)),
        "uuid": UUID if connection.features.has_native_uuid_field else lambda value: UUID(value).hex,
        "bytes": b64decode,
        "json": str,
    }
    return decoders[kind]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def _sequence(cursor: Any, table: Table) -> str:
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted([table.name]), table.numbered])
    return cursor.fetchone()[0]
