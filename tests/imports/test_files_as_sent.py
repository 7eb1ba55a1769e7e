"""Files as people send them: saved by other programs, with a password, with empty formulas or a sheet in front."""

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import Workbook, load_workbook
from xlsxwriter import Workbook as FormulaWorkbook

from balansekunst.imports.formats import Csv, Xlsx
from balansekunst.imports.sheets import BrokenCell, Sheet, read_csv, read_workbook
from members.models import County, Organisation
from office.folder import Place, import_folder, read_folder
from tests.admin.test_files import confirm, review
from tests.imports.folders import FIRST, small, write

pytestmark = pytest.mark.one_database

NAME = "Øyfest Blåsekor"
CSV = f"Organisasjonsnummer;Navn;Kunstfelt;Kommune\r\n{FIRST};{NAME};Musikk;Oslo\r\n"
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    b"http://schemas.openxmlformats.org/drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
}


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def in_parts(data: bytes, changes: dict[bytes, bytes]) -> bytes:
    """Return the workbook with some bytes of its parts, and of their names, replaced."""
    changed = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as packed, ZipFile(changed, "w") as other:
        for name in packed.namelist():
            written, part = name.encode(), packed.read(name)
            for before, after in changes.items():
                written, part = written.replace(before, after), part.replace(before, after)
            other.writestr(written.decode(), part)
    return changed.getvalue()


def with_formula(value: str | int | None) -> bytes:
    """Return a workbook whose second row has a name, and a formula whose stored result is the value; None for none."""
    file = io.BytesIO()
    book = FormulaWorkbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Navn", "Utmeldt"])
    sheet.write_row(1, 0, ["Ås"])
    sheet.write_formula(1, 1, '=IF(Z3="","",Z3)', None, value or 0)
    book.close()
    empty = {"": b'<c r="B2" t="str">', None: b'<c r="B2">'}
    changes = {b'<c r="B2">': empty[value], b"<v>0</v>": b"<v></v>"} if value in empty else {}
    return in_parts(file.getvalue(), changes)


def only(sheets: list[Sheet | None]) -> Sheet:
    (sheet,) = sheets
    assert sheet is not None
    return sheet


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param("", None, id="empty"),
        pytest.param("1", "1", id="text"),
        pytest.param(7, 7, id="number"),
        pytest.param(None, BrokenCell('=IF(Z3="","",Z3)'), id="never-calculated"),
        pytest.param("#N/A", BrokenCell("#N/A"), id="error"),
    ],
)
def test_formula_is_read_by_its_stored_result(value: str | int | None, cell: object) -> None:
    (row,) = only(read_workbook(with_formula(value))).rows

    assert (row.cells[1], type(row.cells[1])) == (cell, type(cell))


@pytest.mark.django_db
def test_empty_formula_leaves_membership_open(tmp_path: Path) -> None:
    folder = write(tmp_path / "kontoret", small())
    book = load_workbook(folder / "medlemmer.xlsx")
    book["Medlemmer"]["L3"] = 'IF(Z3="","",Z3)'
    data = saved(book)
    cell = re.search(rb'<c r="L3"[^>]*>.*?</c>', ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml"))
    assert cell
    computed = b'<c r="L3" t="str"><f>IF(Z3="","",Z3)</f><v></v></c>'
    (folder / "medlemmer.xlsx").write_bytes(in_parts(data, {cell[0]: computed}))

    report = import_folder(read_folder(folder))

    assert report.faults == []
    assert Organisation.objects.get(name="Morild Kulturhus").memberships.get().left is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    ["#I/T", "#VERDI!", "#REF!", "#DIV/0!", "#NAVN?", "#NUM!", "#TALL!", "#NULL!", "#OVERFLYT!", "#N/A", "#i/t"],
)
@pytest.mark.parametrize("file_format", [pytest.param(Xlsx(), id="xlsx"), pytest.param(Csv(), id="csv")])
def test_error_text_is_error(file_format: Xlsx, error: str) -> None:
    book = Workbook()
    book.worksheets[0].append(["Navn"])
    book.worksheets[0].append([f" {error}"])
    book.worksheets[0]["A2"].data_type = "s"
    data = f"Navn\n{error} \n".encode() if isinstance(file_format, Csv) else saved(book)

    (row,) = file_format.create_dataset(data).rows

    assert isinstance(row.cells[0], BrokenCell)


def test_hash_in_text_is_no_error() -> None:
    (row,) = read_csv(b"Navn\n#METOO!\n").rows

    assert type(row.cells[0]) is str


def with_hidden_first(title: str) -> bytes:
    book = Workbook()
    book.worksheets[0].title = "Lister"
    book.worksheets[0].append(["Litteratur"])
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Notater").append(["Notat"])
    book.create_sheet(title).append(["Navn"])
    return saved(book)


@pytest.mark.parametrize(
    ("wanted", "title", "found"),
    [
        pytest.param("virksomheter", "Virksomheter", "Virksomheter", id="title"),
        pytest.param("Søknader", "So\N{COMBINING LONG SOLIDUS OVERLAY}knader", "Notater", id="other-letter"),
        pytest.param("påbegynt", "Pa\N{COMBINING RING ABOVE}begynt ", "Påbegynt", id="decomposed"),
        pytest.param("virksomheter", "Medlemmer", "Notater", id="first-visible"),
        pytest.param("lister", "Medlemmer", "Lister", id="hidden-by-title"),
    ],
)
def test_sheet_is_found_by_title_or_first_visible(wanted: str, title: str, found: str) -> None:
    assert only(read_workbook(with_hidden_first(title), [wanted])).name == found


def test_first_visible_sheet_does_not_replace_one_of_two() -> None:
    assert read_workbook(with_hidden_first("Søknader"), ["Utlysninger", "Søknader"])[0] is None


@pytest.mark.django_db
def test_only_sheet_of_folder_may_have_another_name(tmp_path: Path) -> None:
    files = small()
    files["kurs.xlsx"]["Ark1"] = files["kurs.xlsx"].pop("Kurs")
    files["kurs.xlsx"]["Ark1"][0]["Tema"] = "ukjent"
    folder = write(tmp_path / "kontoret", files)

    (fault,) = import_folder(read_folder(folder)).faults

    assert fault.place == Place("kurs.xlsx", "Ark1", 2, "Tema")


@pytest.mark.django_db
def test_admin_reads_first_visible_sheet_and_names_it(staff_client: Client) -> None:
    book = Workbook()
    book.worksheets[0].append(["Noe annet"])
    book.worksheets[0].sheet_state = "hidden"
    sheet = book.create_sheet("Nye fylker")
    sheet.append(["Fylkesnummer", "Navn", "Landsdel"])
    sheet.append(["77", "Blåbærfylket", "Ukjent"])

    response = review(staff_client, County, "fylker.xlsx", saved(book))

    assert [(fault.row, fault.column) for fault in response.context["faults"]] == [(2, "Landsdel")]
    assert "Arket «Nye fylker» er lest." in response.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"], ids=lambda encoding: str(encoding)
)
def test_csv_is_read_in_each_encoding(staff_client: Client, encoding: str) -> None:
    response = review(staff_client, Organisation, "virksomheter.csv", CSV.encode(encoding))
    confirm(staff_client, Organisation, response)

    assert Organisation.objects.get(number=FIRST).name == NAME


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize(
    "text", ["Café Ås", "«Ås»", "Übersee – Ærø", "Bjørk", "Ålesund", "møte’n", "85\N{NO-BREAK SPACE}000"]
)
def test_one_byte_encoding_is_found_by_letters(encoding: str, text: str) -> None:
    assert read_csv(f"Navn\n{text}\n".encode(encoding)).rows[0].cells == (text,)


@pytest.mark.parametrize("text", ["Bjørk på Ås".encode("cp865"), b"\x80", b"\xae", "Łódź".encode("cp1250")], ids=repr)
def test_csv_in_unknown_encoding_is_refused(text: bytes) -> None:
    with pytest.raises(ValidationError, match="UTF-8, UTF-16, Windows-1252 eller Mac Roman"):
        read_csv(b"Navn\n" + text + b"\n")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("sep=;\r\nNavn;Antall\r\nÅs;3\r\n", id="semicolon"),
        pytest.param("\ufeffSEP=,\nNavn,Antall\nÅs,3\n", id="comma"),
        pytest.param('"sep=\t"\nNavn\tAntall\nÅs\t3\n', id="tab"),
        pytest.param("sep=;\rNavn;Antall\rÅs;3\r", id="lines of an older Mac"),
        pytest.param("Navn;Antall\r\nÅs;3\r\n\x1a", id="end-of-file"),
        pytest.param("Navn;Antall\r\nÅs;3\x1a\r\n", id="end-of-file-and-line"),
    ],
)
def test_csv_with_sep_or_end_of_file_is_read(data: str) -> None:
    sheet = read_csv(data.encode())

    assert (sheet.headers, sheet.rows) == (["Navn", "Antall"], [(2, ("Ås", "3"))])


def test_strict_workbook_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["Navn", "Innmeldt"])
    book.worksheets[0].append(["Ås"])
    data = in_parts(saved(book), STRICT)
    # Excel stores dates as text in this dialect.
    data = in_parts(data, {b"</row></sheetData>": b'<c r="B2" t="d"><v>2021-01-05</v></c></row></sheetData>'})

    (row,) = only(read_workbook(data)).rows

    assert (row.cells[0], f"{row.cells[1]:%d.%m.%Y}") == ("Ås", "05.01.2021")


def test_workbook_with_other_names_of_parts_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["Navn"])

    assert only(read_workbook(in_parts(saved(book), {b"workbook.xml": b"workbook22.xml"}))).headers == ["Navn"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("EncryptedPackage".encode("utf-16-le"), r"har et passord.*som \.xlsx", id="password"),
        pytest.param("Workbook".encode("utf-16-le"), r"\(\.xls\).*som \.xlsx", id="xls"),
    ],
)
def test_workbook_in_old_container_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        read_workbook(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + content)


def test_escaped_characters_of_cells_are_decoded() -> None:
    book = Workbook()
    book.worksheets[0].append(["Navn"])
    for text in ("a_x000D_\nb", "a_x005F_x000D_b", "a_xD83D_b", "_x00e5_s"):
        book.worksheets[0].append([text])

    assert [row.cells[0] for row in only(read_workbook(saved(book))).rows] == ["a\nb", "a_x000D_b", "a_xD83D_b", "ås"]


def test_cells_and_headings_are_normalised() -> None:
    sheet = read_csv("\u200bKa\u030aseri \N{NO-BREAK SPACE}nr;Navn\nA\u030as\u00ad;\u200b\ufeff\n".encode())

    assert (sheet.headers, sheet.rows) == (["Kåseri nr", "Navn"], [(2, ("Ås", ""))])
