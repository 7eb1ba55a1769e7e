"""When figures of the advice line are released: a year at a time, once it is over, and then always the same.

Two tables released at different times can be compared too, and the difference between them may be a single enquiry
(Handbook on Statistical Disclosure Control, 2nd edition, chapter 5, on linked tables and on tables that are published
again). So:

- Only whole calendar years are released, so no two periods overlap: a month or a quarter is released as a part of its
year, under the year's own total (`suppress_within`), and never by itself.

- A year is released a month after its end, to include what is logged late. `daily` releases it: pages only read what is
released, so that neither a request nor a wrong clock can fix a year's figures too early.

- Released figures are stored. Enquiries that are logged, changed or deleted later don't affect them.

- A total of 0 or «færre enn 5» is shown, but not stored. A later table with a total of 5 or more leaves each number
from 1 to 4 possible for what was few before.

All tables of a year are of the same enquiries and only share their total, as `balansekunst.figures.suppression`
requires: by caller, landsdel, month, topic, outcome, legal guidance. Tables across two of these are not released. The
time spent is released if at least 5 enquiries have theirs logged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from balansekunst.figures import THRESHOLD, Hidden, Period, Values, count
from balansekunst.figures.releases import deserialise_table, deserialised, serialised
from balansekunst.figures.suppression import (
    SafeTable,
    SafeWithin,
    Shown,
    suppress,
    suppress_overlapping,
    suppress_within,
)
from radgivning import counts
from radgivning.models import Enquiry, Release

YES, NO = "ja", "nei"
QUARTERS = {str(quarter): [str(3 * quarter - back) for back in (2, 1, 0)] for quarter in (1, 2, 3, 4)}


@dataclass(frozen=True)
class Released:
    """A year's figures after suppression. `guided` is by «ja» and «nei»; `by_month` has quarters as rows."""

    by_role: SafeTable
    by_topic: SafeTable
    by_region: SafeTable
    by_outcome: SafeTable
    guided: SafeTable
    by_month: SafeWithin
    hours: Shown

    @property
    def contacts(self) -> Shown:
        return self.by_role.total


def release_date(year: int) -> date:
    """Return the first day on which the year may be released."""
    return date(year + 1, 2, 1)


def release(day: date) -> int:
    """Store the tables of every year that may be released by the day and isn't; return how many were new.

    Several may do so at once: the first to store a year has decided what is published of it.
    """
    years = Enquiry.objects.filter(date__lt=date(day.year, 1, 1)).order_by().values_list("date__year", flat=True)
    missing = {*years.distinct()} - {*Release.objects.values_list("year", flat=True)}
    return sum(_release(year, day) for year in sorted(missing) if day >= release_date(year))


def released_figures(year: int, *, day: date) -> Released | None:
    """Return the year as it has been released; None while it isn't, or it is too early."""
    return released_years([year], day=day).get(year)


def released_years(years: Iterable[int], *, day: date) -> dict[int, Released]:
    """Return those of the years that have been released by `day`; the others are left out.

    Of a year with few contacts, or none, nothing else is published, and nothing needs to be released. The number of
    queries is two at most.
    """
    due = sorted(year for year in years if day >= release_date(year))
    stored = Release.objects.in_bulk(due, field_name="year")
    missing = [year for year in due if year not in stored]
    counted = map(suppressed, count([counts.figures(Period.year(year)) for year in missing]))
    few = {year: tables for year, tables in zip(missing, counted, strict=True) if _are_few(tables)}
    released = few | {year: deserialise(release.tables) for year, release in stored.items()}
    return {year: released[year] for year in due if year in released}


def _release(year: int, day: date) -> bool:
    counted = _counted(year)
    if _are_few(counted):
        return False
    return Release.objects.get_or_create(year=year, defaults={"released_on": day, "tables": serialise(counted)})[1]


def _counted(year: int) -> Released:
    return suppressed(count([counts.figures(Period.year(year))])[0])


def _are_few(released: Released) -> bool:
    return isinstance(released.contacts, Hidden) or not released.contacts


def suppressed(values: Values) -> Released:
    """Return the suppressed tables of the advice line's true counts."""
    contacts, guided = values["contacts"], values["guided"]
    months = {quarter: {month: values["by_month"][month] for month in of_it} for quarter, of_it in QUARTERS.items()}
    return Released(
        by_role=suppress(values["by_role"]),
        by_topic=suppress_overlapping(values["by_topic"], total=contacts),
        by_region=suppress(values["by_region"]),
        by_outcome=suppress(values["by_outcome"]),
        guided=suppress({YES: guided, NO: contacts - guided}),
        by_month=suppress_within(months),
        hours=in_hours(values["minutes"]) if values["timed"] >= THRESHOLD else Hidden.WITHHELD,
    )


def in_hours(minutes: int) -> int:
    """Return the time in whole hours, half ones up."""
    return (minutes + 30) // 60


def serialise(released: Released) -> dict[str, Any]:
    return {name: serialised(value) for name, value in asdict(released).items()}


def deserialise(tables: Mapping[str, Any]) -> Released:
    """Reverse `serialise`."""
    months = tables["by_month"]
    names = ("by_role", "by_topic", "by_region", "by_outcome", "guided")
    return Released(
        **{name: deserialise_table(tables[name]) for name in names},
        by_month=SafeWithin(
            deserialise_table(dict(months)["totals"]),
            {row: deserialise_table(cells) for row, cells in dict(months)["rows"]},
        ),
        hours=deserialised(tables["hours"]),
    )
