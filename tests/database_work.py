"""How much a database does in a call, counted without a clock."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

STEPS_AT_ONCE = 10


def work_of(call: Callable[[], object]) -> int:
    """Return the steps of SQLite's virtual machine, or the rows that PostgreSQL's plans visit, in a call."""
    return _steps_of(call) if connection.vendor == "sqlite" else _rows_of(call)


def _steps_of(call: Callable[[], object]) -> int:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += STEPS_AT_ONCE
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, STEPS_AT_ONCE)
    try:
        call()
    finally:
        connection.connection.set_progress_handler(None, STEPS_AT_ONCE)
    return steps


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that are executed in this context, each with its parameters."""
    found: list[tuple[str, Any]] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 (Django's own)
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield found


def _rows_of(call: Callable[[], object]) -> int:
    with statements() as executed:
        call()
    rows = 0
    with connection.cursor() as cursor:
        for sql, params in executed:
            if not sql.startswith(("SELECT", "(SELECT")) or "FOR UPDATE" in sql:
                continue
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
            rows += _visited((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return rows


def _visited(node: dict[str, Any]) -> int:
    removed = sum(node.get(f"Rows Removed by {by}", 0) for by in ("Filter", "Join Filter", "Index Recheck"))
    here = (node["Actual Rows"] + removed) * node["Actual Loops"]
    return int(here) + sum(_visited(below) for below in node.get("Plans", ()))
