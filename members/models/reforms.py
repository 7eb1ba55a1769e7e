"""Municipalities through the reforms: which one a name or another municipality is on a day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from balansekunst.fields import or_list
from members.models.places import County, Municipality


def on_day(municipality: Municipality, day: date) -> Municipality:
    """Return what the municipality is or was on the day. Raises ValidationError at the field `municipality`."""
    try:
        return Municipalities().on(municipality, day)
    except ValidationError as error:
        raise ValidationError({"municipality": error}) from error


class Municipalities:
    """All municipalities, of all times, and what they became. They are read by two queries, when first asked for."""

    @cached_property
    def all(self) -> dict[int, Municipality]:
        return {municipality.pk: municipality for municipality in Municipality.objects.select_related("county")}

    def on(self, municipality: Municipality, day: date) -> Municipality:
        """Return the municipality of the same name that it was, or became, by the day; itself if it exists on the day.

        Raises ValidationError with the names of others that it was or became.
        """
        if municipality.is_valid_on(day):
            return municipality
        others = self._others(municipality, day)
        for other in others:
            if other.name == municipality.name:
                return other
        message = _("%(name)s er ikke en kommune %(day)s.")
        names = or_list(sorted(other.display_name for other in others))
        raise ValidationError(
            f"{message} {_('Velg %(names)s.')}" if others else message,
            code="not_valid",
            params={"name": municipality.display_name, "day": f"{day:%d.%m.%Y}", "names": names},
        )

    def county_on(self, municipality: Municipality, day: date) -> County:
        """Return the county of the municipality on the day; its own if it was made of parts of several."""
        if municipality.is_valid_on(day):
            return municipality.county
        same = [other for other in self._others(municipality, day) if other.name == municipality.name]
        counties = {other.county for other in same or self._others(municipality, day)}
        return counties.pop() if len(counties) == 1 else municipality.county

    def county_by_key(self, key: int, day: date) -> County:
        """Return the county of the municipality with that key on the day."""
        return self.county_on(self.all[key], day)

    def _others(self, municipality: Municipality, day: date) -> list[Municipality]:
        """Return those on the day that it became, or else that it was made of."""
        is_over = municipality.valid_until is not None and municipality.valid_until < day
        steps = self._successors if is_over else self._predecessors
        found: dict[int, Municipality] = {}
        reached = [municipality.pk]
        while reached:
            reached = [key for start in reached for key in steps.get(start, ())]
            found |= {key: self.all[key] for key in reached if self.all[key].is_valid_on(day)}
            reached = [key for key in reached if key not in found]
        return list(found.values())

    @cached_property
    def _links(self) -> list[tuple[int, int]]:
        links = Municipality.successors.through.objects.order_by("pk")
        return list(links.values_list("from_municipality", "to_municipality"))

    @cached_property
    def _successors(self) -> dict[int, list[int]]:
        return _grouped(self._links)

    @cached_property
    def _predecessors(self) -> dict[int, list[int]]:
        return _grouped([(after, before) for before, after in self._links])


def _grouped(pairs: list[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
