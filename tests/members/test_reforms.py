"""Municipalities and counties through the reforms of 2018, 2020 and 2024."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.figures import Period, figure_area
from courses.figures import places
from members.models import County, Municipality, Organisation
from members.models.reforms import Municipalities
from members.resources import MunicipalityWidget
from tests.factories import AssignmentFactory, MembershipApplicationFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
SVALBARD = "2100"
DAYS = [date(year, month, day) for year in range(2017, 2027) for month, day in ((1, 1), (12, 31))]


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def by_number(number: str) -> Municipality:
    return Municipality.objects.get(number=number)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("day", "municipalities", "counties"),
    [
        pytest.param(date(2017, 12, 31), 426, 19, id="2017"),
        pytest.param(date(2018, 1, 1), 422, 18, id="2018"),
        pytest.param(date(2019, 12, 31), 422, 18, id="2019"),
        pytest.param(date(2020, 1, 1), 356, 11, id="2020"),
        pytest.param(date(2023, 12, 31), 356, 11, id="2023"),
        pytest.param(date(2024, 1, 1), 357, 15, id="2024"),
        pytest.param(TODAY, 357, 15, id="today"),
    ],
)
def test_number_of_municipalities_and_counties(day: date, municipalities: int, counties: int) -> None:
    assert Municipality.objects.valid_on(day).exclude(number=SVALBARD).count() == municipalities
    assert County.objects.valid_on(day).exclude(number="21").count() == counties


@pytest.mark.one_database
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_names_and_counties_of_a_day(day: date) -> None:
    found = list(Municipality.objects.valid_on(day).select_related("county"))

    assert len({municipality.display_name for municipality in found}) == len(found)
    assert {municipality.county for municipality in found} == set(County.objects.valid_on(day))
    assert [m.number for m in found if m.number[:2] != m.county.number] == []


def test_municipality_that_is_gone_has_successors_from_the_day_after() -> None:
    gone = Municipality.objects.exclude(valid_until=None).prefetch_related("successors")
    assert len(gone) == 478
    for municipality in gone:
        day = municipality.valid_until + timedelta(days=1)
        assert municipality.successors.all()
        assert all(successor.is_valid_on(day) for successor in municipality.successors.all())


def test_new_municipality_has_predecessors_until_the_day_before() -> None:
    for municipality in Municipality.objects.exclude(valid_from=None).prefetch_related("predecessors"):
        day = municipality.valid_from - timedelta(days=1)
        assert any(before.is_valid_on(day) for before in municipality.predecessors.all()), municipality.number


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        pytest.param("3201", date(2024, 1, 1), "3201", id="itself"),
        pytest.param("3201", date(2023, 12, 31), "3024", id="bærum of viken"),
        pytest.param("3201", date(2019, 12, 31), "0219", id="bærum of the old akershus"),
        pytest.param("0219", date(2026, 1, 1), "3201", id="bærum forwards"),
        pytest.param("5001", date(2017, 12, 31), "1601", id="trondheim before"),
        pytest.param("5001", date(2018, 1, 1), "5001", id="trondheim after"),
        pytest.param("1507", date(2024, 1, 1), "1508", id="ålesund split"),
        pytest.param("1103", date(2017, 1, 1), "1103", id="stavanger"),
        pytest.param("5061", date(2018, 12, 31), "1567", id="rindal"),
    ],
)
def test_municipality_on_a_day(number: str, day: date, expected: str) -> None:
    assert Municipalities().on(by_number(number), day).number == expected


@pytest.mark.parametrize(
    ("number", "day", "message"),
    [
        ("1571", date(2020, 1, 1), "Halsa er ikke en kommune 01.01.2020. Velg Heim."),
        ("5055", date(2019, 12, 31), "Heim er ikke en kommune 31.12.2019. Velg Halsa, Hemne eller Snillfjord."),
        ("1580", date(2023, 12, 31), "Haram er ikke en kommune 31.12.2023. Velg Ålesund."),
        ("1850", date(2024, 1, 1), "Tysfjord er ikke en kommune 01.01.2024. Velg Hamarøy eller Narvik."),
    ],
)
def test_municipality_of_another_name_is_named(number: str, day: date, message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Municipalities().on(by_number(number), day)

    assert raised.value.messages == [message]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("cell", "day", "number"),
    [
        ("Trondheim", date(2019, 5, 1), "5001"),
        ("Trondheim", date(2017, 5, 1), "1601"),
        ("Bærum", date(2021, 5, 1), "3024"),
        ("Våler (Viken)", date(2021, 5, 1), "3018"),
        ("Våler (Østfold)", date(2021, 5, 1), "3018"),
        ("Guovdageaidnu", date(2021, 5, 1), "5430"),
        ("Halsa", date(2019, 5, 1), "1571"),
        ("0219", date(2021, 5, 1), "3024"),
        ("Os (Hordaland)", date(2019, 5, 1), "1243"),
        ("Oslo", None, "0301"),
        ("Oslo", "tull", "0301"),
    ],
    ids=str,
)
def test_cell_is_read_as_of_the_day_of_its_row(cell: str, day: Any, number: str) -> None:
    widget = MunicipalityWidget(on="Dato")

    found = widget.clean(cell, row={"Dato": day})

    assert found.number == number
    assert widget.clean(widget.render(found), row={"Dato": day}) == found


def test_cell_with_a_municipality_that_was_merged_names_its_successor() -> None:
    with pytest.raises(ValidationError, match=r"Halsa er ikke en kommune 16\.03\.2026\. Velg Heim\."):
        MunicipalityWidget().clean("Halsa")


def test_course_gets_the_municipality_of_its_day() -> None:
    assignment = AssignmentFactory.build(
        date=date(2021, 5, 1), municipality=by_number("3201"), client=OrganisationFactory.create(), instructor=None
    )
    assignment.full_clean()

    assert assignment.municipality.number == "3024"
    assert str(assignment.municipality.county) == "Viken"


def test_course_in_a_municipality_of_another_time_is_refused() -> None:
    assignment = AssignmentFactory.build(
        date=date(2019, 5, 1), municipality=by_number("5055"), client=OrganisationFactory.create(), instructor=None
    )
    with pytest.raises(ValidationError) as raised:
        assignment.full_clean()

    assert list(raised.value.message_dict) == ["municipality"]


def test_request_to_join_gets_the_municipality_of_its_day() -> None:
    application = MembershipApplicationFactory.build(received_on=date(2021, 5, 1), municipality=by_number("3201"))
    application.full_clean()

    assert application.municipality.number == "3024"


@pytest.mark.parametrize(
    ("model", "term", "numbers"),
    [
        pytest.param("organisation", "Bærum", ["3201"], id="organisation"),
        pytest.param("organisation", "Halsa", [], id="organisation in one that is gone"),
        pytest.param("membershipapplication", "Halsa", [], id="request in one that is gone"),
        pytest.param("assignment", "Bærum", ["3201"], id="course"),
        pytest.param("assignment", "Halsa", ["1571"], id="course in one that is gone"),
    ],
)
def test_suggestions_are_municipalities_that_can_be_chosen(
    staff_client: Client, model: str, term: str, numbers: list[str]
) -> None:
    app = "courses" if model == "assignment" else "members"
    field = {"app_label": app, "model_name": model, "field_name": "municipality"}

    found = staff_client.get(reverse("admin:autocomplete"), {**field, "term": term}).json()["results"]

    assert [by_number(Municipality.objects.get(pk=one["id"]).number).number for one in found] == numbers


@pytest.mark.parametrize("term", ["Kárášjohka", "Kárášjohka - Karasjok", "Kárášjohka / Karasjok kommune"])
def test_municipality_of_each_time_is_found_by_its_names(staff_client: Client, term: str) -> None:
    found = staff_client.get(reverse("admin:members_municipality_changelist"), {"q": term}).context["cl"].result_list

    assert {municipality.number for municipality in found} == {"2021", "5437", "5610"}


def test_course_of_earlier_years_is_found_by_name_in_another_language(staff_client: Client) -> None:
    course = AssignmentFactory.create(date=date(2021, 5, 1), municipality=by_number("5437"))
    page = staff_client.get(reverse("admin:courses_assignment_changelist"), {"q": "Kárášjohka"})

    assert list(page.context["cl"].result_list) == [course]


def test_organisation_form_refuses_municipality_that_is_gone(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    url = reverse("admin:members_organisation_change", args=[organisation.pk])
    form = {"name": organisation.name, "number": organisation.number, "field": organisation.field}
    for prefix in ("memberships", "contacts", "earlier_places", "earlier_identities"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}

    refused = staff_client.post(url, form | {"municipality": by_number("1571").pk})
    accepted = staff_client.post(url, form | {"municipality": by_number("0219").pk})

    assert "Halsa er ikke en kommune 16.03.2026. Velg Heim." in refused.text
    assert accepted.status_code == 302
    assert Organisation.objects.get().municipality.number == "3201"


def test_form_shows_numbers_of_counties(staff_client: Client) -> None:
    page = staff_client.get(reverse("admin:members_municipality_add")).text

    assert "Østfold (01)" in page
    assert "Østfold (31)" in page


def test_list_is_filtered_by_counties_of_today(staff_client: Client) -> None:
    for model in ("organisation", "municipality"):
        page = staff_client.get(reverse(f"admin:members_{model}_changelist"), {"q": "ingen heter dette"}).text
        assert page.count(">Østfold<") == 1
        assert "Viken" not in page


def test_municipality_in_use_cannot_be_deleted(staff_client: Client) -> None:
    municipality = AssignmentFactory.create().municipality
    for row in (municipality, municipality.county):
        url = reverse(f"admin:members_{row._meta.model_name}_delete", args=[row.pk])
        staff_client.post(url, {"post": "yes"})
        row.refresh_from_db()


def test_database_refuses_two_municipalities_of_one_name_today() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.filter(number="3024").update(valid_until=None)


def test_courses_of_other_years_are_counted_by_the_names_of_their_day() -> None:
    AssignmentFactory.create(date=date(2021, 5, 1), municipality=by_number("3018"))
    figures = figure_area("courses").in_period(Period.year(2021))

    assert figures.values()["by_municipality"] == {"Våler (Viken)": 1}
    assert figures.figure("by_municipality").rows_of("Våler (Viken)").count() == 1
    assert places(["Våler (Viken)"]) == {"Våler (Viken)": (59.4921, 10.8743)}
