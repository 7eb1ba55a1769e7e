"""Errors in a folder are reported once, in the right place, without their consequences."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import Organisation
from office.folder import Place
from tests.imports.conftest import ImportFiles
from tests.imports.folders import (
    APPLICATIONS,
    CALLS,
    CELLS,
    COURSES,
    ENQUIRIES,
    FIRST,
    MARK,
    MEMBERS,
    SECOND,
    places,
    rows,
    small,
    with_cell,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

UNKNOWN = "999999999"


def test_small_folder_has_no_faults(import_files: ImportFiles) -> None:
    report = import_files()

    assert report.faults == []
    assert [sum(counts.values()) for counts in report.rows.values()] == [2, 3, 3, 3, 3]


REFERRED_TO = (MEMBERS, CALLS)
Fault = tuple[tuple[str, str], int, str, Any]
# Those in different rows are imported together, since an import takes time; but not with those in sheets that others
# refer to, since a fault in a reference to a refused row is not reported.
FAULTS: list[Fault] = [
    (MEMBERS, 2, "Organisasjonsnummer", None),
    (MEMBERS, 2, "Organisasjonsnummer", "310000001"),
    (MEMBERS, 2, "Navn", " \N{NO-BREAK SPACE}"),
    (MEMBERS, 2, "Navn", date(2024, 1, 1)),
    (MEMBERS, 2, "Navn", "x" * 201),
    (MEMBERS, 3, "Kunstfelt", "Sirkus"),
    (MEMBERS, 3, "Postnummer", "974"),
    (MEMBERS, 3, "Postnummer", 99999),
    (MEMBERS, 3, "Kommune", None),
    (MEMBERS, 3, "Kommune", "Herøy"),
    (MEMBERS, 3, "E-post", "post.morild.example"),
    (MEMBERS, 3, "Nettside", "morild"),
    (MEMBERS, 3, "Kontaktperson", "x" * 201),
    (MEMBERS, 3, "Innmeldt", None),
    (MEMBERS, 3, "Innmeldt", 44200),
    (MEMBERS, 2, "Utmeldt", date(2021, 1, 4)),
    (MEMBERS, 2, "Utmeldt", "31.02.2023"),
    (COURSES, 2, "Dato", None),
    (COURSES, 2, "Tittel", None),
    (COURSES, 2, "Tema", None),
    (COURSES, 2, "Tema", "bias og privilegier; noe annet"),
    (COURSES, 2, "Organisasjonsnummer", UNKNOWN),
    (COURSES, 4, "Oppdragsgiver", None),
    (COURSES, 2, "Kommune", None),
    (COURSES, 3, "Kommune", "Oslo"),
    (COURSES, 2, "Form", "Utendørs"),
    (COURSES, 2, "Deltakere", None),
    (COURSES, 2, "Deltakere", -1),
    (COURSES, 2, "Deltakere", "ca. 20"),
    (COURSES, 2, "Deltakere", 10**30),
    (COURSES, 2, "Deltakere", True),
    (COURSES, 4, "Deltakere", 20),
    (COURSES, 2, "Kursholder", "x" * 101),
    (COURSES, 2, "Status", "Utsatt"),
    (MARK, 2, "Organisasjonsnummer", None),
    (MARK, 2, "Organisasjonsnummer", UNKNOWN),
    (MARK, 2, "Hendelse", "Mistet"),
    (MARK, 2, "Gyldig til", date(2023, 1, 1)),
    (MARK, 3, "Gyldig til", None),
    (MARK, 3, "Gyldig til", date(2022, 8, 31)),
    (CALLS, 2, "Pott", -1),
    (CALLS, 2, "Pott", 10**30),
    (CALLS, 2, "Frist", date(2023, 2, 25)),
    (CALLS, 2, "Åpner", "vår"),
    (APPLICATIONS, 2, "År", 1999),
    (APPLICATIONS, 2, "Søknadsnummer", None),
    (APPLICATIONS, 2, "Søknadsnummer", "x" * 21),
    (APPLICATIONS, 2, "Organisasjonsnummer", UNKNOWN),
    (APPLICATIONS, 2, "Prosjekt", None),
    (APPLICATIONS, 2, "Kategori", "sirkus"),
    (APPLICATIONS, 2, "Søknadsbeløp", "mange penger"),
    (APPLICATIONS, 2, "Søknadsbeløp", 0),
    (APPLICATIONS, 2, "Søknadsbeløp", 464_001),
    (APPLICATIONS, 2, "Tildelt beløp", None),
    (APPLICATIONS, 2, "Tildelt beløp", 307_001),
    (APPLICATIONS, 3, "Tildelt beløp", 1),
    (APPLICATIONS, 2, "Utfall", "Utkast"),
    (ENQUIRIES, 2, "Dato", "2023-01-27"),
    (ENQUIRIES, 2, "Landsdel", "Svalbard"),
    (ENQUIRIES, 2, "Juridisk veiledning", "Kanskje"),
    (ENQUIRIES, 2, "Tema", None),
    (ENQUIRIES, 2, "Tema", "annet\x00"),
]


def in_different_rows(faults: Iterable[Fault]) -> list[list[Fault]]:
    """Return the faults in groups, in each of which a row has one fault at most."""
    groups: list[list[Fault]] = []
    for fault in faults:
        free = [group for group in groups if all(can_be_beside(fault, other) for other in group)]
        free[0].append(fault) if free else groups.append([fault])
    return groups


def can_be_beside(one: Fault, other: Fault) -> bool:
    return one[:2] != other[:2] and (one[0] in REFERRED_TO) == (other[0] in REFERRED_TO)


@pytest.mark.parametrize("faults", in_different_rows(FAULTS), ids=lambda faults: f"{len(faults)} faults")
def test_cell_faults_are_only_faults(import_files: ImportFiles, faults: list[Fault]) -> None:
    files = small()
    for sheet, row, heading, value in faults:
        rows(files, sheet)[row - 2][heading] = value

    report = import_files(files)

    assert sorted(places(report)) == sorted(Place(*sheet, row, heading) for sheet, row, heading, _value in faults)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("sheet", "row", "heading"),
    [
        (APPLICATIONS, 3, "Søknadsnummer"),
        (MARK, 4, "Dato"),
        (MEMBERS, 3, "Innmeldt"),
    ],
    ids=str,
)
def test_repeated_row_is_reported_at_key(
    import_files: ImportFiles, sheet: tuple[str, str], row: int, heading: str
) -> None:
    files = small()
    rows(files, sheet)[row - 2] = dict(rows(files, sheet)[row - 3])

    report = import_files(files)

    assert Place(*sheet, row, heading) in places(report)
    assert f"Raden gjentar rad {row - 1}." in str(report.faults[0])


def test_all_faults_of_row_are_reported(import_files: ImportFiles) -> None:
    files = with_cell(COURSES, 2, "Kommune", "Atlantis")
    rows(files, COURSES)[0] |= {"Deltakere": -12, "Tema": "noe annet"}

    assert places(import_files(files)) == [Place(*COURSES, 2, heading) for heading in ("Tema", "Kommune", "Deltakere")]


def test_blank_rows_do_not_shift_the_numbers(import_files: ImportFiles) -> None:
    files = with_cell(ENQUIRIES, 4, "Landsdel", "Svalbard")
    rows(files, ENQUIRIES).insert(1, {})
    rows(files, MEMBERS).insert(0, {"Navn": "  "})
    rows(files, MEMBERS)[2]["Navn"] = None

    assert places(import_files(files)) == [Place(*MEMBERS, 4, "Navn"), Place(*ENQUIRIES, 5, "Landsdel")]


def test_overlap_is_reported_at_later_period(import_files: ImportFiles) -> None:
    files = small()
    rows(files, MEMBERS).insert(0, rows(files, MEMBERS)[0] | {"Innmeldt": date(2023, 12, 18), "Utmeldt": None})

    assert places(import_files(files)) == [Place(*MEMBERS, 2, "Innmeldt")]


@pytest.mark.parametrize(
    ("heading", "value"),
    [("Innmeldt", "31.02.2019"), ("Navn", None), ("Kommune", "Atlantis"), ("Organisasjonsnummer", "310000001")],
    ids=["joined", "name", "municipality", "number"],
)
def test_reference_to_refused_organisation_is_no_fault(import_files: ImportFiles, heading: str, value: Any) -> None:
    assert places(import_files(with_cell(MEMBERS, 2, heading, value))) == [Place(*MEMBERS, 2, heading)]


def test_fault_beside_refused_organisation_is_reported(import_files: ImportFiles) -> None:
    files = with_cell(MEMBERS, 2, "Navn", None)
    rows(files, COURSES)[0]["Deltakere"] = -1

    assert places(import_files(files)) == [Place(*MEMBERS, 2, "Navn"), Place(*COURSES, 2, "Deltakere")]


def test_unknown_organisation_is_reported_beside_refused(import_files: ImportFiles) -> None:
    files = with_cell(MEMBERS, 2, "Organisasjonsnummer", "310000001")
    rows(files, APPLICATIONS)[1]["Organisasjonsnummer"] = UNKNOWN

    assert places(import_files(files)) == [
        Place(*MEMBERS, 2, "Organisasjonsnummer"),
        Place(*APPLICATIONS, 3, "Organisasjonsnummer"),
    ]


@pytest.mark.parametrize(
    ("heading", "value"), [("Pott", "mye"), ("År", "i fjor"), ("År", None)], ids=["pot", "year", "none"]
)
def test_reference_to_refused_call_is_no_fault(import_files: ImportFiles, heading: str, value: Any) -> None:
    assert places(import_files(with_cell(CALLS, 2, heading, value))) == [Place(*CALLS, 2, heading)]


ANY_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.dates(date(1901, 1, 1)),
    st.datetimes(datetime(1901, 1, 1)),  # noqa: DTZ001
    st.times().filter(lambda at: at != time()),
    st.sampled_from(
        [FIRST, SECOND, UNKNOWN, "Oslo", "=1+1", "31.12.2024", "#REF!", "85 000,-", "Ja", "Avlyst", "Fysisk"]
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cell=st.sampled_from(CELLS), value=ANY_CELL)
def test_any_cell_is_read_or_reported(import_files: ImportFiles, cell: tuple[str, str, int, str], value: Any) -> None:
    file, sheet, place, heading = cell

    report = import_files(with_cell((file, sheet), place + 2, heading, value), dry_run=True)

    for fault in report.faults:
        assert "\n" not in str(fault)
        assert "kan ikke lagres" not in str(fault)
    reported = {(fault.place.file, fault.place.sheet) for fault in report.faults}
    refers_to_it = {MEMBERS: {MEMBERS, COURSES, MARK, APPLICATIONS}, CALLS: {CALLS, APPLICATIONS}}
    assert reported <= refers_to_it.get((file, sheet), {(file, sheet)})
