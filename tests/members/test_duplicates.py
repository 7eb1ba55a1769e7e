"""Organisations that may be one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from members import duplicates, merging
from members.duplicates import Known, find
from members.models import LikelyDuplicate, Organisation
from tests.factories import OrganisationFactory

TODAY = date(2026, 3, 16)
NAME, EMAIL, SITE = "nesten samme navn", "samme e-postadresse", "samme nettsted"


def known(*organisations: tuple[str, str, str]) -> list[Known]:
    return [Known(place, *each) for place, each in enumerate(organisations, start=1)]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        pytest.param(("Morild Scene", "", ""), ("MORILD SCENE AS", "", ""), NAME, id="legal-form"),
        pytest.param(("Morild Kulturhus", "", ""), ("Morilld Kulturhus", "", ""), NAME, id="letter"),
        pytest.param(("Ålesund Jazzforum", "", ""), ("Aalesund jazz-forum", "", ""), NAME, id="spelling"),
        pytest.param(("Kvelvane Figurteater", "", ""), ("Figurteateret Kvelvane", "", ""), NAME, id="other-order"),
        pytest.param(("Kvelvane Figurteater", "", ""), ("Kvelvane figurteatret", "", ""), NAME, id="ending"),
        pytest.param(("Storspove Barnefilmklubb 1", "", ""), ("Storspove Barnefilmklubb 2", "", ""), "", id="number"),
        pytest.param(("Rota", "", ""), ("Rosa", "", ""), "", id="short"),
        pytest.param(("A", "Post@a.example", ""), ("B", "post@A.example", ""), f"{EMAIL}, {SITE}", id="email"),
        pytest.param(("A", "en@a.example", ""), ("B", "", "https://www.a.example/om"), SITE, id="domain"),
        pytest.param(("A", "en@gmail.com", ""), ("B", "to@gmail.com", ""), "", id="free-mail"),
        pytest.param(("A", "", "https://a.wordpress.com"), ("B", "", "https://b.wordpress.com"), "", id="free-page"),
        pytest.param(("A", "", "https://[1"), ("B", "", "http://[1"), "", id="no-address"),
        pytest.param(("«»", "", ""), ("–", "", ""), "", id="nothing"),
    ],
)
def test_pair_is_found_by_reason(first: tuple[str, str, str], second: tuple[str, str, str], reason: str) -> None:
    assert find(known(first, second)) == ({(1, 2): reason} if reason else {})


def test_domain_of_many_is_no_sign() -> None:
    municipal = [(f"Scene {number} i byen", f"post{number}@kommune.example", "") for number in range(5)]

    assert find(known(*municipal)) == {}


@pytest.mark.django_db
def test_pairs_are_stored_and_remembered(staff: User) -> None:
    first, second = (OrganisationFactory.create(name=name) for name in ("Morild Scene", "Morild scene AS"))

    assert (duplicates.refresh(TODAY), duplicates.refresh(TODAY)) == (1, 0)
    row = LikelyDuplicate.objects.get()
    assert (row.first, row.second, row.reason, row.state) == (first, second, NAME, "waiting")
    duplicates.dismiss(row, by=staff, today=TODAY)
    with pytest.raises(ValidationError, match="allerede tatt stilling"):
        duplicates.dismiss(row, by=staff, today=TODAY)

    assert duplicates.refresh(TODAY) == 0
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("dismissed", staff)


@pytest.mark.django_db
def test_pair_goes_when_it_is_mended_or_merged(staff: User) -> None:
    first, second, third = (OrganisationFactory.create(name=name) for name in ("Morild", "Morild AS", "Morild SA"))
    duplicates.refresh(TODAY)
    assert LikelyDuplicate.objects.count() == 3
    Organisation.objects.filter(pk=third.pk).update(name="Havkoret")

    duplicates.refresh(TODAY)
    assert LikelyDuplicate.objects.count() == 1
    merging.merge(first, other=second, from_day=TODAY, today=TODAY, by=staff)

    assert LikelyDuplicate.objects.count() == 0


@pytest.mark.django_db
def test_pair_is_stored_once_and_in_order() -> None:
    first, second = OrganisationFactory.create_batch(2)
    LikelyDuplicate.objects.create(first=first, second=second, reason=NAME, found_on=TODAY)

    for pair in ((first, second), (second, first), (first, first)):
        with pytest.raises(IntegrityError), transaction.atomic():
            LikelyDuplicate.objects.create(first=pair[0], second=pair[1], reason=NAME, found_on=TODAY)


@pytest.mark.django_db
def test_list_merges_or_dismisses(staff_client: Client) -> None:
    first, second = (OrganisationFactory.create(name=name) for name in ("Morild Scene", "Morild scene AS"))
    duplicates.refresh(TODAY)
    row = LikelyDuplicate.objects.get()
    merge = f"{reverse('admin:members_organisation_merge', args=[first.pk])}?number={second.number}"
    dismiss = reverse("admin:members_likelyduplicate_dismiss", args=[row.pk])

    page = staff_client.get(reverse("admin:members_likelyduplicate_changelist")).text

    assert f'href="{merge}"' in page
    assert f'formaction="{dismiss}"' in page
    assert f'value="{second.number}"' in staff_client.get(merge).text
    assert "Paret kommer ikke igjen." in staff_client.post(dismiss, follow=True).text
    assert "allerede tatt stilling" in staff_client.post(dismiss, follow=True).text
    assert LikelyDuplicate.objects.get().state == "dismissed"
