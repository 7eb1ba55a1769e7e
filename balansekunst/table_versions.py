"""The versions of tables: numbers that each transaction that changes a table makes higher, however it changes it.

Triggers count, so that imports, bulk changes and SQL are counted as well, and a change is counted when it is committed.
`balansekunst.page_cache` is for what they are used for. A migration begins to count the changes of a table by the
operation `CountChanges`.

On PostgreSQL each session counts in a row of its own, so that no transaction waits for another one.
"""

from collections.abc import Sequence

from django.db import connection

from balansekunst.operations import SQLOperation

TABLE = "balansekunst_tableversion"
CREATE_TABLE = f"""
CREATE TABLE {TABLE} (
  table_name varchar(63) NOT NULL, session integer NOT NULL, changes bigint NOT NULL,
  PRIMARY KEY (table_name, session)
)
"""
# A transaction counts once for each table, since each new version of a row makes the next one slower: again only after
# the versions were read in it.
CREATE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted text := '{TABLE}.' || TG_TABLE_NAME;
BEGIN
  IF COALESCE(current_setting(counted, true), '') = '' THEN
    INSERT INTO {TABLE} AS version VALUES (TG_TABLE_NAME, pg_backend_pid(), 1)
      ON CONFLICT (table_name, session) DO UPDATE SET changes = version.changes + 1;
    PERFORM set_config(counted, 'true', true);
  END IF;
  RETURN NULL;
END $$
"""  # noqa: S608 (own names)
# A number that no other database begins with: what was stored of another one is not taken for what this one has.
RANDOM = {"postgresql": "floor(random() * 1e12)", "sqlite": "abs(random() % 1000000000000)"}
EVENTS = ("INSERT", "UPDATE", "DELETE")
# The sessions that have ended.
FOLD = f"""
WITH ended AS (
  DELETE FROM {TABLE} WHERE session <> 0 AND session NOT IN (SELECT pid FROM pg_stat_activity WHERE pid IS NOT NULL)
  RETURNING table_name, changes
), summed AS (SELECT table_name, sum(changes) AS changes FROM ended GROUP BY table_name)
UPDATE {TABLE} AS version SET changes = version.changes + summed.changes
FROM summed WHERE version.session = 0 AND version.table_name = summed.table_name
"""  # noqa: S608 (own names)


def versions() -> dict[str, int]:
    """Return the version of each table whose changes are counted."""
    count_again = ""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        count_again = f", set_config('{TABLE}.' || table_name, '', true)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT table_name, sum(changes){count_again} FROM {TABLE} GROUP BY table_name")  # noqa: S608
        return {name: int(changes) for name, changes, *_setting in cursor.fetchall()}


def renew() -> None:
    """Make all versions new, after changes that no trigger counted."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET changes = changes + {RANDOM[connection.vendor]} WHERE session = 0")  # noqa: S608


def fold() -> int:
    """Add the counts of sessions that have ended to those of their tables, which leaves the versions as they are."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
        return cursor.rowcount


class CreateTableVersions(SQLOperation):
    """Create the table of versions."""

    def create_sql(self, vendor: str) -> list[str]:
        return [CREATE_TABLE, CREATE_FUNCTION] if vendor == "postgresql" else [CREATE_TABLE]

    def drop_sql(self, vendor: str) -> list[str]:
        dropped = [f"DROP TABLE {TABLE}"]
        return [*dropped, "DROP FUNCTION count_change()"] if vendor == "postgresql" else dropped

    def describe(self) -> str:
        return "Create the table of versions"


class CountChanges(SQLOperation):
    """Count the changes of a table; with `columns`, only updates of these, so that public pages show no others.

    SQLite drops the triggers when a later migration remakes the table: that migration has to repeat this operation.
    """

    def __init__(self, table: str, *, columns: Sequence[str] = ()) -> None:
        self.table, self.columns = table, columns

    def create_sql(self, vendor: str) -> list[str]:
        begin = f"INSERT INTO {TABLE} VALUES ('{self.table}', 0, {RANDOM[vendor]}) ON CONFLICT DO NOTHING"  # noqa: S608
        if vendor == "postgresql":
            events = " OR ".join((*map(self._narrow, EVENTS), "TRUNCATE"))
            trigger = f'CREATE TRIGGER "{self.table}_counts" AFTER {events} ON "{self.table}"'
            return [begin, f"{trigger} FOR EACH STATEMENT EXECUTE FUNCTION count_change()"]
        count = f"UPDATE {TABLE} SET changes = changes + 1 WHERE table_name = '{self.table}'"  # noqa: S608
        return [
            begin,
            *(
                f'CREATE TRIGGER "{self._name(event)}" AFTER {self._narrow(event)} ON "{self.table}" BEGIN {count}; END'
                for event in EVENTS
            ),
        ]

    def _narrow(self, event: str) -> str:
        return f"UPDATE OF {', '.join(self.columns)}" if self.columns and event == "UPDATE" else event

    def _name(self, event: str) -> str:
        return f"{self.table}_counts_{event.lower()}"

    def drop_sql(self, vendor: str) -> list[str]:
        stop = f"DELETE FROM {TABLE} WHERE table_name = '{self.table}'"  # noqa: S608
        if vendor == "postgresql":
            return [f'DROP TRIGGER "{self.table}_counts" ON "{self.table}"', stop]
        return [*(f'DROP TRIGGER "{self._name(event)}"' for event in EVENTS), stop]

    def describe(self) -> str:
        return f"Count the changes of {self.table}"
