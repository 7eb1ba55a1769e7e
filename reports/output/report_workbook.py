"""The yearly report as a workbook: a sheet an area with its figures, tables and charts, and what each figure counts."""

import math
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.fields import NO_BREAK_SPACE
from balansekunst.figures import Unit
from reports.document import contents
from reports.document.writing import Node
from reports.models import Section
from reports.output import sheet_charts, sheet_figures, sheets
from reports.output.sheet_figures import Figure
from reports.output.sheets import BOLD, PLAIN, TITLE
from reports.publication.correcting import Corrected

FRONT_WIDTHS: dict[str, float] = {"A": 34, "B": 24, "C": 70}
AREA_WIDTHS: dict[str, float] = {"A": 44, "B": 18, "C": 18, "D": 74}
CORRECTIONS_WIDTHS: dict[str, float] = {"A": 44, "B": 18, "C": 18, "D": 14, "E": 74}
RECIPIENTS_WIDTHS: dict[str, float] = {"A": 40, "B": 24, "C": 60, "D": 24, "E": 18}
ROW_HEIGHT = 0.53  # of a row, in centimetres
# In points, and in letters to the line, of a note below a table.
LINE_HEIGHT, NOTE_LENGTH = 15, 84


def render(document: Node, *, day: date, digest: str, address: str, corrections: Sequence[Corrected] = ()) -> bytes:
    """Return the workbook's bytes: the same for the same document.

    `day` is when the report was published, `digest` the SHA-256 of what was, `address` where it is read on the web.
    The numbers are those that were published; `corrections` made since have a sheet of their own.
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
    if corrections:
        _corrections(book.create_sheet(_("Rettelser")), corrections)
        parts[_("Rettelser")] = _("Tall som er rettet etter at rapporten ble publisert, før og etter")
    _definitions(book.create_sheet(_("Definisjoner")), document["definitions"])
    parts[_("Definisjoner")] = _("Hva hvert tall teller, og fra når til når")
    _sheets(front, row, parts)
    return sheets.content(book)


def _about(sheet: Worksheet, document: Node, day: date, digest: str, address: str) -> int:
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
        sheets.link(sheet.cell(place, 1), name, sheet=name)
        sheets.text(sheet.cell(place, 2), told)


def _write_areas(book: Workbook, document: Node) -> list[str]:
    """Write a sheet for each area that has figures or charts. Returns the sheets' names."""
    names = []
    for kind in Section.Kind:
        figures = sheet_figures.of_area(document, kind)
        charts = [chart for chart in contents.charts(document) if _area_of(chart) == kind]
        if figures or charts:
            names.append(str(capfirst(kind.label)))
            _area(book.create_sheet(names[-1]), figures, charts)
    return names


def _area(sheet: Worksheet, figures: list[Figure], charts: list[Node]) -> None:
    """Write the figures that are one number each, the tables with their charts, and the figures that are by group."""
    sheets.prepare(sheet, AREA_WIDTHS)
    row = sheet_figures.write(sheet, 1, [figure for figure in figures if not figure.has_groups])
    row = _area_charts(sheet, row, charts)
    by_group = [figure for figure in figures if figure.has_groups]
    if by_group:
        sheet_figures.write(sheet, row, by_group)
    sheet.freeze_panes = "B2"


def _area_of(chart: Node) -> str:
    """Return the area that a chart is of, which its key begins with, such as `members-regions`; else the free one."""
    area = chart["key"].partition("-")[0]
    return area if area in Section.Kind.values else Section.Kind.FREE


def _area_charts(sheet: Worksheet, row: int, charts: list[Node]) -> int:
    """Write each table once, and beside it the charts that are drawn from it. Returns the next free row."""
    for _shared, same in groupby(charts, lambda chart: chart["table"]):
        drawn_from = list(same)
        after = _table(sheet, row, drawn_from)
        place = row
        for chart in drawn_from:
            height = sheet_charts.draw(sheet, chart, row + 1, column=4, row=place)
            place += math.ceil(height / ROW_HEIGHT) + 1
        row = max(after, place) + 1
    return row


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


def _corrections(sheet: Worksheet, corrections: Sequence[Corrected]) -> None:
    sheets.prepare(sheet, CORRECTIONS_WIDTHS)
    names = (_("Tall"), _("Publisert"), _("Rettet til"), _("Dato"), _("Hva som var feil"))
    sheets.headings(sheet, 1, names)
    for row, corrected in enumerate(corrections, start=2):
        for column, told in enumerate((corrected.label, corrected.old, corrected.new), start=1):
            sheets.text(sheet.cell(row, column), told)
            sheet.cell(row, column).alignment = sheets.RIGHT if column > 1 else sheets.LEFT
        sheets.day(sheet.cell(row, 4), corrected.date)
        sheets.text(sheet.cell(row, 5), corrected.note, wrap=True)
    sheet.freeze_panes = "B2"


def _definitions(sheet: Worksheet, definitions: Sequence[Node]) -> None:
    """Write what each figure counts, and all that the report tells of it."""
    columns = {
        "section": (_("Område"), 20),
        "label": (_("Tall"), 36),
        "meaning": (_("Hva det teller"), 70),
        "when": (_("Fra når til når"), 40),
        "unit": (_("Enhet"), 12),
        "rounding": (_("Avrunding"), 36),
        "hiding": (_("Skjulte tall"), 60),
        "key": (_("Navn i data"), 36),
    }
    sheets.prepare(sheet, {letter: width for letter, (_name, width) in zip("ABCDEFGH", columns.values(), strict=True)})
    sheets.headings(sheet, 1, [name for name, _width in columns.values()], numbers=())
    for row, definition in enumerate(definitions, start=2):
        for column, name in enumerate(columns, start=1):
            font = BOLD if name == "label" else PLAIN
            sheets.text(sheet.cell(row, column), definition[name], font, wrap=True)
    sheet.freeze_panes = "C2"
