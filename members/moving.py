"""Sheets with a field that changes from a day: the municipality of organisations, the landsdel of counties."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.imports.batches import Batch
from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import DateWidget
from members.models import EarlierPlace, EarlierRegion, Municipality, Organisation
from members.models.reforms import Municipalities
from members.places import change_region, move


class DatedResource(SheetResource):
    """A sheet where a changed cell in the column `dated` changes a field of an owner from a day.

    The earlier value is added as a row of the model `earlier`. A mistake is corrected in the admin instead.
    """

    dated: ClassVar[str]
    owner_name: ClassVar[str]
    earlier: ClassVar[Any]

    def owner(self, row: ImportRow) -> Any:
        return row.instance

    def first_day(self, row: ImportRow) -> date:
        return self.today

    def change(self, row: ImportRow, value: Any) -> None:
        """Change the field by the domain function."""
        raise NotImplementedError

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Find the owners, since those that the sheet adds have no earlier value, and their last change."""
        super().before_import(dataset, **kwargs)
        self.today = timezone.localdate()
        owners = self.earlier._meta.get_field(self.owner_name).related_model
        self.stored_owners = set(owners.objects.values_list("pk", flat=True))
        changes = self.earlier.objects.order_by().values_list(self.owner_name)
        self.last_change: dict[int, date] = dict(changes.annotate(Max("until")))

    def is_changed(self, row: ImportRow) -> bool:
        """Return whether the row changes the field of a stored owner."""
        return self.dated in row.changed and self.owner(row).pk in self.stored_owners

    def is_saved_alone(self, row: ImportRow) -> bool:
        """Return whether there is a change on the day or later, which the domain function heeds."""
        last = self.last_change.get(self.owner(row).pk, date.min)
        return (self.is_changed(row) and last >= self.first_day(row)) or super().is_saved_alone(row)

    def add_earlier(self, row: ImportRow, batch: Batch) -> None:
        """Add the earlier value to what is saved with the row."""
        if self.is_changed(row):
            value = {self.dated: row.changed[self.dated], self.owner_name: self.owner(row)}
            batch.insert(self.earlier(**value, until=self.first_day(row)))

    def save_alone(self, row: ImportRow) -> None:
        """Save what else the row changes, and then change the field."""
        owner = self.owner(row)
        if not (self.is_changed(row) and self.last_change.get(owner.pk, date.min) >= self.first_day(row)):
            super().save_alone(row)
            return
        before, value = row.changed.pop(self.dated), getattr(owner, self.dated)
        setattr(owner, self.dated, before)
        if row.changed or row.is_new:
            super().save_alone(row)
        row.changed[self.dated] = before
        self.change(row, value)


class LandsdelResource(DatedResource):
    """A sheet of counties, where a changed landsdel is another one from today."""

    dated, owner_name, earlier = "region", "county", EarlierRegion

    def add_to_batch(self, row: ImportRow, batch: Batch) -> None:
        super().add_to_batch(row, batch)
        self.add_earlier(row, batch)

    def change(self, row: ImportRow, value: Any) -> None:
        change_region(row.instance, region=value, from_day=self.today, reason=self.reason)


def moved_on_column(organisation: str) -> Column:
    """Return the column with the organisation's first day in the municipality; blank for one that has not moved."""
    moves = EarlierPlace.objects.filter(organisation=OuterRef(organisation)).order_by("-until")
    return Column("", "Kommune fra", DateWidget(), optional=True, source=Subquery(moves.values("until")[:1]))


class MovingResource(DatedResource):
    """A sheet of organisations, where a changed municipality is a move: from the day in `moved_on`, or from today.

    Figures of the days before use the earlier place.
    """

    dated, owner_name, earlier = "municipality", "organisation", EarlierPlace

    def first_day(self, row: ImportRow) -> date:
        return row.cells.get("moved_on") or self.today

    def change(self, row: ImportRow, value: Any) -> None:
        day = self.first_day(row)
        move(self.owner(row), municipality=value, from_day=day, today=self.today, reason=self.reason)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.municipalities = Municipalities()

    def clean_row(self, row: ImportRow) -> None:
        super().clean_row(row)
        day = self.first_day(row)
        try:
            EarlierPlace._meta.get_field("until").run_validators(day)
        except ValidationError as error:
            row.faults["moved_on"] = error
        if day > self.today:
            row.faults["moved_on"] = ValidationError(_("Datoen er i framtiden. Skriv en dag som har vært."))

    def set_values(self, row: ImportRow) -> None:
        """Leave the municipality if it is the same by another number, or was the organisation's on the day."""
        super().set_values(row)
        if self.is_changed(row):
            organisation: Organisation = self.owner(row)
            stored: Municipality = row.changed["municipality"]
            known = self._on_day(organisation, stored, self.first_day(row))
            if organisation.municipality in (known, self._today(stored)):
                organisation.municipality = row.changed.pop("municipality")

    def _on_day(self, organisation: Organisation, present: Municipality, day: date) -> Municipality:
        """Return where the organisation is known to have belonged on the day."""
        if self.last_change.get(organisation.pk, date.min) <= day:
            return present
        place = organisation.earlier_places.filter(until__gt=day).order_by("until").first()
        return place.municipality if place else present

    def _today(self, municipality: Municipality) -> Municipality | None:
        try:
            return self.municipalities.on(municipality, self.today)
        except ValidationError:
            return None

    def warnings(self, row: ImportRow) -> Iterator[tuple[str, str]]:
        """Include moves."""
        yield from super().warnings(row)
        if self.is_changed(row):
            message = _("Virksomheten flytter fra %(before)s, fra og med %(day)s.")
            if not row.cells.get("moved_on"):
                message = f"{message} {_('Var det en annen dag, skriv den i kolonnen «Kommune fra».')}"
            day = f"{self.first_day(row):%d.%m.%Y}"
            yield "municipality", message % {"before": row.changed["municipality"], "day": day}
