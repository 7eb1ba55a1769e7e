"""The rows of a list: as Django draws them, each cell with the name of its column, and long text cut to one line."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import results
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from balansekunst.admin.lists import ListAdmin
from balansekunst.templatetags.lists import MOST_UNCUT, is_long, rows_of
from members.models import Contact
from tests.admin.conftest import MODELS, make
from tests.factories import ContactFactory

pytestmark = pytest.mark.one_database

CONTACTS = reverse("admin:members_contact_changelist")
EACH_MODEL = pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label_lower) for model in MODELS])
# What our cells have besides, and what an empty cell of days has, too.
ADDED = re.compile(r'<div class="one-line" title="[^"]*">|</div>| nowrap')


def list_of(client: Client, model: type[Model], **parameters: str) -> Any:
    """Return the list with all the columns that it can have."""
    model_admin: Any = admin.site.get_model_admin(model)
    assert isinstance(model_admin, ListAdmin)
    columns = ",".join(map(str, [*model_admin.list_display, *model_admin.optional_columns]))
    url = reverse(f"admin:{model_admin.list_name}_changelist")
    return client.get(url, {"kolonner": columns, **parameters}).context["cl"]


def drawn_by_django(listed: Any) -> list[str]:
    return [ADDED.sub("", "".join(row)) for row in results(listed)]


def drawn(listed: Any) -> list[str]:
    return [ADDED.sub("", row) for row in rows_of(listed, [{"text": ""} for _name in listed.list_display])]


@EACH_MODEL
def test_rows_are_as_django_draws_them(everyone: Client, model: type[Model]) -> None:
    make(model, 2)
    listed = list_of(everyone, model, o="")

    assert drawn(listed) == drawn_by_django(listed) != []


def test_rows_of_popup_are_as_django_draws_them(everyone: Client) -> None:
    ContactFactory.create(name="Kari & Co")
    listed = list_of(everyone, Contact, _popup="1", _to_field="id", q="kari & co")

    assert drawn(listed) == drawn_by_django(listed)
    assert "data-popup-opener=" in drawn(listed)[0]


def test_cells_have_names_of_columns(staff_client: Client) -> None:
    contact = ContactFactory.create()
    page = staff_client.get(CONTACTS).text
    url = reverse("admin:members_contact_page", args=[contact.pk])

    assert f'<th class="field-name" data-label="Navn"><a href="{url}">{contact.name}</a></th>' in page
    assert '<td class="action-checkbox"><input' in page


@pytest.mark.parametrize(
    ("length", "is_cut"),
    [pytest.param(MOST_UNCUT, False, id="longest"), pytest.param(MOST_UNCUT + 1, True, id="longer")],
)
def test_column_with_long_text_is_on_one_line(staff_client: Client, length: int, is_cut: bool) -> None:  # noqa: FBT001
    ContactFactory.create(name="x" * length)
    ContactFactory.create(name="kort")

    page = staff_client.get(CONTACTS).text

    assert ('<div class="one-line" title="kort">' in page) == is_cut


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("26. november 2026 kl. 12.30", False, id="moment"),
        pytest.param('<a href="/et/langt/sted/langt/borte/">Kort</a>', False, id="link-to-short-text"),
        pytest.param(f'<a href="/">{"x" * 25}</a>', True, id="link-to-long-text"),
    ],
)
def test_content_is_long_by_what_is_read(content: str, expected: bool) -> None:  # noqa: FBT001
    assert is_long(content) == expected


def test_cut_text_is_escaped_in_title(staff_client: Client) -> None:
    ContactFactory.create(name='Anne <b>"Lill"</b> Kristiansen Bjørnstad')

    page = staff_client.get(CONTACTS).text

    assert 'title="Anne &lt;b&gt;&quot;Lill&quot;&lt;/b&gt; Kristiansen Bjørnstad"' in page
    assert 'data-label="E-post"' in page
