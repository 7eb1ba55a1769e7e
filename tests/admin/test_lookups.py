"""The lists can only be filtered by the rows' own fields and by the filters that are shown beside them."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from balansekunst.admin.lists import ListAdmin
from members.models import Organisation
from tests.admin.conftest import MODELS
from tests.factories import ApplicationFactory, EventFactory, MembershipFactory

EACH_MODEL = pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label_lower) for model in MODELS])

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def changelist(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def named_filters(model: type[Model], request: Any) -> set[str]:
    filters = admin.site.get_model_admin(model).get_list_filter(request)
    names = [each[0] if isinstance(each, (list, tuple)) else each for each in filters]
    return {name for name in names if isinstance(name, str)}


def test_each_list_has_shared_base() -> None:
    assert [model for model in MODELS if not isinstance(admin.site.get_model_admin(model), ListAdmin)] == []


@EACH_MODEL
def test_list_refuses_lookups_across_relations(everyone: Client, rf: Any, model: type[Model]) -> None:
    listed = named_filters(model, rf.get("/"))
    others = {field.name for field in model._meta.get_fields()} - {field.name for field in model._meta.concrete_fields}

    refused = [name for name in sorted(others) if name not in listed]
    answers = {name: everyone.get(changelist(model), {name: "1"}).status_code for name in refused}

    assert {name: status for name, status in answers.items() if status != 400} == {}


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"applications": "1"}, id="relation"),
        pytest.param({"applications__isnull": "1"}, id="without-rows"),
        pytest.param({"applications__title__startswith": "S"}, id="field-of-relation"),
        pytest.param({"municipality__county__municipalities": "1"}, id="relation-of-filter"),
        pytest.param({"municipality__organisations__applications": "1"}, id="there-and-back"),
        pytest.param({"unknown": "1"}, id="unknown"),
    ],
)
def test_organisations_cannot_be_looked_up_by_others(staff_client: Client, parameters: dict[str, str]) -> None:
    assert staff_client.get(changelist(Organisation), parameters).status_code == 400


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"name": "Huset"}, id="own-field"),
        pytest.param({"name__startswith": "Hus"}, id="lookup-of-own-field"),
        pytest.param({"municipality__id__exact": "0"}, id="own-foreign-key"),
        pytest.param({"landsdel": "Nord-Norge"}, id="filter"),
        pytest.param({"medlem": "2024-01-01"}, id="parameter-of-filter"),
    ],
)
def test_organisations_can_be_filtered(staff_client: Client, parameters: dict[str, str]) -> None:
    assert staff_client.get(changelist(Organisation), parameters).status_code == 200


def test_figure_opens_list(staff_client: Client) -> None:
    for model, row in (("membership", MembershipFactory.create()), ("event", EventFactory.create())):
        app = row._meta.app_label
        url = reverse(f"admin:{app}_{model}_changelist")
        assert staff_client.get(url, {"tall": "2024-01-01/2024-12-31/joined"}).status_code == 200


def test_no_address_redirects_to_any_row(staff_client: Client) -> None:
    application = ApplicationFactory.create()

    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, application.pk])
    assert staff_client.get(f"/admin/r/1/{application.pk}/").status_code == 404


def test_call_links_to_its_public_page(staff_client: Client) -> None:
    call = ApplicationFactory.create().call

    page = staff_client.get(reverse("admin:balansepotten_call_change", args=[call.pk])).text

    assert f'href="{call.get_absolute_url()}"' in page
