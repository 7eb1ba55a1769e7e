"""The admin's menu: its lists in the order of the work, and the keys that open them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.utils.translation import gettext as _

REGISTERS = "registers"


@dataclass(frozen=True)
class Shortcut:
    """A key that, after `g`, opens a page."""

    key: str
    name: str
    url: str


def in_order_of_work(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the admin's apps with their lists in the order of `ADMIN_MENU`, and after them `ADMIN_REGISTERS`.

    A list that is in neither comes after the others of its app.
    """
    for app in apps:
        app["models"].sort(key=_place)
    registers = [model for app in apps for model in app["models"] if _label(model) in settings.ADMIN_REGISTERS]
    groups = [app | {"models": [model for model in app["models"] if model not in registers]} for app in apps]
    groups.sort(key=lambda app: _place(app["models"][0]) if app["models"] else 0)
    groups.append({"name": _("Registre"), "app_label": REGISTERS, "models": sorted(registers, key=_register_place)})
    return [group for group in groups if group["models"]]


def in_order(lists: Iterable[ModelAdmin]) -> list[Any]:
    """Return the lists in the order of `ADMIN_MENU`."""
    return sorted(lists, key=lambda each: _place_of(each.model._meta.label_lower))


def shortcuts(apps: list[dict[str, Any]]) -> list[Shortcut]:
    """Return the keys of the lists, in their order."""
    models = [model for app in apps for model in app["models"] if model["admin_url"]]
    keys = [(settings.ADMIN_MENU.get(_label(model), ""), model) for model in models]
    return [Shortcut(key, model["name"], model["admin_url"]) for key, model in keys if key]


def _label(model: dict[str, Any]) -> str:
    return model["model"]._meta.label_lower


def _place(model: dict[str, Any]) -> int:
    return _place_of(_label(model))


def _place_of(label: str) -> int:
    labels = list(settings.ADMIN_MENU)
    return labels.index(label) if label in labels else len(labels)


def _register_place(model: dict[str, Any]) -> int:
    return settings.ADMIN_REGISTERS.index(_label(model))
