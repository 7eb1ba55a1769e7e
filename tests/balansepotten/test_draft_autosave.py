"""The draft saves itself as one writes, as far as it can be kept, and overwrites nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from balansepotten import applications
from balansepotten.models import Application, Question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def url(ready):
    return reverse("application_autosave", args=[ready.uuid])


def test_draft_is_saved_and_told_quietly(contact_client, ready, url, posted):
    response = contact_client.post(url, posted(ready, title="Nytt navn"))

    ready.refresh_from_db()
    assert ready.title == "Nytt navn"
    assert response.json() == {"told": "Lagret kl. 12.00.", "seen": ready.changed_at.isoformat()}


def test_next_save_goes_on_from_the_stamp_that_was_told(contact_client, ready, url, posted):
    first = contact_client.post(url, posted(ready, title="Én")).json()

    again = contact_client.post(url, posted(ready, title="To", seen=first["seen"]))

    ready.refresh_from_db()
    assert (again.status_code, ready.title) == (200, "To")


def test_what_a_colleague_has_saved_is_not_overwritten(contact_client, ready, url, posted):
    mine = posted(ready, title="Mitt navn")
    contact_client.post(url, posted(ready, title="Kollegaens navn"))

    response = contact_client.post(url, mine)

    ready.refresh_from_db()
    assert (response.status_code, ready.title) == (409, "Kollegaens navn")
    assert "lagret på nytt siden du åpnet den" in response.json()["told"]


@pytest.mark.parametrize("seen", [pytest.param("", id="none"), pytest.param("\0", id="null character")])
def test_without_a_stamp_nothing_is_saved(contact_client, ready, url, posted, seen):
    assert contact_client.post(url, posted(ready, seen=seen)).status_code == 409


@pytest.mark.parametrize(
    ("changes", "told", "kept"),
    [
        pytest.param({"amount_applied": "mye"}, "Beløp dere søker om", {"amount_applied": 100_000}, id="an amount"),
        pytest.param({"starts_on": "snart"}, "Prosjektet starter", {"starts_on": "2026-06-01"}, id="a date"),
        pytest.param(
            {"starts_on": "2027-01-01"}, "Prosjektet slutter", {"starts_on": "2026-06-01"}, id="dates in no order"
        ),
        pytest.param({"cost-0-amount": "mye", "cost-0-description": "Ny"}, "Utgifter", {}, id="a line"),
    ],
)
def test_what_can_not_be_kept_is_told_and_the_rest_is_kept(contact_client, ready, url, posted, changes, told, kept):
    response = contact_client.post(url, posted(ready, title="Nytt navn", **changes))

    assert response.json()["told"] == f"Lagret kl. 12.00. Dette må rettes før det kan lagres: {told}."
    ready.refresh_from_db()
    assert ready.title == "Nytt navn"
    for name, value in kept.items():
        assert str(getattr(ready, name)) == str(value)
    assert ready.budget_lines.filter(kind="cost").get().description == "Honorar"


def test_sent_application_does_not_save_itself(contact_client, ready, url, posted, user, moment):
    mine = posted(ready, title="Nytt navn")
    applications.submit(ready, by=user, at=moment)

    response = contact_client.post(url, mine)

    ready.refresh_from_db()
    assert (response.status_code, response.json()["told"]) == (409, "Søknaden er sendt i mellomtiden.")
    assert ready.title == "Rom for alle"


def test_answers_save_themselves(contact_client, ready, url, posted, call):
    question = Question.objects.create(call=call, label="Hvem deltar?")

    contact_client.post(url, posted(ready, **{f"answer-{question.pk}": "Vi"}))

    assert [answer.text for answer in ready.answers.all()] == ["Vi"]


def test_another_organisation_saves_nothing(outsider_client, ready, url, posted):
    assert outsider_client.post(url, posted(ready, title="Tatt over")).status_code == 404

    assert Application.objects.get().title == "Rom for alle"


def test_another_site_saves_nothing(user, ready, url, posted):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="balansekunst.access.RoleBackend")

    assert client.post(url, posted(ready, title="Tatt over")).status_code == 403


def test_saving_takes_few_queries(contact_client, ready, url, posted, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        contact_client.post(url, posted(ready, title="Nytt navn"))
