"""Values in the admin's addresses and forms that no row can have."""

from typing import Any

import pytest
from django.contrib import admin, messages
from django.contrib.messages import get_messages
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from tests.admin.conftest import MODELS
from tests.factories import OrganisationFactory

WITH_HISTORY = [model for model in MODELS if isinstance(admin.site.get_model_admin(model), SimpleHistoryAdmin)]
# All of them have the same view: one is asked on both databases.
EACH_WITH_HISTORY = pytest.mark.parametrize(
    "model",
    [
        pytest.param(
            model, id=model._meta.label_lower, marks=() if model is WITH_HISTORY[0] else pytest.mark.one_database
        )
        for model in WITH_HISTORY
    ],
)
ORGANISATIONS = reverse("admin:members_organisation_changelist")
FEES = reverse("admin:members_fee_changelist")
MESSAGES = reverse("admin:balansekunst_message_changelist")
ERROR = "e=1"


@pytest.mark.parametrize("key", ["abc", "9" * 40, "1.5"])
@EACH_WITH_HISTORY
def test_history_of_impossible_key(everyone: Client, model: type[Model], key: str) -> None:
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{key}/history/"

    assert everyone.get(address).status_code in {302, 404}


@pytest.mark.parametrize(
    "query",
    [
        "id__in=abc",
        "id__exact=abc",
        "drafted_at__gte=10000-01-01",
        "drafted_at__lt=abc",
        f"p={'9' * 30}",
    ],
)
def test_list_with_impossible_value(everyone: Client, query: str) -> None:
    response = everyone.get(f"{MESSAGES}?{query}")

    assert response.status_code == 302
    assert response.headers["Location"] == f"{MESSAGES}?{ERROR}"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "query",
    [
        *("name__regex=(", "name__iregex=[", "name__search=a", "name__trigram_similar=a", "name__unaccent=a"),
        *("municipality__name__regex=(", "memberships__joined__range=1", "memberships__joined__year=99999"),
    ],
)
def test_other_lookups_refused(everyone: Client, query: str) -> None:
    assert everyone.get(f"{ORGANISATIONS}?{query}").status_code == 400


@pytest.mark.parametrize("address", [ORGANISATIONS, reverse("admin:autocomplete"), "/", "/balansepotten/tildelinger/"])
def test_nul_in_query_refused(everyone: Client, address: str) -> None:
    response = everyone.get(f"{address}?q=a%00b&term=a%00b")

    assert response.status_code == 400
    assert "Vi forsto ikke det du sendte" in response.text


def test_nul_in_path_refused(everyone: Client) -> None:
    assert everyone.get("/admin/members/county/1%00/change/").status_code == 400


def test_nul_in_cookie_refused(client: Client) -> None:
    assert client.get("/", headers={"Cookie": r'sessionid="aaaaaaaaaaaaaaaa\000"'}).status_code == 400


def test_nul_in_form_is_an_error_at_the_field(everyone: Client) -> None:
    response = everyone.post(reverse("admin:members_organisation_add"), {"name": "a\0b"})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors["name"] == ["Null-tegn er ikke tillatt."]


@pytest.mark.parametrize("query", ["id__in=abc", "due_on__gte=abc"])
def test_export_with_impossible_filter(everyone: Client, query: str) -> None:
    response = everyone.get(f"{reverse('admin:members_fee_export')}?{query}")

    assert response.status_code == 302
    assert response.headers["Location"] == f"{FEES}?{ERROR}"


@pytest.mark.parametrize("key", ["abc", "9" * 40, "\0"])
def test_action_on_impossible_key(everyone: Client, key: str) -> None:
    data: dict[str, Any] = {"action": "remove_access", "_selected_action": [key], "index": "0"}

    response = everyone.post(reverse("admin:members_contact_changelist"), data)

    assert response.status_code == 302
    assert [message.level for message in get_messages(response.wsgi_request)] == [messages.WARNING]


@pytest.mark.parametrize("key", ["abc", "9" * 40])
def test_suggested_field_with_impossible_key(everyone: Client, key: str) -> None:
    address = reverse("admin:members_fee_add")

    assert everyone.get(f"{address}?membership={key}").status_code == 200
    assert everyone.post(address, {"membership": key}).context["adminform"].form.errors["membership"]


@pytest.mark.parametrize("action", ["change", "delete"])
def test_row_by_field_without_name(everyone: Client, action: str) -> None:
    row = OrganisationFactory.create()

    assert (
        everyone.get(f"{reverse(f'admin:members_organisation_{action}', args=[row.pk])}?_to_field=").status_code == 200
    )


@pytest.mark.parametrize("target", ["abc", "1,,x"])
def test_login_with_target_without_slash(everyone: Client, target: str) -> None:
    assert everyone.get(reverse("admin:login"), {"next": target}).headers["Location"] == target
