"""Text typed after the login expired is shown again after logging in, to those who may see it."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from balansepotten import applications, unsaved
from tests.factories import ContactFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def url(ready):
    return reverse("application_edit", args=[ready.uuid])


@pytest.fixture
def logged_out(client, ready, url, posted):
    """A client that has posted the form after its login expired."""
    response = client.post(url, posted(ready, title="Skrevet uten innlogging", plan="Første.\r\nAndre."))
    assert response["Location"] == f"{reverse('account_login')}?next={url}"
    return client


def log_in(client, user):
    client.force_login(user, backend="balansekunst.access.RoleBackend")


def test_typed_text_is_shown_after_login_with_code(logged_out, ready, url, user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    page = logged_out.get(f"{reverse('account_login')}?next={url}")
    assert "Logg inn igjen, så er det du har skrevet, der fortsatt." in page.text
    logged_out.post(f"{reverse('account_request_login_code')}?next={url}", {"email": user.email, "next": url})
    code = re.search(r"\b\d{8}\b", mail.outbox[-1].body)
    response = logged_out.post(reverse("account_confirm_login_code"), {"code": code[0], "next": url}, follow=True)

    assert response.redirect_chain[-1][0] == url
    form = response.context["form"]
    assert (form["title"].value(), form["plan"].value()) == ("Skrevet uten innlogging", "Første.\r\nAndre.")
    assert "her er det du hadde skrevet" in response.text
    ready.refresh_from_db()
    assert ready.title == "Rom for alle"


def test_typed_text_is_removed_when_saved(logged_out, ready, url, user, posted):
    log_in(logged_out, user)
    for _ in range(2):
        assert logged_out.get(url).context["form"]["title"].value() == "Skrevet uten innlogging"

    logged_out.post(url, posted(ready, title="Lagret"))

    assert unsaved.KEY not in logged_out.session
    assert logged_out.get(url).context["form"]["title"].value() == "Lagret"


def test_typed_text_is_removed_for_other_user(logged_out, ready, url, outsider, user):
    log_in(logged_out, outsider.user)

    assert logged_out.get(url).status_code == 404

    assert unsaved.KEY not in logged_out.session


def test_typed_text_is_not_shown_in_other_application(logged_out, user, make_ready):
    organisation = MembershipFactory().organisation
    ContactFactory(organisation=organisation, user=user, email=user.email)
    other = make_ready(organisation=organisation)
    log_in(logged_out, user)

    form = logged_out.get(reverse("application_edit", args=[other.uuid])).context["form"]

    assert form["title"].value() == "Rom for alle"


def test_typed_text_is_removed_when_other_logs_in(contact_client, ready, url, posted, outsider):
    contact_client.get(url)
    session = contact_client.session
    unsaved.save(session, url, typed=QueryDict("title=Hemmelig"), at=ready.changed_at)
    session.save()

    log_in(contact_client, outsider.user)

    assert unsaved.KEY not in contact_client.session


def test_concurrent_changes_are_merged_into_typed_text(logged_out, ready, url, user, colleague, login, posted):
    login(colleague).post(url, posted(ready, title="Kollegaens navn", partners="Kor og korps"))
    log_in(logged_out, user)

    context = logged_out.get(url).context

    assert [(change.label, change.is_contested) for change in context["changes"]] == [
        ("Navn på prosjektet", True),
        ("Samarbeidspartnere", False),
    ]
    form = context["form"]
    assert (form["title"].value(), form["partners"].value()) == ("Skrevet uten innlogging", "Kor og korps")


@pytest.mark.parametrize(
    ("later", "is_saved"),
    [
        pytest.param(unsaved.MAX_AGE, True, id="exactly the maximum age"),
        pytest.param(unsaved.MAX_AGE + timedelta(seconds=1), False, id="a second longer"),
    ],
)
def test_typed_text_expires_after_some_hours(ready, moment, later, is_saved):
    session = Client().session
    unsaved.save(session, url, typed=QueryDict("title=Nytt"), at=moment)

    assert (unsaved.pop(session, url, at=moment + later) is not None) == is_saved
    assert unsaved.KEY not in session


def test_only_form_fields_are_saved(client, ready, url, posted):
    client.post(
        url, posted(ready, csrfmiddlewaretoken="hemmelig", annet="x", **{"answer-7": "Ja", "cost-1000-amount": "1"})
    )

    fields = client.session[unsaved.KEY]["fields"]
    assert {"title", "themes", "answer-7", "cost-0-amount", "cost-TOTAL_FORMS"} <= set(fields)
    assert {"csrfmiddlewaretoken", "annet", "cost-1000-amount", "action"}.isdisjoint(fields)


@pytest.mark.parametrize(
    ("letters", "is_saved"),
    [pytest.param(200_000, True, id="as much as fits"), pytest.param(200_001, False, id="more")],
)
def test_text_larger_than_any_application_is_refused(ready, moment, letters, is_saved):
    session = Client().session

    result = unsaved.save(session, url, typed=QueryDict(f"plan={'a' * letters}"), at=moment)

    assert (result, unsaved.KEY in session) == (is_saved, is_saved)


def test_more_fields_than_a_form_has_are_refused(ready, moment):
    typed = QueryDict("&".join(f"answer-{number}=x" for number in range(501)))

    assert not unsaved.save(Client().session, ready.uuid, typed=typed, at=moment)


def test_nothing_is_saved_for_unknown_application(client, posted, ready):
    url = reverse("application_edit", args=["00000000-0000-4000-8000-000000000000"])

    response = client.post(url, posted(ready))

    assert response["Location"] == f"{reverse('account_login')}?next={url}"
    assert not Session.objects.exists()


def test_autosave_without_login_saves_text(client, ready, url, user, posted):
    response = client.post(reverse("application_autosave", args=[ready.uuid]), posted(ready, title="Halvveis"))

    login = f"{reverse('account_login')}?{urlencode({'next': url})}"
    assert (response.status_code, response.json()["login"]) == (401, login)
    log_in(client, user)
    assert client.get(url).context["form"]["title"].value() == "Halvveis"


def test_text_typed_in_submitted_application_is_shown(client, ready, url, user, posted):
    sent = applications.submit(ready, by=user, at=timezone.now())
    client.post(url, posted(sent, title="Nytt navn"))
    log_in(client, user)

    response = client.get(url)

    assert response.context["form"]["title"].value() == "Nytt navn"
    assert "Det er ikke sendt ennå." in response.text
