"""A changed municipality in a sheet is a move: figures of earlier days stay."""

from datetime import date
from typing import Any

import pytest
import time_machine

from balansekunst.imports.resources import SheetResource
from members.models import County, Membership, Organisation
from members.resources import MembershipResource
from members.sheets import CountyResource, OrganisationResource
from tests.factories import MembershipFactory, organisation_number
from tests.imports.sheets import Cells, sheet_of

TODAY = date(2026, 3, 16)
pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("resource", [MembershipResource, OrganisationResource])


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def organisation() -> Organisation:
    return MembershipFactory.create(organisation__name="Den flyttede").organisation


def cells(organisation: Organisation, resource: type[SheetResource], **changed: Any) -> Cells:
    row = {
        "Organisasjonsnummer": organisation.number,
        "Navn": organisation.name,
        "Kunstfelt": "Musikk",
        "Kommune": "Oslo",
    }
    dates = {"Innmeldt": date(2023, 1, 1), "Utmeldt": None} if resource is MembershipResource else {}
    return row | dates | {name.replace("_", " "): value for name, value in changed.items()}


def load(resource: type[SheetResource], *rows: Cells) -> Any:
    return resource().import_data(sheet_of(list(rows)))


def places(organisation: Organisation) -> list[str]:
    organisation.refresh_from_db()
    return [*map(str, organisation.earlier_places.all()), organisation.municipality.display_name]


@EACH
def test_changed_municipality_is_a_move_today(resource: Any, organisation: Organisation) -> None:
    row = cells(organisation, resource, Kommune="Bergen")

    assert load(resource, row).totals["update"] == 1
    assert places(organisation) == ["Oslo til 16.03.2026", "Bergen"]
    assert load(resource, row).totals["skip"] == 1
    assert places(organisation) == ["Oslo til 16.03.2026", "Bergen"]


@EACH
def test_move_has_the_day_in_the_sheet(resource: Any, organisation: Organisation) -> None:
    row = cells(organisation, resource, Kommune="Bergen", Kommune_fra=date(2024, 6, 1), Navn="Nytt navn")

    assert load(resource, row).totals["update"] == 1
    assert places(organisation) == ["Oslo til 01.06.2024", "Bergen"]
    assert organisation.name == "Nytt navn"
    assert load(resource, row).totals["skip"] == 1


@EACH
def test_older_sheet_with_days_changes_nothing(resource: Any, organisation: Organisation) -> None:
    load(resource, cells(organisation, resource, Kommune="Bergen", Kommune_fra=date(2024, 6, 1)))
    load(resource, cells(organisation, resource, Kommune="Tromsø", Kommune_fra=date(2025, 6, 1)))

    again = load(resource, cells(organisation, resource, Kommune="Bergen", Kommune_fra=date(2024, 6, 1)))

    assert again.totals["skip"] == 1
    assert places(organisation) == ["Bergen til 01.06.2025", "Oslo til 01.06.2024", "Tromsø"]


@EACH
def test_move_in_the_future_is_an_error(resource: Any, organisation: Organisation) -> None:
    result = load(resource, cells(organisation, resource, Kommune="Bergen", Kommune_fra=date(2026, 3, 17)))

    assert result.totals["invalid"] == 1
    assert places(organisation) == ["Oslo"]


@EACH
@pytest.mark.parametrize(
    ("day", "message"),
    [
        pytest.param(date(1905, 7, 13), "Datoen 13.07.1905 er årstallet 2021 i en celle for datoer.", id="year"),
        pytest.param("01.06.0202", "Datoen 01.06.0202 kan ikke stemme.", id="mistyped"),
        pytest.param(date(1989, 12, 31), "Datoen 31.12.1989 kan ikke stemme.", id="day before the first"),
    ],
)
def test_day_that_can_not_be_is_an_error(resource: Any, organisation: Organisation, day: Any, message: str) -> None:
    result = load(resource, cells(organisation, resource, Kommune="Bergen", Kommune_fra=day))

    assert message in result.invalid_rows[0].error.message_dict["Kommune fra"][0]
    assert places(organisation) == ["Oslo"]


@EACH
def test_move_is_a_warning(resource: Any, organisation: Organisation) -> None:
    (warning,) = load(resource, cells(organisation, resource, Kommune="Bergen")).warnings

    assert (warning.row, warning.column) == (2, "Kommune")
    assert warning.message.startswith("Virksomheten flytter fra Oslo, fra og med 16.03.2026.")


@EACH
def test_new_organisation_has_not_moved(resource: Any) -> None:
    new = Organisation(number=organisation_number(900_001), name="Den nye")
    rows = [cells(new, resource, Kommune="Bergen")]
    if resource is MembershipResource:
        rows.insert(0, cells(new, resource, Innmeldt=date(2020, 1, 1), Utmeldt=date(2021, 1, 1)))
    result = load(resource, *rows)

    assert result.totals["new"] == len(rows)
    assert places(Organisation.objects.get(number=new.number)) == ["Bergen"]


def test_move_beside_new_membership(organisation: Organisation) -> None:
    Membership.objects.update(left=date(2024, 1, 1))
    day = date(2025, 1, 1)
    joined = cells(organisation, MembershipResource, Kommune="Bergen", Innmeldt=day, Kommune_fra=day)

    assert load(MembershipResource, joined).totals["new"] == 1
    assert places(organisation) == ["Oslo til 01.01.2025", "Bergen"]
    assert organisation.memberships.count() == 2


@EACH
def test_history_of_move_has_reason(resource: Any, organisation: Organisation) -> None:
    load(resource, cells(organisation, resource, Kommune="Bergen"))

    versions = [organisation.history.latest(), organisation.earlier_places.get().history.latest()]
    assert [version.history_change_reason for version in versions] == ["Importer", "Importer"]
    assert organisation.history.count() == 2


def test_landsdel_changes_from_today() -> None:
    county = County.objects.get(name="Møre og Romsdal")
    load(CountyResource, {"Fylkesnummer": "15", "Navn": county.name, "Landsdel": "Midt-Norge"})

    assert [str(row) for row in county.earlier_regions.all()] == ["Vestlandet til 16.03.2026"]
    county.refresh_from_db()
    assert county.region == "Midt-Norge"
