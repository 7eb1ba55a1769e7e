"""Where an organisation belonged on a day, and how that changes."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import FilteredRelation, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from members.models import County, Municipality, Organisation

# What `with_region_on` depends on where rows have an `organisation`, for `Figure.traced`.
REGION_PATHS = tuple(
    f"organisation__{path}"
    for path in (
        "municipality__county__region",
        "municipality__county__earlier_regions__region",
        "municipality__county__earlier_regions__until",
        "earlier_places__until",
        "earlier_places__municipality__county__region",
        "earlier_places__municipality__county__earlier_regions__region",
        "earlier_places__municipality__county__earlier_regions__until",
    )
)

Day = date | Combinable


def with_region_on[Rows: QuerySet[Any]](rows: Rows, day: Day, organisation: str = "organisation__") -> Rows:
    """Annotate `home_region`: the landsdel where the row's organisation belongs on the day.

    `organisation` is the path to the organisation, with which its fields begin. The day is a date, or an expression of
    the rows. There is at most one earlier place and landsdel in force on a day, so that the joins repeat no row.
    """
    rows = _with_earlier(rows, "earlier_place", f"{organisation}earlier_places", day)
    rows = _with_earlier(rows, "earlier_place_region", "earlier_place__municipality__county__earlier_regions", day)
    rows = _with_earlier(rows, "earlier_region", f"{organisation}municipality__county__earlier_regions", day)
    earlier = ("earlier_place_region__region", "earlier_place__municipality__county__region")
    present = ("earlier_region__region", f"{organisation}municipality__county__region")
    return rows.annotate(home_region=Coalesce(*earlier, *present))


def with_home_on(rows: QuerySet[Any], day: Day, organisation: str = "organisation__") -> QuerySet[Any]:
    """Annotate `home_name` too: the name of the municipality where the row's organisation belongs on the day."""
    names = ("earlier_place__municipality__display_name", f"{organisation}municipality__display_name")
    return with_region_on(rows, day, organisation).annotate(home_name=Coalesce(*names))


def with_municipality_on(rows: QuerySet[Any], day: Day, organisation: str = "organisation__") -> QuerySet[Any]:
    """Annotate `home_municipality`: the key of the municipality where the row's organisation belongs on the day."""
    rows = _with_earlier(rows, "earlier_place", f"{organisation}earlier_places", day)
    return rows.annotate(home_municipality=Coalesce("earlier_place__municipality", f"{organisation}municipality"))


def with_county_region_on(rows: QuerySet[Any], day: Day, county: str = "") -> QuerySet[Any]:
    """Annotate `home_region`: the landsdel of the county, with whose path its fields begin, on the day."""
    rows = _with_earlier(rows, "earlier_region", f"{county}earlier_regions", day)
    return rows.annotate(home_region=Coalesce("earlier_region__region", f"{county}region"))


def _with_earlier[Rows: QuerySet[Any]](rows: Rows, alias: str, path: str, day: Day) -> Rows:
    """Join the earlier place or landsdel that was in force on the day."""
    begun = Q(**{f"{path}__since__isnull": True}) | Q(**{f"{path}__since__lte": day})
    return rows.alias(**{alias: FilteredRelation(path, condition=begun & Q(**{f"{path}__until__gt": day}))})


def day_before(day: date) -> date:
    """Return the last day of what ends when something else begins on the day."""
    return day - timedelta(days=1)


@transaction.atomic
def move(
    organisation: Organisation, *, municipality: Municipality, from_day: date, today: date, reason: str = ""
) -> None:
    """Let the organisation belong to the municipality from the day, until its next move; `reason` is for the history.

    Raises ValidationError for a day after today: `Organisation.municipality` is the present place.
    """
    if from_day > today:
        raise ValidationError({"municipality": _("Skriv en flyttedato som ikke er i framtiden.")})
    owner = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _change(owner, owner.earlier_places, "municipality", municipality, from_day, reason)
    organisation.municipality = owner.municipality


@transaction.atomic
def change_region(county: County, *, region: str, from_day: date, reason: str = "") -> None:
    """Let the county belong to the landsdel from the day, until its next change. The day may be in the future."""
    owner = County.objects.select_for_update().get(pk=county.pk)
    _change(owner, owner.earlier_regions, "region", region, from_day, reason)
    county.region = owner.region


def _change(owner: Model, earlier: Any, name: str, value: Any, from_day: date, reason: str) -> None:
    """Set what the field is from the day, on the row in force on it, and end the period before."""
    in_force: Any = earlier.filter(until__gt=from_day).order_by("until").first() or owner
    before = getattr(in_force, name)
    if before == value:
        return
    previous = earlier.filter(until=from_day).first()
    if previous is None:
        previous = earlier.model(**{earlier.field.name: owner, name: before, "until": from_day})
        _save(previous, reason)
    elif getattr(previous, name) == value:  # it never changed
        previous.delete()
    setattr(in_force, name, value)
    _save(in_force, reason)


def _save(row: Any, reason: str) -> None:
    row._change_reason = reason or None  # noqa: SLF001 - simple_history reads it
    row.save()
