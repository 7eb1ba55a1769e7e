"""Rows of the whole database, read once and inserted again: much quicker than making them again."""

import os
import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from balansekunst.operations import TextIndex

FIRST_ROW = 4_700_000  # the number of the first row that a test makes in a table
Rows = dict[type[models.Model], set[tuple[Any, ...]]]
# Django reads a time as one, and writes it as text itself.
sqlite3.register_adapter(time, str)
# A report's rows cannot be inserted once it is published (reports.operations), so its publication comes last.
LAST = "reports.publication"


def read_rows() -> Rows:
    """Return the rows of every table, as the database writes them."""
    with connection.cursor() as cursor:
        return {model: set(_select(cursor, model)) for model in apps.get_models(include_auto_created=True)}


def rows_made_by(make: Callable[[], object], given: Rows) -> Rows:
    """Return the rows that `make()` adds or changes where `given` are; the database itself stays as it was."""
    with transaction.atomic():
        insert_rows(given)
        make()
        made = read_rows()
        transaction.set_rollback(True)
    return {model: rows - given[model] for model, rows in made.items()}


def save_rows(rows: Rows, path: Path) -> None:
    """Write the rows to a file, which appears whole."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(pickle.dumps({model._meta.label: found for model, found in rows.items()}))
    unfinished.rename(path)


def load_rows(path: Path) -> Rows:
    """Return the rows that `save_rows` wrote, in this run of the tests."""
    return {apps.get_model(label): rows for label, rows in pickle.loads(path.read_bytes()).items()}  # noqa: S301


@transaction.atomic
def insert_rows(rows: Rows) -> None:
    """Insert the rows, and replace those of the same primary key. The triggers allowed them when they were made."""
    with triggers_off(), connection.cursor() as cursor:
        for model in sorted(rows, key=lambda model: model._meta.label_lower == LAST):
            if rows[model]:
                cursor.executemany(_insert(model), list(rows[model]))
                _number_after(cursor, model)
    fill_indexes([model for model in rows if rows[model]])


def flush_without_triggers(flush: Callable[[Any, list[str]], None]) -> Callable[[Any, list[str]], None]:
    """Return Django's `flush` for tests, which have to empty tables whose rows the database protects."""

    def flush_all(self: Any, statements: list[str]) -> None:
        if self.connection.vendor == "postgresql":
            flush(self, ["SET LOCAL session_replication_role = replica", *_deletions()])
            return
        self.connection.ensure_connection()
        self.connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)  # noqa: FBT003 (it takes no names)
        flush(self, statements)
        self.connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, True)  # noqa: FBT003 (it takes no names)
        fill_indexes(apps.get_models())

    return flush_all


def _deletions() -> list[str]:
    """Return statements that empty the tables with rows, few of all: TRUNCATE makes new files for each table."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {_quoted([table])})"  # noqa: S608
                for table in tables
            )
        )
        return [f"DELETE FROM {_quoted([table])}" for (table,) in cursor.fetchall()]  # noqa: S608


def fill_indexes(changed: Iterable[type[models.Model]]) -> None:
    """Fill the indexes of texts that triggers would have maintained: those of SQLite."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for model in changed:
            if hasattr(model, "SEARCHED"):
                for statement in TextIndex(model._meta.db_table, model.SEARCHED).fill_sql():
                    cursor.execute(statement)


@contextmanager
def triggers_off() -> Iterator[None]:
    """Turn off the triggers that refuse changes, for the connection."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        return
    connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)  # noqa: FBT003 (it takes no names)
    try:
        yield
    finally:
        connection.connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, True)  # noqa: FBT003 (it takes no names)


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields]


def _quoted(names: list[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def _select(cursor: Any, model: type[models.Model]) -> list[tuple[Any, ...]]:
    cursor.execute(f"SELECT {_quoted(_columns(model))} FROM {_quoted([model._meta.db_table])}")  # noqa: S608
    return cursor.fetchall()


def _insert(model: type[models.Model]) -> str:
    columns, key = _columns(model), str(model._meta.pk.column)
    changes = [f"{_quoted([name])} = excluded.{_quoted([name])}" for name in columns if name != key]
    return (
        f"INSERT INTO {_quoted([model._meta.db_table])} ({_quoted(columns)}) "  # noqa: S608
        f"VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT ({_quoted([key])}) DO UPDATE SET {', '.join(changes)}"
    )


def _number_after(cursor: Any, model: type[models.Model]) -> None:
    """Number new rows after those that were inserted; SQLite does so by itself."""
    if connection.vendor == "postgresql" and model._meta.pk.get_internal_type() in {"AutoField", "BigAutoField"}:
        table, key = _quoted([model._meta.db_table]), str(model._meta.pk.column)
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max({_quoted([key])}) FROM {table}))",  # noqa: S608
            [table, key],
        )


def number_rows_from(first: int) -> None:
    """Number rows from `first` on, so that no primary key is also a number that a test looks for.

    A primary key that a template formats as an amount, with a space between its digits, breaks the link it is in.
    """
    for model in apps.get_models(include_auto_created=True):
        key = model._meta.pk
        if key.get_internal_type() in {"AutoField", "BigAutoField"}:
            with connection.cursor() as cursor:
                _number_from(cursor, model._meta.db_table, str(key.column), first)


def _number_from(cursor: Any, table: str, column: str, first: int) -> None:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", [f'"{table}"', column, first])
        return
    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first - 1])
