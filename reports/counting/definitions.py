"""What each figure counts, in words, derived from the figures: for a page, the document and the workbook."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balansekunst.figures import (
    ANY_PERIOD,
    THRESHOLD,
    AreaFigures,
    Derived,
    Figure,
    FigureArea,
    Period,
    Unit,
    When,
    figure_areas,
)
from reports.counting import periods


@dataclass(frozen=True, slots=True)
class GroupLabel:
    """What people read for a group whose name is only a key."""

    group: str
    label: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure counts.

    `area` is the key of its area and `section` the area's name, `parts` the keys of the figures that it is computed
    from, `hiding` the rule for small counts, if they are hidden, and `group_labels` the names of groups that differ
    from their keys.
    """

    key: str
    area: str
    label: str
    section: str
    meaning: str
    when: str
    unit: Unit
    unit_name: str
    rounding: str
    parts: tuple[str, ...] = ()
    hiding: str = ""
    group_labels: tuple[GroupLabel, ...] = ()

    def group_label(self, group: str) -> str:
        """Return the name of a group as people read it, with a capital letter."""
        return capfirst(next((each.label for each in self.group_labels if each.group == group), group))


def definitions(period: Period | None = None) -> tuple[Definition, ...]:
    """Return each figure's definition, in the order of the report, with the days of the period or of any."""
    return _definitions(tuple(figure_areas()), period, get_language())


@lru_cache(maxsize=32)
def _definitions(areas: tuple[FigureArea, ...], period: Period | None, _language: str | None) -> tuple[Definition, ...]:
    """Return the definitions, which depend on the code alone: they took a seventh of the time of a year's page."""
    found = [area.in_period(period or ANY_PERIOD) for area in areas]
    return tuple(_definition(area, figure, period) for area in found for figure in area.figures)


def _definition(area: AreaFigures, figure: Figure | Derived, period: Period | None) -> Definition:
    if figure.when is None:
        raise ValueError(f"{area.key}.{figure.key} does not declare when it is counted")
    return Definition(
        key=f"{area.key}.{figure.key}",
        area=area.key,
        label=figure.label,
        section=area.label,
        meaning=figure.meaning,
        when=_days(figure.when, period) if period else _whenever(figure.when),
        unit=figure.unit,
        unit_name=_unit(figure.unit),
        rounding=_rounding(figure.unit),
        parts=tuple(f"{area.key}.{part}" for part in figure.parts) if isinstance(figure, Derived) else (),
        hiding=_hiding() if isinstance(figure, Figure) and figure.private else "",
        group_labels=tuple(GroupLabel(group, str(label)) for group, label in figure.group_labels.items()),
    )


def _whenever(when: When) -> str:
    return {
        When.BEFORE: _("Ved periodens start: på slutten av dagen før."),
        When.DURING: _("I løpet av perioden, med både første og siste dag."),
        When.END: _("Ved periodens slutt: på slutten av den siste dagen."),
        When.CALL: _(
            "For hele år: årets utlysning. For andre perioder: utlysninger med søknadsfrist i perioden. Er fristen i "
            "et annet år enn utlysningens, teller den på den nærmeste dagen i utlysningens år."
        ),
        When.RELEASE: _("Bare hele kalenderår, som offentliggjøres 1. februar året etter."),
    }[when]


def _days(when: When, period: Period) -> str:
    if when is When.CALL and not period.is_whole_years:
        return _("Utlysninger med søknadsfrist i perioden %(period)s.") % {"period": periods.format_period(period)}
    return {
        When.BEFORE: _("På slutten av %(day)s.") % {"day": date_format(period.eve, "j. F Y")},
        When.DURING: _("Fra og med %(first)s til og med %(last)s.")
        % {"first": date_format(period.first, "j. F Y"), "last": date_format(period.last, "j. F Y")},
        When.END: _("På slutten av %(day)s.") % {"day": date_format(period.last, "j. F Y")},
        When.CALL: _("Utlysningen for %(period)s.") % {"period": periods.format_period(period)},
        When.RELEASE: _whenever(When.RELEASE),
    }[when]


def _unit(unit: Unit) -> str:
    return {
        Unit.COUNT: _("antall"),
        Unit.KRONER: _("kroner"),
        Unit.PERCENT: _("prosent"),
        Unit.TENTHS: _("tideler"),
    }[unit]


def _rounding(unit: Unit) -> str:
    return {
        Unit.COUNT: _("Hele tall, ikke avrundet."),
        Unit.KRONER: _("Hele kroner, ikke avrundet."),
        Unit.PERCENT: _("Avrundet til hele prosent, hvert tall for seg, halve oppover."),
        Unit.TENTHS: _("Avrundet til én desimal, hvert tall for seg, halve oppover."),
    }[unit]


def _hiding() -> str:
    return _(
        "Tall fra 1 til %(most)s vises som «færre enn %(threshold)s», fordi de kan vise hvem det gjelder. Andre tall "
        "blir skjult når de små ellers kunne regnes ut. De har aldri noen liste."
    ) % {"most": THRESHOLD - 1, "threshold": THRESHOLD}
