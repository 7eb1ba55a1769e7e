"""Tasks on the front page: by urgency, each with a link to a list of as many rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.front_page import Urgency
from balansekunst.models import User
from balansepotten import conflicts
from balansepotten.models import Application, Call
from reports.models import AnnualReport
from tests.admin.front_page_work import NOW, more_of_the_same, work
from tests.conftest import user_in_role
from tests.factories import (
    CallFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

INDEX = reverse("admin:index")
LATE, WAITING, SOON = Urgency
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


SEVERAL = {
    "e-poster er kanskje ikke kommet fram": LATE,
    "kontingenter er forfalt": LATE,
    "merker har utløpt uten å bli fornyet": LATE,
    "rapporter fra Balansepotten er over fristen": LATE,
    "tilbakebetalinger til Balansepotten er over fristen": LATE,
    "innmeldinger venter på styret": WAITING,
    "kontingenter har ikke fått faktura": WAITING,
    "kontingenter for 2026 er ikke betalt": WAITING,
    "kurs er over, men ikke registrert som gjennomført eller avlyst": WAITING,
    "jurymedlemmer er ikke ferdige med Balansepotten 2025": WAITING,
    "brev fra Balansepotten 2024 er ikke sendt": WAITING,
    "tilsagn fra Balansepotten er ikke besvart": WAITING,
    "søkere ber om hjelp med hvert sitt utkast": WAITING,
    "mottakere ber om hjelp med rapporten": WAITING,
    "årsrapporter er ikke publisert ennå": WAITING,
    "betalinger fra Balansepotten forfaller": WAITING,
    "rapporter fra Balansepotten er til behandling": WAITING,
    "merker utløper innen 60 dager": SOON,
    "rapporter fra Balansepotten har frist innen 30 dager": SOON,
    "søknader i Balansepotten 2026, frist 8. april kl.\xa023.59": SOON,
    "utkast til søknader i Balansepotten 2026": SOON,
}
CLOSING = "utlysning stenger innen 14 dager"
ONE = {
    "e-post er kanskje ikke kommet fram",
    "kontingent er forfalt",
    "merke har utløpt uten å bli fornyet",
    "rapport fra Balansepotten er over fristen",
    "tilbakebetaling til Balansepotten er over fristen",
    "innmelding venter på styret",
    "kontingent har ikke fått faktura",
    "kontingent for 2026 er ikke betalt",
    "kurs er over, men ikke registrert som gjennomført eller avlyst",
    "jurymedlem er ikke ferdig med Balansepotten 2025",
    "brev fra Balansepotten 2024 er ikke sendt",
    "tilsagn fra Balansepotten er ikke besvart",
    "søker ber om hjelp med et utkast",
    "mottaker ber om hjelp med rapporten",
    "årsrapport er ikke publisert ennå",
    "betaling fra Balansepotten forfaller",
    "rapport fra Balansepotten er til behandling",
    "merke utløper innen 60 dager",
    "rapport fra Balansepotten har frist innen 30 dager",
    "søknad i Balansepotten 2026, frist 8. april kl.\xa023.59",
    "utkast til søknad i Balansepotten 2026",
}


def tasks_of(client: Client) -> list[Any]:
    return client.get(INDEX).context["tasks"]


def listed(client: Client, url: str) -> int:
    """Return how many rows of the task the page has."""
    context = client.get(url).context
    if "cl" in context:
        return context["cl"].result_count
    if "drafts" in context:
        return len(context["drafts"])
    if "due_soon" in context:
        return len(context["due_soon"])
    if "jurors" in context:
        return sum(not one.is_excluded and one.done < one.assessable for one in context["jurors"])
    return sum(row.state != "sent" for row in context["rows"])


def test_tasks_are_shown_by_urgency(staff_client: Client) -> None:
    work(2)

    tasks = tasks_of(staff_client)

    assert {str(task.words): (task.count, task.urgency) for task in tasks} == {
        **{words: (2, urgency) for words, urgency in SEVERAL.items()},
        CLOSING: (1, SOON),
    }


def test_task_has_singular_text(staff_client: Client) -> None:
    work(1)

    tasks = tasks_of(staff_client)

    assert {(str(task.words), task.count) for task in tasks} == {(words, 1) for words in {*ONE, CLOSING}}


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_task_links_to_filtered_list(everyone: Client, number: int) -> None:
    work(number)

    tasks = tasks_of(everyone)

    assert len(tasks) == len(SEVERAL) + 2
    assert {str(task.words): listed(everyone, task.url) for task in tasks} == {
        str(task.words): task.count for task in tasks
    }


def test_most_urgent_task_is_first(staff_client: Client) -> None:
    work(1)

    page = staff_client.get(INDEX)

    assert [urgency for urgency, _tasks in page.context["by_urgency"]] == [LATE, WAITING, SOON]
    places = [page.text.index(f"<h3>{heading}</h3>") for heading in ("Over fristen", "Venter", "Snart")]
    assert places == sorted(places)


def test_adviser_sees_own_tasks_only(adviser_client: Client) -> None:
    work(2)

    response = adviser_client.get(INDEX)

    assert [(task.words, task.count) for task in response.context["tasks"]] == [("notater slettes innen en uke", 2)]
    assert [str(shortcut.words) for shortcut in response.context["shortcuts"]] == [
        "Registrer henvendelse",
        "Mine henvendelser",
    ]
    assert "så langt" not in response.text


def test_superuser_sees_no_advice_line_tasks(superuser_client: Client) -> None:
    work(2)

    assert {str(task.words) for task in tasks_of(superuser_client)} == {*SEVERAL, CLOSING}


@pytest.mark.parametrize("who", [pytest.param(Role.STAFF, id="staff"), pytest.param(None, id="superuser")])
def test_conflict_is_excluded_from_task_counts(login: Callable[..., Client], who: Role | None) -> None:
    user = user_in_role(who, "Ada", is_staff=True) if who else UserFactory.create(is_staff=True, is_superuser=True)
    work(1)
    for application in Application.objects.all():
        conflicts.declare(application.call, user=user, ground="work", by=user, at=NOW, application=application)

    texts = {str(task.words) for task in tasks_of(login(user))}

    assert {words for words in texts if "Balansepotten" in words} == set()


def test_shortcuts_are_shown(staff_client: Client) -> None:
    before = [str(shortcut.words) for shortcut in staff_client.get(INDEX).context["shortcuts"]]
    CallFactory.create()
    AnnualReport.objects.create(year=2025, title="Årsrapport 2025")

    shortcuts = staff_client.get(INDEX).context["shortcuts"]

    assert "Ny utlysning" in before
    assert {str(shortcut.words) for shortcut in shortcuts} == {
        "Ny innmelding",
        "Kalender",
        "Ny virksomhet",
        "Registrer et kurs",
        "Registrer et arrangement",
        "Underveis til Balansemerket",
        "Årets utlysning",
        "Årets tall",
        "Årsrapporten for 2025",
    }
    assert [staff_client.get(shortcut.url).status_code for shortcut in shortcuts] == [200] * len(shortcuts)


def test_empty_front_page_says_so(staff_client: Client) -> None:
    assert "Ingenting venter på deg nå." in staff_client.get(INDEX).text


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("staff", 13, id="staff"),
        pytest.param("adviser", 6, id="adviser"),
        pytest.param("superuser", 13, id="superuser"),
        pytest.param("everyone", 13, id="everyone"),
    ],
)
def test_front_page_queries_do_not_grow(request: pytest.FixtureRequest, who: str, expected: int) -> None:
    client = request.getfixturevalue("everyone" if who == "everyone" else f"{who}_client")
    work(1)
    front_page_queries(client)

    one = front_page_queries(client)
    more_of_the_same()

    assert (front_page_queries(client), one) == (one, expected)


def test_front_page_queries_with_conflict(staff_client: Client, staff: User) -> None:
    """The figures take three more: which of the calls are public, and whether something is left out of the year."""
    work(1)
    for call in Call.objects.all():
        conflicts.declare(
            call, user=staff, ground="work", by=staff, at=NOW, application=call.applications.earliest("pk")
        )
    front_page_queries(staff_client)

    assert front_page_queries(staff_client) == MOST_QUERIES


def front_page_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(INDEX).status_code == 200
    return len(captured)


def test_app_page_shows_its_lists_only(staff_client: Client) -> None:
    work(1)

    page = staff_client.get(reverse("admin:app_list", args=["members"])).text

    assert ("app-members" in page, "app-courses" in page, "Ingenting venter" in page, "så langt" in page) == (
        True,
        False,
        False,
        False,
    )
