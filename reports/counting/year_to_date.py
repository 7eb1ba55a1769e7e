"""The year to date, beside the year before until the same day: a few numbers of each area, each with its list."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balansekunst.figures import (
    AreaFigures,
    CountedArea,
    FigureArea,
    Number,
    Period,
    Reader,
    Sentence,
    Shown,
    Unit,
    count,
)


@dataclass(frozen=True)
class NumberToDate:
    """A number now, and on the same day of the year before, or over another stretch of it (not `is_comparable`)."""

    now: Number
    before: Number
    is_comparable: bool = True

    @property
    def sentence(self) -> Sentence:
        """The difference in words, with the earlier number."""
        return Sentence(self._text(), {"before": self.before})

    def _text(self) -> str:
        now, before = self.now.shown, self.before.shown
        if not before:
            return _("ingen i fjor heller") if not now else _("ingen i fjor")
        if not self.is_comparable or self.now.at_least or self.before.at_least:
            return _("{before} i fjor")
        if now == before:
            return _("som i fjor ({before})")
        return _("%(difference)s enn i fjor ({before})") % {"difference": self._difference(now - before)}

    def _difference(self, difference: int) -> str:
        params = {"number": replace(self.now, value=abs(difference))}
        if self.now.unit is Unit.KRONER:
            return (_("%(number)s mer") if difference > 0 else _("%(number)s mindre")) % params
        more = ngettext("%(number)s mer", "%(number)s flere", abs(difference))
        fewer = ngettext("%(number)s færre", "%(number)s færre", abs(difference))
        return (more if difference > 0 else fewer) % params

    @property
    def bars(self) -> tuple[int, int]:
        """The lengths of the two numbers' bars, in percent of the longer one; 0 for none."""
        longest = max(self.now.shown, self.before.shown, 1)
        now, before = (100 * number.shown // longest for number in (self.now, self.before))
        return now, before


@dataclass(frozen=True)
class YearToDate:
    """An area of the year to date.

    `note` says of what stretch the numbers are, if another than until the day, and `withheld` that something is left
    out of them.
    """

    label: str
    numbers: tuple[NumberToDate, ...]
    note: str = ""
    withheld: str = ""


def year_to_date(day: date, reader: Reader | None = None) -> list[YearToDate]:
    """Return each area of the year of `day` so far, beside the year before until the same day.

    It is counted in one query, of everything or of what the reader may know, with links to the lists that they may
    open.
    """
    reader = reader or Reader()
    areas = [area for area in reader.areas if not area.releases]
    periods = [_shown(area.in_period(period)) for area in areas for period in _periods(area, day)]
    values = count([figures.figures for figures in periods])
    counted = [CountedArea(*each, reader.can_open) for each in zip(periods, values, strict=True)]
    found = [_year_to_date(now, before) for now, before in zip(counted[::2], counted[1::2], strict=True)]
    return [area for area in found if area.numbers]


def a_year_before(day: date) -> date:
    """Return the same day of the year before; of a leap day, the last of February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def _year_to_date(now: CountedArea, before: CountedArea) -> YearToDate:
    area = now.area
    numbers = tuple(
        NumberToDate(now.number(figure.key, label=capfirst(figure.so_far)), before.number(figure.key), not area.by_call)
        for figure in now.in_row(Shown.YEAR_TO_DATE)
    )
    return YearToDate(str(area.label), numbers, str(area.year_to_date_note), area.withheld)


def _periods(area: FigureArea, day: date) -> tuple[Period, Period]:
    if area.by_call:
        return Period.year(day.year), Period.year(day.year - 1)
    return Period.year_until(day.year, day), Period.year_until(day.year - 1, a_year_before(day))


def _shown(figures: AreaFigures) -> AreaFigures:
    return figures.only(figures.shown(Shown.YEAR_TO_DATE))
