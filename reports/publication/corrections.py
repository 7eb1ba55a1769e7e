"""Correcting a published number with a dated note that has the old number and the new. Both stay readable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from balansekunst.figures import Number as CountedNumber
from balansekunst.figures import Period, Unit, figures_in
from balansekunst.models import User
from reports.document.conversion import number_node
from reports.document.nodes import CorrectedNumber, Number
from reports.models import Correction, FrozenFigure, Publication


@dataclass(frozen=True)
class FigureName:
    """A figure's label and unit, and what people read for its groups."""

    label: str
    unit: Unit = Unit.COUNT
    group_label: Callable[[str], str] = capfirst

    def number(self, value: int) -> Number:
        """Return a number of this figure."""
        return number_node(CountedNumber(value, unit=self.unit))


@transaction.atomic
def correct(figure: FrozenFigure, *, new: int, severity: str, note: str, by: User, at: datetime) -> Correction:
    """Publish that the number should have been `new`, how serious the error was, and why.

    The old number is the latest one published. Raises ValidationError when it is the same, or without a severity or
    a note.
    """
    locked = FrozenFigure.objects.defer("rows").select_for_update().get(pk=figure.pk)
    correction = Correction(
        figure=locked,
        old=latest_value(locked),
        new=new,
        severity=severity,
        note=note,
        corrected_at=at,
        corrected_by=by,
    )
    correction.full_clean()
    correction.save()
    return correction


def latest_value(figure: FrozenFigure) -> int:
    """Return the published number, or what it was last corrected to."""
    last = figure.corrections.order_by("pk").last()
    return last.new if last else figure.value


def corrections_of(publication: Publication) -> list[CorrectedNumber]:
    """Return the corrections of a published report, oldest first."""
    rows = Correction.objects.filter(figure__publication=publication).select_related("figure").defer("figure__rows")
    found = list(rows.order_by("pk"))
    names = figure_names(publication.year) if found else {}
    return [corrected(correction, names) for correction in found]


def figures_of(publication: Publication) -> list[FrozenFigure]:
    """Return the published figures that can be corrected, in their order."""
    return list(publication.figures.defer("rows"))


def figure_names(year: int) -> dict[str, FigureName]:
    """Return the name of each figure of a year by its key, `section.figure`; nothing is counted."""
    return {
        f"{area.key}.{figure.key}": FigureName(figure.label, figure.unit, figure.group_label)
        for area in figures_in(Period.year(year))
        for figure in area.figures
    }


def name_of(figure: FrozenFigure, names: Mapping[str, FigureName]) -> str:
    """Return the label of a published figure, with its group."""
    name = names.get(figure.key, FigureName(figure.key))
    return f"{name.label}: {name.group_label(figure.group)}" if figure.group else name.label


def corrected(correction: Correction, names: Mapping[str, FigureName]) -> CorrectedNumber:
    """Return the correction as documents print it."""
    figure = correction.figure
    name = names.get(figure.key, FigureName(figure.key))
    return CorrectedNumber(
        key=figure.full_name,
        label=name_of(figure, names),
        group=figure.group,
        old=name.number(correction.old),
        new=name.number(correction.new),
        note=correction.note,
        date=timezone.localdate(correction.corrected_at),
        severity=correction.get_severity_display(),
    )
