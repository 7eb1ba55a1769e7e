"""Plans of queries: what the database reads, without a clock."""

from django.db import connection


def plan_of(sql: str) -> list[str]:
    """Return the steps of the query's plan, as it is when the database avoids full scans and sorting where it can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return [step for *_, step in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_hashjoin = off")
        cursor.execute(f"EXPLAIN {sql}")
        return [step for (step,) in cursor.fetchall()]


def full_scans(sql: str, *tables: str) -> list[str]:
    """Return the steps that read one of the tables from end to end, or an index of it."""
    if connection.vendor == "sqlite":
        return [step for step in plan_of(sql) for table in tables if _scans(step, table)]
    return [step for step in plan_of(sql) for table in tables if f"Seq Scan on {table} " in step]


def _scans(step: str, table: str) -> bool:
    """Return whether SQLite scans the table; a scan in the order of an index ends at the first row that is wanted."""
    return step.startswith(f"SCAN {table}") and "USING" not in step


def sorts(sql: str) -> list[str]:
    """Return the steps that sort all rows, not only those that an index has together."""
    if connection.vendor == "sqlite":
        return [step for step in plan_of(sql) if "TEMP B-TREE FOR ORDER BY" in step]
    return [step for step in plan_of(sql) if "Sort  (" in step and "Incremental" not in step]
