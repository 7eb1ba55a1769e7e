"""Warnings of an import: what gives one, and at which cell."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balansekunst.imports.rows import CellMessage
from balansepotten.resources import ApplicationResource, CallResource
from members.fee_sheets import FeeRateResource
from members.models import Organisation
from members.sheets import MembershipApplicationResource, OrganisationResource
from office.folder import Place
from tests.factories import CallFactory, OrganisationFactory, organisation_number
from tests.imports.conftest import ImportFiles
from tests.imports.folders import (
    APPLICATIONS,
    CALLS,
    COURSES,
    MARK,
    MEMBERS,
    SECOND,
    Files,
    rows,
    small,
    with_cell,
)
from tests.imports.sheets import EXAMPLES, Cells, sheet_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

THIRD = organisation_number(810_001)


def example(resource: Any) -> Any:
    return next(each for each in EXAMPLES if each.resource is resource)


def warnings_of(resource: Any, *cells: Cells) -> list[CellMessage]:
    result = resource().import_data(sheet_of(list(cells)), dry_run=True)
    assert [*result.base_errors, *result.invalid_rows] == []
    return list(result.warnings)


def with_another_member(**cells: Any) -> Files:
    files = small()
    rows(files, MEMBERS).append(rows(files, MEMBERS)[1] | {"Organisasjonsnummer": THIRD, **cells})
    return files


@pytest.mark.parametrize(
    ("sheet", "row", "heading", "value", "is_likely"),
    [
        pytest.param(COURSES, 2, "Deltakere", 0, False, id="no-participants"),
        pytest.param(COURSES, 2, "Deltakere", 1, True, id="one-participant"),
        pytest.param(COURSES, 2, "Deltakere", 500, True, id="most-participants"),
        pytest.param(COURSES, 2, "Deltakere", "501", False, id="too-many-participants"),
        pytest.param(MEMBERS, 2, "Utmeldt", date(2021, 2, 2), False, id="29-days"),
        pytest.param(MEMBERS, 2, "Utmeldt", date(2021, 2, 3), True, id="30-days"),
        pytest.param(MARK, 3, "Gyldig til", date(2024, 8, 31), True, id="two-years"),
        pytest.param(MARK, 3, "Gyldig til", date(2024, 9, 1), False, id="more-than-two-years"),
        pytest.param(CALLS, 2, "Pott", 50_000_000, True, id="largest-pot"),
        pytest.param(CALLS, 2, "Pott", "50 000 001", False, id="pot-too-large"),
        pytest.param(APPLICATIONS, 3, "Søknadsbeløp", 999, False, id="in-thousands"),
        pytest.param(APPLICATIONS, 3, "Søknadsbeløp", 1_000, True, id="least-amount"),
        pytest.param(APPLICATIONS, 2, "Totalbudsjett", 10_000_000, True, id="largest-budget"),
        pytest.param(APPLICATIONS, 2, "Totalbudsjett", 10_000_001, False, id="budget-too-large"),
    ],
)
def test_unlikely_value_gives_warning_at_its_cell(
    import_files: ImportFiles, sheet: tuple[str, str], row: int, heading: str, value: Any, *, is_likely: bool
) -> None:
    report = import_files(with_cell(sheet, row, heading, value))

    assert report.faults == []
    assert [warning.place for warning in report.warnings] == ([] if is_likely else [Place(*sheet, row, heading)])
    assert Organisation.objects.exists() is is_likely


@pytest.mark.parametrize(
    ("amount", "is_likely"), [pytest.param(9_999, False, id="below"), pytest.param(10_000, True, id="least")]
)
def test_pot_in_thousands_gives_warning(amount: int, *, is_likely: bool) -> None:
    cells = example(CallResource).cells(0) | {"Pott": amount}

    assert [warning.column for warning in warnings_of(CallResource, cells)] == ([] if is_likely else ["Pott"])


def test_fee_in_thousands_gives_warning() -> None:
    cells = example(FeeRateResource).cells(0)

    assert warnings_of(FeeRateResource, cells | {"Beløp": 5}) == [
        CellMessage(2, "Beløp", "5 er uvanlig. Det vanlige er fra 100 til 100\N{NO-BREAK SPACE}000.")
    ]
    assert warnings_of(FeeRateResource, cells | {"Beløp": 100}) == []


@pytest.mark.parametrize(
    ("most", "amount", "is_likely"),
    [
        pytest.param({"max_amount": 300_000}, 300_000, True, id="largest-amount"),
        pytest.param({"max_amount": 300_000}, 300_001, False, id="above-largest-amount"),
        pytest.param({"pot": 300_000}, 300_000, True, id="whole-pot"),
        pytest.param({"pot": 300_000}, 300_001, False, id="above-pot"),
    ],
)
def test_amount_above_most_of_call_gives_warning(most: dict[str, int], amount: int, *, is_likely: bool) -> None:
    CallFactory.create(year=2031, **{"max_amount": None, "pot": 900_000} | most)
    organisation = OrganisationFactory.create()
    cells = example(ApplicationResource).cells(0) | {
        "Organisasjonsnummer": organisation.number,
        "Totalbudsjett": 400_000,
        "Søknadsbeløp": amount,
    }

    found = warnings_of(ApplicationResource, cells)

    assert [warning.column for warning in found] == ([] if is_likely else ["Søknadsbeløp"])
    assert all("for 2031: 300\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr." in warning.message for warning in found)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Morild Kulturhus", id="same"),
        pytest.param("Stiftelsen MORILD kulturhus", id="folded"),
        pytest.param("Morild Kulturhuz", id="one-letter"),
    ],
)
@pytest.mark.parametrize("is_stored", [pytest.param(True, id="stored"), pytest.param(False, id="in-same-sheet")])
def test_new_organisation_with_known_name_gives_warning(
    import_files: ImportFiles, name: str, *, is_stored: bool
) -> None:
    if is_stored:
        import_files()

    report = import_files(with_another_member(Navn=name))

    (warning,) = report.warnings
    assert warning.place == Place(*MEMBERS, 4, "Navn")
    assert "«Morild Kulturhus»" in warning.message
    assert SECOND in warning.message
    assert not Organisation.objects.filter(number=THIRD).exists()


def test_new_organisation_with_other_name_gives_no_warning(import_files: ImportFiles) -> None:
    import_files()

    assert import_files(with_another_member(Navn="Morild Kulturlag")).warnings == []
    assert Organisation.objects.filter(number=THIRD).exists()


def test_organisation_that_comes_back_gives_no_warning(import_files: ImportFiles) -> None:
    import_files()
    files = small()
    rows(files, MEMBERS).append(rows(files, MEMBERS)[0] | {"Innmeldt": date(2024, 6, 1), "Utmeldt": None})

    assert import_files(files).warnings == []


def test_changed_name_like_another_gives_warning(import_files: ImportFiles) -> None:
    import_files()

    (warning,) = import_files(with_cell(MEMBERS, 2, "Navn", "Morild Kulturhus AS")).warnings

    assert (warning.place.row, warning.place.column) == (2, "Navn")


@pytest.mark.parametrize("resource", [OrganisationResource, MembershipApplicationResource])
def test_known_name_gives_warning_in_other_sheets(resource: Any) -> None:
    OrganisationFactory.create(name="Ukjent 1")
    cells = example(resource).cells(1) | {"Navn": "Ukjent 1"}

    assert [warning.column for warning in warnings_of(resource, cells)] == ["Navn"]


def test_request_of_known_organisation_gives_no_warning() -> None:
    cells = example(MembershipApplicationResource).cells(1)
    OrganisationFactory.create(number=cells["Organisasjonsnummer"], name=cells["Navn"])

    assert warnings_of(MembershipApplicationResource, cells) == []


def test_row_with_error_and_warning_has_both(import_files: ImportFiles) -> None:
    files = with_cell(COURSES, 2, "Deltakere", 5000)
    rows(files, COURSES)[0]["Form"] = "Utendørs"

    report = import_files(files)

    assert [fault.place.column for fault in report.faults] == ["Form"]
    assert [warning.place.column for warning in report.warnings] == ["Deltakere"]


def test_cell_with_error_has_no_warning(import_files: ImportFiles) -> None:
    report = import_files(with_cell(COURSES, 2, "Deltakere", -1))

    assert ([fault.place.column for fault in report.faults], report.warnings) == (["Deltakere"], [])


def test_stored_value_gives_no_warning_again(import_files: ImportFiles) -> None:
    files = with_cell(COURSES, 2, "Deltakere", 5000)
    import_files(files, accept_warnings=True)
    rows(files, COURSES)[0]["Kommune"] = "Bergen"

    report = import_files(files)

    assert (report.warnings, len(report.changes)) == ([], 1)


def test_warnings_are_in_order_of_rows(import_files: ImportFiles) -> None:
    files = with_another_member(Navn="Morild Kulturhus", Innmeldt=date(2020, 1, 1), Utmeldt=date(2020, 1, 5))
    rows(files, MEMBERS)[0]["Utmeldt"] = date(2021, 1, 5)

    warnings = import_files(files).warnings

    assert [warning.place.row for warning in warnings] == sorted(warning.place.row for warning in warnings)
    assert {warning.message for warning in warnings if warning.place.column == "Utmeldt"} == {
        "Medlemskapet varer bare 1 dag.",
        "Medlemskapet varer bare 4 dager.",
    }


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(6, id="six")])
def test_warnings_take_few_statements(count: int) -> None:
    for n in range(count):
        OrganisationFactory.create(name=f"Kjent virksomhet {n}")
    cells = [example(OrganisationResource).cells(n) | {"Navn": f"Kjent virksomhet {n}"} for n in range(count)]

    with CaptureQueriesContext(connection) as queries:
        found = warnings_of(OrganisationResource, *cells)

    assert len(found) == count
    assert len([query for query in queries if 'SELECT "members_organisation"."name"' in query["sql"]]) == 1
