"""Saved views of a list, and the columns that a user chooses."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.models import ListColumns, SavedView, User
from members.models import Organisation
from tests.admin.conftest import MODELS, make
from tests.conftest import log_in, user_in_role
from tests.factories import AssignmentFactory, OrganisationFactory

ORGANISATIONS = reverse("admin:members_organisation_changelist")
VIEWS = reverse("admin:members_organisation_views")
COLUMNS = reverse("admin:members_organisation_columns")
NORTH = "landsdel=Nord-Norge&o=-name"
USUAL = ["name", "spaced_number", "field", "home", "region", "membership"]

pytestmark = pytest.mark.django_db


def save(client: Client, name: str = "I nord", **answers: Any) -> SavedView:
    client.post(VIEWS, {"name": name, "query": NORTH, "columns": USUAL, **answers})
    return SavedView.objects.get(name=name)


def list_of(model: type[Model]) -> Any:
    return admin.site.get_model_admin(model)


@pytest.fixture
def colleague() -> User:
    return user_in_role(Role.STAFF, "Kari Kollega", is_staff=True)


@pytest.fixture
def manager() -> Client:
    """One who sees the list of organisations and changes none."""
    return log_in(user_in_role(Role.MANAGEMENT, "Liv Ledelse", is_staff=False))


def listed(client: Client, url: str, **query: str) -> list[str]:
    return client.get(url, query).context["cl"].list_display[1:]


def test_saved_view_opens_list(staff_client: Client) -> None:
    view = save(staff_client)

    response = staff_client.get(view.get_absolute_url())

    target = urlsplit(response.headers["Location"])
    assert target.path == ORGANISATIONS
    assert parse_qs(target.query) == {"landsdel": ["Nord-Norge"], "o": ["-name"], "kolonner": [",".join(USUAL)]}
    opened = staff_client.get(response.headers["Location"])
    assert f'href="{view.get_absolute_url()}" aria-current="true">I nord</a>' in opened.text
    assert f'href="{view.get_absolute_url()}">I nord</a>' in staff_client.get(reverse("admin:index")).text


def test_view_of_same_name_is_replaced(staff_client: Client) -> None:
    save(staff_client)
    save(staff_client, query="field__exact=film&p=3&kolonner=name", columns=["name"])

    view = SavedView.objects.get()
    assert (view.query, view.columns) == ("field__exact=film", ["name"])


def test_own_view_is_for_its_owner(staff_client: Client, colleague: User) -> None:
    view, other = save(staff_client), log_in(colleague)

    assert other.get(view.get_absolute_url()).status_code == 404
    assert other.post(view.get_absolute_url()).status_code == 404
    assert "I nord" not in other.get(ORGANISATIONS).text


def test_shared_view_is_for_all_who_see_the_list(
    staff_client: Client, colleague: User, manager: Client, adviser_client: Client
) -> None:
    view = save(staff_client, shared="on")

    assert manager.get(view.get_absolute_url()).status_code == 302
    assert adviser_client.get(view.get_absolute_url()).status_code == 403
    assert "I nord" not in adviser_client.get(reverse("admin:index")).text
    assert manager.post(view.get_absolute_url()).status_code == 403
    assert log_in(colleague).post(view.get_absolute_url()).status_code == 302
    assert not SavedView.objects.exists()


def test_view_is_of_its_list(staff_client: Client) -> None:
    view = save(staff_client)

    assert staff_client.get(reverse("admin:members_contact_view", args=[view.pk])).status_code == 404


def test_only_who_may_change_shares(manager: Client) -> None:
    assert not save(manager, shared="on").shared


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        pytest.param({"name": " "}, "name", id="no-name"),
        pytest.param({"name": "x" * 61}, "name", id="long-name"),
        pytest.param({"name": "a\0b"}, "name", id="name-with-nul"),
        pytest.param({"name": "Delt", "shared": "on"}, "name", id="name-of-a-shared-view"),
        pytest.param({"name": "Ny", "query": "q=" + "x" * 2000}, "query", id="long-query"),
    ],
)
def test_view_that_cannot_be_saved(staff_client: Client, colleague: User, answers: dict[str, str], error: str) -> None:
    save(log_in(colleague), "Delt", shared="on")

    response = staff_client.post(VIEWS, {"query": NORTH, "columns": USUAL, **answers})

    assert list(response.context["form"].errors) == [error]
    assert SavedView.objects.count() == 1


def test_old_view_says_what_is_left_out(staff_client: Client) -> None:
    view = save(staff_client)
    SavedView.objects.update(
        query="fylke__navn=Troms&id__exact=abc&landsdel=Nord-Norge&o=borte.-name", columns=["name", "fjernet", "region"]
    )

    response = staff_client.get(view.get_absolute_url())

    assert parse_qs(urlsplit(response.headers["Location"]).query) == {
        "landsdel": ["Nord-Norge"], "o": ["borte.-name"], "kolonner": ["name,region"]
    }  # fmt: skip
    *_earlier, warning = [str(message) for message in get_messages(response.wsgi_request)]
    assert warning.endswith("utelatt: fjernet, borte, fylke__navn, id__exact.")
    assert staff_client.get(response.headers["Location"]).status_code == 200


def test_chosen_columns_are_remembered(staff_client: Client, colleague: User) -> None:
    response = staff_client.post(COLUMNS, {"columns": ["email", "region", "number"], "query": NORTH})

    assert response.headers["Location"] == f"{ORGANISATIONS}?{NORTH}"
    assert listed(staff_client, ORGANISATIONS) == ["name", "region", "email"]
    assert listed(log_in(colleague), ORGANISATIONS) == USUAL
    staff_client.post(COLUMNS, {"usual": "1"})
    assert listed(staff_client, ORGANISATIONS) == USUAL
    assert not ListColumns.objects.exists()


def test_columns_are_those_of_the_list(staff_client: Client) -> None:
    assert listed(staff_client, ORGANISATIONS, kolonner="region,formerly,password,email") == ["name", "region", "email"]
    assert listed(staff_client, ORGANISATIONS, kolonner="formerly") == USUAL


def test_columns_are_for_who_sees_the_list(adviser_client: Client) -> None:
    assert adviser_client.post(COLUMNS, {"columns": ["email"]}).status_code == 403


def test_order_is_that_of_named_column(staff_client: Client) -> None:
    for number, name in enumerate(("B", "A", "C")):
        OrganisationFactory.create(name=name, postal_place=f"{number}")

    for order, found in (("postal_place", "BAC"), ("-postal_place", "CAB"), ("-name", "CBA"), ("formerly", "ABC")):
        rows = staff_client.get(ORGANISATIONS, {"o": order, "kolonner": "postal_place"}).context["cl"].result_list
        assert "".join(row.name for row in rows) == found


def test_order_by_column_that_is_not_shown_is_left_out(staff_client: Client) -> None:
    OrganisationFactory.create()

    response = staff_client.get(ORGANISATIONS, {"o": "99.name"})

    assert response.context["cl"].get_ordering_field_columns() == {1: "asc"}


def test_headers_link_to_named_order(staff_client: Client) -> None:
    OrganisationFactory.create()

    page = staff_client.get(ORGANISATIONS, {"o": "-spaced_number"}).text

    assert 'href="?o=name.-spaced_number"' in page


@pytest.mark.parametrize("model_admin", [each for each in map(list_of, MODELS) if each.optional_columns], ids=str)
def test_queries_with_all_columns_do_not_grow(everyone: Client, model_admin: Any) -> None:
    model = model_admin.model
    url = f"{model_admin.list_url()}?kolonner={','.join([*model_admin.list_display, *model_admin.optional_columns])}"
    make(model)
    everyone.get(url)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert everyone.get(url).status_code == 200
        counts.append(len(captured))
        make(model, 2)

    assert counts[0] == counts[1]


def test_headings_of_all_columns_are_norwegian() -> None:
    """Django calls a column by the path to another model's field in English."""
    lists = [list_of(model) for model in MODELS]

    english = [each.heading(name) for each in lists for name in each.optional_columns if "  " in each.heading(name)]

    assert english == []


def test_link_from_another_page_can_be_saved(staff_client: Client) -> None:
    course = AssignmentFactory.create(client=Organisation.objects.first() or OrganisationFactory.create())
    query = f"client__id__exact={course.client_id}"
    staff_client.post(reverse("admin:courses_assignment_views"), {"name": "Deres kurs", "query": query})

    opened = staff_client.get(SavedView.objects.get().get_absolute_url(), follow=True)

    assert [row.pk for row in opened.context["cl"].result_list] == [course.pk]
