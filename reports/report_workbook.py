"""The yearly report as a workbook: a sheet an area with its figures, tables and charts, and what each figure counts."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.fields import NO_BREAK_SPACE
from balansekunst.figures import Unit
from reports import contents, sheet_charts, sheets
from reports.models import Section
from reports.sheets import BOLD, LINK, PLAIN, TITLE
from reports.writing import Node

FRONT_WIDTHS: dict[str, float] = {"A": 34, "B": 24, "C": 70}
AREA_WIDTHS: dict[str, float] = {"A": 44, "B": 18, "C": 18, "D": 74}
RECIPIENTS_WIDTHS: dict[str, float] = {"A": 40, "B": 24, "C": 60, "D": 24, "E": 18}
WIDTHS: dict[str, float] = {
    "section": 20,
    "label": 36,
    "meaning": 74,
    "when": 40,
    "unit": 12,
    "rounding": 34,
    "key": 36,
}
ROW_HEIGHT = 0.53  # of a row, in centimetres
# In points, and in letters to the line, of a note below a table.
LINE_HEIGHT, NOTE_LENGTH = 15, 84


def render(document: Node, *, day: date | None = None, digest: str = "", address: str = "") -> bytes:
    """Return the workbook's bytes: the same for the same document.

    `day` is when the report was published, `digest` the SHA-256 of what was, `address` where it is read on the web.
    """
    book = sheets.new_book(f"Balansekunst: {document['title']}")
    front = book.create_sheet(_("Om rapporten"))
    row = _about(front, document, day, digest, address)
    row = _key_figures(front, row, document["key_figures"])
    parts = {name: _("Tallene og diagrammene, og hva de teller") for name in _write_areas(book, document)}
    granted = contents.recipients(document)
    if granted:
        _recipients(book.create_sheet(_("Mottakere")), granted)
        parts[_("Mottakere")] = _("De som fikk støtte fra Balansepotten")
    _definitions(book.create_sheet(_("Definisjoner")), document["definitions"])
    parts[_("Definisjoner")] = _("Hva hvert tall teller, og fra når til når")
    _sheets(front, row, parts)
    return sheets.content(book)


def _about(sheet: Worksheet, document: Node, day: date | None, digest: str, address: str) -> int:
    """Write what the workbook is of. Returns the next free row."""
    sheets.prepare(sheet, FRONT_WIDTHS)
    sheets.text(sheet.cell(1, 1), document["title"], TITLE)
    first, last = (date.fromisoformat(document["period"][end]) for end in ("first", "last"))
    told: dict[str, str | int | date | None] = {
        _("År"): document["year"],
        _("Tallene gjelder fra"): first,
        _("Til og med"): last,
        _("Publisert"): day,
        _("Regler for telling"): document["rules"],
        _("På nettet"): address,
        _("Fingeravtrykk (SHA-256)"): digest,
    }
    known = [(name, value) for name, value in told.items() if value]
    for row, (name, value) in enumerate(known, start=3):
        sheets.text(sheet.cell(row, 1), name)
        _write(sheet, row, 2, value)
    if not document["is_over"]:
        sheets.text(sheet.cell(2, 1), _("Året er ikke over."), BOLD)
    return len(known) + 4


def _write(sheet: Worksheet, row: int, column: int, value: str | int | date) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, date):
        sheets.day(cell, value)
    elif isinstance(value, int):
        cell.value, cell.font, cell.alignment = value, PLAIN, sheets.LEFT
    else:
        sheets.text(cell, value)


def _key_figures(sheet: Worksheet, row: int, figures: list[Node]) -> int:
    sheets.headings(sheet, row, (_("Nøkkeltall"), _("Tall")))
    for place, figure in enumerate(figures, start=row + 1):
        sheets.text(sheet.cell(place, 1), capfirst(figure["label"]))
        sheets.number(sheet.cell(place, 2), figure["value"], figure["shown"], Unit(figure["unit"]), BOLD)
    return row + len(figures) + 2


def _sheets(sheet: Worksheet, row: int, parts: dict[str, str]) -> None:
    sheets.headings(sheet, row, (_("Ark"), _("Hva det inneholder")), numbers=())
    for place, (name, told) in enumerate(parts.items(), start=row + 1):
        sheets.text(sheet.cell(place, 1), name, LINK)
        sheet.cell(place, 1).hyperlink = f"#'{name}'!A1"
        sheet.cell(place, 1).font = LINK
        sheets.text(sheet.cell(place, 2), told)


def _write_areas(book: Workbook, document: Node) -> list[str]:
    """Write a sheet for each area that has figures or charts. Returns the sheets' names."""
    figures, meanings = contents.figures(document), {it["label"]: it["meaning"] for it in document["definitions"]}
    names = []
    for kind in Section.Kind:
        its_figures = [figure for figure in figures if _area_of(figure["key"]) == kind]
        its_charts = [chart for chart in contents.charts(document) if _area_of(chart["key"]) == kind]
        if its_figures or its_charts:
            names.append(str(capfirst(kind.label)))
            sheet = book.create_sheet(names[-1])
            row = _area_figures(sheet, its_figures, meanings)
            _area_charts(sheet, row, its_charts)
    return names


def _area_of(key: str) -> str:
    """Return the area that a figure (`members.joined`) or a chart (`members-regions`) is of, else the free one."""
    area = re.split(r"[.-]", key)[0]
    return area if area in Section.Kind.values else Section.Kind.FREE


def _area_figures(sheet: Worksheet, figures: list[Node], meanings: dict[str, str]) -> int:
    """Write the area's figures. Returns the next free row."""
    sheets.prepare(sheet, AREA_WIDTHS)
    sheets.headings(sheet, 1, (_("Tall"), _("Verdi"), _("Enhet"), _("Hva det teller")), numbers=(2,))
    for row, figure in enumerate(figures, start=2):
        unit = Unit(figure["unit"])
        sheets.text(sheet.cell(row, 1), figure["label"])
        sheets.number(sheet.cell(row, 2), figure["value"], figure["shown"], unit, BOLD)
        sheets.text(sheet.cell(row, 3), _unit(unit, at_least=figure["at_least"]))
        sheets.text(sheet.cell(row, 4), meanings.get(figure["label"], ""), wrap=True)
    sheet.freeze_panes = "B2"
    return len(figures) + 3


def _unit(unit: Unit, *, at_least: bool) -> str:
    name = {Unit.COUNT: _("antall"), Unit.KRONER: _("kroner"), Unit.PERCENT: _("prosent")}[unit]
    return _("%(unit)s, minst") % {"unit": name} if at_least else name


def _area_charts(sheet: Worksheet, row: int, charts: list[Node]) -> None:
    """Write each table once, and beside it, one below the other, the charts that are drawn from it."""
    for _shared, same in groupby(charts, lambda chart: chart["table"]):
        drawn_from = list(same)
        after = _table(sheet, row, drawn_from)
        place = row
        for chart in drawn_from:
            drawn = sheet_charts.draw(sheet, chart, row + 1)
            sheet.add_chart(drawn, f"D{place}")
            place += math.ceil(drawn.height / ROW_HEIGHT) + 1
        row = max(after, place) + 1


def _table(sheet: Worksheet, row: int, charts: list[Node]) -> int:
    """Write the charts' table with their notes. Returns the next free row."""
    table = charts[0]["table"]
    sheets.text(sheet.cell(row, 1), charts[0]["title"], BOLD)
    sheets.headings(sheet, row + 1, table["headings"])
    lines = [*table["rows"], *([table["total"]] if table["total"] else [])]
    for line, cells in enumerate(lines, start=row + 2):
        for column, told in enumerate(cells, start=1):
            _cell(sheet.cell(line, column), told, BOLD if cells is table["total"] else PLAIN)
    after = row + 2 + len(lines)
    for note in dict.fromkeys(note for chart in charts for note in chart["notes"]):
        _note(sheet, after, note)
        after += 1
    return after


def _cell(cell: Cell | MergedCell, told: str | Node, font: Font) -> None:
    if isinstance(told, str):
        sheets.text(cell, told, font, wrap=True)
    else:
        sheets.number(cell, told["value"], told["shown"], _unit_of(told["shown"]), font)


def _unit_of(shown: str) -> Unit:
    """Return the unit of a table's number, which is told by how it is written."""
    units = {"%": Unit.PERCENT, "kr": Unit.KRONER}
    return units.get(shown.split(NO_BREAK_SPACE)[-1], Unit.COUNT)


def _note(sheet: Worksheet, row: int, note: str) -> None:
    """Write a note below a table, on as many lines as it needs."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    sheets.text(sheet.cell(row, 1), note, wrap=True)
    sheet.row_dimensions[row].height = LINE_HEIGHT * math.ceil(len(note) / NOTE_LENGTH)


def _recipients(sheet: Worksheet, rows: Sequence[Node]) -> None:
    sheets.prepare(sheet, RECIPIENTS_WIDTHS)
    names = (_("Virksomhet"), _("Fylke"), _("Prosjekt"), _("Kategori"), _("Tildelt"))
    sheets.headings(sheet, 1, names, numbers=(5,))
    for line, row in enumerate(rows, start=2):
        for column, name in enumerate(("organisation", "county", "title", "category"), start=1):
            sheets.text(sheet.cell(line, column), row[name], wrap=True)
        sheets.number(sheet.cell(line, 5), row["amount"], "", Unit.KRONER)
    total = len(rows) + 2
    sheets.text(sheet.cell(total, 1), _("Til sammen"), BOLD)
    sheets.number(sheet.cell(total, 5), sum(row["amount"] for row in rows), "", Unit.KRONER, BOLD)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:E{total - 1}"


def _definitions(sheet: Worksheet, definitions: Sequence[Mapping[str, str]]) -> None:
    """Write what each figure counts, with as much as the report tells of it."""
    columns = {
        "section": _("Område"),
        "label": _("Tall"),
        "meaning": _("Hva det teller"),
        "when": _("Fra når til når"),
        "unit": _("Enhet"),
        "rounding": _("Avrunding"),
        "key": _("Navn i data"),
    }
    told = {name: heading for name, heading in columns.items() if any(name in it for it in definitions)}
    sheets.prepare(sheet, {get_column_letter(place): WIDTHS[name] for place, name in enumerate(told, start=1)})
    sheets.headings(sheet, 1, told.values(), numbers=())
    for row, definition in enumerate(definitions, start=2):
        for column, name in enumerate(told, start=1):
            sheets.text(
                sheet.cell(row, column), definition.get(name, ""), BOLD if name == "label" else PLAIN, wrap=True
            )
    sheet.freeze_panes = "A2"
