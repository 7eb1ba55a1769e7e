"""The check of municipalities and counties against Klass, and what staff do with the changes."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import httpx2
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from members import places
from members.models import County, Municipality, Organisation, PlaceChange, RegisterCheck, RegisterDifference
from members.models.reforms import Municipalities
from members.places import with_home_on
from members.register import deciding, place_checking, place_taking_over
from tests.factories import AssignmentFactory, OrganisationFactory
from tests.register_server import RegisterServer

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
TODAY = date(2026, 11, 20)
DAY = date(2026, 7, 1)
BEFORE = date(2026, 6, 30)


def municipality(number: str) -> Municipality:
    return Municipality.objects.get(number=number)


def found() -> PlaceChange:
    place_checking.check(AT)
    return PlaceChange.objects.get(state="waiting")


def at(number: str, name: str = "Havkoret") -> Organisation:
    return OrganisationFactory.create(name=name, municipality=municipality(number))


def home_on(organisation: Organisation, day: date) -> str:
    return with_home_on(Organisation.objects.filter(pk=organisation.pk), day, "").get().home_name


@pytest.fixture
def merger(register_server: RegisterServer) -> RegisterServer:
    """Eigersund and Sokndal became Dalane."""
    register_server.change_code("2026-07-01", "1101 Eigersund", "1190 Dalane")
    register_server.change_code("2026-07-01", "1111 Sokndal", "1190 Dalane")
    return register_server


@pytest.fixture
def split(register_server: RegisterServer) -> RegisterServer:
    """Larvik goes on, a part of it became Stavern, and another a part of Sandefjord, which goes on too."""
    for became in ("3909 Larvik", "3999 Stavern", "3907 Sandefjord"):
        register_server.change_code("2026-07-01", "3909 Larvik", became)
    register_server.change_code("2026-07-01", "3907 Sandefjord", "3907 Sandefjord")
    return register_server


def test_reforms_that_ours_show_are_no_changes(
    register_server: RegisterServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_checking, "FIRST", date(2018, 1, 1))
    for day, old, new in (
        ("2018-01-01", "1601 Trondheim", "5001 Trondheim"),
        ("2020-01-01", "1103 Stavanger", "1103 Stavanger"),
        ("2020-01-01", "1141 Finnøy", "1103 Stavanger"),
        ("2020-01-01", "1142 Rennesøy", "1103 Stavanger"),
        ("2020-01-01", "1850 Divtasvuodna - Tysfjord", "1806 Narvik"),
        ("2020-01-01", "1850 Divtasvuodna - Tysfjord", "1875 Hamarøy - Hábmer"),
        ("2020-01-01", "1849 Hamarøy", "1875 Hamarøy - Hábmer"),
        ("2020-01-01", "1805 Narvik", "1806 Narvik"),
        ("2020-01-01", "1854 Ballangen", "1806 Narvik"),
        ("2021-01-01", "0301 Oslo", "0301 Oslo - Oslove"),
        ("2024-01-01", "1507 Ålesund", "1508 Ålesund"),
        ("2024-01-01", "1507 Ålesund", "1580 Haram"),
        ("2024-01-01", "3024 Bærum", "3201 Bærum"),
        ("2024-01-01", "30 Viken", "31 Østfold"),
        ("2024-01-01", "30 Viken", "32 Akershus"),
        ("2024-01-01", "30 Viken", "33 Buskerud"),
        ("2024-01-01", "9999 Uoppgitt", "9999 Uoppgitt"),
    ):
        register_server.change_code(day, old, new)

    assert place_checking.check(AT) == 0
    assert not PlaceChange.objects.exists()


def test_check_lists_each_kind(register_server: RegisterServer, merger, split) -> None:
    register_server.change_code("2025-01-01", "4203 Arendal", "4203 Arendal - Aerendale")
    register_server.change_code("2026-11-20", "4601 Bergen", "4699 Bergen")
    register_server.change_code("2026-11-20", None, "2299 Ny øy")
    register_server.change_code("2026-11-20", "5605 Sør-Varanger", None)
    register_server.change_code("2026-11-20", "46 Vestland", "47 Vestlandet")
    register_server.change_code("2026-11-21", "1103 Stavanger", "1199 Stavanger")  # is not yet
    before = list(Municipality.objects.order_by("pk").values())

    assert place_checking.check(AT) == 7
    assert place_checking.check(AT) == 0

    assert set(PlaceChange.objects.values_list("level", "kind", "before", "after")) == {
        ("municipality", "renamed", "4203 Arendal", "4203 Arendal - Aerendale"),
        ("municipality", "merged", "1101 Eigersund, 1111 Sokndal", "1190 Dalane"),
        ("municipality", "split", "3907 Sandefjord, 3909 Larvik", "3907 Sandefjord, 3909 Larvik, 3999 Stavern"),
        ("municipality", "renumbered", "4601 Bergen", "4699 Bergen"),
        ("municipality", "begun", "", "2299 Ny øy"),
        ("municipality", "ended", "5605 Sør-Varanger", ""),
        ("county", "renumbered", "46 Vestland", "47 Vestlandet"),
    }
    assert list(Municipality.objects.order_by("pk").values()) == before
    register_server.code_changes = {"131": [], "104": []}
    place_checking.check(AT)
    assert not PlaceChange.objects.exists()


def test_merger_is_taken_over(merger, staff: User) -> None:
    there, came_late, left = at("1101"), at("1111"), at("1101")
    places.move(came_late, municipality=municipality("1101"), from_day=date(2026, 9, 1), today=TODAY)
    places.move(left, municipality=municipality("0301"), from_day=date(2026, 8, 1), today=TODAY)
    planned = AssignmentFactory.create(municipality=municipality("1111"), date=DAY)
    past = AssignmentFactory.create(municipality=municipality("1111"), date=BEFORE)
    change = found()

    place_taking_over.take_over(change, by=staff, today=TODAY, named={"1190": {"other_names": "Dalánne"}})

    new = municipality("1190")
    assert (new.name, new.display_name, new.other_names, new.valid_from) == ("Dalane", "Dalane", "Dalánne", DAY)
    assert (new.county.number, new.latitude) == ("11", municipality("1101").latitude)
    assert [old.valid_until for old in new.predecessors.all()] == [BEFORE] * 2
    with pytest.raises(ValidationError, match="Velg Dalane"):
        Municipalities().on(municipality("1101"), DAY)
    names = ["Eigersund", "Dalane", "Dalane"], ["Sokndal", "Dalane", "Dalane"], ["Eigersund", "Dalane", "Oslo"]
    for organisation, homes in zip((there, came_late, left), names, strict=True):
        assert [home_on(organisation, day) for day in (BEFORE, DAY, TODAY)] == homes
        Organisation.objects.get(pk=organisation.pk).full_clean()
    for course, number in ((planned, "1190"), (past, "1111")):
        course.refresh_from_db()
        assert course.municipality.number == number
    assert {new.history.latest().history_user, municipality("1101").history.latest().history_user} == {staff}
    assert "Klass" in there.earlier_places.get().history.latest().history_change_reason
    assert place_checking.check(AT) == 0
    change.refresh_from_db()
    assert (change.state, change.decided_by, change.decided_on) == ("taken_over", staff, TODAY)
    with pytest.raises(ValidationError, match="allerede tatt stilling"):
        place_taking_over.take_over(change, by=staff, today=TODAY)


def test_merger_into_one_of_the_names_keeps_display_name(register_server: RegisterServer, staff: User) -> None:
    register_server.change_code("2026-07-01", "3903 Holmestrand", "3990 Holmestrand")
    register_server.change_code("2026-07-01", "3905 Tønsberg", "3990 Holmestrand")
    change = found()
    at("3905")
    assert place_taking_over.Plan(change).is_plain()

    place_taking_over.take_over(change, by=staff, today=TODAY)

    assert municipality("3990").display_name == "Holmestrand"


def test_split_asks_for_each_organisation(split, staff: User) -> None:
    first, second = at("3909", "Fjordkoret"), at("3909")
    at("3907")  # only takes in others
    RegisterDifference.objects.create(
        organisation=second, kind="municipality", theirs="Sandefjord", value={"municipality": "3907"}, found_on=TODAY
    )
    change = found()
    moves = place_taking_over.Plan(change).moves()
    assert [(move.organisation, move.hint) for move in moves] == [(first, ""), (second, "Sandefjord")]
    assert moves[0].choices == ["3907", "3909", "3999"]

    with pytest.raises(ValidationError) as raised:
        place_taking_over.take_over(change, by=staff, today=TODAY, chosen={first.pk: "0301"})
    assert raised.value.message_dict.keys() == {f"organisation_{first.pk}", f"organisation_{second.pk}"}
    assert not Municipality.objects.filter(number="3999").exists()

    place_taking_over.take_over(change, by=staff, today=TODAY, chosen={first.pk: "3999", second.pk: "3909"})

    assert [home_on(first, day) for day in (BEFORE, DAY)] == ["Larvik", "Stavern"]
    assert second.earlier_places.count() == 0
    assert municipality("3909").valid_until is None
    assert place_checking.check(AT) == 0


def test_renaming_is_taken_over_with_history(register_server: RegisterServer, staff: User) -> None:
    register_server.change_code("2026-07-01", "4203 Arendal", "4203 Arendal - Aerendale")
    register_server.change_code("2026-07-01", "46 Vestland", "46 Fjordland")
    place_checking.check(AT)

    for change in PlaceChange.objects.all():
        assert not place_taking_over.Plan(change).is_plain()
        place_taking_over.take_over(change, by=staff, today=TODAY)

    assert municipality("4203").names == ["Arendal", "Aerendale"]
    assert municipality("4203").history.latest().history_user == staff
    assert County.objects.get(number="46").name == "Fjordland"
    assert place_checking.check(AT) == 0


def test_county_comes_before_its_municipalities(register_server: RegisterServer, staff: User) -> None:
    register_server.change_code("2026-07-01", "4601 Bergen", "4701 Bergen")
    register_server.change_code("2026-07-01", "46 Vestland", "47 Bjørgvin")
    register_server.change_code("2026-07-01", "15 Møre og Romsdal", "47 Bjørgvin")
    register_server.change_code("2026-07-01", "50 Trøndelag - Trööndelage", "47 Bjørgvin")
    place_checking.check(AT)
    county, place = PlaceChange.objects.order_by("level")

    with pytest.raises(ValidationError, match="Fylke 47 finnes ikke her den dagen"):
        place_taking_over.take_over(place, by=staff, today=TODAY)
    with pytest.raises(ValidationError) as raised:
        place_taking_over.take_over(county, by=staff, today=TODAY)
    assert raised.value.message_dict.keys() == {"region_47"}  # of two landsdeler
    place_taking_over.take_over(county, by=staff, today=TODAY, named={"47": {"region": "Vestlandet"}})
    place_taking_over.take_over(place, by=staff, today=TODAY)

    assert municipality("4701").county.valid_from == DAY
    assert set(County.objects.filter(valid_until=BEFORE).values_list("number", flat=True)) == {"46", "15", "50"}
    assert place_checking.check(AT) == 0


def test_ended_without_successor_needs_nobody_there(register_server: RegisterServer, staff: User) -> None:
    register_server.change_code("2026-07-01", "5605 Sør-Varanger", None)
    organisation = at("5605")
    change = found()
    with pytest.raises(ValidationError):
        place_taking_over.take_over(change, by=staff, today=TODAY)

    places.move(organisation, municipality=municipality("0301"), from_day=DAY, today=TODAY)
    place_taking_over.take_over(change, by=staff, today=TODAY)

    assert municipality("5605").valid_until == BEFORE


def test_ignored_is_not_listed_again_until_it_changes(merger: RegisterServer, staff: User) -> None:
    deciding.ignore(found(), by=staff, today=TODAY)
    assert place_checking.check(AT) == 0

    merger.change_code("2026-07-01", "1112 Lund", "1190 Dalane")
    assert place_checking.check(AT) == 1


def test_unknown_number_is_not_taken_over(register_server: RegisterServer, staff: User) -> None:
    register_server.change_code("2026-07-01", "1190 Dalane", "1191 Dalane")

    with pytest.raises(ValidationError, match="1190 Dalane finnes ikke her"):
        place_taking_over.take_over(found(), by=staff, today=TODAY)


WRONG = {"oldCode": "301", "oldName": "Oslo", "changeOccurred": "2026-01-01"}


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        pytest.param(503, {}, "nede", id="down"),
        pytest.param(404, {}, "ikke som ventet", id="gone"),
        pytest.param(200, {"codes": []}, "ikke som ventet", id="other json"),
        pytest.param(200, {"codeChanges": [{"oldCode": "0301", "oldName": "Oslo"}]}, "ikke som ventet", id="no day"),
        pytest.param(200, {"codeChanges": [WRONG]}, "ikke som ventet", id="wrong number"),
    ],
)
def test_answer_that_cannot_be_used_changes_nothing(
    merger: RegisterServer, status: int, content: dict[str, object], message: str
) -> None:
    merger.faults = [lambda _request: httpx2.Response(status, json=content)] * 4

    with pytest.raises(CommandError, match=message):
        call_command("check_places")

    assert not PlaceChange.objects.exists()
    assert RegisterCheck.objects.first() is None


def test_slow_answer_is_asked_for_again(merger: RegisterServer) -> None:
    def slow(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow", request=request)

    merger.faults = [slow]
    out = StringIO()
    call_command("check_places", stdout=out)

    assert "1 nye endringer" in out.getvalue()


def test_daily_checks_once_a_month(merger: RegisterServer) -> None:
    assert place_checking.check_monthly(AT) == 1
    merger.requests.clear()
    assert place_checking.check_monthly(AT + timedelta(days=27)) == 0
    assert merger.requests == []

    place_checking.check_monthly(AT + timedelta(days=28))

    assert [request.url.params["from"] for request in merger.requests] == ["2024-11-20"] * 2


def address(page: str, *args: object) -> str:
    return reverse(f"admin:members_placechange_{page}", args=args)


def test_list_and_form_of_a_split(split: RegisterServer, staff_client: Client) -> None:
    organisation = at("3909")
    change = found()

    page = staff_client.get(address("changelist")).text
    assert f'href="{address("take_over", change.pk)}"' in page
    assert f'formaction="{address("ignore", change.pk)}"' in page
    form = staff_client.get(address("take_over", change.pk))
    assert 'value="Stavern"' in form.text
    assert f'name="organisation_{organisation.pk}"' in form.text
    answers = {"name_3999": "Stavern", "display_name_3999": "Oslo", "other_names_3999": "", "point_3999": "3909"}
    wrong = staff_client.post(address("take_over", change.pk), answers)
    assert wrong.context["form"].errors.keys() == {f"organisation_{organisation.pk}"}
    answers[f"organisation_{organisation.pk}"] = "3999"
    taken = staff_client.post(address("take_over", change.pk), answers)
    assert taken.context["form"].errors.keys() == {"display_name_3999"}
    assert '<option value="3999" selected>' in taken.text
    response = staff_client.post(address("take_over", change.pk), answers | {"display_name_3999": "Stavern"})
    assert response.status_code == 302
    organisation.refresh_from_db()
    assert organisation.municipality.name == "Stavern"
    assert organisation.history.latest().history_user.email


def test_plain_changes_are_taken_over_together(register_server: RegisterServer, merger, staff_client: Client) -> None:
    for number, name in (("4601", "Bergen"), ("4602", "Kinn")):
        register_server.change_code("2026-07-01", f"{number} {name}", f"{number[:2]}9{number[3]} {name}")
    place_checking.check(AT)
    chosen = list(PlaceChange.objects.values_list("pk", flat=True))

    response = staff_client.post(
        address("changelist"), {"action": "take_over_rows", "_selected_action": chosen}, follow=True
    )

    assert "2 endringer er tatt over" in response.text
    assert municipality("4691").name == "Bergen"
    assert PlaceChange.objects.get(state="waiting").kind == "merged"


def test_management_may_not_decide(merger, management_client: Client) -> None:
    change = found()

    for response in (
        management_client.get(address("take_over", change.pk)),
        management_client.post(address("ignore", change.pk)),
    ):
        assert response.status_code in {302, 403}
    assert PlaceChange.objects.get().state == "waiting"
