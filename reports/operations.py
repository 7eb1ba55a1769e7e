"""The migration operation that protects the parts of a published report."""

from collections.abc import Sequence

from balansekunst.operations import REFUSE_TRUNCATE, SQLOperation

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE emptied text[] := string_to_array(COALESCE(TG_ARGV[1], ''), ',');
  reports bigint[] := ARRAY[(to_jsonb(OLD) ->> TG_ARGV[0])::bigint, (to_jsonb(NEW) ->> TG_ARGV[0])::bigint];
BEGIN
  IF TG_OP = 'UPDATE' AND emptied <> '{}' AND to_jsonb(OLD) - emptied = to_jsonb(NEW) - emptied
    AND NOT EXISTS (SELECT FROM unnest(emptied) AS name WHERE to_jsonb(NEW) ->> name <> '') THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT FROM reports_publication WHERE report_id = ANY (reports)) THEN
    RAISE EXCEPTION 'a report that is published can not be changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$
"""
# The events that are refused, and the rows that say which report they concern.
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


class ForbidChangesOncePublished(SQLOperation):
    """Refuse with an IntegrityError to add, change or delete rows of a published report, which `column` names.

    The texts of `may_empty` can all be emptied, while the `others` stay.

    SQLite drops the triggers when a later migration remakes the table: that migration has to repeat this operation.
    """

    def __init__(self, table: str, column: str, *, may_empty: Sequence[str] = (), others: Sequence[str] = ()) -> None:
        self.table, self.column, self.may_empty, self.others = table, column, may_empty, others

    def create_sql(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            is_published = f"EXISTS (SELECT FROM reports_publication WHERE report_id = old.{self.column})"
            emptied = ",".join(self.may_empty)
            row_trigger = (
                f"CREATE TRIGGER {self.table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published('{self.column}', '{emptied}')"
            )
            truncate_trigger = (
                f"CREATE TRIGGER {self.table}_frozen_truncate BEFORE TRUNCATE ON {self.table} "
                f"EXECUTE FUNCTION refuse_truncate('{is_published}')"
            )
            return [FUNCTION, REFUSE_TRUNCATE, row_trigger, truncate_trigger]
        return [self._sqlite_trigger(event, rows) for event, rows in EVENTS.items()]

    def _sqlite_trigger(self, event: str, rows: tuple[str, ...]) -> str:
        reports = ", ".join(f"{row}.{self.column}" for row in rows)
        return (
            f"CREATE TRIGGER {self.table}_frozen_{event.lower()} BEFORE {event} ON {self.table} FOR EACH ROW "  # noqa: S608
            f"WHEN EXISTS (SELECT 1 FROM reports_publication WHERE report_id IN ({reports})){self._unless(event)} "
            "BEGIN SELECT RAISE(ABORT, 'a report that is published can not be changed'); END"
        )

    def _unless(self, event: str) -> str:
        if event != "UPDATE" or not self.may_empty:
            return ""
        same = [f"NEW.{name} IS OLD.{name}" for name in ("id", self.column, *self.others)]
        return f" AND NOT ({' AND '.join([*same, *(f"NEW.{name} = ''" for name in self.may_empty)])})"

    def drop_sql(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f"DROP TRIGGER {self.table}_{name} ON {self.table}" for name in ("frozen", "frozen_truncate")]
        return [f"DROP TRIGGER {self.table}_frozen_{event.lower()}" for event in EVENTS]

    def describe(self) -> str:
        return f"Forbid changes of rows of {self.table} whose report is published"
