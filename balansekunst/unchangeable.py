"""Rows that nobody can change, or delete: the database itself refuses, whichever way it comes."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Unchangeable(migrations.operations.base.Operation):
    """Refuse updates of the table's rows with an IntegrityError: of all, or of those for which `when` held before.

    `when` is a condition in SQL over OLD, the row as it was. A later migration that makes SQLite build the table
    anew loses this, and has to ask for it again.
    """

    reversible = True
    reduces_to_sql = True
    event, suffix, done = "UPDATE", "unchangeable", "changed"

    def __init__(self, table: str, when: str = "") -> None:
        self.table, self.when = table, when

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing that models know of."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Make the trigger."""
        name = schema_editor.quote_name(f"{self.table}_{self.suffix}")
        head = f"CREATE TRIGGER {name} BEFORE {self.event} ON {schema_editor.quote_name(self.table)} FOR EACH ROW"
        when = f" WHEN ({self.when})" if self.when else ""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(self._raise(), params=None)
            schema_editor.execute(f"{head}{when} EXECUTE FUNCTION refuse_{self.event.lower()}()")
        else:
            told = f"a row of {self.table} can not be {self.done}"
            schema_editor.execute(f"{head}{when} BEGIN SELECT RAISE(ABORT, '{told}'); END")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Take the trigger away."""
        name = schema_editor.quote_name(f"{self.table}_{self.suffix}")
        table = f" ON {schema_editor.quote_name(self.table)}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {name}{table}")

    def describe(self) -> str:
        """Say in a line what this does."""
        return f"Refuse that rows of {self.table} are {self.done}"

    def _raise(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION refuse_{self.event.lower()}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION 'a row of % can not be {self.done}', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )


class Undeletable(Unchangeable):
    """Refuse that the table's rows are deleted, in the same way.

    To empty whole tables by the command `flush`, as tests do, is another matter: PostgreSQL's TRUNCATE asks no trigger
    of a row, and `balansekunst.sqlite` turns triggers off for it.
    """

    event, suffix, done = "DELETE", "undeletable", "deleted"
