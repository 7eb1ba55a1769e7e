"""The admin is in Norwegian, also where its packages have no translation.

`test_norwegian_words` asks for the pages of each list and of its rows.
"""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from balansekunst.models import Bounce, BulkChange, ErasureRequest, LegalHold, Message
from balansemerket.models import Quote, Round
from balansepotten.models import ConflictOfInterest, Decision, Grant, Payment, ProjectReport
from courses.models import Booking, EvaluationQuestion
from members.models import (
    FeePayment,
    IdentityProposal,
    LeaveRequest,
    LikelyDuplicate,
    Mailing,
    MailingRecipient,
    Meeting,
    MembershipApplication,
    Organisation,
    OrganisationMerge,
    PlaceChange,
    RegisterDifference,
    Registration,
)
from reports.models import AnnualReport, Correction, FrozenFigure, Publication
from tests.admin.conftest import make
from tests.admin.test_queries import EACH_MODEL, address

# tests/fuzz requests the same pages on both databases.
pytestmark = pytest.mark.one_database
# Words that are common on English pages of this kind, and aren't Norwegian.
ENGLISH = re.compile(
    r"\b(the|this|that|is|are|was|you|your|please|and|or|of|with|by|add|added|change|changed|history|search|save|"
    r"delete|deleted|select|selected|choose|correct|error|errors|below|above|home|show|hide|filter by|breadcrumbs|"
    r"toggle|skip|run|view|submit|preview|row|rows|column|yes|no|none|unknown|today|yesterday|all|export|"
    r"successfully|sorting|results?|total|pagination|sidebar|start typing|date/time|action:|log out|welcome)\b",
    re.IGNORECASE,
)


class Words(HTMLParser):
    """The visible and audible texts of a page, a string for each place."""

    HEARD = ("alt", "aria-label", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.silent = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        named = dict(attrs)
        self.found += [named[name] or "" for name in self.HEARD if name in named]
        if tag == "input" and named.get("type") in {"submit", "button"}:
            self.found.append(named.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def english_in(page: str) -> list[str]:
    """Return the texts of a page that contain English words."""
    words = Words()
    words.feed(page)
    return [text.strip() for text in words.found if ENGLISH.search(text)]


# Pages that a list, or its rows, don't have.
LACKING: dict[type[Model], set[str]] = {
    Message: {"add", "import", "delete"},
    ErasureRequest: {"add", "import", "delete"},
    LegalHold: {"add", "import", "delete"},
    Bounce: {"add", "import"},
    Mailing: {"add", "import"},
    MailingRecipient: {"add", "import", "delete"},
    LikelyDuplicate: {"add", "import", "delete"},
    OrganisationMerge: {"add", "import", "delete"},
    PlaceChange: {"add", "import", "delete"},
    RegisterDifference: {"add", "import", "delete"},
    IdentityProposal: {"add", "import", "delete"},
    LeaveRequest: {"add", "import", "delete"},
    AnnualReport: {"add", "import", "export"},
    Booking: {"add", "import", "delete"},
    EvaluationQuestion: {"add", "import", "delete"},
    Quote: {"import"},
    ConflictOfInterest: {"import"},
    Meeting: {"import"},
    Registration: {"import"},
    FeePayment: {"import"},
    Decision: {"add", "import", "delete"},
    **{
        model: {"add", "import", "export", "delete"}
        for model in (BulkChange, Correction, FrozenFigure, Grant, Payment, ProjectReport, Publication, Round)
    },
}


@EACH_MODEL
def test_empty_list_and_search_are_norwegian(everyone: Client, model: type[Model]) -> None:
    response = everyone.get(address(model, "changelist"), {"q": "finnes ikke"})

    assert english_in(response.text) == []


def test_front_page_is_norwegian(everyone: Client) -> None:
    organisation = make(Organisation)[0]
    everyone.post(address(Organisation, "delete", organisation.pk), {"post": "yes"})
    everyone.post(address(Organisation, "add"), {})

    assert english_in(everyone.get(reverse("admin:index")).text) == []
    assert english_in(everyone.get(reverse("admin:app_list", args=["members"])).text) == []


def test_refused_form_is_norwegian(everyone: Client) -> None:
    response = everyone.post(address(Organisation, "add"), {"name": "x" * 300, "number": "1", "website": "tull"})

    assert "Rett feilene under." in response.text
    assert english_in(response.text) == []


def test_messages_are_norwegian(everyone: Client) -> None:
    url = address(MembershipApplication, "delete", make(MembershipApplication)[0].pk)

    asked = everyone.get(url)
    done = everyone.post(url, {"post": "yes"}, follow=True)

    assert english_in(asked.text) == []
    assert english_in(done.text) == []
    assert MembershipApplication.objects.count() == 0


def test_history_of_changes_is_norwegian(everyone: Client) -> None:
    row: Any = make(Organisation)[0]
    row.name = "Nytt navn"
    row.save()

    page = everyone.get(address(Organisation, "history", row.pk)).text

    assert english_in(page) == []
    assert "<strong>Navn:</strong>" in page
    assert "Nytt navn" in page


def test_scripts_are_norwegian(everyone: Client) -> None:
    catalogue = everyone.get(reverse("admin:jsi18n")).text

    assert '"Choose all %s": "Velg alle %s"' in catalogue
    assert '"Today (%(date)s)": "I dag (%(date)s)"' in catalogue


def test_roles_are_named_in_norwegian(everyone: Client) -> None:
    page = everyone.get(reverse("admin:balansekunst_user_add")).text

    assert all(f"{group.name}</label>" in re.sub(r"\s+<", "<", page) for group in Group.objects.all())
