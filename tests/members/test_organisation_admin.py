"""Adding and changing an organisation in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Organisation
from tests.factories import OrganisationFactory, organisation_number

ADD = reverse("admin:members_organisation_add")
NUMBER = organisation_number(820_001)
SIMILAR = (
    "«Morild Kulturhus» er registrert med organisasjonsnummer {number}. Er det samme virksomhet? "
    "Er det to virksomheter, trykk Lagre en gang til."
)


def answers(page: Any, **changes: Any) -> dict[str, Any]:
    """Return what a browser would send from the page, after the changes."""
    forms = [
        page.context["adminform"].form,
        *(inline.formset.management_form for inline in page.context["inline_admin_formsets"]),
        *(form for inline in page.context["inline_admin_formsets"] for form in inline.formset.initial_forms),
    ]
    found = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields}
    return {name: value for name, value in (found | changes).items() if value is not None}


def errors(page: Any) -> dict[str, list[str]]:
    return dict(page.context["adminform"].form.errors) if page.context else {}


@pytest.fixture
def known(db: None) -> Organisation:
    return OrganisationFactory.create(name="Morild Kulturhus")


def test_similar_name_is_saved_on_second_press(staff_client: Client, known: Organisation) -> None:
    new: dict[str, Any] = {"name": "Stiftelsen Morild kulturhus", "number": NUMBER, "field": known.field}
    new |= {"municipality": known.municipality_id}

    warned = staff_client.post(ADD, answers(staff_client.get(ADD), **new))

    assert errors(warned) == {"name": [SIMILAR.format(number=known.number)]}
    assert not Organisation.objects.filter(number=NUMBER).exists()

    saved = staff_client.post(ADD, answers(warned))

    assert saved.status_code == 302
    assert Organisation.objects.get(number=NUMBER).name == "Stiftelsen Morild kulturhus"


def test_other_similar_name_is_warned_of_again(staff_client: Client, known: Organisation) -> None:
    new: dict[str, Any] = {
        "name": "Morild kulturhus",
        "number": NUMBER,
        "field": known.field,
        "municipality": known.municipality_id,
    }
    warned = staff_client.post(ADD, answers(staff_client.get(ADD), **new))

    again = staff_client.post(ADD, answers(warned, name="Morild Kulturhus AS"))

    assert list(errors(again)) == ["name"]
    assert not Organisation.objects.filter(number=NUMBER).exists()


def test_changed_name_is_warned_of(staff_client: Client, known: Organisation) -> None:
    other = OrganisationFactory.create(name="Fossekall")
    url = reverse("admin:members_organisation_change", args=[other.pk])

    warned = staff_client.post(url, answers(staff_client.get(url), name="Morild Kulturhuz"))

    assert "Navnet ligner på «Morild Kulturhus»" in errors(warned)["name"][0]
    other.refresh_from_db()
    assert other.name == "Fossekall"


def test_unchanged_name_is_not_warned_of(staff_client: Client, known: Organisation) -> None:
    other = OrganisationFactory.create(name="Morild Kulturhus AS")
    url = reverse("admin:members_organisation_change", args=[other.pk])

    saved = staff_client.post(url, answers(staff_client.get(url), address="Torget 1"))

    assert saved.status_code == 302
    other.refresh_from_db()
    assert other.address == "Torget 1"
