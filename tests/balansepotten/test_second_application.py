"""A second application of one organisation in a call: shown, and refused unless the call allows it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from balansepotten import applications, calls
from tests.factories import ApplicationFactory, CallFactory

pytestmark = pytest.mark.django_db

REFUSAL = "har allerede sendt søknad 2026-900, og kan bare sende én i denne utlysningen."
COUNTS = [
    pytest.param("submitted", id="submitted"),
    pytest.param("rejected", id="rejected"),
    pytest.param("granted", id="granted"),
]


@pytest.fixture(autouse=True)
def _today(time_machine, moment):
    time_machine.move_to(moment, tick=False)


@pytest.fixture
def first(call, contact):
    """What the organisation has submitted already."""
    return ApplicationFactory.create(call=call, organisation=contact.organisation, number="2026-900", title="Den ene")


def set_outcome(application, status):
    application.status, application.amount_awarded = status, 50_000 if status == "granted" else None
    application.save()


@pytest.mark.parametrize("status", COUNTS)
def test_second_application_refused(ready, first, user, moment, status):
    set_outcome(first, status)

    with pytest.raises(ValidationError, match=REFUSAL) as refused:
        applications.submit(ready, by=user, at=moment)

    assert refused.value.code == "second"
    ready.refresh_from_db()
    assert ready.is_draft


def test_second_application_accepted_where_allowed(ready, first, call, user, moment):
    call.several_applications = True
    call.save()

    assert applications.submit(ready, by=user, at=moment).number == "2026-901"


def test_withdrawn_application_does_not_count(ready, first, user, moment):
    applications.withdraw(first, by=user, at=moment)

    assert not applications.submit(ready, by=user, at=moment).is_draft


def test_application_in_another_call_does_not_count(ready, first, user, moment):
    first.call = CallFactory.create(year=2025)
    first.save()

    assert not applications.submit(ready, by=user, at=moment).is_draft


def test_second_draft_is_not_started(call, first, contact, user, moment):
    with pytest.raises(ValidationError, match=REFUSAL):
        applications.start(call, organisation=contact.organisation, by=user, at=moment)

    call.several_applications = True
    call.save()
    assert applications.start(call, organisation=contact.organisation, by=user, at=moment).is_draft


def test_pages_link_to_the_first(contact_client, call, ready, first):
    pages = [reverse(name, args=[ready.uuid]) for name in ("application_edit", "application_review")]
    pages.append(reverse("application_create", args=[call.year]))

    for page in pages:
        text = contact_client.get(page).text
        assert reverse("application_detail", args=[first.uuid]) in text, page
        assert "Den ene" in text, page
    review = contact_client.get(pages[1]).text
    assert "Søknaden kan ikke sendes slik den er nå" in review

    call.several_applications = True
    call.save()
    review = contact_client.get(pages[1]).text
    assert "Søknaden kan ikke sendes slik den er nå" not in review
    assert "Dere kan sende denne i tillegg." in review


def test_new_application_is_not_offered_after_the_first(contact_client, call, first):
    page = reverse("application_create", args=[call.year])
    assert "Begynn på søknaden" not in contact_client.get(page).text

    call.several_applications = True
    call.save()
    assert "Begynn på søknaden" in contact_client.get(page).text


@pytest.mark.parametrize("several", [pytest.param(True, id="several"), pytest.param(False, id="one")])
def test_call_page_states_how_many(client, call, several):
    call.several_applications = several
    call.save()

    assert ("En virksomhet kan sende flere søknader." in client.get(call.get_absolute_url()).text) is several


def test_limit_is_not_set_after_someone_began(call, ready, moment):
    call.several_applications = True
    call.save()

    with pytest.raises(ValidationError) as refused:
        calls.check_change(call, values={"several_applications": False}, at=moment)

    assert set(refused.value.message_dict) == {"several_applications"}
    calls.check_change(call, values={"several_applications": True}, at=moment)
