"""The year as it grows, beside the year before on the same day: a few numbers of each area, each with its list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import balansemerket.figures
import balansepotten.figures
import courses.figures
import members.figures
from balansekunst.figures import Period, Section, Unit
from reports.counting.numbers import Area, Number, Opens, Sentence, nothing

Seen = Callable[[QuerySet[Any]], QuerySet[Any]]

SHOWN: dict[ModuleType, tuple[str, ...]] = {
    members.figures: ("closing", "joined", "left"),
    courses.figures: ("held", "participants", "participants_at_least"),
    balansemerket.figures: ("holders", "awarded", "renewed"),
    balansepotten.figures: ("applications", "applied_nok", "granted", "awarded_nok"),
}
FLOORS = "_at_least"  # these figures tell that another is a floor, and aren't shown
BY_CALL = balansepotten.figures  # its figures belong to the year's call, whichever day it is


def everything(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep nothing from the reader."""
    return rows


@dataclass(frozen=True)
class Growth:
    """A number as it is now, and as it was on the same day of the year before, or of another time (not `is_like`)."""

    now: Number
    before: Number
    is_like: bool = True

    @property
    def sentence(self) -> Sentence:
        """The difference in words, with the earlier number."""
        return Sentence(self._words(), {"before": self.before})

    def _words(self) -> str:
        now, before = self.now.shown, self.before.shown
        if not before:
            return _("ingen i fjor heller") if not now else _("ingen i fjor")
        if not self.is_like or self.now.at_least or self.before.at_least:
            return _("{before} i fjor")
        if now == before:
            return _("som i fjor ({before})")
        return _("%(difference)s enn i fjor ({before})") % {"difference": self._difference(now - before)}

    def _difference(self, difference: int) -> str:
        told = {"number": replace(self.now, value=abs(difference))}
        if self.now.unit is Unit.KRONER:
            return (_("%(number)s mer") if difference > 0 else _("%(number)s mindre")) % told
        more = ngettext("%(number)s flere", "%(number)s flere", abs(difference))
        fewer = ngettext("%(number)s færre", "%(number)s færre", abs(difference))
        return (more if difference > 0 else fewer) % told

    @property
    def bars(self) -> tuple[int, int]:
        """The lengths of the two numbers' bars, in percent of the longer one; 0 for none."""
        longest = max(self.now.shown, self.before.shown, 1)
        now, before = (100 * number.shown // longest for number in (self.now, self.before))
        return now, before


@dataclass(frozen=True)
class Grown:
    """An area of the year as it grows, with a note where the numbers are of another time than the day."""

    label: str
    numbers: tuple[Growth, ...]
    note: str = ""


def grow(day: date, *, opens: Opens = nothing, seen: Seen = everything) -> list[Grown]:
    """Return each area of the year of `day` so far, beside the year before until the same day.

    `opens` tells whose lists the reader may open, and `seen` keeps what the reader may see of the rows counted.
    """
    return [_grown(area, day, opens, seen) for area in SHOWN]


def a_year_before(day: date) -> date:
    """Return the same day of the year before; of a leap day, the last of February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def _grown(area: ModuleType, day: date, opens: Opens, seen: Seen) -> Grown:
    now, before = (_counted(area.section(period), SHOWN[area], opens, seen) for period in _periods(area, day))
    shown = [key for key in SHOWN[area] if not key.endswith(FLOORS)]
    is_like = area is not BY_CALL
    numbers = tuple(Growth(now.number(key, label=_label(key)), before.number(key), is_like) for key in shown)
    return Grown(now.section.label, numbers, "" if is_like else _("Årets utlysning, ved siden av hele fjorårets."))


def _periods(area: ModuleType, day: date) -> tuple[Period, Period]:
    if area is BY_CALL:
        return Period.year(day.year), Period.year(day.year - 1)
    return Period.year_until(day.year, day), Period.year_until(day.year - 1, a_year_before(day))


def _counted(section: Section, keys: tuple[str, ...], opens: Opens, seen: Seen) -> Area:
    figures = tuple(replace(figure, rows=seen(figure.rows)) for figure in section.only(*keys).with_rows)
    return Area(replace(section, figures=figures, details=()), opens)


def _label(key: str) -> str:
    """Return what a number is called while its year lasts, where that isn't the figure's own name."""
    return _("Medlemmer i dag") if key == "closing" else ""
