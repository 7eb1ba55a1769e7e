"""Contacts change the details of their organisation."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Contact, Organisation
from tests.factories import municipality

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _now(time_machine: Any, moment: Any) -> None:
    time_machine.move_to(moment)


def url_of(contact: Contact) -> str:
    return reverse("my_details", args=[contact.organisation_id])


def save(client: Client, contact: Contact, **changes: Any) -> Any:
    """Show the form, change these fields, and send it as a browser does."""
    form = client.get(url_of(contact)).context["form"]
    return client.post(url_of(contact), sent(form, **changes))


def sent(form: Any, **changes: Any) -> dict[str, Any]:
    shown = {name: form[name].value() for name in form.fields}
    initials = {f"initial-{name}": value for name, value in shown.items() if form.fields[name].show_hidden_initial}
    answers = {**shown, **initials, **changes}
    return {name: "" if value is None else value for name, value in answers.items()}


def test_details_are_saved_with_author(contact_client: Client, contact: Contact) -> None:
    changes = {"address": "Storgata 1", "postcode": "0155", "postal_place": "Oslo", "website": "eksempel.example"}
    changes |= {"email": "post@eksempel.example", "field": "film", "size": "small"}

    response = save(contact_client, contact, **changes, from_day="2026-03-01")

    assert response.status_code == 302
    organisation = contact.organisation
    organisation.refresh_from_db()
    expected = {**changes, "website": "https://eksempel.example"}
    assert {name: getattr(organisation, name) for name in changes} == expected
    version = organisation.history.latest()
    assert (version.history_user, version.history_change_reason) == (contact.user, "Ny adresse fra 01.03.2026")


def test_another_municipality_is_a_move(contact_client: Client, contact: Contact) -> None:
    save(contact_client, contact, municipality=municipality("Bergen").pk, postcode="5003", from_day="2026-02-01")

    organisation = contact.organisation
    organisation.refresh_from_db()
    assert (organisation.municipality.name, organisation.postcode) == ("Bergen", "5003")
    place = organisation.earlier_places.get()
    assert (place.municipality.name, place.until) == ("Oslo", date(2026, 2, 1))
    assert place.history.get().history_user == contact.user


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"from_day": "2026-03-17"}, "ikke er i framtiden", id="future"),
        pytest.param({"from_day": ""}, "første dagen på den nye adressen", id="no day"),
        pytest.param({"from_day": "1812-01-01"}, "01.01.1812 kan ikke stemme", id="long ago"),
        pytest.param({"from_day": "2026-01-31"}, "flyttet sist 01.02.2026", id="before the latest move"),
        pytest.param({"from_day": "2026-03-01", "postcode": "51"}, "fire sifre", id="postcode"),
        pytest.param({"from_day": "2026-03-01", "municipality": "9" * 40}, "finnes ikke lenger", id="municipality"),
    ],
)
def test_refused_details_leave_what_was_typed(
    contact_client: Client, contact: Contact, changes: dict[str, str], message: str
) -> None:
    save(contact_client, contact, municipality=municipality("Bergen").pk, from_day="2026-02-01")
    versions = Organisation.history.count()

    response = save(
        contact_client, contact, **{"municipality": municipality("Oslo").pk, "address": "Ny vei 2", **changes}
    )

    assert message in response.text
    assert "Rett opp dette" in response.text
    assert 'value="Ny vei 2"' in response.text
    assert Organisation.history.count() == versions


def test_change_by_another_is_not_undone(contact_client: Client, contact: Contact) -> None:
    form = contact_client.get(url_of(contact)).context["form"]
    Organisation.objects.filter(pk=contact.organisation_id).update(size="large", website="https://ny.example")

    contact_client.post(url_of(contact), sent(form, website="https://min.example"))

    contact.organisation.refresh_from_db()
    assert (contact.organisation.size, contact.organisation.website) == ("large", "https://min.example")


def test_unchanged_details_add_no_version(contact_client: Client, contact: Contact) -> None:
    before = Organisation.history.count()

    assert save(contact_client, contact).status_code == 302

    assert Organisation.history.count() == before
    assert not contact.organisation.earlier_places.exists()


def test_form_has_hidden_initial_values(contact_client: Client, contact: Contact) -> None:
    Organisation.objects.filter(pk=contact.organisation_id).update(size="large")

    text = contact_client.get(url_of(contact)).text

    assert '<input type="hidden" name="initial-size" value="large"' in text


@pytest.mark.parametrize("hidden", [pytest.param(True, id="hide"), pytest.param(False, id="show")])
def test_contact_hides_and_shows_email(contact: Contact, contact_client: Client, *, hidden: bool) -> None:
    Organisation.objects.filter(pk=contact.organisation_id).update(hides_email=not hidden)

    save(contact_client, contact, hides_email="on" if hidden else "")

    assert Organisation.objects.get(pk=contact.organisation_id).hides_email == hidden
