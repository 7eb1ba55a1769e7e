"""The admin's texts are correct and plain Norwegian, for every model: guillemets, small letters, no «objekter»."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from balansepotten.models import Application
from courses.models import Topic
from members.models import Contact, Organisation
from tests.admin.conftest import make
from tests.admin.test_queries import EACH_MODEL, address
from tests.admin.test_words import LACKING, Words, english_in
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.one_database
# Quotation marks of other languages, and Django's own words.
PLAIN = re.compile(r"[“”\"]|\b(er du sikker|påkrev\w*|objekt\w*|eksisterer|vellykket|det valgte)\b", re.IGNORECASE)
# «Legg til Medlemskap».
CAPITALS = re.compile(r"\bLegg til [A-ZÆØÅ][a-zæøå]")


def wrong_in(response: Any) -> list[str]:
    """Return the texts of a page that are not as we write."""
    words = Words()
    words.feed(response.content.decode())
    texts = [text.strip() for text in words.found]
    texts += re.findall(r"(?<=addText&quot;: &quot;).*?(?=&quot;)", response.content.decode())
    return [text for text in texts if is_wrong(text)]


def is_wrong(text: str) -> bool:
    return bool(PLAIN.search(text) or CAPITALS.search(text))


def has(model: type[Model], name: str) -> bool:
    return name not in LACKING.get(model, ())


@EACH_MODEL
def test_pages_are_norwegian(everyone: Client, model: type[Model]) -> None:
    rows = make(model, 2)
    of_row = {name: [rows[0].pk] for name in ("change", "history", "delete")}
    of_list: dict[str, list[Any]] = {name: [] for name in ("changelist", "add", "import", "export")}
    args = {name: found for name, found in (of_list | of_row).items() if has(model, name)}
    pages = {name: everyone.get(address(model, name, *found)) for name, found in args.items()}

    assert {name: english_in(page.text) for name, page in pages.items()} == {name: [] for name in pages}
    assert {name: wrong_in(page) for name, page in pages.items()} == {name: [] for name in pages}


@EACH_MODEL
def test_errors_of_empty_form_are_as_we_write(everyone: Client, model: type[Model]) -> None:
    if not has(model, "add"):
        return

    page = everyone.post(address(model, "add"), {"name": ""}, follow=True)

    assert wrong_in(page) == []


@pytest.mark.parametrize(
    ("button", "words"),
    [
        pytest.param("_save", "Endret: tema «Nytt navn».", id="save"),
        pytest.param("_continue", "Endret: tema «Nytt navn». Du kan redigere videre nedenfor.", id="continue"),
        pytest.param("_addanother", "Endret: tema «Nytt navn». Du kan legge til en til nedenfor.", id="add another"),
    ],
)
def test_saving_is_confirmed(everyone: Client, button: str, words: str) -> None:
    topic = make(Topic)[0]

    page = everyone.post(address(Topic, "change", topic.pk), {"name": "Nytt navn", button: "x"}, follow=True)

    assert words in re.sub("<[^>]+>", "", page.text)
    assert wrong_in(page) == []


def test_rows_are_added_in_small_letters(everyone: Client) -> None:
    page = everyone.get(address(Organisation, "change", make(Organisation)[0].pk)).text

    assert "Legg til medlemskap" in page
    assert "Legg til Medlemskap" not in page


def test_nothing_chosen_is_said(everyone: Client) -> None:
    contact = make(Contact)[0]
    url = address(Contact, "changelist")

    none = everyone.post(url, {"action": "remove_access", "index": "0"}, follow=True)
    nothing = everyone.post(url, {"action": "", "index": "0", "_selected_action": [contact.pk]}, follow=True)

    assert "Kryss av for det det gjelder først. Ingenting er endret." in none.text
    assert "Velg en handling først." in nothing.text
    assert wrong_in(nothing) == []


def test_moment_has_kl_before_the_time(everyone: Client) -> None:
    sent = ApplicationFactory.create(submitted_at=datetime(2026, 3, 16, 11, 5, tzinfo=UTC))

    assert "16. mars 2026 kl.\xa012.05" in everyone.get(address(Application, "change", sent.pk)).text


def test_exported_file_has_norwegian_name(everyone: Client) -> None:
    file = everyone.post(address(Application, "export"), {"format": "0", "resource": "0"})

    assert file["Content-Disposition"].startswith('attachment; filename="soknader-20')
