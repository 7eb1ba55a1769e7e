"""What a published report was written as: the database refuses to change it from then on."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE reports bigint[] := ARRAY[(to_jsonb(OLD) ->> TG_ARGV[0])::bigint, (to_jsonb(NEW) ->> TG_ARGV[0])::bigint];
BEGIN
  IF EXISTS (SELECT FROM reports_publication WHERE report_id = ANY (reports)) THEN
    RAISE EXCEPTION 'a report that is published can not be changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$
"""
# What happens, and the rows that tell of which report it is. Tests empty SQLite's tables row by row, so that deleting
# isn't refused there.
ON_SQLITE = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW")}


class FrozenOncePublished(migrations.operations.base.Operation):
    """Refuse with an IntegrityError to add, change or delete rows of the report that `column` names, once published.

    SQLite doesn't refuse to delete. A later migration that makes SQLite build the table anew loses this, and has to
    ask for it again.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, column: str) -> None:
        self.table, self.column = table, column

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing that models know of."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Make the triggers."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(FUNCTION, params=None)
            schema_editor.execute(
                f"CREATE TRIGGER {self.table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published('{self.column}')"
            )
            return
        for event, rows in ON_SQLITE.items():
            reports = ", ".join(f"{row}.{self.column}" for row in rows)
            schema_editor.execute(
                f"CREATE TRIGGER {self.table}_frozen_{event.lower()} BEFORE {event} ON {self.table} FOR EACH ROW "  # noqa: S608
                f"WHEN EXISTS (SELECT 1 FROM reports_publication WHERE report_id IN ({reports})) "
                "BEGIN SELECT RAISE(ABORT, 'a report that is published can not be changed'); END"
            )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Take the triggers away."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {self.table}_frozen ON {self.table}")
            return
        for event in ON_SQLITE:
            schema_editor.execute(f"DROP TRIGGER {self.table}_frozen_{event.lower()}")

    def describe(self) -> str:
        """Say in a line what this does."""
        return f"Refuse changes of rows of {self.table} whose report is published"
