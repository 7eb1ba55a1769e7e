"""The documentation of an organisation's work as a tagged PDF, and as a docx to write on in."""

from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from balansekunst import typesetting
from balansemerket.documentation import Documentation, Table

TYPST = Path(__file__).parent / "typst"


def as_pdf(found: Documentation) -> bytes:
    data = {**asdict(found), "dated": found.dated.isoformat()}
    return typesetting.render(TYPST / "documentation.typ", data=data, day=found.dated)


def as_docx(found: Documentation) -> bytes:
    document = docx.Document()
    document.core_properties.title = found.title
    document.core_properties.author = found.organisation
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
    """Add a table, whose headings are repeated on each page; without headings, the first cells are bold."""
    rows = [table.head, *table.rows] if table.head else table.rows
    made = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, cells in enumerate(rows):
        row = made.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
        bold = row.cells if table.head and number == 0 else row.cells[:0] if table.head else row.cells[:1]
        for cell in bold:
            for run in cell.paragraphs[0].runs:
                run.bold = True
    if table.head:
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - docx offers no other way
