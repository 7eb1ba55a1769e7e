"""Help in the admin: what each list is for, and how to begin or go on where it is empty."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from balansekunst.access import Role
from members.models import Fee, FeeRate, Organisation
from tests.admin.conftest import LISTED
from tests.conftest import give_role, log_in
from tests.factories import OrganisationFactory, UserFactory

SENTENCE = re.compile(r"[A-ZÆØÅ][^.!?]{20,110}\.(?: [A-ZÆØÅ][^.!?]{10,80}\.)?")
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize("name", ["purpose", "first_rows"])
def test_each_list_is_explained_in_its_own_words(name):
    texts = {model._meta.label: str(getattr(admin.site.get_model_admin(model), name)) for model in LISTED}

    assert [label for label, text in texts.items() if not SENTENCE.fullmatch(text)] == []
    assert len(set(texts.values())) == len(texts)


def test_purpose_is_shown_on_list_and_form(staff_client):
    organisation = OrganisationFactory.create()
    purpose = str(admin.site.get_model_admin(Organisation).purpose)
    pages = {"changelist": [], "add": [], "change": [organisation.pk], "history": [organisation.pk]}

    texts = {
        name: staff_client.get(reverse(f"admin:members_organisation_{name}", args=args)).text
        for name, args in pages.items()
    }

    assert {name: purpose in text for name, text in texts.items()} == {
        **dict.fromkeys(pages, True),
        "history": False,
    }


def test_empty_list_offers_how_to_begin(staff_client):
    page = staff_client.get(reverse("admin:members_fee_changelist")).text

    assert str(admin.site.get_model_admin(Fee).first_rows) in page
    assert "Importer et regneark" in page
    assert "Vis hele listen" not in page


def test_empty_list_offers_nothing_to_reader():
    reader = UserFactory.create()
    give_role(reader, Role.MANAGEMENT)

    page = log_in(reader).get(reverse("admin:courses_assignment_changelist")).text

    assert "Her kommer kursene og foredragene" in page
    assert "Importer et regneark" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param({"q": "finnes ikke"}, "Ingenting passer med søket «finnes ikke»", id="search"),
        pytest.param({"year": "1999"}, "Ingenting passer med filtrene", id="filter"),
    ],
)
def test_empty_selection_offers_whole_list(staff_client, query, words):
    page = staff_client.get(reverse("admin:members_feerate_changelist"), query).text

    assert words in page
    assert '<a class="button" href="?">Vis hele listen</a>' in page
    assert str(admin.site.get_model_admin(FeeRate).first_rows) not in page
