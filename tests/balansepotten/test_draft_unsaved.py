"""What is typed when the login has run out is there again after logging in, for those who may see it, and once."""

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

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def url(ready):
    return reverse("application_edit", args=[ready.uuid])


@pytest.fixture
def logged_out(client, ready, url, posted):
    """A client whose login has run out, and who has pressed the button all the same."""
    response = client.post(url, posted(ready, title="Skrevet uten innlogging", plan="Første.\r\nAndre."))
    assert response["Location"] == f"{reverse('account_login')}?next={url}"
    return client


def log_in(client, user):
    client.force_login(user, backend="balansekunst.access.RoleBackend")


def test_what_was_typed_is_there_after_logging_in_with_a_code(logged_out, ready, url, user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    page = logged_out.get(f"{reverse('account_login')}?next={url}")
    assert "Logg inn igjen, så er det du har skrevet, der fortsatt." in page.text
    logged_out.post(f"{reverse('account_request_login_code')}?next={url}", {"email": user.email, "next": url})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    response = logged_out.post(reverse("account_confirm_login_code"), {"code": code[0], "next": url}, follow=True)

    assert response.redirect_chain[-1][0] == url
    form = response.context["form"]
    assert (form["title"].value(), form["plan"].value()) == ("Skrevet uten innlogging", "Første.\r\nAndre.")
    assert "her er det du hadde skrevet" in response.text
    ready.refresh_from_db()
    assert ready.title == "Rom for alle"


def test_it_stays_until_it_is_saved_and_is_gone_then(logged_out, ready, url, user, posted):
    log_in(logged_out, user)
    for _ in range(2):
        assert logged_out.get(url).context["form"]["title"].value() == "Skrevet uten innlogging"

    logged_out.post(url, posted(ready, title="Lagret"))

    assert unsaved.KEY not in logged_out.session
    assert logged_out.get(url).context["form"]["title"].value() == "Lagret"


def test_one_who_may_not_edit_it_sees_nothing_and_it_is_gone(logged_out, ready, url, outsider, user):
    log_in(logged_out, outsider.user)

    assert logged_out.get(url).status_code == 404

    assert unsaved.KEY not in logged_out.session


def test_it_is_not_shown_in_another_application(logged_out, user, make_ready):
    organisation = MembershipFactory().organisation
    ContactFactory(organisation=organisation, user=user, email=user.email)
    other = make_ready(organisation=organisation)
    log_in(logged_out, user)

    form = logged_out.get(reverse("application_edit", args=[other.uuid])).context["form"]

    assert form["title"].value() == "Rom for alle"


def test_another_who_logs_in_takes_nothing_over(contact_client, ready, url, posted, outsider):
    contact_client.get(url)
    session = contact_client.session
    unsaved.keep(session, ready.uuid, typed=QueryDict("title=Hemmelig"), at=ready.changed_at)
    session.save()

    log_in(contact_client, outsider.user)

    assert unsaved.KEY not in contact_client.session


def test_what_a_colleague_saved_meanwhile_is_told_beside_it(logged_out, ready, url, user, colleague, login, posted):
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
    ("later", "is_there"),
    [
        pytest.param(unsaved.AS_LONG_AS, True, id="as long as it is kept"),
        pytest.param(unsaved.AS_LONG_AS + timedelta(seconds=1), False, id="a second longer"),
    ],
)
def test_it_is_kept_for_some_hours(ready, moment, later, is_there):
    session = Client().session
    unsaved.keep(session, ready.uuid, typed=QueryDict("title=Nytt"), at=moment)

    assert (unsaved.take(session, ready.uuid, at=moment + later) is not None) == is_there
    assert unsaved.KEY not in session


def test_only_the_fields_of_the_form_are_kept(client, ready, url, posted):
    client.post(
        url, posted(ready, csrfmiddlewaretoken="hemmelig", annet="x", **{"answer-7": "Ja", "cost-1000-amount": "1"})
    )

    fields = client.session[unsaved.KEY]["fields"]
    assert {"title", "themes", "answer-7", "cost-0-amount", "cost-TOTAL_FORMS"} <= set(fields)
    assert {"csrfmiddlewaretoken", "annet", "cost-1000-amount", "action"}.isdisjoint(fields)


@pytest.mark.parametrize(
    ("letters", "is_kept"), [pytest.param(200_000, True, id="as much as fits"), pytest.param(200_001, False, id="more")]
)
def test_what_is_larger_than_any_application_is_not_kept(ready, moment, letters, is_kept):
    session = Client().session

    kept = unsaved.keep(session, ready.uuid, typed=QueryDict(f"plan={'a' * letters}"), at=moment)

    assert (kept, unsaved.KEY in session) == (is_kept, is_kept)


def test_more_fields_than_a_form_has_are_not_kept(ready, moment):
    typed = QueryDict("&".join(f"answer-{number}=x" for number in range(501)))

    assert not unsaved.keep(Client().session, ready.uuid, typed=typed, at=moment)


def test_nothing_is_kept_for_an_application_that_is_not_there(client, posted, ready):
    url = reverse("application_edit", args=["00000000-0000-4000-8000-000000000000"])

    response = client.post(url, posted(ready))

    assert response["Location"] == f"{reverse('account_login')}?next={url}"
    assert not Session.objects.exists()


def test_autosave_keeps_it_too_and_says_where_to_log_in(client, ready, url, user, posted):
    response = client.post(reverse("application_autosave", args=[ready.uuid]), posted(ready, title="Halvveis"))

    login = f"{reverse('account_login')}?{urlencode({'next': url})}"
    assert (response.status_code, response.json()["login"]) == (401, login)
    log_in(client, user)
    assert client.get(url).context["form"]["title"].value() == "Halvveis"


def test_what_is_typed_in_a_sent_application_is_shown_again_too(client, ready, url, user, posted):
    sent = applications.submit(ready, by=user, at=timezone.now())
    client.post(url, posted(sent, title="Nytt navn"))
    log_in(client, user)

    response = client.get(url)

    assert response.context["form"]["title"].value() == "Nytt navn"
    assert "Det er ikke sendt ennå." in response.text
