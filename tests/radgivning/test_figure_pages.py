"""The advice line's figures: exact for advisers, suppressed for management, none for others."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from radgivning import releases
from radgivning.models import Enquiry, Release, Topic
from tests.factories import EnquiryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(NOW, tick=False):
        yield


def fill(year, *counts):
    """Create that many enquiries of each caller, up to six of them with legal guidance."""
    for caller, count in zip(Enquiry.Caller, counts, strict=False):
        for enquiry in EnquiryFactory.create_batch(
            count, date=date(year, 3, 1), caller=caller, minutes=60, legal_guidance=caller == "virksomhet eller leder"
        ):
            enquiry.topics.set(Topic.objects.all()[:2])


def release():
    """Release the years that are due, as `daily` does."""
    releases.release(NOW.date())


def table(response, title):
    return next(dict(one.rows) for one in response.context["tables"] if one.title == title)


def test_adviser_sees_current_counts(adviser_client):
    fill(2026, 9, 2)
    fill(2025, 6)

    response = adviser_client.get("/radgivning/tall/")

    assert response.context["year"] == 2026
    assert table(response, "Hvem")["Den utsatte"] == ["2", "0", "0"]
    assert table(response, "Henvendelser") == {
        "I alt": ["11", "6", "0"],
        "Juridisk veiledning": ["9", "6", "0"],
        "Timer brukt": ["11", "6", "0"],
        "Med registrert tid": ["11", "6", "0"],
    }
    assert table(response, "Måned for måned")["Mars"] == ["11", "6", "0"]
    assert response.context["sentences"] == ["82 prosent fikk juridisk veiledning."]


def test_adviser_sees_year_compared_with_previous(adviser_client):
    fill(2025, 12)
    fill(2024, 6)

    sentences = adviser_client.get("/radgivning/tall/2025/").context["sentences"]

    assert sentences[0] == "12 henvendelser i 2025, dobbelt så mange som i 2024 (6)."


def test_unfinished_share_is_shown(adviser_client, management_client):
    EnquiryFactory.create_batch(10, date=date(2025, 3, 1), outcome="ikke svar")
    EnquiryFactory.create_batch(30, date=date(2025, 3, 1), outcome="veiledet", legal_guidance=True)
    release()
    sentences = [
        "40 henvendelser i 2025, 40 flere enn i 2024 (0).",
        "Tre fjerdedeler fikk juridisk veiledning.",
        "I en fjerdedel av henvendelsene fikk vi ikke kontakt igjen.",
    ]

    for client in (adviser_client, management_client):
        assert client.get("/radgivning/tall/2025/").context["sentences"] == sentences


def test_share_of_hidden_count_is_hidden(management_client):
    EnquiryFactory.create_batch(3, date=date(2025, 3, 1), outcome="ikke svar", legal_guidance=True)
    EnquiryFactory.create_batch(30, date=date(2025, 3, 1), outcome="veiledet")
    release()

    assert management_client.get("/radgivning/tall/2025/").context["sentences"] == [
        "33 henvendelser i 2025, 33 flere enn i 2024 (0)."
    ]


@pytest.mark.parametrize("who", ["management_client", "staff_client", "superuser_client"])
def test_report_readers_see_released_figures(request, who):
    fill(2025, 47, 9, 7, 6, 3)
    release()
    client = request.getfixturevalue(who)

    response = client.get("/radgivning/tall/")

    assert response.context["year"] == 2025
    assert [counts[0] for counts in table(response, "Hvem").values()] == ["47", "9", "7", "skjult", "færre enn 5"]
    assert table(response, "Henvendelser")["I alt"] == ["72", "0", "0"]
    assert table(response, "Måned for måned")["1. kvartal"] == ["72", "0", "0"]
    assert "færre enn 5" in response.text


def test_released_figures_do_not_change(management_client):
    fill(2025, 20)
    release()
    before = shown(management_client)

    fill(2025, 1)

    assert shown(management_client) == before
    assert Release.objects.get().year == 2025


def shown(client):
    """Return the page without its header, whose form has another token each time."""
    return client.get("/radgivning/tall/2025/").text.partition("<main")[2]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("2025/", 200, id="released"),
        pytest.param("2026/", 404, id="lasts"),
        pytest.param("1899/", 404, id="too-early"),
    ],
)
def test_management_finds_only_released_years(management_client, path, status):
    assert management_client.get(f"/radgivning/tall/{path}").status_code == status


@pytest.mark.parametrize(
    ("now", "year"),
    [pytest.param("2026-01-31T12:00Z", 2024, id="day-before"), pytest.param("2026-02-01T12:00Z", 2025, id="first-day")],
)
def test_management_sees_latest_released_year(management_client, now, year):
    with time_machine.travel(now, tick=False):
        assert management_client.get("/radgivning/tall/").context["year"] == year


def test_unreleased_year_is_hidden_from_management(management_client):
    fill(2025, 20)
    assert management_client.get("/radgivning/tall/").context["year"] == 2024
    assert management_client.get("/radgivning/tall/2025/").status_code == 404
    assert not Release.objects.exists()

    call_command("daily")

    assert management_client.get("/radgivning/tall/").context["year"] == 2025


def test_unreleased_neighbour_year_is_omitted(management_client):
    fill(2025, 20)
    release()
    fill(2024, 20)

    context = management_client.get("/radgivning/tall/2025/").context

    assert (context["years"], context["before"]) == ([2025, 2023], None)
    assert context["sentences"] == ["Alle fikk juridisk veiledning."]


def test_empty_year_has_no_sentences(management_client):
    assert management_client.get("/radgivning/tall/").context["sentences"] == []


def test_contact_cannot_view_figures(contact_client):
    assert contact_client.get("/radgivning/tall/").status_code == 403


def test_anonymous_must_log_in(client):
    assert client.get("/radgivning/tall/").headers["Location"] == "/konto/login/?next=/radgivning/tall/"


def test_adviser_must_show_second_factor(adviser, login):
    response = login(adviser, second_factor=False).get("/radgivning/tall/")

    assert response.status_code == 302
    assert response.headers["Location"].endswith("?next=%2Fradgivning%2Ftall%2F")


@pytest.mark.parametrize("who", ["adviser_client", "management_client"])
def test_figures_are_get_only_and_uncached(request, who):
    client = request.getfixturevalue(who)

    assert client.post("/radgivning/tall/").status_code == 405
    assert "no-store" in client.get("/radgivning/tall/").headers["Cache-Control"]


@pytest.mark.parametrize("who", ["adviser_client", "management_client"])
def test_queries_do_not_grow(request, who):
    client = request.getfixturevalue(who)
    counted = []
    for count in (6, 12):
        fill(2025, count)
        release()
        client.get("/radgivning/tall/2025/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/radgivning/tall/2025/")
        counted.append(len(queries))

    assert counted[0] == counted[1]
