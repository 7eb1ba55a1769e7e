"""Typesetting a document in a test, and reading its PDF."""

from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from reports.document.nodes import Document, Imprint
from reports.output import pdf
from tests.reports import documents

DAY = date(2025, 3, 3)
ADDRESS = "https://balansekunst.example.no/arsrapport/2024/"
IMPRINT = Imprint(published=DAY, digest="3f" * 32, address=ADDRESS)


def render(document: Document, imprint: Imprint = IMPRINT, pictures: dict[str, bytes] | None = None) -> bytes:
    return pdf.render(document, imprint, {"kurs.jpg": documents.jpeg()} if pictures is None else pictures)


def read(document: Document, imprint: Imprint = IMPRINT) -> PdfReader:
    return PdfReader(BytesIO(render(document, imprint)))


def texts(reader: PdfReader) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text().replace("\N{NO-BREAK SPACE}", " ") for page in reader.pages]


def tags(reader: PdfReader) -> list[tuple[str, str]]:
    """Return the kind of each tag, with its text for those who can't see, in reading order."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict) and "/S" in node:
            found.append((node["/S"], node.get("/Alt", "")))
            walk(node.get("/K", node["/S"]))

    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"])
    return found


def outline(items: Any) -> list[Any]:
    return [outline(item) if isinstance(item, list) else item.title for item in items]


def addresses(reader: PdfReader) -> set[str]:
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return {note["/A"]["/URI"] for note in notes if "/URI" in note.get("/A", {})}
