"""Adding and changing an organisation in the admin."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import User
from members.models import EarlierIdentity, IdentityProposal, LikelyDuplicate, Organisation, RegisterDifference
from tests.factories import (
    ContactFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
    organisation_number,
)

ADD = reverse("admin:members_organisation_add")
NUMBER = organisation_number(820_001)
NEW = organisation_number(820_002)
SIMILAR = (
    "«Morild Kulturhus» er registrert med organisasjonsnummer {number}. Har virksomheten fått nytt nummer, "
    "registrerer du det på siden til virksomheten. Er det to virksomheter, kan du lagre likevel."
)
DAY = date(2026, 3, 16)


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
    for name, value in (("name", new["name"]), ("accepted_name", new["name"]), ("number", NUMBER)):
        assert re.search(rf'name="{name}" value="{value}"', warned.text)

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


def identity_url(organisation: Organisation) -> str:
    return reverse("admin:members_organisation_identity", args=[organisation.pk])


def given(organisation: Organisation, **changes: Any) -> dict[str, Any]:
    return {"number": organisation.number, "name": organisation.name, "from_day": "2024-07-01", **changes}


def test_new_number_is_registered_from_a_day(staff_client: Client, known: Organisation) -> None:
    number = known.number

    response = staff_client.post(identity_url(known), given(known, number=NEW))

    assert response.headers["Location"] == reverse("admin:members_organisation_page", args=[known.pk])
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Nytt nummer eller navn er registrert."
    ]
    known.refresh_from_db()
    assert (known.number, known.formerly) == (NEW, number)
    assert known.earlier_identities.get().until == date(2024, 7, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({}, "__all__", id="nothing-new"),
        pytest.param({"number": "123456789"}, "number", id="invalid"),
        pytest.param({"number": NUMBER}, "number", id="of-another"),
        pytest.param({"name": ""}, "name", id="no-name"),
        pytest.param({"number": NEW, "from_day": ""}, "from_day", id="no-day"),
        pytest.param(
            {"number": NEW, "from_day": str(timezone.localdate() + timedelta(days=2))}, "from_day", id="future"
        ),
    ],
)
def test_invalid_identity_is_refused_at_its_field(
    staff_client: Client, known: Organisation, changes: dict[str, str], field: str
) -> None:
    OrganisationFactory.create(number=NUMBER, name="Fossekall")

    response = staff_client.post(identity_url(known), given(known, **changes))

    assert list(response.context["form"].errors) == [field]
    assert not EarlierIdentity.objects.exists()


def test_identity_page_requires_permission(
    staff_client: Client, management_client: Client, client: Client, known: Organisation
) -> None:
    answered = [each.post(identity_url(known), given(known, number=NEW)) for each in (management_client, client)]

    assert [response.status_code for response in answered] == [403, 302]
    assert not EarlierIdentity.objects.exists()
    assert staff_client.get(identity_url(known)).status_code == 200


def test_mistyped_number_is_corrected_without_earlier_one(staff_client: Client, known: Organisation) -> None:
    url = reverse("admin:members_organisation_change", args=[known.pk])

    staff_client.post(url, answers(staff_client.get(url), number=NEW))

    known.refresh_from_db()
    assert (known.number, known.formerly, known.earlier_identities.count()) == (NEW, "", 0)


def test_earlier_identity_is_corrected_on_organisation_page(staff_client: Client, known: Organisation) -> None:
    staff_client.post(identity_url(known), given(known, number=NEW))
    url = reverse("admin:members_organisation_change", args=[known.pk])

    saved = staff_client.post(
        url,
        answers(staff_client.get(url), **{"earlier_identities-0-name": "Morild", "earlier_identities-0-number": ""}),
    )

    assert saved.status_code == 302
    known.refresh_from_db()
    assert known.formerly == "Morild"


@pytest.mark.parametrize("text", ["Fossekallen", "fossek", NUMBER, f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}"])
@pytest.mark.parametrize("model", ["organisation", "membership", "contact"])
def test_organisation_is_found_by_earlier_name_and_number(
    staff_client: Client, known: Organisation, text: str, model: str
) -> None:
    MembershipFactory.create(organisation=known)
    ContactFactory.create(organisation=known)
    other = OrganisationFactory.create(name="Nordvind")
    MembershipFactory.create(organisation=other)
    ContactFactory.create(organisation=other)
    Organisation.objects.filter(pk=known.pk).update(number=NUMBER, name="Fossekallen")
    staff_client.post(identity_url(known), given(known, number=NEW))

    found = staff_client.get(reverse(f"admin:members_{model}_changelist"), {"q": text}).context["cl"].result_list

    assert [getattr(row, "organisation", row) for row in found] == [known]


def test_lists_that_search_names_search_earlier_ones() -> None:
    for model, listed in admin.site._registry.items():
        for path in listed.search_fields:
            *relations, field = path.split("__")
            target: Any = model
            for relation in relations:
                target = target._meta.get_field(relation).related_model
            if target is Organisation and field == "name":
                assert "__".join([*relations, "formerly"]) in listed.search_fields, model


def test_decision_page_warns_of_request_under_another_number(staff_client: Client, known: Organisation) -> None:
    pages = [
        staff_client.get(reverse("admin:members_membershipapplication_decide", args=[request.pk])).text
        for request in (
            MembershipApplicationFactory.create(number=NEW, name="Morild kulturhus AS"),
            MembershipApplicationFactory.create(number=known.number, name="Morild Kulturhus"),
            MembershipApplicationFactory.create(number=NUMBER, name="Nordvind"),
        )
    ]

    words = f"«Morild Kulturhus» er registrert med organisasjonsnummer {known.number}."
    assert [words in page for page in pages] == [True, False, False]


def test_organisation_is_deleted_with_what_the_program_noted_of_it(staff_client: Client, staff: User) -> None:
    organisation, similar = OrganisationFactory.create_batch(2)
    RegisterDifference.objects.create(organisation=organisation, kind="legal_form", theirs="AS", found_on=DAY)
    LikelyDuplicate.objects.create(first=organisation, second=similar, reason="navn", found_on=DAY)
    IdentityProposal.objects.create(
        organisation=organisation, name="Nytt", from_day=DAY, proposed_by=staff, proposed_at=timezone.now()
    )
    url = reverse("admin:members_organisation_delete", args=[organisation.pk])

    staff_client.post(url, {"post": "yes"})

    assert list(Organisation.objects.all()) == [similar]
