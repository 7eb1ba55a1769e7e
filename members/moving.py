"""Moves of organisations in sheets."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import DateWidget
from members.models import EarlierPlace, Organisation
from members.places import move


def moved_on_column(organisation: str) -> Column:
    """Return the column with the organisation's first day in the municipality; blank for one that has not moved."""
    moves = EarlierPlace.objects.filter(organisation=OuterRef(organisation)).order_by("-until")
    return Column("", "Kommune fra", DateWidget(), optional=True, source=Subquery(moves.values("until")[:1]))


class MovingResource(SheetResource):
    """A sheet of organisations, where a changed municipality is a move: from the day in `moved_on`, or from today.

    Figures of the days before use the earlier place. A mistake is corrected in the admin instead.
    """

    def organisation(self, row: ImportRow) -> Organisation:
        """Return the row's organisation."""
        raise NotImplementedError

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Note which organisations there are, since those that the sheet adds don't move."""
        super().before_import(dataset, **kwargs)
        self.today = timezone.localdate()
        self.known_numbers = set(Organisation.objects.values_list("number", flat=True))

    def clean_row(self, row: ImportRow) -> None:
        super().clean_row(row)
        if (row.cells.get("moved_on") or self.today) > self.today:
            row.faults["moved_on"] = ValidationError(_("Datoen er i framtiden. Skriv en dag som har vært."))

    def set_values(self, row: ImportRow) -> None:
        """Leave the municipality as it is if the organisation is known to have belonged to the cell's one that day."""
        super().set_values(row)
        day = row.cells.get("moved_on")
        if day and self._is_move(row):
            organisation = self.organisation(row)
            earlier = organisation.earlier_places.filter(until__gt=day).order_by("until").first()
            if earlier and earlier.municipality_id == organisation.municipality_id:
                organisation.municipality = row.changed.pop("municipality")

    def warnings(self, row: ImportRow) -> Iterator[tuple[str, str]]:
        """Include moves."""
        yield from super().warnings(row)
        if self._is_move(row):
            message = _("Virksomheten flytter fra %(before)s, fra og med %(day)s.")
            if not row.cells.get("moved_on"):
                message = f"{message} {_('Var det en annen dag, skriv den i kolonnen «Kommune fra».')}"
            yield "municipality", message % {"before": row.changed["municipality"], "day": f"{self._day(row):%d.%m.%Y}"}

    def is_saved_alone(self, row: ImportRow) -> bool:
        return self._is_move(row) or super().is_saved_alone(row)

    def save_alone(self, row: ImportRow) -> None:
        """Save what else the row changes, and then move the organisation."""
        if not self._is_move(row):
            super().save_alone(row)
            return
        organisation, before = self.organisation(row), row.changed.pop("municipality")
        municipality, organisation.municipality = organisation.municipality, before
        if row.changed or row.is_new:
            super().save_alone(row)
        row.changed["municipality"] = before
        move(organisation, municipality=municipality, from_day=self._day(row), today=self.today, reason=self.reason)

    def _day(self, row: ImportRow) -> Any:
        return row.cells.get("moved_on") or self.today

    def _is_move(self, row: ImportRow) -> bool:
        return "municipality" in row.changed and row.cells.get("number") in self.known_numbers
