"""The good folder: its rows, its figures, and that a second import changes nothing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from balansekunst.figures import Period
from balansemerket.models import Certification, Event
from balansepotten.models import Application, Call
from courses.models import Assignment, Instructor
from members.models import Contact, Membership, Organisation
from office.folder import Report, import_folder, read_folder
from radgivning.models import Enquiry
from reports.counting.summary import key_numbers
from tests.imports.folders import EXPECTED, GOOD, Files, each_cell, each_row, office_figures, read, write

pytestmark = pytest.mark.django_db

ROWS = {
    "medlemmer.xlsx": 225,
    "kurs.xlsx": 136,
    "balansemerket.xlsx": 181,
    "balansepotten.xlsx": 101,
    "radgivning.csv": 108,
}


def history_count() -> int:
    histories = [model for model in apps.get_models(include_auto_created=True) if hasattr(model, "history_date")]
    return sum(model._default_manager.count() for model in histories)


def test_good_folder_is_all_new(imported: Report) -> None:
    assert imported.faults == []
    assert list(imported.lines()) == [f"{file}: {count} nye, 0 endret, 0 uendret" for file, count in ROWS.items()]


@pytest.mark.parametrize("year", [2023, 2024], ids=str)
def test_good_folder_gives_the_expected_figures(imported: Report, year: int) -> None:
    figures, checks = key_numbers(Period.year(year))

    assert office_figures(figures, EXPECTED[str(year)]) == EXPECTED[str(year)]
    assert all(holds for _words, holds in checks)


def test_good_folder_becomes_rows(imported: Report) -> None:
    counts = {
        model: model._default_manager.count()
        for model in (
            Organisation,
            Membership,
            Contact,
            Assignment,
            Instructor,
            Event,
            Certification,
            Call,
            Application,
        )
    }

    assert counts == {
        Organisation: 223,
        Membership: 225,
        Contact: 223,
        Assignment: 136,
        Instructor: 5,
        Event: 181,
        Certification: 59,
        Call: 2,
        Application: 99,
    }
    assert Enquiry.objects.count() == 108


def test_last_membership_updates_organisation(imported: Report) -> None:
    organisation = Organisation.objects.get(number="319186972")

    assert [membership.joined for membership in organisation.memberships.order_by("joined")] == [
        date(2021, 2, 15),
        date(2024, 1, 1),
    ]
    assert organisation.address == "Storgata 12"
    assert [contact.name for contact in organisation.contacts.all()] == ["Kontakt 552"]


def test_imported_contact_has_no_account(imported: Report) -> None:
    assert not Contact.objects.exclude(email="", user=None).exists()


def test_organisation_cells_are_normalised(imported: Report) -> None:
    organisation = Organisation.objects.get(number="314067185")

    assert (organisation.name, organisation.postcode) == ("Solrenning Kunstforening", "0974")


def test_event_gets_version_of_its_day(imported: Report) -> None:
    versions = {
        event.version.valid_from for event in Event.objects.filter(kind="renewed", date__year=2024) if event.version
    }

    assert versions == {date(2024, 1, 1)}
    assert not Event.objects.filter(kind="started", version__isnull=False).exists()
    assert not Event.objects.filter(kind__in=Event.GIVES_PERIOD, version=None).exists()


def test_call_dates_become_moments(imported: Report) -> None:
    call = Call.objects.get(year=2024)

    assert timezone.make_naive(call.opens_at) == datetime(2024, 2, 26, 0, 0)  # noqa: DTZ001
    assert timezone.make_naive(call.deadline) == datetime(2024, 4, 8, 23, 59)  # noqa: DTZ001
    assert (call.pot, call.decided_on) == (1_500_000, date(2024, 5, 31))


def test_withdrawn_application_keeps_its_number(imported: Report) -> None:
    withdrawn = Application.objects.filter(status=Application.Status.WITHDRAWN)

    assert withdrawn.count() == 3
    assert not withdrawn.filter(number="").exists()


def test_second_import_changes_nothing(imported: Report) -> None:
    history = history_count()

    report = import_folder(read_folder(GOOD))

    assert list(report.lines()) == [f"{file}: 0 nye, 0 endret, {count} uendret" for file, count in ROWS.items()]
    assert report.changes == []
    assert history_count() == history


def as_text(heading: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y}"
    if heading == "Postnummer":
        return str(value).zfill(4)
    return None if value is None else str(value)


def in_capitals(heading: str, value: Any) -> Any:
    listed = {"Kunstfelt", "Tema", "Form", "Status", "Hendelse", "Kategori", "Utfall", "Kanal", "Hvem", "Landsdel"}
    return value.upper() if heading in {*listed, "Kommune", "Juridisk veiledning"} and value else value


def between_blanks(_heading: str, value: Any) -> Any:
    return f" \N{NO-BREAK SPACE}{value}\N{NO-BREAK SPACE} " if isinstance(value, str) else value


def spaced_numbers(heading: str, value: Any) -> Any:
    if heading == "Organisasjonsnummer" and value:
        digits = "".join(str(value).split())
        return f"{digits[:3]}\N{NO-BREAK SPACE}{digits[3:6]} {digits[6:]}"
    return value


def as_real_numbers(heading: str, value: Any) -> Any:
    if heading in {"Organisasjonsnummer", "Postnummer", "Deltakere", "År"} and value:
        return float("".join(str(value).split()))
    return value


def columns_reversed(files: Files) -> Files:
    return each_row(files, lambda row: dict(reversed(row.items())))


def rows_reversed(files: Files) -> Files:
    return {file: {sheet: rows[::-1] for sheet, rows in sheets.items()} for file, sheets in files.items()}


def blank_rows_between(files: Files) -> Files:
    return {
        file: {
            sheet: [row for full in rows for row in (full, dict.fromkeys(full), dict.fromkeys(full, " "))]
            for sheet, rows in sheets.items()
        }
        for file, sheets in files.items()
    }


def sheets_reversed(files: Files) -> Files:
    return {file: dict(reversed(sheets.items())) for file, sheets in files.items()}


def rearranged(files: Files) -> Files:
    for rewrite in (columns_reversed, rows_reversed, blank_rows_between, sheets_reversed):
        files = rewrite(files)
    return files


def retyped(files: Files) -> Files:
    for change in (as_text, in_capitals, spaced_numbers, between_blanks):
        files = each_cell(files, change)
    return files


def with_real_numbers(files: Files) -> Files:
    return each_cell(files, as_real_numbers)


@pytest.mark.parametrize(
    ("rewrite", "encoding"), [(rearranged, "utf-8-sig"), (retyped, "cp1252"), (with_real_numbers, "utf-8")]
)
def test_rewritten_folder_imports_alike(
    imported: Report, tmp_path: Any, rewrite: Callable[[Files], Files], encoding: str
) -> None:
    report = import_folder(read_folder(write(tmp_path, rewrite(read(GOOD)), encoding=encoding)))

    assert report.faults == []
    assert report.changes == []
    assert list(report.lines()) == [f"{file}: 0 nye, 0 endret, {count} uendret" for file, count in ROWS.items()]
