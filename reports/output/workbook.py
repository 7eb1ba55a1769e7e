"""A document as a workbook: a sheet an area with its figures, tables and charts, and what each figure counts."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.figures import Unit
from reports.document.nodes import Chart, CorrectedNumber, Definition, Document, Imprint, Note, Paragraph, Recipient
from reports.document.traversal import charts, find, plain_text, recipients
from reports.document.values import AreaValues, FigureValue, Value
from reports.output import sheets
from reports.output.sheets import BOLD, PLAIN, TITLE

FRONT_WIDTHS: dict[str, float] = {"A": 44, "B": 24, "C": 72}
AREA_WIDTHS: dict[str, float] = {"A": 44, "B": 18, "C": 18, "D": 74}
CORRECTIONS_WIDTHS: dict[str, float] = {"A": 44, "B": 18, "C": 18, "D": 14, "E": 74, "F": 22}
RECIPIENTS_WIDTHS: dict[str, float] = {"A": 40, "B": 24, "C": 60, "D": 24, "E": 18}
ROW_HEIGHT = 0.53  # of a row, in centimetres
# In points, and in letters to the line, of a note below a table.
LINE_HEIGHT, NOTE_LENGTH = 15, 84


@dataclass(frozen=True)
class FigureRow:
    """A figure of the document, with what it counts."""

    definition: Definition
    value: FigureValue
    is_lower_bound: bool

    @property
    def unit_name(self) -> str:
        name = self.definition.unit_name
        return _("%(unit)s, minst") % {"unit": name} if self.is_lower_bound else name


def render(document: Document, imprint: Imprint | None = None) -> bytes:
    """Return the workbook's bytes: the same for the same arguments. Corrections have a sheet of their own."""
    book = sheets.new_book(f"Balansekunst: {document.title}")
    front = book.create_sheet(_("Oversikt"))
    row = _about(front, document, imprint or Imprint())
    row = _key_figures(front, row, document)
    contents = {name: _("Tallene og diagrammene, og hva de teller") for name in _areas(book, document)}
    granted = recipients(document)
    if granted:
        _recipients(book.create_sheet(_("Mottakere")), granted)
        contents[_("Mottakere")] = _("De som fikk støtte fra Balansepotten")
    if document.corrections:
        _corrections(book.create_sheet(_("Rettelser")), document.corrections)
        contents[_("Rettelser")] = _("Tall som er rettet etter at rapporten ble publisert, før og etter")
    _definitions(book.create_sheet(_("Definisjoner")), document.definitions)
    contents[_("Definisjoner")] = _("Hva hvert tall teller, og fra når til når")
    _contents(front, row, contents)
    return sheets.content(book)


def _about(sheet: Worksheet, document: Document, imprint: Imprint) -> int:
    """Write what the workbook is about, and what is wrong with its numbers. Returns the next free row."""
    sheets.prepare(sheet, FRONT_WIDTHS)
    sheets.text(sheet.cell(1, 1), document.title, TITLE)
    if not document.is_over:
        sheets.text(sheet.cell(2, 1), _("Året er ikke over."), BOLD)
    facts: dict[str, str | int | date | None] = {
        _("År"): document.year,
        _("Tallene gjelder fra"): document.period.first,
        _("Til og med"): document.period.last,
        _("Publisert"): imprint.published,
        _("Regler for telling"): document.rules,
        _("På nettet"): imprint.address,
        _("Fingeravtrykk (SHA-256)"): imprint.digest,
    }
    row = 3
    for name, value in facts.items():
        if value:
            sheets.text(sheet.cell(row, 1), name)
            _fact(sheet, row, value)
            row += 1
    for warning in document.warnings:
        sheets.text(sheet.cell(row, 1), warning.text, BOLD)
        row += 1
    return row + 1


def _fact(sheet: Worksheet, row: int, value: str | int | date) -> None:
    cell = sheet.cell(row, 2)
    if isinstance(value, date):
        sheets.day(cell, value)
    elif isinstance(value, int):
        cell.value, cell.font, cell.alignment = value, PLAIN, sheets.LEFT
    else:
        sheets.text(cell, value)


def _key_figures(sheet: Worksheet, row: int, document: Document) -> int:
    meanings = {definition.key: definition.meaning for definition in document.definitions}
    sheets.headings(sheet, row, (_("Nøkkeltall"), _("Tall"), _("Hva det teller")), numbers=(2,))
    for place, figure in enumerate(document.key_figures, start=row + 1):
        sheets.text(sheet.cell(place, 1), capfirst(figure.label))
        sheets.number(sheet.cell(place, 2), figure.value, figure.unit, BOLD)
        sheets.text(sheet.cell(place, 3), meanings.get(figure.key, ""), wrap=True, indent=1)
    return row + len(document.key_figures) + 2


def _contents(sheet: Worksheet, row: int, contents: dict[str, str]) -> None:
    sheets.headings(sheet, row, (_("Ark"), _("Hva det inneholder")), numbers=())
    for place, (name, content) in enumerate(contents.items(), start=row + 1):
        sheets.link(sheet.cell(place, 1), name, sheet=name)
        sheets.text(sheet.cell(place, 2), content)


def _areas(book: Workbook, document: Document) -> list[str]:
    """Write a sheet for each area that has anything to show. Returns the sheets' names."""
    values = {area.key: area for area in document.figures.areas} if document.figures else {}
    names = []
    for area, name in {definition.area: definition.section for definition in document.definitions}.items():
        of_area = [definition for definition in document.definitions if definition.area == area]
        figures = _figures(of_area, values.get(area))
        drawn = [chart for chart in charts(document) if chart.area == area]
        notes = _notes(document, area, has_figures=bool(figures or drawn))
        if figures or drawn or notes:
            names.append(name)
            _area(book.create_sheet(name), figures, drawn, notes)
    return names


def _notes(document: Document, area: str, *, has_figures: bool) -> list[str]:
    """Return the remarks on an area's numbers; where it has none, its text, which says why."""
    sections = [section for section in document.sections if section.kind == area]
    if not has_figures:
        return [plain_text(paragraph.inline) for paragraph in find(sections, Paragraph)]
    return [note.text for note in find(sections, Note)]


def _figures(definitions: Iterable[Definition], area: AreaValues | None) -> list[FigureRow]:
    """Return the figures that the document has a value of."""
    values = {f"{area.key}.{value.key}": value for value in (area.values or ())} if area else {}
    return [
        FigureRow(one, values[one.key], _is_lower_bound(values.get(f"{one.key}_at_least")))
        for one in definitions
        if one.key in values
    ]


def _is_lower_bound(rows: FigureValue | None) -> bool:
    """Return whether rows of a figure were counted whose own number is a lower bound."""
    return rows is not None and bool(rows.value)


def _area(sheet: Worksheet, figures: list[FigureRow], drawn: list[Chart], notes: list[str]) -> None:
    """Write the figures that are one number each, the tables with their charts, and the figures by group."""
    sheets.prepare(sheet, AREA_WIDTHS)
    row = _write_figures(sheet, 1, [figure for figure in figures if figure.value.groups is None])
    for note in notes:
        sheets.text(sheet.cell(row, 1), note)
        row += 1
    row = _tables(sheet, row + bool(notes), drawn)
    by_group = [figure for figure in figures if figure.value.groups is not None]
    if by_group:
        _write_figures(sheet, row, by_group)
    sheet.freeze_panes = "B2"


def _write_figures(sheet: Worksheet, row: int, figures: list[FigureRow]) -> int:
    """Write each figure with its unit and what it counts. Returns the next free row."""
    sheets.headings(sheet, row, (_("Tall"), _("Verdi"), _("Enhet"), _("Hva det teller")), numbers=(2,))
    for figure in figures:
        row += 1
        sheets.text(sheet.cell(row, 1), figure.definition.label)
        sheets.text(sheet.cell(row, 4), figure.definition.meaning, wrap=True)
        if figure.value.groups is None:
            _value(sheet, row, figure, figure.value.value, BOLD)
        for group, value in figure.value.groups or ():
            row += 1
            sheets.text(sheet.cell(row, 1), figure.definition.group_label(group), indent=1)
            _value(sheet, row, figure, value, PLAIN)
    return row + 2


def _value(sheet: Worksheet, row: int, figure: FigureRow, value: Value, font: Font) -> None:
    sheets.number(sheet.cell(row, 2), value, figure.definition.unit, font)
    sheets.text(sheet.cell(row, 3), figure.unit_name, indent=1)


def _tables(sheet: Worksheet, row: int, drawn: list[Chart]) -> int:
    """Write each table once, and beside it the charts that are drawn from it. Returns the next free row."""
    for _table, run in groupby(drawn, lambda chart: chart.table):
        of_table = list(run)
        after = _write_table(sheet, row, of_table)
        place = row
        for chart in of_table:
            height = sheets.draw_chart(sheet, chart, row + 1, column=4, row=place)
            place += math.ceil(height / ROW_HEIGHT) + 1
        row = max(after, place) + 1
    return row


def _write_table(sheet: Worksheet, row: int, drawn: Sequence[Chart]) -> int:
    """Write the charts' table with their notes. Returns the next free row."""
    table = drawn[0].table
    sheets.text(sheet.cell(row, 1), drawn[0].title, BOLD)
    sheets.headings(sheet, row + 1, table.headings)
    lines = [*((cells, PLAIN) for cells in table.rows), *([(table.total, BOLD)] if table.total else [])]
    for line, (cells, font) in enumerate(lines, start=row + 2):
        for column, cell in enumerate(cells, start=1):
            sheets.document_cell(sheet.cell(line, column), cell, font)
    after = row + 2 + len(lines)
    for note in dict.fromkeys(note for chart in drawn for note in chart.notes):
        _note(sheet, after, note)
        after += 1
    return after


def _note(sheet: Worksheet, row: int, note: str) -> None:
    """Write a note below a table, on as many lines as it needs."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    sheets.text(sheet.cell(row, 1), note, wrap=True)
    sheet.row_dimensions[row].height = LINE_HEIGHT * math.ceil(len(note) / NOTE_LENGTH)


def _recipients(sheet: Worksheet, rows: Sequence[Recipient]) -> None:
    sheets.prepare(sheet, RECIPIENTS_WIDTHS)
    names = (_("Virksomhet"), _("Fylke"), _("Prosjekt"), _("Kategori"), _("Tildelt"))
    sheets.headings(sheet, 1, names, numbers=(5,))
    for line, row in enumerate(rows, start=2):
        for column, content in enumerate((row.organisation, row.county, row.title, row.category), start=1):
            sheets.text(sheet.cell(line, column), content, wrap=True)
        sheets.number(sheet.cell(line, 5), row.amount, Unit.KRONER)
    total = len(rows) + 2
    sheets.text(sheet.cell(total, 1), _("Til sammen"), BOLD)
    sheets.number(sheet.cell(total, 5), sum(row.amount for row in rows), Unit.KRONER, BOLD)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:E{total - 1}"


def _corrections(sheet: Worksheet, corrections: Sequence[CorrectedNumber]) -> None:
    sheets.prepare(sheet, CORRECTIONS_WIDTHS)
    names = (_("Tall"), _("Publisert"), _("Rettet til"), _("Dato"), _("Hva som var feil"), _("Hvor alvorlig"))
    sheets.headings(sheet, 1, names)
    for row, corrected in enumerate(corrections, start=2):
        sheets.text(sheet.cell(row, 1), corrected.label)
        for column, number in enumerate((corrected.old, corrected.new), start=2):
            sheets.document_cell(sheet.cell(row, column), number)
        sheets.day(sheet.cell(row, 4), corrected.date)
        sheets.text(sheet.cell(row, 5), corrected.note, wrap=True)
        sheets.text(sheet.cell(row, 6), corrected.severity)
    sheet.freeze_panes = "B2"


def _definitions(sheet: Worksheet, definitions: Iterable[Definition]) -> None:
    """Write what each figure counts, from when to when, and how it is rounded and hidden."""
    names = {
        _("Område"): 20,
        _("Tall"): 36,
        _("Hva det teller"): 70,
        _("Fra når til når"): 40,
        _("Enhet"): 12,
        _("Avrunding"): 36,
        _("Skjulte tall"): 60,
        _("Navn i data"): 36,
    }
    sheets.prepare(sheet, dict(zip("ABCDEFGH", names.values(), strict=True)))
    sheets.headings(sheet, 1, names, numbers=())
    for row, one in enumerate(definitions, start=2):
        cells = (one.section, one.label, one.meaning, one.when, one.unit_name, one.rounding, one.hiding, one.key)
        for column, content in enumerate(cells, start=1):
            sheets.text(sheet.cell(row, column), content, BOLD if column == 2 else PLAIN, wrap=True)
    sheet.freeze_panes = "C2"
