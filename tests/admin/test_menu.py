"""The admin's menu is in the order of the work, and its keys open the lists that the user may see."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
INDEX = reverse("admin:index")


def groups(client: Client) -> list[dict[str, Any]]:
    return client.get(INDEX).context["available_apps"]


def test_groups_are_in_the_order_of_the_work(everyone: Client) -> None:
    found = groups(everyone)

    assert [group["app_label"] for group in found] == [
        *("members", "courses", "balansemerket", "balansepotten", "radgivning", "reports", "balansekunst"),
        "registers",
    ]
    assert [model["object_name"] for model in found[0]["models"]][:2] == ["Organisation", "Contact"]
    assert found[-1]["models"][0]["object_name"] == "County"


def test_each_list_is_in_the_menu_once(everyone: Client) -> None:
    listed = [model["model"] for group in groups(everyone) for model in group["models"]]

    assert len(listed) == len(set(listed))
    assert {apps.get_model(app, name) for app, names in settings.ADMIN_MENU.items() for name in names} <= set(listed)
    assert set(listed) <= set(admin.site._registry)


def test_keys_open_lists_that_the_user_may_see(adviser_client: Client) -> None:
    shortcuts = adviser_client.get(INDEX).context["keyboard_shortcuts"]

    assert [(shortcut.key, shortcut.name) for shortcut in shortcuts] == [("h", "Henvendelser")]


def test_each_key_is_of_one_list() -> None:
    keys = ["o", "c", *(key for keys in settings.ADMIN_MENU.values() for key in keys.values() if key)]

    assert len(keys) == len(set(keys))
