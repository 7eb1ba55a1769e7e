"""The admin's menu: its lists in the order of the work, and the keys that open them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps as installed
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Shortcut:
    """A key that, after `g`, opens a page."""

    key: str
    name: str
    url: str


def apps_of(request: HttpRequest, admins: Mapping[type[Model], ModelAdmin[Any]]) -> list[dict[str, Any]]:
    """Return the apps with the lists that the user may see, as Django's `AdminSite.get_app_list` does.

    Each page of the admin has the menu. Django resolves two addresses for each list, which took a tenth of the time.
    """
    apps: dict[str, dict[str, Any]] = {}
    for model, model_admin in admins.items():
        if not model_admin.has_module_permission(request):
            continue
        permissions = model_admin.get_model_perms(request)
        if not any(permissions.values()):
            continue
        may_read = permissions["change"] or permissions["view"]
        label = model._meta.app_label
        app = apps.setdefault(
            label, {"name": installed.get_app_config(label).verbose_name, "app_label": label, "models": []}
        )
        app["models"].append(
            {
                "model": model,
                "name": capfirst(str(model._meta.verbose_name_plural)),  # translated once: it is sorted by, and shown
                "object_name": model._meta.object_name,
                "perms": permissions,
                "admin_url": _address(model, "changelist", get_script_prefix()) if may_read else None,
                "add_url": _address(model, "add", get_script_prefix()) if permissions["add"] else None,
                "view_only": may_read and not permissions["change"],
            }
        )
    return list(apps.values())


@cache
def _address(model: type[Model], page: str, _prefix: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def in_order_of_work(apps: Iterable[dict[str, Any]], registers: set[type[Model]]) -> list[dict[str, Any]]:
    """Return the admin's apps with their lists in the order of `ADMIN_MENU`, and the registers as the last group."""
    apps = sorted(apps, key=lambda app: (_place_in(settings.ADMIN_MENU, app["app_label"]), str(app["name"])))
    last: dict[str, Any] = {"name": _("Registre"), "app_label": "registers", "models": []}
    for app in apps:
        models = sorted(app["models"], key=lambda model: (place(model["model"]), model["name"]))
        app["models"] = [model for model in models if model["model"] not in registers]
        last["models"] += [model for model in models if model["model"] in registers]
    return [app for app in [*apps, last] if app["models"]]


def place(model: type[Model]) -> tuple[int, int]:
    """Return the key by which models are sorted in the order of `ADMIN_MENU`."""
    return _place(model._meta.app_label, str(model._meta.model_name))


@cache
def _place(app: str, name: str) -> tuple[int, int]:
    return _place_in(settings.ADMIN_MENU, app), _place_in(_keys(app), name)


def shortcuts(apps: list[dict[str, Any]]) -> list[Shortcut]:
    """Return the keys of the lists, in their order."""
    models = [model for app in apps for model in app["models"] if model["admin_url"]]
    keys = [(_keys(model["model"]._meta.app_label).get(model["model"]._meta.model_name), model) for model in models]
    return [Shortcut(key, model["name"], model["admin_url"]) for key, model in keys if key]


def _keys(app: str) -> dict[str, str]:
    return settings.ADMIN_MENU.get(app, {})


def _place_in(names: Iterable[str], name: str) -> int:
    """Return the place of the name, or the one after the last."""
    order = list(names)
    return order.index(name) if name in order else len(order)
