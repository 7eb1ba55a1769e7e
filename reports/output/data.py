"""A document as data: its figures as JSON, its tables as csv, with plain numbers."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

from balansekunst.spreadsheets import escape_formula
from balansekunst.text import slug
from reports.document.nodes import Cell, Document, Recipient, Table
from reports.document.serialise import encode_values
from reports.document.traversal import charts, recipients, standalone_figures

Row = Sequence[str | int]
MOST_LETTERS = 60


@dataclass(frozen=True)
class CsvTable:
    """A table's title and its rows, headings first."""

    title: str
    rows: tuple[Row, ...]

    def content(self) -> bytes:
        """Return the rows as Excel opens them in Norwegian: separated by semicolons, with a mark that it is UTF-8."""
        written = StringIO()
        safe = ([escape_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in self.rows)
        csv.writer(written, delimiter=";").writerows(safe)
        return written.getvalue().encode("utf-8-sig")


def figures_as_json(document: Document, withheld: Mapping[str, str] | None = None) -> bytes:
    """Return all figures of a year, shown in its texts or not, and the areas that something is `withheld` in.

    Raises ValueError for a period, which has no figures.
    """
    if document.figures is None:
        raise ValueError("a period has no figures for machines")
    left_out = {"withheld": dict(withheld)} if withheld else {}
    return json.dumps({**encode_values(document.figures), **left_out}, ensure_ascii=False, indent=2).encode()


def csv_tables(document: Document) -> dict[str, CsvTable]:
    """Return the key figures, each chart's table and the recipients by the names of their files."""
    figures = [(figure.label, _plain(figure)) for figure in standalone_figures(document)]
    tables = {
        "nokkeltall": CsvTable(_("Nøkkeltall"), ((_("Tall"), _("Verdi")), *figures)),
        **{chart.key: CsvTable(chart.title, _rows(chart.table)) for chart in charts(document)},
    }
    granted = recipients(document)
    if granted:
        tables["mottakere"] = CsvTable(_("Mottakere av støtte"), _recipients(granted))
    return tables


def file_names(document: Document) -> dict[str, str]:
    """Return the Norwegian name of the files of each chart and table, made of its title, by its key."""
    names: dict[str, str] = {}
    for key, table in csv_tables(document).items():
        words = slug(table.title)[:MOST_LETTERS].strip("-") or key
        names[key] = words if words not in names.values() else f"{words}-{len(names)}"
    return names


def _rows(table: Table) -> tuple[Row, ...]:
    lines = [table.headings, *table.rows, *([table.total] if table.total else [])]
    return tuple([_plain(cell) for cell in line] for line in lines)


def _recipients(rows: Iterable[Recipient]) -> tuple[Row, ...]:
    headings = (_("Virksomhet"), _("Prosjekt"), _("Kategori"), _("Fylke"), _("Tildelt beløp"))
    lines = [(row.organisation, row.title, row.category, row.county, row.amount) for row in rows]
    return (headings, *lines, (_("Til sammen"), "", "", "", sum(row.amount for row in rows)))


def _plain(cell: Cell) -> str | int:
    """Return a cell as a spreadsheet counts with it: a hidden number as the words shown."""
    if isinstance(cell, str):
        return cell
    return cell.value if isinstance(cell.value, int) else cell.shown
