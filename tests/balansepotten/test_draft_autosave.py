"""Autosave saves the valid fields of a draft, and never overwrites what others saved."""

import pytest
from django.test import Client
from django.urls import reverse

from balansepotten import applications
from balansepotten.models import Application, Question

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def url(ready):
    return reverse("application_autosave", args=[ready.uuid])


def test_autosave_responds_with_message_and_version(contact_client, ready, url, posted):
    response = contact_client.post(url, posted(ready, title="Nytt navn"))

    ready.refresh_from_db()
    assert ready.title == "Nytt navn"
    assert response.json() == {
        "message": "Lagret kl.\xa012.00.",
        "fields": {"version": ready.changed_at.isoformat()},
        "saved": [],
        "complete": True,
    }


def test_next_autosave_uses_returned_version(contact_client, ready, url, posted):
    first = contact_client.post(url, posted(ready, title="Én")).json()

    again = contact_client.post(url, posted(ready, title="To", version=first["fields"]["version"]))

    ready.refresh_from_db()
    assert (again.status_code, ready.title) == (200, "To")


def test_autosave_does_not_overwrite_colleague(contact_client, ready, url, posted):
    mine = posted(ready, title="Mitt navn")
    contact_client.post(url, posted(ready, title="Kollegaens navn"))

    response = contact_client.post(url, mine)

    ready.refresh_from_db()
    assert (response.status_code, ready.title) == (409, "Kollegaens navn")
    assert "lagret på nytt siden du åpnet den" in response.json()["message"]


@pytest.mark.parametrize("version", [pytest.param("", id="none"), pytest.param("\0", id="null character")])
def test_autosave_without_version_is_refused(contact_client, ready, url, posted, version):
    assert contact_client.post(url, posted(ready, version=version)).status_code == 409


@pytest.mark.parametrize(
    ("changes", "label", "saved"),
    [
        pytest.param({"amount_applied": "mye"}, "Beløp dere søker om", {"amount_applied": 100_000}, id="an amount"),
        pytest.param({"starts_on": "snart"}, "Prosjektet starter", {"starts_on": "2026-06-01"}, id="a date"),
        pytest.param(
            {"starts_on": "2027-01-01"}, "Prosjektet slutter", {"starts_on": "2026-06-01"}, id="dates in no order"
        ),
        pytest.param({"cost-0-amount": "mye", "cost-0-description": "Ny"}, "Utgifter", {}, id="a line"),
    ],
)
def test_autosave_leaves_out_invalid_fields(contact_client, ready, url, posted, changes, label, saved):
    response = contact_client.post(url, posted(ready, title="Nytt navn", **changes))

    assert response.json()["message"] == f"Lagret kl.\xa012.00. Dette må rettes før det kan lagres: {label}."
    ready.refresh_from_db()
    assert ready.title == "Nytt navn"
    for name, value in saved.items():
        assert str(getattr(ready, name)) == str(value)
    assert ready.budget_lines.filter(kind="cost").get().description == "Honorar"


def test_autosave_of_submitted_application_is_refused(contact_client, ready, url, posted, user, moment):
    mine = posted(ready, title="Nytt navn")
    applications.submit(ready, by=user, at=moment)

    response = contact_client.post(url, mine)

    ready.refresh_from_db()
    assert (response.status_code, response.json()["message"]) == (409, "Søknaden er sendt i mellomtiden.")
    assert ready.title == "Rom for alle"


def test_autosave_saves_answers(contact_client, ready, url, posted, call):
    question = Question.objects.create(call=call, label="Hvem deltar?")

    contact_client.post(url, posted(ready, **{f"answer-{question.pk}": "Vi"}))

    assert [answer.text for answer in ready.answers.all()] == ["Vi"]


def test_autosave_by_other_organisation_is_refused(outsider_client, ready, url, posted):
    assert outsider_client.post(url, posted(ready, title="Tatt over")).status_code == 404

    assert Application.objects.get().title == "Rom for alle"


def test_autosave_from_other_site_is_refused(user, ready, url, posted):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="balansekunst.access.RoleBackend")

    assert client.post(url, posted(ready, title="Tatt over")).status_code == 403


def test_autosave_takes_few_queries(contact_client, ready, url, posted, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        contact_client.post(url, posted(ready, title="Nytt navn"))
