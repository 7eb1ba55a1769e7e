"""An area's figures in a sheet: the name of each, its number, what it is a number of, and what is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.figures import Unit
from radgivning.suppression import Hidden
from reports.counting.numbers import Number
from reports.document.writing import Node
from reports.output import sheets
from reports.output.sheets import BOLD, PLAIN

# As the definitions name them; any other is a count.
UNITS = {"kroner": Unit.KRONER, "prosent": Unit.PERCENT}


@dataclass(frozen=True)
class Figure:
    """A figure as the report holds it: `value` is for machines (`reports.summary`), or one a group by its name."""

    definition: Node
    value: Any
    at_least: bool

    @property
    def has_groups(self) -> bool:
        """Whether it is told by group."""
        return isinstance(self.value, dict) and not _is_hidden(self.value)

    @property
    def unit(self) -> str:
        """What the number is a number of, and that it is a floor where it is one."""
        name: str = self.definition["unit"]
        return _("%(unit)s, minst") % {"unit": name} if self.at_least else name


def of_area(document: Node, area: str) -> list[Figure]:
    """Return the figures of an area that the report holds."""
    values = document["figures"].get(area) or {}
    return [
        Figure(definition, values[name], at_least=bool(values.get(f"{name}_at_least")))
        for definition, name in _names(document["definitions"], area)
        if name in values
    ]


def _names(definitions: Sequence[Node], area: str) -> Iterator[tuple[Node, str]]:
    for definition in definitions:
        section, _dot, name = definition["key"].partition(".")
        if section == area:
            yield definition, name


def _is_hidden(value: Any) -> bool:
    return isinstance(value, dict) and (value == {"hidden": True} or set(value) == {"under"})


def write(sheet: Worksheet, row: int, figures: Sequence[Figure]) -> int:
    """Write the figures from that row on. Returns the next free row."""
    sheets.headings(sheet, row, (_("Tall"), _("Verdi"), _("Enhet"), _("Hva det teller")), numbers=(2,))
    for figure in figures:
        row += 1
        sheets.text(sheet.cell(row, 1), figure.definition["label"])
        sheets.text(sheet.cell(row, 4), figure.definition["meaning"], wrap=True)
        if figure.has_groups:
            row = _groups(sheet, row, figure)
        else:
            _number(sheet, row, figure, figure.value)
    return row + 2


def _groups(sheet: Worksheet, row: int, figure: Figure) -> int:
    """Write the number of each group below the figure's name. Returns the last row."""
    for group, value in figure.value.items():
        row += 1
        sheets.text(sheet.cell(row, 1), capfirst(group), indent=1)
        _number(sheet, row, figure, value)
    return row


def _number(sheet: Worksheet, row: int, figure: Figure, value: Any) -> None:
    """Write a number; one that is hidden in words."""
    hidden = _is_hidden(value)
    shown = str(Number(Hidden.SMALL if "under" in value else Hidden.WITHHELD)) if hidden else ""
    unit = UNITS.get(figure.definition["unit"], Unit.COUNT)
    sheets.number(sheet.cell(row, 2), None if hidden else value, shown, unit, PLAIN if figure.has_groups else BOLD)
    sheets.text(sheet.cell(row, 3), figure.unit, indent=1)
