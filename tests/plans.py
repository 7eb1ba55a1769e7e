"""Plans of queries: what the database reads, without a clock."""

import re
from itertools import pairwise

from django.db import connection


def plan_of(sql: str, *avoided: str) -> list[str]:
    """Return the steps of the query's plan; on PostgreSQL, whose choice depends on rows, without what is `avoided`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return [step for *_, step in cursor.fetchall()]
        for step in ("seqscan", "sort", "hashjoin", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{step} = {'off' if step in avoided else 'on'}")
        cursor.execute(f"EXPLAIN {sql}")
        return [step for (step,) in cursor.fetchall()]


def full_scans(sql: str, *tables: str) -> list[str]:
    """Return the steps that read one of the tables, or an index of it, from end to end without need."""
    if connection.vendor == "sqlite":
        names = {name for table in tables for name in (table, *re.findall(rf'"{table}" (U\d+)', sql))}
        return [step for step in plan_of(sql) if step.startswith("SCAN ") and step.split()[1] in names]
    # An index that only gives an order is not used for a bitmap, but may replace the scan of a table without one.
    steps = plan_of(sql, "seqscan", "indexscan", "indexonlyscan")
    return [
        step
        for step, detail in pairwise([*steps, ""])
        for table in tables
        if re.search(rf"(Seq Scan|Index (Only )?Scan using \S+) on {table} ", step) and "Index Cond" not in detail
    ]


def sorts(sql: str) -> list[str]:
    """Return the steps that sort all rows, not only those that an index has together, without need."""
    if connection.vendor == "sqlite":
        return [step for step in plan_of(sql) if "TEMP B-TREE FOR ORDER BY" in step]
    steps = plan_of(sql, "seqscan", "sort", "hashjoin")
    return [step for step in steps if "Sort  (" in step and "Incremental" not in step]
