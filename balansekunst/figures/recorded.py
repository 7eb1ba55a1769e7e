"""When something is recorded: found at the ends of an index, since reading every row takes longer than to count it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, F, QuerySet, Subquery
from django.db.models.functions import ExtractYear


@dataclass(frozen=True)
class Recorded:
    """Rows of an area, and their field with an index that is a date or a year."""

    rows: QuerySet[Any]
    field: str

    def first(self, since: int, until: int) -> Subquery:
        """Return the first date, or year, in the years from `since` to `until`."""
        return self._end(self.field, since, until)

    def last(self, since: int, until: int) -> Subquery:
        return self._end(f"-{self.field}", since, until)

    def years(self, dates: Iterable[Subquery]) -> QuerySet[Any]:
        """Return the years of these dates, as one column."""
        found = self.rows.filter(**{f"{self.field}__in": list(dates)}).order_by()
        return found.values_list(ExtractYear(self.field) if self._is_date else F(self.field))

    @property
    def _is_date(self) -> bool:
        return isinstance(self.rows.model._meta.get_field(self.field), DateField)

    def _end(self, order: str, since: int, until: int) -> Subquery:
        between: tuple[Any, Any] = (date(since, 1, 1), date(until, 12, 31)) if self._is_date else (since, until)
        found = self.rows.filter(**{f"{self.field}__range": between}).order_by(order)
        return Subquery(found.values(self.field)[:1])
