"""A missing or damaged file or sheet is reported, and nothing else."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from members.models import Organisation
from office.folder import Place, import_folder, read_folder
from tests.imports.conftest import ImportFiles
from tests.imports.folders import (
    APPLICATIONS,
    CALLS,
    COURSES,
    ENQUIRIES,
    FIRST,
    MEMBERS,
    SMALL,
    places,
    rows,
    small,
    with_cell,
    write,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize("missing", list(SMALL))
def test_missing_file_is_only_fault(import_files: ImportFiles, missing: str) -> None:
    files = small()
    del files[missing]

    report = import_files(files)

    assert [str(fault) for fault in report.faults] == [f"{missing}: Filen mangler. Den skal være i mappen."]


@pytest.mark.parametrize("sheet", [CALLS, APPLICATIONS], ids=lambda sheet: sheet[1])
def test_missing_sheet_is_only_fault(import_files: ImportFiles, sheet: tuple[str, str]) -> None:
    files = small()
    files[sheet[0]]["Notater"] = files[sheet[0]].pop(sheet[1])

    report = import_files(files)

    assert [str(fault) for fault in report.faults] == [f"{sheet[0]}, {sheet[1]}: Fant ikke arket «{sheet[1]}»."]


@pytest.mark.parametrize("sheet", [MEMBERS, COURSES, CALLS, ENQUIRIES], ids=lambda sheet: sheet[0])
def test_wrong_columns_are_named(import_files: ImportFiles, sheet: tuple[str, str]) -> None:
    files = small()
    first = next(iter(rows(files, sheet)[0]))
    for row in rows(files, sheet):
        row["Notat"] = row.pop(first)

    unknown, missing = import_files(files).faults

    assert (unknown.place, missing.place) == (Place(*sheet), Place(*sheet))
    assert unknown.message.startswith(f"Kolonnen «Notat» er ukjent. Kolonnene skal være {first}, ")
    assert missing.message == f"Kolonnen «{first}» mangler. Den skal være i rad 1."


def test_optional_column_may_be_missing(import_files: ImportFiles) -> None:
    import_files()
    files = small()
    for row in rows(files, MEMBERS):
        del row["Adresse"], row["Kontaktperson"]

    report = import_files(files)

    assert (report.faults, report.changes) == ([], [])
    assert Organisation.objects.get(number=FIRST).address == "Storgata 23"


def test_cell_without_heading_is_reported(import_files: ImportFiles, tmp_path: Path) -> None:
    folder = write(tmp_path / "kontoret", small())
    book = load_workbook(folder / "kurs.xlsx")
    book["Kurs"]["M3"] = "Husk!"
    book.save(folder / "kurs.xlsx")

    (fault,) = import_folder(read_folder(folder)).faults

    assert str(fault) == "kurs.xlsx, Kurs: Rad 3 har en celle i en kolonne uten overskrift."


@pytest.mark.parametrize(
    ("formula", "shown"),
    [("=1/0", "(=1/0)"), ("#REF!", "(#REF!)")],
    ids=["never-worked-out", "error"],
)
def test_formula_without_value_is_reported(tmp_path: Path, formula: str, shown: str) -> None:
    folder = write(tmp_path / "kontoret", small())
    book = load_workbook(folder / "medlemmer.xlsx")
    book["Medlemmer"]["B2"] = formula
    book.save(folder / "medlemmer.xlsx")

    (fault,) = import_folder(read_folder(folder)).faults

    assert fault.place == Place(*MEMBERS, 2, "Navn")
    assert fault.message == f"Formelen i cellen gir ikke noe svar {shown}. Skriv en verdi."


@pytest.mark.parametrize("file", list(SMALL))
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 and no more\x81", id="cut"),
        pytest.param("Dato;Kanal".encode("utf-16"), id="utf-16"),
        pytest.param(b"\x81\x8d" * 40, id="noise"),
    ],
)
def test_damaged_file_is_reported(tmp_path: Path, file: str, data: bytes) -> None:
    folder = write(tmp_path / "kontoret", small())
    (folder / file).write_bytes(data)

    report = import_folder(read_folder(folder))

    assert {fault.place.file for fault in report.faults} == {file}


def test_workbook_with_damaged_part_is_reported(tmp_path: Path) -> None:
    folder = write(tmp_path / "kontoret", small())
    data = bytearray((folder / "kurs.xlsx").read_bytes())
    data[len(data) // 3 : len(data) // 3 + 40] = b"?" * 40
    (folder / "kurs.xlsx").write_bytes(data)

    (fault,) = import_folder(read_folder(folder)).faults

    assert str(fault) == "kurs.xlsx: Filen er skadet eller ikke en arbeidsbok. Den skal være i Excel-formatet .xlsx."


def test_folder_instead_of_file_is_reported(tmp_path: Path) -> None:
    folder = write(tmp_path / "kontoret", small())
    (folder / "kurs.xlsx").unlink()
    (folder / "kurs.xlsx").mkdir()

    (fault,) = import_folder(read_folder(folder)).faults

    assert str(fault).startswith("kurs.xlsx: Filen kan ikke leses (")


def test_csv_with_open_quote_is_reported(tmp_path: Path) -> None:
    folder = write(tmp_path / "kontoret", small())
    (folder / "radgivning.csv").write_text('Dato;Kanal\n"27.01.2023;telefon\n', encoding="utf-8")

    (fault,) = import_folder(read_folder(folder)).faults

    assert str(fault).startswith("radgivning.csv: Filen kan ikke leses som CSV, se linje 2 (")


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    files = with_cell(MEMBERS, 3, "Navn", None)
    rows(files, APPLICATIONS)[0]["Kategori"] = "sirkus"
    del files["kurs.xlsx"]
    folder = write(tmp_path / "kontoret", files)
    (folder / "radgivning.csv").write_bytes(b"\xff\xfe\x00")

    assert places(import_folder(read_folder(folder))) == [
        Place(*MEMBERS, 3, "Navn"),
        Place("kurs.xlsx"),
        Place(*APPLICATIONS, 2, "Kategori"),
        Place("radgivning.csv"),
    ]


def test_missing_folder_is_reported(tmp_path: Path) -> None:
    (fault,) = import_folder(read_folder(tmp_path / "ingensteds")).faults

    assert str(fault) == (
        f"{tmp_path / 'ingensteds'}: Mappen finnes ikke. "
        "Det skal være en mappe med medlemmer.xlsx, kurs.xlsx, balansemerket.xlsx, balansepotten.xlsx, radgivning.csv."
    )
