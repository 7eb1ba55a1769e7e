"""A second factor opens the pages of staff for some hours, not as long as the session."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from courses.models import Topic
from tests.factories import CallFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TYPED = {"name": "Å lede <mangfold>"}


@pytest.fixture
def hours(settings) -> timedelta:
    settings.SECOND_FACTOR_HOURS = 3
    return timedelta(hours=3)


@pytest.fixture
def client_later(staff: User, login: Callable[..., Client], moment: datetime, hours: timedelta, time_machine):
    """`client_later(late)` is a client of staff who showed a second factor some hours and `late` ago."""

    def travel(late: timedelta = timedelta(seconds=1)) -> Client:
        time_machine.move_to(moment, tick=False)
        client = login(staff)
        time_machine.move_to(moment + hours + late, tick=False)
        return client

    return travel


@pytest.mark.parametrize(
    ("late", "status"),
    [
        pytest.param(timedelta(seconds=-1), 200, id="before"),
        pytest.param(timedelta(0), 200, id="at"),
        pytest.param(timedelta(seconds=1), 302, id="after"),
    ],
)
@pytest.mark.parametrize("page", ["admin", "staff-page"])
def test_second_factor_ends_after_hours(client_later, page, late, status):
    call = CallFactory.create()
    url = reverse("admin:index") if page == "admin" else reverse("round_overview", args=[call.year])

    assert client_later(late).get(url).status_code == status


def test_second_factor_of_hours_is_the_default(settings):
    assert 0 < settings.SECOND_FACTOR_HOURS <= 12
    assert settings.ADVISER_HOURS <= settings.SECOND_FACTOR_HOURS


def test_staff_page_asks_for_it_again(client_later):
    url = reverse("round_overview", args=[CallFactory.create().year])

    assert client_later().get(url)["Location"] == f"{reverse('mfa_index')}?next={url.replace('/', '%2F')}"


def test_admin_returns_input_to_send_again(client_later):
    url = reverse("admin:courses_topic_add")
    client = client_later()

    refused = client.post(url, TYPED)

    assert (refused.status_code, Topic.objects.filter(**TYPED).exists()) == (403, False)
    assert TYPED["name"] in unescape(refused.text)
    assert TYPED["name"] not in refused.text
    assert "no-store" in refused["Cache-Control"]
    assert "mangfold" not in str([session.get_decoded() for session in Session.objects.all()])


def test_input_of_others_is_not_returned(contact_client, hours):
    response = contact_client.post(reverse("admin:courses_topic_add"), TYPED)

    assert response.status_code == 302
    assert "mangfold" not in response.text


def test_anyone_logs_out_of_the_admin(client_later):
    client = client_later()

    client.post(reverse("admin:logout"))

    assert "_auth_user_id" not in client.session
