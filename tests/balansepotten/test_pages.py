from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from balansekunst.models import Message
from balansepotten.deadlines import call_state
from balansepotten.models import Application, Question
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ContactFactory,
    CriterionFactory,
    DraftFactory,
    MembershipFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.mark.parametrize(
    ("at", "phase", "wait"),
    [
        pytest.param(datetime(2026, 2, 26, 12, 0, tzinfo=UTC), "coming", "om 3 dager", id="three days before it opens"),
        pytest.param(
            datetime(2026, 3, 1, 7, 59, 59, tzinfo=UTC),
            "coming",
            "i dag kl.\xa009.00",
            id="a second before it opens",
        ),
        pytest.param(datetime(2026, 3, 1, 8, 0, tzinfo=UTC), "open", "om 38 dager", id="as it opens"),
        pytest.param(datetime(2026, 4, 6, 21, 59, tzinfo=UTC), "open", "om 2 dager", id="two days left"),
        pytest.param(
            datetime(2026, 4, 6, 22, 0, tzinfo=UTC),
            "open",
            "i morgen kl.\xa023.59",
            id="midnight in Oslo, the day before",
        ),
        pytest.param(datetime(2026, 4, 8, 21, 59, tzinfo=UTC), "open", "i dag kl.\xa023.59", id="at the deadline"),
        pytest.param(datetime(2026, 4, 8, 21, 59, 1, tzinfo=UTC), "closed", "", id="a second after"),
    ],
)
def test_call_page_shows_time_left(call, at, phase, wait):
    assert call_state(call, at) == (call, phase, call.deadline, wait)


def test_call_list_newest_first(client):
    for year in (2024, 2026, 2025):
        CallFactory(year=year)

    response = client.get(reverse("call_list"))

    assert [shown.call.year for shown in response.context["calls"]] == [2026, 2025, 2024]


def test_call_list_empty_shows_text(client):
    assert "Ingen utlysninger ennå" in client.get(reverse("call_list")).text


def test_open_call_leads_to_the_application(client, call):
    assert reverse("application_create", args=[2026]) in client.get(call.get_absolute_url()).text


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(datetime(2026, 3, 1, 7, 59, 59, tzinfo=UTC), id="a second before it opens"),
        pytest.param(datetime(2026, 4, 8, 21, 59, 1, tzinfo=UTC), id="a second after the deadline"),
    ],
)
def test_call_closed_offers_no_application(client, call, at, time_machine):
    time_machine.move_to(at)

    assert reverse("application_create", args=[2026]) not in client.get(call.get_absolute_url()).text


@pytest.mark.parametrize("year", [pytest.param(2019, id="no such call"), pytest.param(10**40, id="no such year")])
def test_call_missing_not_found(client, call, year):
    assert client.get(f"/balansepotten/{year}/").status_code == 404


def test_call_page_shows_criteria_and_questions(client, call):
    call.what_for, call.who_can_apply, call.report_months = "Nye tiltak.", "Medlemmer.", 1
    call.save()
    CriterionFactory(call=call, name="Relevans", description="Treffer formålet.", weight=2)
    CriterionFactory(call=call, name="Plan", weight=1)
    Question.objects.create(call=call, label="Hvem deltar?")

    response = client.get(call.get_absolute_url())

    assert [(criterion.name, share) for criterion, share in response.context["criteria"]] == [
        ("Relevans", 67),
        ("Plan", 33),
    ]
    for text in ("Nye tiltak.", "Medlemmer.", "Treffer formålet.", "teller 67&nbsp;%", "Hvem deltar?", "2/3 betales"):
        assert text in response.text
    assert "senest 1 måned etter" in response.text


def test_equal_criteria_shown_without_weights(client, call):
    CriterionFactory.create_batch(2, call=call, weight=3)

    assert "teller" not in client.get(call.get_absolute_url()).text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_call_page_queries_do_not_grow(client, call, count, django_assert_num_queries):
    CriterionFactory.create_batch(count, call=call)
    for number in range(count):
        Question.objects.create(call=call, label=f"Spørsmål {number}")

    with django_assert_num_queries(4):
        client.get(call.get_absolute_url())


def test_contact_begins_an_application(contact_client, contact, call):
    response = contact_client.post(
        reverse("application_create", args=[2026]), {"organisation": contact.organisation.number}
    )

    assert response["Location"] == reverse("application_edit", args=[Application.objects.get().uuid])


def test_start_page_redirects_to_existing_draft(contact_client, contact, call):
    draft = DraftFactory(call=call, organisation=contact.organisation)
    DraftFactory(call=CallFactory(year=2025), organisation=contact.organisation)

    response = contact_client.get(reverse("application_create", args=[2026]))

    assert [organisation.drafts for organisation, _state in response.context["organisations"]] == [[draft]]
    assert draft.get_absolute_url() in response.text


def test_start_page_for_non_contact_explains(login, staff, call):
    text = login(staff).get(reverse("application_create", args=[2026])).text

    assert "Du er ikke kontaktperson for noen virksomhet" in text
    assert "mailto:post@balansekunst.example" in text


def test_start_page_for_non_member_names_organisation(outsider_client, outsider, call):
    text = outsider_client.get(reverse("application_create", args=[2026])).text

    assert f"{outsider.organisation} er ikke medlem den 8. april 2026, dagen fristen går ut" in text


def test_start_for_non_member_refused(outsider_client, outsider, call):
    url = reverse("application_create", args=[2026])

    response = outsider_client.post(url, {"organisation": outsider.organisation.number}, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        f"{outsider.organisation} er ikke medlem av Balansekunst den 8. april 2026, dagen fristen går ut."
    ]
    assert not Application.objects.exists()


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_begin_page_queries_do_not_grow(contact_client, user, call, count, django_assert_num_queries):
    for _ in range(count - 1):
        organisation = MembershipFactory().organisation
        ContactFactory(organisation=organisation, user=user, email=user.email)
        DraftFactory(call=call, organisation=organisation)

    with django_assert_num_queries(8):
        response = contact_client.get(reverse("application_create", args=[2026]))

    assert len(response.context["organisations"]) == count


def test_review_links_missing_to_fields(contact_client, ready):
    ready.title = ""
    ready.save()

    text = contact_client.get(reverse("application_review", args=[ready.uuid])).text

    assert f'<a href="{ready.get_absolute_url()}#id_title">Gi prosjektet et navn.</a>' in text
    assert "Send søknaden</button>" not in text


def test_review_of_complete_draft_has_button(contact_client, ready):
    assert "Send søknaden</button>" in contact_client.get(reverse("application_review", args=[ready.uuid])).text


def test_save_and_review_redirects(contact_client, ready, posted):
    response = contact_client.post(ready.get_absolute_url(), posted(ready, action="review"))

    assert response["Location"] == reverse("application_review", args=[ready.uuid])


def send(client, application):
    return client.post(
        reverse("application_submit", args=[application.uuid]), {"version": application.changed_at.isoformat()}
    )


def test_submission_shows_and_sends_receipt(contact_client, ready, user, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = send(contact_client, ready)

    assert response["Location"] == reverse("application_receipt", args=[ready.uuid])
    text = contact_client.get(response["Location"]).text
    for shown in ("2026-001", "100\N{NO-BREAK SPACE}000&nbsp;kr", "16. mars 2026 kl.&nbsp;12.00", user.email):
        assert shown in text
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([user.email], "Vi har fått søknaden til Balansepotten")
    ]


def test_second_submission_redirects_to_receipt(contact_client, ready):
    first = send(contact_client, ready)

    again = send(contact_client, ready)

    assert again["Location"] == first["Location"]
    assert (Application.objects.get().number, Message.objects.count()) == ("2026-001", 1)


def test_sending_takes_few_queries(contact_client, ready, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        assert send(contact_client, ready).status_code == 302


@pytest.mark.parametrize(
    ("late", "is_sent"),
    [
        pytest.param(timedelta(seconds=-1), True, id="the second before"),
        pytest.param(timedelta(), True, id="at the deadline"),
        pytest.param(timedelta(seconds=1), False, id="the second after"),
    ],
)
def test_deadline_follows_server_clock(login, user, ready, call, late, is_sent, time_machine):
    time_machine.move_to(call.deadline + late, tick=False)

    response = send(login(user), ready)

    ready.refresh_from_db()
    assert ready.is_draft != is_sent
    assert is_sent or "Fristen gikk ut 8. april 2026 kl.\xa023.59." in response.text
    assert is_sent or "Utkastet er tatt vare på." in response.text


def test_sending_an_outdated_version_is_refused(contact_client, ready):
    version = ready.changed_at.isoformat()
    ready.save()

    response = contact_client.post(reverse("application_submit", args=[ready.uuid]), {"version": version})

    assert response.context["problems"] == [
        "Søknaden er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu."
    ]


@pytest.mark.parametrize(
    "version", [pytest.param("\0", id="null character"), pytest.param("2026-02-31T00:00:00+00:00", id="no such date")]
)
def test_invalid_version_is_ignored(contact_client, ready, version):
    response = contact_client.post(reverse("application_submit", args=[ready.uuid]), {"version": version})

    assert response.status_code == 302


def test_submitted_application_shown(contact_client, ready):
    send(contact_client, ready)

    text = contact_client.get(reverse("application_detail", args=[ready.uuid])).text

    for shown in ("Rom for alle", "2026-001", "Flere med.", "Honorar", "1. juni 2026", "Sum utgifter"):
        assert shown in text


def test_imported_application_shown(contact_client, contact, call):
    application = ApplicationFactory(call=call, organisation=contact.organisation, title="Gammel søknad")

    for name in ("application_detail", "application_receipt"):
        assert "Gammel søknad" in contact_client.get(reverse(name, args=[application.uuid])).text
