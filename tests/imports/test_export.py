"""Exported files can be imported again without changes."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from balansekunst.imports.formats import Csv, Xlsx
from balansekunst.imports.resources import SheetResource
from balansepotten.models import Application, Call
from balansepotten.resources import ApplicationResource, CallResource
from courses.models import Assignment
from courses.resources import AssignmentResource
from members.models import Organisation
from members.resources import MembershipResource
from office.folder import FILES
from radgivning.resources import EnquiryResource
from tests.imports.conftest import ImportFiles, written
from tests.imports.folders import FIRST, SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

RESOURCES = [
    pytest.param(resource, SMALL[file][resource.sheet_title if file.endswith("xlsx") else ""], id=resource.__name__)
    for file, resources in FILES.items()
    for resource in resources
]


@pytest.mark.parametrize(("resource", "rows"), RESOURCES)
def test_export_headings_match_office_files(resource: type[SheetResource], rows: list[dict[str, Any]]) -> None:
    headings = resource().get_export_headers()

    assert [heading for heading in headings if heading in rows[0]] == list(rows[0])


@pytest.mark.parametrize(("resource", "rows"), RESOURCES)
def test_columns_added_since_are_optional(resource: type[SheetResource], rows: list[dict[str, Any]]) -> None:
    columns = resource().get_export_fields()

    assert [column.column_name for column in columns if column.column_name not in rows[0] and not column.optional] == []


@pytest.mark.parametrize(("resource", "rows"), RESOURCES)
@pytest.mark.parametrize("file_format", [Xlsx(), Csv()], ids=["xlsx", "csv"])
def test_exported_file_imports_unchanged(
    import_files: ImportFiles, resource: type[SheetResource], rows: list[dict[str, Any]], file_format: Any
) -> None:
    import_files()
    file = written(file_format, resource().export())

    result = resource().import_data(file_format.create_dataset(file), file_name="eksport", raise_errors=True)

    assert result.totals["skip"] == len(rows)
    assert not result.has_errors()
    assert not result.has_validation_errors()


@pytest.mark.parametrize(("resource", "rows"), RESOURCES)
def test_preview_shows_unsaved_rows(
    import_files: ImportFiles, resource: type[SheetResource], rows: list[dict[str, Any]]
) -> None:
    import_files()
    dataset = Csv().create_dataset(written(Csv(), resource().export()))

    result = resource().import_data(dataset, dry_run=True, raise_errors=True)

    assert len(result.rows) == len(rows)
    for row in result.rows:
        assert len(row.diff) == len(resource().get_export_headers())


def test_workbook_has_real_numbers_and_dates(import_files: ImportFiles) -> None:
    import_files()

    sheet = load_workbook(io.BytesIO(written(Xlsx(), CallResource().export()))).worksheets[0]

    assert sheet.title == "Utlysninger"
    assert [cell.value for cell in sheet[2]] == [
        2023,
        1_200_000,
        datetime(2023, 2, 26),  # noqa: DTZ001
        datetime(2023, 4, 8),  # noqa: DTZ001
        datetime(2023, 5, 31),  # noqa: DTZ001
    ]


def test_csv_has_norwegian_format(import_files: ImportFiles) -> None:
    import_files()

    text = written(Csv(), EnquiryResource().export()).decode("utf-8")

    assert text.splitlines()[:2] == [
        "\ufeffDato;Kanal;Hvem;Tema;Landsdel;Juridisk veiledning",
        "27.01.2023;skjema;virksomhet eller leder;annet;Østlandet;Ja",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_in_each_encoding(import_files: ImportFiles, encoding: str) -> None:
    import_files()
    text = written(Csv(), EnquiryResource().export()).decode("utf-8-sig")

    result = EnquiryResource().import_data(Csv().create_dataset(text.encode(encoding)), raise_errors=True)

    assert result.totals["skip"] == 3


@pytest.mark.parametrize("name", ["=1+1", "+47 scene", "-minus", "@home", "'sitat'", "'=sitat"])
@pytest.mark.parametrize("file_format", [Xlsx(), Csv()], ids=["xlsx", "csv"])
def test_formula_like_name_survives_round_trip(import_files: ImportFiles, name: str, file_format: Any) -> None:
    import_files()
    Organisation.objects.filter(number=FIRST).update(name=name)
    file = written(file_format, MembershipResource().export())

    MembershipResource().import_data(file_format.create_dataset(file), raise_errors=True)

    assert Organisation.objects.get(number=FIRST).name == name


def test_csv_escapes_formula_like_name(import_files: ImportFiles) -> None:
    import_files()
    Organisation.objects.filter(number=FIRST).update(name="=1+1")

    assert b";'=1+1;" in written(Csv(), MembershipResource().export())


def test_admin_faults_have_row_and_heading(import_files: ImportFiles) -> None:
    import_files()
    file = written(Csv(), AssignmentResource().export())
    file = file.replace(b";27;", b";mange;").replace("Gjennomført".encode(), b"Utsatt", 1)

    result = AssignmentResource().import_data(Csv().create_dataset(file), dry_run=True)

    (row,) = result.invalid_rows
    assert row.number == 2
    assert list(row.error_dict) == ["Deltakere", "Status"]


def test_admin_reports_wrong_headings(import_files: ImportFiles) -> None:
    result = EnquiryResource().import_data(Csv().create_dataset(b"Dato;Navn\r\n01.01.2024;Kari\r\n"), dry_run=True)

    (error,) = result.base_errors
    assert error.error.messages[0].startswith("Kolonnen «Navn» er ukjent. Kolonnene skal være Dato, Kanal, ")
    assert result.rows == []


def test_export_excludes_drafts(import_files: ImportFiles) -> None:
    import_files()
    organisation = Organisation.objects.get(number=FIRST)
    Application.objects.create(call=Call.objects.get(), organisation=organisation, title="Kladd")

    assert len(list(ApplicationResource().export(queryset=Application.objects.all()).rows)) == 2


def test_booked_course_survives_round_trip(import_files: ImportFiles) -> None:
    import_files()
    Assignment.objects.filter(date=date(2023, 3, 8)).update(status=Assignment.Status.BOOKED)

    dataset = Csv().create_dataset(written(Csv(), AssignmentResource().export()))

    assert AssignmentResource().import_data(dataset, raise_errors=True).totals["skip"] == 3
