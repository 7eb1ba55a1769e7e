"""The public form to join: what the register fills in, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from balansekunst.public_forms import FASTEST, LONGEST
from members.models import MembershipApplication, Municipality, PublicApplication
from members.public_joining import OpenedForm
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    organisation_number,
)
from tests.members.public_form import NOW, NUMBER, URL, page_address, send
from tests.register_server import RegisterServer, deleted, refuse

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

OTHER = organisation_number(900_002)


@pytest.fixture(autouse=True)
def _fixed_moment(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def _register(register_server: RegisterServer) -> None:
    """No number is in the register, unless a test adds it."""


def test_register_fills_in_the_form(client: Client, register_server: RegisterServer) -> None:
    register_server.add(NUMBER)
    form = client.get(URL).context["form"]

    assert "name" not in form.fields
    assert [form[name].value() for name in ("address", "postcode", "postal_place", "website")] == [
        "Sjøgata 1, 2. etasje",
        "5003",
        "Bergen",
        "https://www.tonevika.example",
    ]
    assert Municipality.objects.get(pk=form["municipality"].value()).number == "4601"


def test_name_of_register_is_not_changed(client: Client, register_server: RegisterServer) -> None:
    register_server.add(NUMBER)
    opened = client.get(URL).context["opened"]
    earlier = OpenedForm(**{**opened.__dict__, "opened_at": opened.opened_at - 60})

    send(client, opened=earlier.sign(), name="Noe annet", legal_form="ENK")
    client.post(page_address())

    application = MembershipApplication.objects.get()
    assert (application.name, application.legal_form) == ("Tonevika Kammerkor", "FLI")
    assert len(register_server.requests) == 1


def test_form_is_filled_in_by_hand_while_the_register_is_down(client: Client, register_server: RegisterServer) -> None:
    register_server.faults = [refuse] * 9

    response = client.get(URL)

    assert "Vi får ikke kontakt med Enhetsregisteret" in response.text
    assert "name" in response.context["form"].fields


def test_unknown_number_is_filled_in_by_hand(client: Client) -> None:
    response = client.get(URL)

    assert "Vi fant ikke nummeret i Enhetsregisteret" in response.text
    assert "name" in response.context["form"].fields


def test_deleted_organisation_is_pointed_out(client: Client, register_server: RegisterServer) -> None:
    register_server.entities[NUMBER] = deleted(NUMBER, "NEDLAGT KOR", "2024-02-15")

    assert "Nedlagt Kor ble slettet fra Enhetsregisteret 15. februar 2024." in client.get(URL).text


def test_municipality_of_register_that_we_do_not_have_is_chosen(
    client: Client, register_server: RegisterServer
) -> None:
    register_server.add(NUMBER, forretningsadresse={"kommunenummer": "0000", "landkode": "NO"})

    assert client.get(URL).context["form"]["municipality"].value() is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param(NUMBER, URL, id="number"),
        pytest.param(f" {NUMBER[:3]} {NUMBER[3:6]}\N{NO-BREAK SPACE}{NUMBER[6:]} ", URL, id="spaces"),
        pytest.param("", "", id="nothing"),
        pytest.param("123456789", "", id="wrong-check-digit"),
        pytest.param("9" * 40, "", id="forty-digits"),
        pytest.param("\N{ARABIC-INDIC DIGIT THREE}" * 9, "", id="other-digits"),
    ],
)
def test_number_leads_to_form(client: Client, typed: str, expected: str) -> None:
    response = client.get(reverse("joining_start"), {"nummer": typed})

    if expected:
        assert response["Location"] == expected
    else:
        assert list(response.context["form"].errors) == ["nummer"]
        assert "ds-error-summary" in response.text


def test_wrong_number_in_address_is_explained(client: Client) -> None:
    response = client.get(reverse("joining_form", args=["123456789"]), follow=True)

    assert "er ikke et organisasjonsnummer" in response.text


def test_member_is_asked_to_request_access(client: Client) -> None:
    member = OrganisationFactory.create(number=NUMBER, name="Hemmelig navn", email="post@hemmelig.example")
    MembershipFactory.create(organisation=member)

    for response in (client.get(URL), send(client)):
        assert "allerede medlem" in response.text
        assert "emmelig" not in response.text
    assert not PublicApplication.objects.exists()


def test_earlier_member_asks_again(client: Client) -> None:
    MembershipFactory.create(
        organisation=OrganisationFactory.create(number=NUMBER), joined=date(2020, 1, 1), left=date(2026, 3, 16)
    )

    assert send(client)["Location"] == reverse("joining_sent")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"contact_email": "kari@"}, "contact_email", id="email"),
        pytest.param({"confirms_purpose": ""}, "confirms_purpose", id="purpose"),
        pytest.param({"size": ""}, "size", id="size"),
        pytest.param({"reason": ""}, "reason", id="no-reason"),
        pytest.param({"reason": "a" * 4001}, "reason", id="long-reason"),
        pytest.param({"municipality": "9" * 40}, "municipality", id="municipality"),
        pytest.param({"contact_phone": "12"}, "contact_phone", id="phone"),
        pytest.param({"postcode": "123"}, "postcode", id="postcode"),
        pytest.param({"name": "a" * 201}, "name", id="long-name"),
        pytest.param({"message": "Kjøp her"}, "__all__", id="field-of-programs"),
        pytest.param({"opened": ""}, "__all__", id="unsigned"),
        pytest.param({"opened": signing.dumps({"number": NUMBER}, salt=OpenedForm.salt)}, "__all__", id="incomplete"),
        pytest.param({"opened": signing.dumps([1], salt=OpenedForm.salt)}, "__all__", id="other-shape"),
        pytest.param({"opened": OpenedForm.new(number=OTHER, at=NOW).sign()}, "__all__", id="of-another-number"),
        pytest.param({"opened": OpenedForm.new(number=NUMBER, at=NOW - FASTEST / 2).sign()}, "__all__", id="too-fast"),
        pytest.param(
            {"opened": OpenedForm.new(number=NUMBER, at=NOW - LONGEST - timedelta(seconds=1)).sign()},
            "__all__",
            id="too-old",
        ),
    ],
)
def test_bad_input_is_explained_and_nothing_is_lost(client: Client, changes: Any, field: str) -> None:
    response = send(client, **changes)

    form = response.context["form"]
    assert list(form.errors) == [field]
    assert "Vi vil lære av andre." in response.text or "reason" in changes
    assert "ds-error-summary" in response.text
    assert (PublicApplication.objects.count(), len(mail.outbox)) == (0, 0)


def test_person_mistaken_for_a_program_sends_again(client: Client, time_machine: Any) -> None:
    response = send(client, message="fylt ut av nettleseren", opened="")
    time_machine.move_to(NOW + FASTEST, tick=False)

    again = {"message": response.context["form"]["message"].value(), "opened": response.context["opened"].sign()}
    assert send(client, **again)["Location"] == reverse("joining_sent")
