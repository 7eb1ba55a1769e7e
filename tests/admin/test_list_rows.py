"""The cells of a list: each has the name of its column, and long text is cut to one line."""

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst.templatetags.lists import MOST_UNCUT, labelled
from tests.factories import ContactFactory

CONTACTS = reverse("admin:members_contact_changelist")


def test_cells_have_names_of_columns() -> None:
    headers = [{"text": '<input type="checkbox">'}, {"text": "navn"}]
    rows = [['<td class="action-checkbox"><input></td>', '<th class="field-name"><a href="/1/">Ås</a></th>']]

    assert labelled(rows, headers) == [
        [
            '<td class="action-checkbox"><input></td>',
            '<th class="field-name" data-label="Navn"><a href="/1/">Ås</a></th>',
        ]
    ]


@pytest.mark.parametrize(
    ("length", "is_cut"),
    [pytest.param(MOST_UNCUT, False, id="longest"), pytest.param(MOST_UNCUT + 1, True, id="longer")],
)
def test_column_with_long_text_is_on_one_line(length: int, is_cut: bool) -> None:  # noqa: FBT001
    rows = [["<td>" + "x" * length + "</td>"], ["<td>kort</td>"]]

    [[first], [second]] = labelled(rows, [{"text": "navn"}])

    assert ('<div class="one-line"' in first) == is_cut
    assert ('<div class="one-line" title="kort">kort</div>' in second) == is_cut


def test_moment_is_not_cut() -> None:
    [[cell]] = labelled([["<td>26. november 2026 kl. 12.30</td>"]], [{"text": "sendt"}])

    assert cell == '<td data-label="Sendt">26. november 2026 kl. 12.30</td>'


def test_cut_text_is_escaped_in_title(staff_client: Client) -> None:
    ContactFactory.create(name='Anne <b>"Lill"</b> Kristiansen Bjørnstad')

    page = staff_client.get(CONTACTS).text

    assert 'title="Anne &lt;b&gt;&quot;Lill&quot;&lt;/b&gt; Kristiansen Bjørnstad"' in page
    assert 'data-label="E-post"' in page


def test_empty_list_has_no_rows() -> None:
    assert labelled([], [{"text": "navn"}]) == []
