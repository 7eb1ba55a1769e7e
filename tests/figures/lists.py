"""Every figure of a period compared with the list that its link opens."""

from collections.abc import Iterator
from copy import copy
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import RequestFactory

from balansekunst.admin.change_list import NamedList
from balansekunst.admin.filters import FigureFilter
from balansekunst.figures import Figure, Period, figures_in
from balansekunst.models import User


def in_lists(period: Period, user: User) -> Iterator[tuple[str, int, int]]:
    """Return each figure's name, with its group's, its value, and what its list says."""
    for area in figures_in(period):
        values = area.values()
        for figure in area.with_rows:
            value = values[figure.key]
            for group, number in (value if isinstance(value, dict) else {"": value}).items():
                url = figure.list_url(period, group)
                assert bool(url) is not figure.private
                if url:
                    yield f"{area.key}.{figure.key}.{group}", number, listed(figure, url, user)


class WithoutPage(NamedList):
    """A list whose rows are found, but not fetched for its page, which takes a third of the time."""

    def get_results(self, request: HttpRequest) -> None:
        pass


def listed(figure: Figure, url: str, user: User) -> int:
    """Return the number above the rows of the list at the address, as the admin's own list finds them."""
    rows = change_list(figure, url, user)
    (shown,) = [spec for spec in rows.filter_specs if isinstance(spec, FigureFilter)]
    (choice,) = shown.choices(rows)
    return int("".join(character for character in choice["number"] if character.isdigit()))


def change_list(figure: Figure, url: str, user: User) -> ChangeList:
    """Return the admin's list at the address, unfolded as the page does it."""
    model_admin: Any = copy(admin.site._registry[figure.rows.model])
    model_admin.get_changelist = lambda _request: WithoutPage
    request: Any = RequestFactory().get(url)
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    changes: ChangeList = model_admin.get_changelist_instance(request)
    assert parse_qs(urlsplit(url).query)["tall"] == [changes.params["tall"]]
    assert not list(request._messages)
    return changes
