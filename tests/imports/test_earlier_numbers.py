"""A row with an earlier number or name is about the same organisation, which keeps its present ones."""

from datetime import date
from typing import Any

import pytest

from balansekunst.models import User
from courses.models import Assignment
from members import identities
from members.fee_sheets import FeeResource
from members.models import Membership, Organisation
from members.resources import MembershipResource
from members.sheets import OrganisationResource
from office.folder import Place
from tests.factories import FeeRateFactory, organisation_number
from tests.imports.conftest import ImportFiles
from tests.imports.folders import COURSES, FIRST, MEMBERS, SECOND, rows, small
from tests.imports.sheets import sheet_of

pytestmark = pytest.mark.django_db

NEW = organisation_number(840_001)


@pytest.fixture
def renumbered(import_files: ImportFiles, staff: User) -> Organisation:
    """The first organisation of the small folder, which has a new number and name."""
    import_files()
    return identities.change(
        Organisation.objects.get(number=FIRST),
        number=NEW,
        name="Fossekall Scene",
        from_day=date(2024, 1, 1),
        today=date(2026, 1, 1),
        by=staff,
    )


def test_folder_with_earlier_number_changes_nothing(import_files: ImportFiles, renumbered: Organisation) -> None:
    report = import_files()

    assert (report.faults, report.changes, report.to_accept) == ([], [], 0)
    assert {counts["new"] for counts in report.rows.values()} == {0}
    assert Organisation.objects.count() == 2
    warnings = {(warning.place.file, warning.place.row, warning.place.column) for warning in report.warnings}
    assert warnings == {
        ("medlemmer.xlsx", 2, "Organisasjonsnummer"),
        ("medlemmer.xlsx", 2, "Navn"),
        ("kurs.xlsx", 2, "Organisasjonsnummer"),
        ("balansepotten.xlsx", 2, "Organisasjonsnummer"),
        *(("balansemerket.xlsx", row, "Organisasjonsnummer") for row in (2, 3, 4)),
    }


def test_warning_names_the_present_number(import_files: ImportFiles, renumbered: Organisation) -> None:
    number, name, *_others = (warning.message for warning in import_files().warnings)

    assert number == f"{FIRST} er et tidligere nummer. Fossekall Scene har nå nummer {NEW}."
    assert name == "«Fossekall Samtidsmusikk» er et tidligere navn. Nå heter virksomheten «Fossekall Scene»."


def test_new_rows_with_earlier_number_join_the_organisation(
    import_files: ImportFiles, renumbered: Organisation
) -> None:
    files = small()
    rows(files, MEMBERS).append(rows(files, MEMBERS)[0] | {"Innmeldt": date(2024, 6, 1), "Utmeldt": None})
    rows(files, COURSES).append(rows(files, COURSES)[0] | {"Dato": date(2024, 6, 1)})

    waiting = import_files(files)
    accepted = import_files(files, accept_warnings=True)

    assert (waiting.to_accept, accepted.rows["medlemmer.xlsx"]["new"]) == (3, 1)
    assert Place(*MEMBERS, 4, "Organisasjonsnummer") in [warning.place for warning in waiting.warnings]
    assert Membership.objects.filter(organisation=renumbered).count() == 2
    assert Assignment.objects.filter(client=renumbered).count() == 2
    renumbered.refresh_from_db()
    assert (renumbered.number, renumbered.name) == (NEW, "Fossekall Scene")


def test_both_numbers_in_a_sheet_are_one_organisation(import_files: ImportFiles, renumbered: Organisation) -> None:
    files = small()
    rows(files, MEMBERS).append(
        rows(files, MEMBERS)[0]
        | {"Organisasjonsnummer": NEW, "Navn": "Fossekall Scene", "Innmeldt": date(2024, 6, 1), "Utmeldt": None}
        | {"Adresse": "Torget 1"}
    )

    report = import_files(files)

    assert (report.faults, report.to_accept) == ([], 0)
    renumbered.refresh_from_db()
    assert (renumbered.memberships.count(), renumbered.address) == (2, "Torget 1")


def test_new_name_under_earlier_number_is_imported(import_files: ImportFiles, renumbered: Organisation) -> None:
    files = small()
    rows(files, MEMBERS)[0]["Navn"] = "Fossekall Kulturhus"

    import_files(files, accept_warnings=True)

    renumbered.refresh_from_db()
    assert (renumbered.number, renumbered.name) == (NEW, "Fossekall Kulturhus")


def test_earlier_name_under_new_number_of_another_is_warned_of(
    import_files: ImportFiles, renumbered: Organisation
) -> None:
    files = small()
    rows(files, MEMBERS)[1] |= {"Organisasjonsnummer": organisation_number(840_002), "Navn": "Fossekall samtidsmusikk"}

    messages = [warning.message for warning in import_files(files, dry_run=True).warnings]

    assert any(NEW in message and "fått nytt nummer" in message for message in messages)


@pytest.mark.parametrize("resource", [OrganisationResource, MembershipResource])
def test_sheets_of_the_register_know_earlier_numbers(renumbered: Organisation, resource: Any) -> None:
    cells = {"Organisasjonsnummer": FIRST, "Navn": "Fossekall Samtidsmusikk", "Kunstfelt": "Scenekunst"}
    cells |= {"Kommune": "Oslo"}
    membership = {"Innmeldt": date(2021, 1, 4), "Utmeldt": date(2023, 12, 19)}

    result = resource().import_data(sheet_of([cells | (membership if resource is MembershipResource else {})]))

    assert (result.totals["skip"], result.has_validation_errors()) == (1, False)
    assert [warning.column for warning in result.warnings] == ["Organisasjonsnummer", "Navn"]


def test_fee_is_found_by_earlier_number(renumbered: Organisation) -> None:
    FeeRateFactory.create(year=2023, size="small")
    cells = {"Organisasjonsnummer": FIRST, "Sats": "2023 liten", "Forfall": date(2023, 3, 1), "Betalt": None}

    result = FeeResource().import_data(sheet_of([cells]))

    assert [warning.column for warning in result.to_accept] == ["Organisasjonsnummer"]
    assert renumbered.memberships.get().fees.count() == 1


def test_organisation_without_earlier_number_is_not_warned_of(
    import_files: ImportFiles, renumbered: Organisation
) -> None:
    assert not any(SECOND in warning.message for warning in import_files().warnings)
