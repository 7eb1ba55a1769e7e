"""An adviser's input isn't lost when the second factor or a reason expires."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter

from balansekunst.access import Role
from radgivning.access import adviser_page
from radgivning.models import Enquiry, LogEntry, Topic
from tests.conftest import log_in, user_in_role
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.one_database

CREATE = "/radgivning/ny/"
NOTE = 'Sa «nei» & "kanskje".\r\nVil <ikke> varsle.'
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
MORNING = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
LATE = MORNING + timedelta(hours=8, seconds=1)


@pytest.fixture
def client(adviser) -> Client:
    """A browser of an adviser who showed a second factor in the morning, with CSRF checks."""
    TOTP.activate(adviser, SECRET)
    with time_machine.travel(MORNING, tick=False):
        client = log_in(adviser)
    client.handler.enforce_csrf_checks = True
    return client


@pytest.fixture(autouse=True)
def _frozen_clock():
    with time_machine.travel(LATE, tick=False):
        yield


def typed() -> dict[str, str | list[str]]:
    topics = Topic.objects.filter(name__in=["maktmisbruk", "varsling"])
    return {
        "date": "2026-03-16",
        "channel": "telefon",
        "caller": "utsatt",
        "topics": [str(topic.pk) for topic in topics],
        "region": "Nord-Norge",
        "legal_guidance": "ja",
        "note": NOTE,
    }


def fields(html: str) -> dict[str, list[str]]:
    """Return what the page's own form would send."""
    form = html.split('<form class="form"', 1)[1].split("</form>", 1)[0]
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form):
        sent.setdefault(name, []).append(unescape(value))
    return sent


def send(client: Client, url: str, facts: dict):
    """Send a form that was opened while the second factor was recent."""
    with time_machine.travel(MORNING, tick=False):
        token = client.get(CREATE).context["csrf_token"]
    return client.post(url, {**facts, "csrfmiddlewaretoken": str(token)})


def ask_second_factor(client: Client, url: str) -> None:
    """Show it in another tab of the same browser, as the page says."""
    page = client.get(url)
    code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))
    token = str(page.context["csrf_token"])
    done = client.post(url.split("?")[0], {"code": code, "next": "/min-side/", "csrfmiddlewaretoken": token})
    assert done["Location"] == "/min-side/"


def test_input_survives_second_factor(client):
    refused = send(client, CREATE, typed())
    assert (refused.status_code, Enquiry.objects.count()) == (403, 0)

    ask_second_factor(client, refused.context["url"])
    response = client.post(CREATE, fields(refused.text))

    enquiry = Enquiry.objects.get()
    assert (response.status_code, enquiry.note) == (302, NOTE.replace("\r\n", "\n"))
    assert (enquiry.caller, enquiry.region, enquiry.legal_guidance) == ("utsatt", "Nord-Norge", True)
    assert {topic.name for topic in enquiry.topics.all()} == {"maktmisbruk", "varsling"}


def test_input_is_returned_every_time(client):
    first = send(client, CREATE, typed())

    again = client.post(CREATE, fields(first.text))

    assert again.status_code == 403
    assert {name: values for name, values in fields(again.text).items() if name != "csrfmiddlewaretoken"} == {
        name: value if isinstance(value, list) else [value] for name, value in typed().items()
    }


def test_input_is_only_in_the_page(client):
    refused = send(client, CREATE, typed())

    stored = str([session.get_decoded() for session in Session.objects.all()])
    assert ("varsle" in stored, "varsle" in str(client.cookies)) == (False, False)
    assert "no-store" in refused["Cache-Control"]
    assert "<ikke>" not in refused.text
    assert list(LogEntry.objects.values_list("action", flat=True)) == ["list"]


def test_returned_input_reveals_nothing(client, adviser):
    own = EnquiryFactory.create(adviser=adviser, note="Zebrastriper", region="Sørlandet")

    refused = send(client, reverse("enquiry_edit", args=[own.pk]), typed())

    assert refused.status_code == 403
    assert [words in refused.text for words in ("Zebra", "Sørlandet")] == [False, False]


def test_file_is_not_returned(client):
    send(client, CREATE, typed())
    client.handler.enforce_csrf_checks = False
    file = SimpleUploadedFile("radgivning.csv", b"Dato")

    response = client.post(reverse("admin:radgivning_enquiry_import"), {"import_file": file})

    assert response.status_code == 302


def test_input_survives_new_reason(adviser):
    colleagues = EnquiryFactory.create(adviser=user_in_role(Role.ADVISER, "Runa Rådgiver", is_staff=True))
    edit, why = (reverse(name, args=[colleagues.pk]) for name in ("enquiry_edit", "enquiry_why"))
    client = log_in(adviser)

    refused = client.post(edit, typed())
    assert (refused.status_code, refused.context["url"]) == (403, why)
    client.post(why, {"why": "Hun er syk i dag"})
    client.post(edit, fields(refused.text))

    colleagues.refresh_from_db()
    assert (colleagues.region, colleagues.note) == ("Nord-Norge", NOTE.replace("\r\n", "\n"))


def test_error_report_has_no_input(adviser, settings):
    settings.DEBUG = False
    request = RequestFactory().post(CREATE, typed())
    request.user, request.session = adviser, log_in(adviser).session

    adviser_page(lambda _request: HttpResponse())(request)

    reported = SafeExceptionReporterFilter().get_post_parameters(request)
    assert set(reported) == set(typed())
    assert set(reported.values()) == {SafeExceptionReporterFilter.cleansed_substitute}
