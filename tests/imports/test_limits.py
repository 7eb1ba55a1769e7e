"""Files that are larger than any sheet of the office: refused before they are read into memory."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from balansekunst.imports import limits
from balansekunst.imports.sheets import Sheet, read_csv, read_workbook

SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Navn</t></is></c></row>'


def workbook(**parts: str) -> bytes:
    """Return a small workbook with some parts replaced, by their names without folder and extension.

    openpyxl writes no shared texts, but reads those that `Types` names.
    """
    book, plain, written = Workbook(), BytesIO(), BytesIO()
    book.worksheets[0].append(["Navn"])
    book.worksheets[0].append(["Huset"])
    book.save(plain)
    with ZipFile(plain) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = parts.pop(name.rpartition("/")[2].removesuffix(".xml"), old.read(name).decode())
            override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/>'
            new.writestr(
                name, content.replace("</Types>", f"{override}</Types>") if "sharedStrings" in parts else content
            )
        for name, content in parts.items():
            new.writestr(f"xl/{name}.xml", content)
    return written.getvalue()


def with_rows(rows: str, before: str = "") -> bytes:
    return workbook(sheet1=f"<worksheet {NAMESPACE}>{before}<sheetData>{rows}</sheetData></worksheet>")


def refusal(read: Callable[[bytes], object], data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        read(data)
    return refused.value.messages[0].replace("\xa0", " ")


ROWS = "Arket har for mange rader: høyst 20 000, også medregnet tomme rader."
COLUMNS = "Arket har for mange kolonner: høyst 100."
CELLS = "Arket har for mange celler: høyst 200 000."
UNPACKED = "Arbeidsboken er for stor når den pakkes ut: høyst 50 MB."
TEXT = "Cellene har for mye tekst til sammen: høyst 10 000 000 tegn."
OTHER = "Arbeidsboken har for mye i seg. Kopier radene til en ny arbeidsbok."


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        pytest.param("<row/>" * 20_001, ROWS, id="empty-rows"),
        pytest.param(f'{ROW}<row r="20001"><c r="A20001"/></row>', ROWS, id="row-far-down"),
        pytest.param('<row><c r="CW1"/></row>', COLUMNS, id="cell-far-right"),
        pytest.param("<row>" + "<c/>" * 101 + "</row>", COLUMNS, id="cells-without-place"),
        pytest.param("<row>" + "<x/>" * 101 + "</row>", COLUMNS, id="other-children-of-row"),
        pytest.param(("<row>" + "<c/>" * 100 + "</row>") * 2001, CELLS, id="cells"),
        pytest.param("<row>" + "<c><is>" + "<t/>" * 800_000 + "</is></c></row>", OTHER, id="elements-of-cell"),
        pytest.param("<x/>" * 20_001, OTHER, id="elements-beside-rows"),
    ],
)
def test_large_sheet_is_refused(rows: str, words: str) -> None:
    data = with_rows(rows)

    assert len(data) < 50_000
    assert refusal(read_workbook, data) == words


def test_largest_sheet_is_read() -> None:
    data = with_rows(ROW + '<row r="20000"><c r="A20000"><v>1</v></c><c r="CV20000"/></row>')

    assert [row.number for sheet in read_workbook(data) for row in (sheet or Sheet([])).rows] == [20_000]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        pytest.param({"app": "<x>" + " " * limits.MOST_UNPACKED + "</x>"}, UNPACKED, id="unpacked"),
        pytest.param({"styles": "<x>" + "<xf/>" * 20_001 + "</x>"}, OTHER, id="styles"),
        pytest.param({"sharedStrings": "<sst>" + "<si/>" * 800_001 + "</sst>"}, OTHER, id="shared-texts"),
    ],
)
def test_large_part_is_refused(parts: dict[str, str], words: str) -> None:
    assert refusal(read_workbook, workbook(**parts)) == words


def test_repeated_long_text_is_refused() -> None:
    texts = f"<sst {NAMESPACE}><si><t>Navn</t></si><si><t>{'a' * 30_000}</t></si></sst>"
    rows = '<row><c t="s"><v>0</v></c></row>' + '<row><c t="s"><v>1</v></c></row>' * 334
    data = workbook(sharedStrings=texts, sheet1=f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>")

    assert refusal(read_workbook, data) == TEXT


def test_giant_cell_is_refused() -> None:
    data = with_rows(ROW.replace("Navn", "a" * 10_000_001))

    assert len(data) < 50_000
    assert refusal(read_workbook, data) == TEXT


@pytest.mark.parametrize(
    ("part", "root"),
    [
        pytest.param("sheet1", f"<worksheet {NAMESPACE}><sheetData>{ROW}</sheetData></worksheet>", id="sheet"),
        pytest.param("sharedStrings", f"<sst {NAMESPACE}><si><t>&a;</t></si></sst>", id="shared-texts"),
    ],
)
def test_document_type_is_refused(part: str, root: str) -> None:
    entities = '<!ENTITY b "bbbbbbbbbb"><!ENTITY a "&b;&b;&b;&b;&b;&b;&b;&b;">'

    assert "ikke en arbeidsbok" in refusal(read_workbook, workbook(**{part: f"<!DOCTYPE x [{entities}]>{root}"}))


@pytest.mark.parametrize("read", [read_csv, read_workbook])
def test_large_file_is_refused(read: Callable[[bytes], object]) -> None:
    assert refusal(read, b"a" * (limits.MOST_BYTES + 1)) == "Filen er for stor: høyst 5 MB."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"a\n" * 20_001, ROWS, id="rows"),
        pytest.param(b";" * 100, COLUMNS, id="columns"),
        pytest.param((b";" * 99 + b"\n") * 2001, CELLS, id="cells"),
    ],
)
def test_large_csv_is_refused(data: bytes, words: str) -> None:
    assert refusal(read_csv, data) == words
