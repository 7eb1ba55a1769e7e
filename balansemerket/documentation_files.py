"""The documentation of an organisation's work as a tagged PDF, and as a docx to write on in."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from balansekunst import typesetting
from balansemerket.documentation import Documentation, Table

TYPST = Path(__file__).parent / "typst"
A4, MARGIN = (Mm(210), Mm(297)), Mm(22)
FIRST_SHARE = 1.6  # as in the PDF
CELL_STYLE = "Tabell"


def as_pdf(found: Documentation) -> bytes:
    data = {**asdict(found), "dated": found.dated.isoformat()}
    return typesetting.render(TYPST / "documentation.typ", data=data, day=found.dated)


def as_docx(found: Documentation) -> bytes:
    document = docx.Document()
    about = document.core_properties
    about.title, about.author, about.comments = found.title, found.organisation, ""
    about.created = about.modified = datetime.combine(found.dated, time(), tzinfo=UTC)
    [page] = document.sections
    page.page_width, page.page_height = A4
    page.left_margin = page.right_margin = MARGIN
    document.styles["Normal"].font.name = "Calibri"
    in_cells: Any = document.styles.add_style(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    in_cells.base_style, in_cells.font.size = document.styles["Normal"], Pt(9)
    in_cells.paragraph_format.space_after = Pt(2)
    [language] = document.styles.element.iter(qn("w:lang"))
    language.set(qn("w:val"), "nb-NO")
    document.add_heading(found.title, level=0)
    _add_table(document, Table("", [], found.facts))
    for chapter in found.chapters:
        document.add_heading(chapter.heading, level=1)
        for text in chapter.paragraphs:
            document.add_paragraph(text)
        for table in chapter.tables:
            document.add_heading(table.caption, level=2)
            _add_table(document, table)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _add_table(document: Any, table: Table) -> None:
    """Add a table, whose headings are repeated on each page; without headings, the first cells are bold.

    The first column has more room where it has the longest texts, and no row is cut over a page.
    """
    rows = [table.head, *table.rows] if table.head else table.rows
    made = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    shares = [FIRST_SHARE if table.head else 1.0, *(1.0 for _cell in rows[0][1:])]
    widths = [int((A4[0] - 2 * MARGIN) * share / sum(shares)) for share in shares]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for number, cells in enumerate(rows):
        row = made.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - docx offers no other way
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.text, cell.width = text, width
            cell.paragraphs[0].style = CELL_STYLE
        bold = row.cells if table.head and number == 0 else row.cells[:0] if table.head else row.cells[:1]
        for cell in bold:
            for run in cell.paragraphs[0].runs:
                run.bold = True
    if table.head:
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - docx offers no other way
