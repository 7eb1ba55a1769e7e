import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from tests.balansepotten.test_draft_page import errors_of, lines_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def url(ready):
    return reverse("application_edit", args=[ready.uuid])


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        pytest.param("85 000", 85_000, id="blanks"),
        pytest.param("85.000 kr", 85_000, id="point and kr"),
        pytest.param("85 000,-", 85_000, id="dash"),
        pytest.param("85\N{NO-BREAK SPACE}000,00", 85_000, id="no-break space and decimals"),
        pytest.param("kr 85000", 85_000, id="kr first"),
        pytest.param("0", 0, id="nothing"),
        pytest.param("1 000 000 000", 1_000_000_000, id="the most there can be"),
    ],
)
def test_typed_amount_is_parsed(contact_client, ready, url, posted, typed, amount):
    contact_client.post(url, posted(ready, **{"amount_applied": typed, "cost-0-amount": typed}))

    ready.refresh_from_db()
    assert (ready.amount_applied, ready.budget_lines.filter(kind="cost").get().amount) == (amount, amount)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param("mye", "Skriv et beløp i hele kroner, for eksempel 85\xa0000.", id="words"),
        pytest.param("-5", "Et beløp kan ikke være mindre enn 0.", id="below 0"),
        pytest.param("85,50", "Skriv et beløp i hele kroner, for eksempel 85\xa0000.", id="øre"),
        pytest.param("1e9", "Skriv et beløp i hele kroner, for eksempel 85\xa0000.", id="exponent"),
        pytest.param("\0", "Skriv et beløp i hele kroner, for eksempel 85\xa0000.", id="null character"),
        pytest.param("1" * 5000, "Skriv et beløp i hele kroner, for eksempel 85\xa0000.", id="5000 digits"),
        pytest.param("1000000001", "Et beløp kan ikke være større enn én milliard kroner.", id="a krone too much"),
        pytest.param(
            "9223372036854775808", "Et beløp kan ikke være større enn én milliard kroner.", id="more than fits"
        ),
    ],
)
def test_invalid_amount_is_shown_with_error(contact_client, ready, url, posted, typed, message):
    changes = {"title": "Nytt navn", "amount_applied": typed, "cost-0-amount": typed, "cost-1-description": "Ny linje"}

    response = contact_client.post(url, posted(ready, **changes))

    assert errors_of(response) == {"amount_applied": [message], "cost-0-amount": [message]}
    form = response.context["form"]
    assert (form["title"].value(), form["amount_applied"].value()) == ("Nytt navn", typed)
    assert form.costs[1]["description"].value() == "Ny linje"


@pytest.mark.parametrize("action", ["review", "save"])
def test_valid_fields_are_saved_beside_invalid(contact_client, ready, url, posted, action):
    changes = {"title": "Nytt navn", "amount_applied": "mye", "starts_on": "snart", "action": action}

    response = contact_client.post(url, posted(ready, **changes))

    assert set(errors_of(response)) == {"amount_applied", "starts_on"}
    assert "Resten er lagret, men dette må rettes" in response.text
    ready.refresh_from_db()
    assert (ready.title, ready.amount_applied, str(ready.starts_on)) == ("Nytt navn", 100_000, "2026-06-01")


def test_page_with_invalid_field_can_be_saved_again(contact_client, ready, url, posted):
    page = contact_client.post(url, posted(ready, title="Nytt navn", amount_applied="mye"))
    [version] = re.findall(r'name="version" value="([^"]+)"', page.text)

    contact_client.post(url, posted(ready, version=version, title="Nyere navn", amount_applied="90 000"))

    ready.refresh_from_db()
    assert (ready.title, ready.amount_applied) == ("Nyere navn", 90_000)


def test_text_is_saved_beside_refused_file(contact_client, ready, url, posted):
    upload = SimpleUploadedFile("skript.exe", b"MZ", content_type="application/pdf")

    response = contact_client.post(url, {**posted(ready, title="Nytt navn"), "uploads": upload})

    assert set(errors_of(response)) == {"uploads"}
    ready.refresh_from_db()
    assert ready.title == "Nytt navn"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        pytest.param({"starts_on": "31.02.2026"}, {"starts_on": ["Skriv datoen slik: 31.12.2026."]}, id="no such date"),
        pytest.param(
            {"starts_on": "2026-12-02"}, {"ends_on": ["Prosjektet kan ikke slutte før det starter."]}, id="ends first"
        ),
        pytest.param({"title": "Navn\0"}, {"title": ["Null-tegn er ikke tillatt."]}, id="null character"),
        pytest.param(
            {"title": "a" * 201},
            {"title": ["Sørg for at denne verdien har 200 eller færre tegn (den har nå 201)."]},
            id="a long title",
        ),
        pytest.param(
            {"plan": "a" * 8001},
            {"plan": ["Sørg for at denne verdien har 8000 eller færre tegn (den har nå 8001)."]},
            id="a long plan",
        ),
        pytest.param(
            {"category": "sirkus"},
            {"category": ["«sirkus» er ikke et av valgene. Velg et av dem."]},
            id="no such category",
        ),
        pytest.param(
            {"themes": ["999999"]},
            {"themes": ["«999999» er ikke et av valgene. Velg et av dem."]},
            id="no such theme",
        ),
        pytest.param(
            {"cost-0-description": "a" * 201},
            {"cost-0-description": ["Sørg for at denne verdien har 200 eller færre tegn (den har nå 201)."]},
            id="a long line",
        ),
    ],
)
def test_invalid_field_is_shown_with_error(contact_client, ready, url, posted, changes, errors):
    response = contact_client.post(url, posted(ready, **changes))

    assert errors_of(response) == errors
    for message in errors.values():
        assert escape(message[0]) in response.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"cost-TOTAL_FORMS": "61", "cost-60-description": "Mer"}, 200, id="a line too many"),
        pytest.param({"cost-TOTAL_FORMS": "10000"}, 200, id="10 000 lines"),
        pytest.param({"cost-TOTAL_FORMS": "mange"}, 200, id="no number of lines"),
        pytest.param({"cost-TOTAL_FORMS": "9" * 30}, 200, id="more lines than fit"),
        pytest.param({"cost-INITIAL_FORMS": "500"}, 302, id="more initial lines than there are"),
        pytest.param({f"cost-{n}-amount": "1" for n in range(10_000)}, 413, id="10 000 fields"),
        pytest.param({"plan": "a" * 3_000_000}, 413, id="a field too large"),
        pytest.param({"version": "\0"}, 200, id="null character in the version"),
        pytest.param({"version": "2026-02-31T00:00:00"}, 200, id="a version that is no date"),
        pytest.param({"remove": "\0"}, 302, id="null character in the file to remove"),
        pytest.param({"action": "\0"}, 302, id="null character in the action"),
        pytest.param({"uploads": "tekst"}, 302, id="text for a file"),
    ],
)
def test_hostile_input_changes_no_lines(contact_client, ready, url, posted, changes, status):
    before = lines_of(ready)

    assert contact_client.post(url, posted(ready, **changes)).status_code == status

    assert lines_of(ready) == before
