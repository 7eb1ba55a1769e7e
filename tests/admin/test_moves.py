"""Moving an organisation in the admin, and lists by landsdel on a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import User
from members import places
from members.models import County, Membership, Organisation
from tests.conftest import log_in
from tests.factories import MembershipFactory, OrganisationFactory, municipality

pytestmark = pytest.mark.django_db


def change(client: Client, organisation: Organisation, **values: Any) -> Any:
    """Send the organisation's form with these values."""
    url = reverse("admin:members_organisation_change", args=[organisation.pk])
    form = {
        "name": organisation.name,
        "number": organisation.number,
        "field": organisation.field,
        "municipality": organisation.municipality.pk,
        "changed_from": timezone.localdate().isoformat(),
    }
    for prefix in ("memberships", "contacts", "earlier_places", "earlier_identities"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return client.post(url, form | values)


def earlier(organisation: Organisation) -> list[str]:
    return [str(place) for place in organisation.earlier_places.all()]


def present(organisation: Organisation) -> str:
    organisation.refresh_from_db()
    return organisation.municipality.display_name


def test_changed_municipality_is_a_move_today(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()

    assert change(staff_client, organisation, municipality=municipality("Bergen").pk).status_code == 302
    assert present(organisation) == "Bergen"
    assert earlier(organisation) == [f"Oslo til {timezone.localdate():%d.%m.%Y}"]
    assert organisation.history.count() == 2


def test_move_has_the_day_that_is_given(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    change(
        staff_client, organisation, municipality=municipality("Bergen").pk, changed_from="2024-06-01", name="Nytt navn"
    )

    assert (present(organisation), earlier(organisation)) == ("Bergen", ["Oslo til 01.06.2024"])
    assert organisation.name == "Nytt navn"


def test_move_in_the_future_is_refused(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = change(staff_client, organisation, municipality=municipality("Bergen").pk, changed_from=tomorrow)

    assert "Skriv en dag som ikke er i framtiden." in answer.text
    assert present(organisation) == "Oslo"


def test_correction_is_no_move(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    change(staff_client, organisation, municipality=municipality("Bergen").pk, is_correction="on")

    assert (present(organisation), earlier(organisation)) == ("Bergen", [])


def test_earlier_place_is_corrected_with_a_move_to_its_day(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    change(staff_client, organisation, municipality=municipality("Bergen").pk, changed_from="2024-06-01")
    place = organisation.earlier_places.get()
    organisation.refresh_from_db()
    change(
        staff_client,
        organisation,
        municipality=municipality("Tromsø").pk,
        changed_from="2023-06-01",
        **{
            "earlier_places-TOTAL_FORMS": 1,
            "earlier_places-INITIAL_FORMS": 1,
            "earlier_places-0-id": place.pk,
            "earlier_places-0-organisation": organisation.pk,
            "earlier_places-0-municipality": municipality("Bodø").pk,
            "earlier_places-0-until": "2023-06-01",
        },
    )

    assert (present(organisation), earlier(organisation)) == ("Tromsø", ["Bodø til 01.06.2023"])


def test_form_lists_earlier_places(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    places.move(
        organisation, municipality=municipality("Bergen"), from_day=date(2024, 6, 1), today=timezone.localdate()
    )
    page = staff_client.get(reverse("admin:members_organisation_change", args=[organisation.pk])).text

    assert "Oslo til 01.06.2024" in page
    assert "changed_from" in page
    assert "changed_from" not in staff_client.get(reverse("admin:members_organisation_add")).text


def test_management_reads_earlier_places(management: User) -> None:
    organisation = OrganisationFactory.create()
    places.move(
        organisation, municipality=municipality("Bergen"), from_day=date(2024, 6, 1), today=timezone.localdate()
    )
    reader = log_in(management)
    for row in (organisation, organisation.municipality.county):
        page = reader.get(reverse(f"admin:members_{row._meta.model_name}_change", args=[row.pk]))
        assert page.status_code == 200
        assert "Flyttet dit" not in page.text
        assert "Landsdelen gjelder fra" not in page.text
        assert ("Oslo til 01.06.2024" in page.text) == (row == organisation)


@pytest.mark.parametrize(
    ("day", "oslo", "bergen"),
    [
        pytest.param("2024-05-31", ["Den faste", "Den flyttede"], [], id="day before"),
        pytest.param("2024-06-01", ["Den faste"], ["Den flyttede"], id="first day"),
        pytest.param("", ["Den faste"], ["Den flyttede"], id="today"),
    ],
)
@pytest.mark.parametrize("model", [Organisation, Membership], ids=["organisations", "memberships"])
def test_list_of_members_on_a_day_is_filtered_by_place_of_the_day(
    staff_client: Client, model: Any, day: str, oslo: list[str], bergen: list[str]
) -> None:
    for name in ("Den flyttede", "Den faste"):
        MembershipFactory.create(organisation__name=name)
    moved = Organisation.objects.get(name="Den flyttede")
    places.move(moved, municipality=municipality("Bergen"), from_day=date(2024, 6, 1), today=timezone.localdate())
    url = reverse(f"admin:members_{model._meta.model_name}_changelist")

    def names(region: str) -> list[str]:
        asked = {"landsdel": region, **({"medlem": day} if day else {})}
        rows = staff_client.get(url, asked).context["cl"].result_list
        assert {(row.home_region, row.home_name) for row in rows} <= {
            (region, {"Østlandet": "Oslo"}.get(region, "Bergen"))
        }
        return sorted(getattr(row, "organisation", row).name for row in rows)

    assert (names("Østlandet"), names("Vestlandet")) == (oslo, bergen)


def test_list_behind_a_number_shows_places_of_its_last_day(staff_client: Client) -> None:
    moved = MembershipFactory.create().organisation
    places.move(moved, municipality=municipality("Bergen"), from_day=date(2024, 6, 1), today=timezone.localdate())
    url = reverse("admin:members_membership_changelist")

    rows = staff_client.get(url, {"tall": "2023-01-01/2023-12-31/by_region/Østlandet"}).context["cl"].result_list

    assert [(row.home_name, row.home_region) for row in rows] == [("Oslo", "Østlandet")]


def test_county_changes_landsdel_from_a_day_in_the_future(staff_client: Client) -> None:
    county = County.objects.get(name="Møre og Romsdal")
    year = timezone.localdate().year + 1
    url = reverse("admin:members_county_change", args=[county.pk])
    form = {
        "number": county.number,
        "name": county.name,
        "region": "Midt-Norge",
        "changed_from": f"{year}-01-01",
        "earlier_regions-TOTAL_FORMS": 0,
        "earlier_regions-INITIAL_FORMS": 0,
    }
    assert staff_client.post(url, form).status_code == 302
    county.refresh_from_db()
    rows = staff_client.get(reverse("admin:members_county_changelist")).context["cl"].result_list

    assert [str(row) for row in county.earlier_regions.all()] == [f"Vestlandet til 01.01.{year}"]
    assert county.region == "Midt-Norge"
    assert [row.home_region for row in rows if row == county] == ["Vestlandet"]


@pytest.mark.parametrize(
    ("day", "saved"),
    [
        pytest.param("0202-06-01", False, id="mistyped"),
        pytest.param("1905-07-13", False, id="year as a date"),
        pytest.param("1989-12-31", False, id="day before the first"),
        pytest.param("1990-01-01", True, id="first day"),
    ],
)
def test_day_that_can_not_be_is_refused(staff_client: Client, day: str, *, saved: bool) -> None:
    organisation = OrganisationFactory.create()
    bergen = municipality("Bergen")
    changes = {"changed_from": day, "region": "Midt-Norge", "number": bergen.county.number, "name": bergen.county.name}
    rows = {"earlier_regions-TOTAL_FORMS": 0, "earlier_regions-INITIAL_FORMS": 0}
    county = reverse("admin:members_county_change", args=[bergen.county_id])

    for page in (
        change(staff_client, organisation, municipality=bergen.pk, changed_from=day),
        staff_client.post(county, changes | rows),
    ):
        assert page.status_code == (302 if saved else 200)
        assert ("changed_from" not in page.context["adminform"].form.errors) == saved if page.context else saved
    assert earlier(organisation) == (["Oslo til 01.01.1990"] if saved else [])
