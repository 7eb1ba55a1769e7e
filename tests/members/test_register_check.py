"""The check of members against Enhetsregisteret, and what staff do with what differs."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO

import httpx2
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from members.models import Membership, Municipality, Organisation, RegisterCheck, RegisterDifference
from members.register import checking, deciding, taking_over
from members.register.client import Unreachable
from tests.factories import MembershipFactory, OrganisationFactory, organisation_number
from tests.register_server import RegisterServer, deleted

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ADDRESS = {"address": "Sjøgata 1, 2. etasje", "postcode": "5003", "postal_place": "Bergen"}


def place(number: str) -> Municipality:
    return Municipality.objects.get(number=number)


@pytest.fixture
def member(register_server: RegisterServer) -> Callable[..., Organisation]:
    """`member(n, **fields)` returns a member that the register has as we do."""

    def make(which: int = 1, **fields: object) -> Organisation:
        number = organisation_number(860_000 + which)
        same = {"name": "Tonevika Kammerkor", "legal_form": "FLI", "municipality": place("4601"), **ADDRESS}
        organisation = OrganisationFactory.create(number=number, **{**same, **fields})
        MembershipFactory.create(organisation=organisation, joined=date(2020, 1, 1))
        register_server.add(number)
        return organisation

    return make


def waiting() -> set[tuple[str, str, str]]:
    rows = RegisterDifference.objects.filter(state="waiting")
    return set(rows.values_list("kind", "ours", "theirs"))


def test_check_of_same_finds_nothing(member) -> None:
    member()

    assert checking.check_all(AT) == 0
    assert waiting() == set()


def test_check_lists_each_kind(member, register_server: RegisterServer) -> None:
    other = member(
        1, name="Havkoret", legal_form="", address="", postcode="", postal_place="", municipality=place("0301")
    )
    bankrupt, winding_up, gone, unknown = member(2), member(3), member(4), member(5)
    register_server.add(bankrupt.number, konkurs=True, konkursdato="2026-01-02", underAvvikling=True)
    register_server.add(winding_up.number, underTvangsavviklingEllerTvangsopplosning=True)
    register_server.entities[gone.number] = deleted(gone.number, "TONEVIKA KAMMERKOR", "2026-02-15")
    del register_server.entities[unknown.number]
    before = list(Organisation.objects.order_by("pk").values())

    assert checking.check_all(AT) == 8

    assert waiting() == {
        ("name", "Havkoret", "Tonevika Kammerkor"),
        ("address", "", "Sjøgata 1, 2. etasje, 5003 Bergen"),
        ("municipality", "Oslo", "Bergen"),
        ("legal_form", "", "FLI"),
        ("bankrupt", "", "Konkurs"),
        ("winding_up", "", "Under avvikling"),
        ("deleted", "", "Slettet 15.02.2026"),
        ("unknown", unknown.number, "Nummeret finnes ikke i registeret"),
    }
    assert set(RegisterDifference.objects.filter(organisation=other).values_list("found_on", flat=True)) == {TODAY}
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_check_leaves_out_those_who_left(member) -> None:
    member(name="Havkoret")
    checking.check_all(AT)
    assert len(waiting()) == 1

    Membership.objects.update(left=TODAY)
    checking.check_all(AT)

    assert waiting() == set()


def test_check_again_follows_register(member, register_server: RegisterServer, staff: User) -> None:
    organisation = member()
    register_server.add(organisation.number, organisasjonsform={"kode": "AS"})
    assert checking.check_all(AT) == 1
    assert checking.check_all(AT) == 0

    deciding.ignore(RegisterDifference.objects.get(), by=staff, today=TODAY)
    assert checking.check_all(AT) == 0
    register_server.add(organisation.number, organisasjonsform={"kode": "SA"})
    assert checking.check_all(AT) == 1
    register_server.add(organisation.number)
    assert checking.check_all(AT) == 0

    assert waiting() == set()
    assert RegisterDifference.objects.get().state == "ignored"


def test_interrupted_check_goes_on(member, register_server: RegisterServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "BATCH", 1)
    members = [member(which, name="Havkoret") for which in range(3)]
    down = lambda _request: httpx2.Response(503)  # noqa: E731
    register_server.faults = [register_server._search, *[down] * 4]

    with pytest.raises(CommandError, match="er lagret"):
        call_command("check_register")
    assert len(waiting()) == 1
    register_server.requests.clear()
    register_server.faults.clear()
    out = StringIO()
    call_command("check_register", stdout=out)

    asked = [request.url.params["organisasjonsnummer"] for request in register_server.requests]
    assert asked == sorted(each.number for each in members)[1:]
    assert RegisterDifference.objects.filter(kind="name").count() == 3
    assert "2 nye forskjeller" in out.getvalue()
    assert RegisterCheck.objects.get().begun_at is None


def test_two_checks_at_once_find_each_once(
    member, register_server: RegisterServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "BATCH", 1)
    for which in range(3):
        member(which, name="Havkoret")

    def meanwhile(request: httpx2.Request) -> httpx2.Response:
        checking.check_all(AT)
        return register_server(request)

    register_server.faults = [register_server._search, meanwhile]
    checking.check_all(AT)

    assert RegisterDifference.objects.count() == 3
    assert RegisterCheck.objects.get().begun_at is None


def test_changes_ask_only_about_changed(member, register_server: RegisterServer) -> None:
    changed, same = member(1), member(2)
    assert checking.check_changes(AT) == 0  # the first time, all of them
    register_server.add(changed.number, "HAVKORET")
    register_server.add(same.number, "FJORDKORET")
    register_server.change(70, organisation_number(870_000))
    register_server.change(71, changed.number)
    register_server.requests.clear()

    assert checking.check_changes(AT) == 1
    assert checking.check_changes(AT) == 0

    assert waiting() == {("name", "Tonevika Kammerkor", "Havkoret")}
    asked = [request.url.params.get("organisasjonsnummer") for request in register_server.requests]
    assert [numbers for numbers in asked if numbers] == [changed.number]
    assert RegisterCheck.objects.get().last_change == 71


def test_changes_include_branches(member, register_server: RegisterServer) -> None:
    member(1, legal_form="BEDR")
    checking.check_changes(AT)
    register_server.requests.clear()

    checking.check_changes(AT)

    assert any(request.url.path.endswith("/enheter") for request in register_server.requests)


def test_daily_goes_on_without_register(member, register_server: RegisterServer) -> None:
    member()
    register_server.faults = [lambda _request: httpx2.Response(200, text="Vedlikehold")]
    out, err = StringIO(), StringIO()

    call_command("daily", stdout=out, stderr=err)

    assert "Enhetsregisteret: Registeret svarte ikke som ventet." in err.getvalue()
    assert "arbeidsnotater som slettes innen en uke" in out.getvalue()


def found(organisation: Organisation, kind: str) -> RegisterDifference:
    checking.check_all(AT)
    return RegisterDifference.objects.get(organisation=organisation, kind=kind)


def test_name_is_taken_over_from_day(member, staff: User) -> None:
    organisation = member(name="Havkoret")
    difference = found(organisation, "name")

    taking_over.take_over(difference, by=staff, today=TODAY, from_day=date(2026, 5, 1), name="Tonevika kammerkor")

    organisation.refresh_from_db()
    earlier = organisation.earlier_identities.get()
    assert (organisation.name, earlier.name, earlier.until) == ("Tonevika kammerkor", "Havkoret", date(2026, 5, 1))
    difference.refresh_from_db()
    assert (difference.state, difference.decided_by, difference.decided_on) == ("taken_over", staff, TODAY)


def test_municipality_is_taken_over_from_day(member, staff: User) -> None:
    organisation = member(municipality=place("0301"))

    taking_over.take_over(found(organisation, "municipality"), by=staff, today=TODAY, from_day=date(2026, 5, 1))

    organisation.refresh_from_db()
    earlier = organisation.earlier_places.get()
    assert (organisation.municipality.name, earlier.municipality.name) == ("Bergen", "Oslo")
    assert earlier.until == date(2026, 5, 1)


def test_unknown_municipality_is_not_taken_over(member, register_server: RegisterServer, staff: User) -> None:
    organisation = member()
    register_server.entities[organisation.number]["forretningsadresse"]["kommunenummer"] = "9998"

    with pytest.raises(ValidationError, match="Kommune 9998 finnes ikke her"):
        taking_over.take_over(found(organisation, "municipality"), by=staff, today=TODAY)

    assert RegisterDifference.objects.get().state == "waiting"


def test_address_is_taken_over_with_author(member, staff: User) -> None:
    organisation = member(address="Gamle vei 1", email="ikke en adresse")
    difference = found(organisation, "address")

    taking_over.take_over(difference, by=staff, today=TODAY)

    organisation.refresh_from_db()
    version = organisation.history.latest()
    assert organisation.address == ADDRESS["address"]
    assert (version.history_user, version.history_change_reason) == (staff, "Tatt over fra Enhetsregisteret")
    with pytest.raises(ValidationError, match="allerede tatt stilling"):
        deciding.ignore(difference, by=staff, today=TODAY)


def test_wrong_value_is_not_taken_over(member, register_server: RegisterServer, staff: User) -> None:
    organisation = member()
    register_server.entities[organisation.number]["forretningsadresse"]["postnummer"] = "50031"

    with pytest.raises(ValidationError, match="fire sifre"):
        taking_over.take_over(found(organisation, "address"), by=staff, today=TODAY)


def test_deleted_can_only_be_ignored(member, register_server: RegisterServer, staff: User) -> None:
    organisation = member()
    register_server.entities[organisation.number] = deleted(organisation.number, "TONEVIKA", "2026-02-15")
    difference = found(organisation, "deleted")

    with pytest.raises(ValidationError, match="kan ikke tas over"):
        taking_over.take_over(difference, by=staff, today=TODAY)


def address(page: str, *args: object) -> str:
    return reverse(f"admin:members_registerdifference_{page}", args=args)


def test_list_has_a_click_for_each(member, register_server: RegisterServer, staff_client: Client) -> None:
    organisation = member(name="Havkoret", address="Gamle vei 1")
    gone = member(2)
    register_server.entities[gone.number] = deleted(gone.number, "TONEVIKA", "2026-02-15")
    checking.check_all(AT)
    rows = {row.kind: row for row in RegisterDifference.objects.all()}

    page = staff_client.get(address("changelist")).text

    assert f'href="{address("take_over", rows["name"].pk)}"' in page
    assert f'formaction="{address("take_over", rows["address"].pk)}"' in page
    assert f'href="{reverse("admin:members_organisation_utmelding", args=[gone.pk])}"' in page
    assert address("take_over", rows["deleted"].pk) not in page
    response = staff_client.post(address("take_over", rows["address"].pk), {"action": "", "select_across": "0"})
    assert response.status_code == 302
    form = staff_client.get(address("take_over", rows["name"].pk)).text
    assert 'value="Tonevika Kammerkor"' in form
    wrong = staff_client.post(address("take_over", rows["name"].pk), {"name": "", "from_day": "i går"})
    assert wrong.context["form"].errors.keys() == {"name", "from_day"}
    staff_client.post(address("take_over", rows["name"].pk), {"name": "Tonevika kor", "from_day": "01.05.2026"})
    organisation.refresh_from_db()
    assert (organisation.name, organisation.address) == ("Tonevika kor", ADDRESS["address"])
    assert organisation.history.latest().history_user.email
    staff_client.post(address("ignore", rows["deleted"].pk))
    assert waiting() == set()
    assert staff_client.get(address("ignore", rows["deleted"].pk)).status_code == 405


def test_chosen_are_taken_over_together(member, staff_client: Client) -> None:
    for which in range(3):
        member(which, name="Havkoret", legal_form="")
    checking.check_all(AT)
    chosen = list(RegisterDifference.objects.values_list("pk", flat=True))

    response = staff_client.post(
        address("changelist"), {"action": "take_over_rows", "_selected_action": chosen}, follow=True
    )

    assert "3 opplysninger er tatt over. Navn og kommune må du ta over én og én" in response.text
    assert {kind for kind, _ours, _theirs in waiting()} == {"name"}


def test_management_may_not_decide(member, management_client: Client) -> None:
    difference = found(member(legal_form=""), "legal_form")

    for response in (
        management_client.get(address("take_over", difference.pk)),
        management_client.post(address("ignore", difference.pk)),
    ):
        assert response.status_code in {302, 403}
    assert len(waiting()) == 1


def test_unreachable_check_raises(member, register_server: RegisterServer) -> None:
    member()
    register_server.faults = [lambda _request: httpx2.Response(406)]

    with pytest.raises(Unreachable):
        checking.check_all(AT)
