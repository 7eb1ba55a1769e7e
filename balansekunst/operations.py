"""Operations for migrations: models created together, SQL for PostgreSQL alone, and rows that cannot be changed."""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Create several models, and render them once instead of after each `CreateModel`.

    The history tables relate every model to the users, and Django renders all related models again after each
    `CreateModel`: that was nine tenths of the time it took to migrate an empty database. The order of the models does
    not matter, since their foreign keys are checked at the end.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[migrations.CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models to the state, whose `apps` are rendered when they are next asked for."""
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create models {', '.join(operation.name for operation in self.operations)}"


class SQLOperation(Operation):
    """Base class of operations that run SQL and change nothing in the models' state."""

    category = OperationCategory.SQL

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.create_sql(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.drop_sql(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def create_sql(self, vendor: str) -> list[str]:
        """Return the statements for a database of this vendor (`sqlite` or `postgresql`)."""
        raise NotImplementedError

    def drop_sql(self, vendor: str) -> list[str]:
        """Return the statements that undo `create_sql`."""
        raise NotImplementedError


class RunSQLOnPostgreSQL(SQLOperation):
    """Run SQL on PostgreSQL, for what SQLite does not have."""

    def __init__(self, sql: str, reverse_sql: str) -> None:
        self.sql, self.reverse_sql = sql, reverse_sql

    def create_sql(self, vendor: str) -> list[str]:
        return [self.sql] if vendor == "postgresql" else []

    def drop_sql(self, vendor: str) -> list[str]:
        return [self.reverse_sql] if vendor == "postgresql" else []

    def describe(self) -> str:
        return "Run SQL on PostgreSQL"


class ForbidUpdates(SQLOperation):
    """Refuse updates of a table's rows with an IntegrityError: of all rows, or of those that meet `condition`.

    `condition` is SQL over OLD, the row before the update. SQLite drops the trigger when a later migration remakes the
    table: that migration has to repeat this operation.
    """

    event, suffix, participle = "UPDATE", "unchangeable", "changed"

    def __init__(self, table: str, condition: str = "") -> None:
        self.table, self.condition = table, condition

    def create_sql(self, vendor: str) -> list[str]:
        trigger = f'CREATE TRIGGER "{self.table}_{self.suffix}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW'
        if self.condition:
            trigger = f"{trigger} WHEN ({self.condition})"
        if vendor == "postgresql":
            function = f"refuse_{self.event.lower()}()"
            create_function = (
                f"CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN RAISE EXCEPTION 'a row of % can not be {self.participle}', TG_TABLE_NAME "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            return [create_function, f"{trigger} EXECUTE FUNCTION {function}"]
        message = f"a row of {self.table} can not be {self.participle}"
        return [f"{trigger} BEGIN SELECT RAISE(ABORT, '{message}'); END"]

    def drop_sql(self, vendor: str) -> list[str]:
        table = f' ON "{self.table}"' if vendor == "postgresql" else ""
        return [f'DROP TRIGGER "{self.table}_{self.suffix}"{table}']

    def describe(self) -> str:
        return f"Forbid that rows of {self.table} are {self.participle}"


class ForbidDeletes(ForbidUpdates):
    """Refuse deleting a table's rows with an IntegrityError.

    The command `flush` empties the tables all the same, as tests do: TRUNCATE on PostgreSQL runs no trigger of a row,
    and `balansekunst.sqlite` turns triggers off for it.
    """

    event, suffix, participle = "DELETE", "undeletable", "deleted"
