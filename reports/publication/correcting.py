"""Correcting a published number: by a dated note beside it, with the old number and the new. Both stay readable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from balansekunst.figures import Period, Unit
from balansekunst.models import User
from reports.counting.figures import sections
from reports.counting.numbers import Number
from reports.models import Correction, FrozenFigure, Publication


@dataclass(frozen=True)
class Named:
    """A figure's name and what its number is a number of."""

    label: str
    unit: Unit = Unit.COUNT

    def shown(self, value: int) -> str:
        """Return a number of this figure as people read it."""
        return str(Number(value, unit=self.unit))


@dataclass(frozen=True)
class Corrected:
    """A correction as it is told: `key` is the number's full name, and the two numbers are as they are shown."""

    key: str
    label: str
    group: str
    old: str
    new: str
    note: str
    date: date


@transaction.atomic
def correct(figure: FrozenFigure, *, new: int, note: str, by: User, at: datetime) -> Correction:
    """Keep that the published number should have been `new`, and why.

    What it is corrected from is the last number told. Raises ValidationError when it is the same, or nothing says why.
    """
    locked = FrozenFigure.objects.select_for_update().get(pk=figure.pk)
    correction = Correction(figure=locked, old=last_told(locked), new=new, note=note, corrected_at=at, corrected_by=by)
    correction.full_clean()
    correction.save()
    return correction


def last_told(figure: FrozenFigure) -> int:
    """Return the figure's number as it was last told: the published one, or what it was corrected to."""
    last = figure.corrections.order_by("pk").last()
    return last.new if last else figure.value


def corrections(publication: Publication) -> list[Corrected]:
    """Return the corrections of a published report in the order that they came."""
    rows = Correction.objects.filter(figure__publication=publication).select_related("figure").defer("figure__rows")
    found = list(rows.order_by("pk"))
    names = labels(publication.year) if found else {}
    return [_told(correction, names) for correction in found]


def figures_of(publication: Publication) -> list[FrozenFigure]:
    """Return the published figures that can be corrected, in their order."""
    return list(publication.figures.defer("rows"))


def labels(year: int) -> dict[str, Named]:
    """Return the name of each figure of a year by its key, `section.figure`; nothing is counted."""
    return {
        f"{section.key}.{figure.key}": Named(figure.label, figure.unit)
        for section in sections(Period.year(year))
        for figure in section.everything
    }


def name_of(figure: FrozenFigure, names: Mapping[str, Named]) -> str:
    """Return what a frozen figure is called, with its group."""
    label = names.get(figure.key, Named(figure.key)).label
    return f"{label}: {figure.group}" if figure.group else label


def _told(correction: Correction, names: Mapping[str, Named]) -> Corrected:
    figure = correction.figure
    named = names.get(figure.key, Named(figure.key))
    return Corrected(
        key=figure.full_name,
        label=name_of(figure, names),
        group=figure.group,
        old=named.shown(correction.old),
        new=named.shown(correction.new),
        note=correction.note,
        date=timezone.localdate(correction.corrected_at),
    )
