"""Operations for migrations: models created together, SQL for PostgreSQL alone, protected rows, indexes of texts."""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

from balansekunst.folding import joined_sql


class CreateModels(Operation):
    """Create several models, and render them together, and none of the others again.

    The history tables relate every model to the users, and Django renders all related models again after each
    `CreateModel`: that was nine tenths of the time it took to migrate an empty database. The order of the models does
    not matter, since their foreign keys are checked at the end.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[migrations.CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models to the state, and to its rendered models, unless Django has put off some of their changes."""
        rendered = vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if rendered is not None and not state.is_delayed:
            rendered.render_multiple([state.models[app_label, operation.name_lower] for operation in self.operations])
            vars(state)["apps"] = rendered
        state.is_delayed = False

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


class RunSQLOn(SQLOperation):
    """Run statements on databases of one vendor (`sqlite` or `postgresql`), for what the other does not have."""

    def __init__(self, vendor: str, sql: Sequence[str], reverse_sql: Sequence[str]) -> None:
        self.vendor, self.sql, self.reverse_sql = vendor, sql, reverse_sql

    def create_sql(self, vendor: str) -> list[str]:
        return list(self.sql) if vendor == self.vendor else []

    def drop_sql(self, vendor: str) -> list[str]:
        return list(self.reverse_sql) if vendor == self.vendor else []

    def describe(self) -> str:
        return f"Run SQL on {self.vendor}"


# The condition is evaluated here, since PostgreSQL allows no subquery in the WHEN of a trigger.
REFUSE_ROW = """
CREATE OR REPLACE FUNCTION refuse_change_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_refused boolean;
BEGIN
  EXECUTE format('SELECT %s FROM (SELECT ($1).*) AS old', TG_ARGV[1]) INTO is_refused USING OLD;
  IF is_refused THEN
    RAISE EXCEPTION 'a row of % can not be %', TG_TABLE_NAME, TG_ARGV[0]
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$
"""
REFUSE_TRUNCATE = """
CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_refused boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I AS old WHERE %s)', TG_TABLE_NAME, TG_ARGV[0]) INTO is_refused;
  IF is_refused THEN
    RAISE EXCEPTION 'a row of % can not be deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
"""


class ProtectRows(SQLOperation):
    """Refuse to update and delete a table's rows with an IntegrityError: all rows, or those that meet `condition`.

    `condition` is SQL over OLD, the row before the change. PostgreSQL refuses TRUNCATE too, and with it the command
    `flush`. SQLite refuses INSERT OR REPLACE because of `recursive_triggers` (settings). It drops the triggers when a
    later migration remakes the table: that migration has to repeat this operation.
    """

    participles = {"UPDATE": "changed", "DELETE": "deleted"}

    def __init__(self, table: str, *, condition: str = "", can_change: bool = False) -> None:
        self.table, self.condition, self.can_change = table, condition, can_change

    @property
    def events(self) -> list[str]:
        """The kinds of statements that are refused."""
        return ["DELETE"] if self.can_change else ["UPDATE", "DELETE"]

    def create_sql(self, vendor: str) -> list[str]:
        created = [self._row_trigger(event, vendor) for event in self.events]
        if vendor == "postgresql":
            truncate = (
                f'CREATE TRIGGER "{self._name("TRUNCATE")}" BEFORE TRUNCATE ON "{self.table}" '
                f"EXECUTE FUNCTION refuse_truncate('{self._quoted_condition}')"
            )
            return [REFUSE_ROW, REFUSE_TRUNCATE, *created, truncate]
        return created

    @property
    def _quoted_condition(self) -> str:
        return (self.condition or "true").replace("'", "''")

    def _row_trigger(self, event: str, vendor: str) -> str:
        participle = self.participles[event]
        trigger = f'CREATE TRIGGER "{self._name(event)}" BEFORE {event} ON "{self.table}" FOR EACH ROW'
        if vendor == "postgresql":
            return f"{trigger} EXECUTE FUNCTION refuse_change_of_row('{participle}', '{self._quoted_condition}')"
        when = f" WHEN {self.condition}" if self.condition else ""
        return f"{trigger}{when} BEGIN SELECT RAISE(ABORT, 'a row of {self.table} can not be {participle}'); END"

    def _name(self, event: str) -> str:
        return f"{self.table}_refuses_{event.lower()}"

    def drop_sql(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f'DROP TRIGGER "{self._name(event)}" ON "{self.table}"' for event in (*self.events, "TRUNCATE")]
        return [f'DROP TRIGGER "{self._name(event)}"' for event in self.events]

    def describe(self) -> str:
        return f"Protect rows of {self.table}"


class ForbidWhen(SQLOperation):
    """Refuse an event on a table with an IntegrityError where `condition` is met.

    `event` is SQL: «INSERT», «DELETE», «UPDATE OF column». `condition` is SQL over OLD and NEW, and may query other
    tables. SQLite drops the trigger when a later migration remakes the table: that migration has to repeat this
    operation.
    """

    def __init__(self, table: str, event: str, condition: str, *, name: str, reason: str) -> None:
        self.table, self.event, self.condition, self.name, self.reason = table, event, condition, name, reason

    def create_sql(self, vendor: str) -> list[str]:
        trigger = f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW'
        if vendor == "postgresql":
            create_function = (
                f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
                f"IF {self.condition} THEN RAISE EXCEPTION '{self.reason}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN COALESCE(NEW, OLD); END $$"
            )
            return [create_function, f'{trigger} EXECUTE FUNCTION "{self.name}"()']
        return [f"{trigger} WHEN {self.condition} BEGIN SELECT RAISE(ABORT, '{self.reason}'); END"]

    def drop_sql(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f'DROP TRIGGER "{self.name}" ON "{self.table}"', f'DROP FUNCTION "{self.name}"()']
        return [f'DROP TRIGGER "{self.name}"']

    def describe(self) -> str:
        return f"Forbid on {self.table}: {self.name}"


class ChainPeriods(SQLOperation):
    """Let the database set `since` of each row to `until` of the owner's row before it; NULL for the first one.

    The periods of an owner then never overlap, and there is none between them. `until` has to be unique for the owner.
    SQLite drops the triggers when a later migration remakes the table: that migration has to repeat this operation.
    """

    def __init__(self, table: str, owner: str) -> None:
        self.table, self.owner = table, owner

    def create_sql(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [self._trigger(event, f"BEGIN {self._chain(*rows)}; END") for event, rows in self._events.items()]
        function = f'CREATE OR REPLACE FUNCTION "{self._name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        body = " ".join(
            f"IF TG_OP IN ({operations}) THEN {self._chain(row)}; END IF;"
            for row, operations in (("NEW", "'INSERT', 'UPDATE'"), ("OLD", "'UPDATE', 'DELETE'"))
        )
        execute = f'EXECUTE FUNCTION "{self._name}"()'
        return [f"{function} {body} RETURN NULL; END $$", *(self._trigger(event, execute) for event in self._events)]

    @property
    def _name(self) -> str:
        return f"{self.table}_chain"

    @property
    def _events(self) -> dict[str, tuple[str, ...]]:
        return {"INSERT": ("NEW",), f"UPDATE OF until, {self.owner}": ("NEW", "OLD"), "DELETE": ("OLD",)}

    def _trigger(self, event: str, action: str) -> str:
        name = f"{self._name}_{event.partition(' ')[0].lower()}"
        return f'CREATE TRIGGER "{name}" AFTER {event} ON "{self.table}" FOR EACH ROW {action}'

    def _chain(self, *rows: str) -> str:
        before = f'SELECT max(earlier.until) FROM "{self.table}" AS earlier'  # noqa: S608 (own names)
        same = f'earlier.{self.owner} = "{self.table}".{self.owner} AND earlier.until < "{self.table}".until'
        owners = ", ".join(f"{row}.{self.owner}" for row in rows)
        return f'UPDATE "{self.table}" SET since = ({before} WHERE {same}) WHERE {self.owner} IN ({owners})'  # noqa: S608

    def drop_sql(self, vendor: str) -> list[str]:
        on = f' ON "{self.table}"' if vendor == "postgresql" else ""
        names = [f"{self._name}_{event.partition(' ')[0].lower()}" for event in self._events]
        function = [f'DROP FUNCTION "{self._name}"()'] if vendor == "postgresql" else []
        return [*(f'DROP TRIGGER "{name}"{on}' for name in names), *function]

    def describe(self) -> str:
        return f"Chain the periods of {self.table}"


class TextIndex(SQLOperation):
    """The columns' texts as one, folded (`balansekunst.folding`), with an index of its parts of three letters.

    `balansekunst.search` uses it. On PostgreSQL it is a generated column of the table, which the model does not have,
    with an index of the extension pg_trgm, and one of the beginnings, since a common word in the middle of many texts
    would have all of them read. On SQLite it is a table of FTS5 that triggers maintain: it drops them when a
    later migration remakes the table, and that migration has to repeat this operation.
    """

    column = "search_text"
    letters_of_beginning = 60  # an index has no texts of any length
    beginning = f'left("{column}", {letters_of_beginning})'

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table, self.columns = table, tuple(columns)

    @property
    def name(self) -> str:
        return f"{self.table}_search"

    def create_sql(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            generated = f'text COLLATE "C" GENERATED ALWAYS AS ({self._text("")}) STORED'
            return [
                f'ALTER TABLE "{self.table}" ADD COLUMN "{self.column}" {generated}',
                f'CREATE INDEX "{self.name}" ON "{self.table}" USING gin ("{self.column}" gin_trgm_ops)',
                f'CREATE INDEX "{self.name}_beginning" ON "{self.table}" ({self.beginning})',
            ]
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in self.columns)
        names = ", ".join(f'"{column}"' for column in self.columns)
        options = "detail=none, tokenize='trigram case_sensitive 1'"  # the text is in small letters
        return [
            f'CREATE VIRTUAL TABLE "{self.name}" USING fts5("{self.column}", {options})',
            *self.fill_sql(),
            self._trigger("INSERT", self._add),
            self._trigger("DELETE", self._remove),
            self._trigger(f"UPDATE OF id, {names}", f"{self._remove}; {self._add}", f"OLD.id <> NEW.id OR {changed}"),
        ]

    def drop_sql(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f'ALTER TABLE "{self.table}" DROP COLUMN "{self.column}"']
        events = ("INSERT", "DELETE", "UPDATE")
        return [*(f'DROP TRIGGER "{self.name}_{event.lower()}"' for event in events), f'DROP TABLE "{self.name}"']

    def fill_sql(self) -> list[str]:
        """Return the statements that fill the table of SQLite anew."""
        texts = f'SELECT id, {self._text("")} FROM "{self.table}"'  # noqa: S608 (own names)
        return [f'DELETE FROM "{self.name}"', f"{self._into} {texts}"]  # noqa: S608 (own names)

    @property
    def _into(self) -> str:
        return f'INSERT INTO "{self.name}" (rowid, "{self.column}")'

    def _text(self, row: str) -> str:
        return joined_sql([f'{row}"{column}"' for column in self.columns])

    @property
    def _add(self) -> str:
        return f"{self._into} VALUES (NEW.id, {self._text('NEW.')})"

    @property
    def _remove(self) -> str:
        return f'DELETE FROM "{self.name}" WHERE rowid = OLD.id'  # noqa: S608 (own names)

    def _trigger(self, event: str, action: str, condition: str = "true") -> str:
        name = f"{self.name}_{event.partition(' ')[0].lower()}"
        return f'CREATE TRIGGER "{name}" AFTER {event} ON "{self.table}" WHEN {condition} BEGIN {action}; END'

    def describe(self) -> str:
        return f"Index the texts of {self.table}"
