"""Access to applications, for each role, URL and method."""

import pytest
from django.test import Client
from django.urls import reverse

from balansepotten import applications, attachments
from balansepotten.models import Application
from tests.balansepotten.test_attachments import upload
from tests.factories import ContactFactory, MembershipFactory, UserFactory

# Who may open a page does not depend on the database.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CAST = ("anonymous", "contact", "colleague", "other_member", "former_member", "nobody", "staff", "staff_by_code")
OK, TO_PAGE, TO_LOGIN, GONE, NO_WAY, TAKEN = 200, "page", "login", 404, 405, 409


@pytest.fixture
def client_of(contact, user, colleague, outsider, staff, login, call, moment, time_machine):
    """`client_of(who)` gives a client in that role, while the call is open."""
    time_machine.move_to(moment)
    other, former = UserFactory(), outsider.user
    ContactFactory(organisation=MembershipFactory().organisation, user=other, email=other.email)
    MembershipFactory(organisation=outsider.organisation, joined="2020-01-01", left="2025-01-01")
    users = {"contact": user, "colleague": colleague, "other_member": other, "former_member": former}
    users |= {"nobody": UserFactory(), "staff": staff, "staff_by_code": staff}
    return lambda who: Client() if who == "anonymous" else login(users[who], second_factor=who == "staff")


@pytest.fixture
def draft(ready):
    return ready


@pytest.fixture
def sent(make_ready, contact, user, moment):
    """A submitted application; the organisation may still start a draft."""
    application = make_ready(organisation=contact.organisation)
    attachments.attach(application, upload=upload())
    return applications.submit(application, by=user, at=moment)


def outcome(response):
    if response.status_code != 302:
        return response.status_code
    return TO_LOGIN if response["Location"].startswith(reverse("account_login")) else TO_PAGE


def expect(client, method, url, expected, data=None):
    assert outcome(getattr(client, method)(url, data or {})) == expected


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(
    ("name", "args"),
    [pytest.param("call_list", [], id="list"), pytest.param("call_detail", [2026], id="call")],
)
def test_calls_are_for_anyone_to_read(client_of, who, name, args):
    expect(client_of(who), "get", reverse(name, args=args), OK)
    expect(client_of(who), "post", reverse(name, args=args), NO_WAY)


@pytest.mark.parametrize("who", CAST)
def test_my_page_requires_only_login(client_of, who):
    expect(client_of(who), "get", reverse("my_page"), TO_LOGIN if who == "anonymous" else OK)
    expect(client_of(who), "post", reverse("my_page"), TO_LOGIN if who == "anonymous" else NO_WAY)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param(who, {"anonymous": TO_LOGIN, "contact": TO_PAGE, "colleague": TO_PAGE}.get(who, GONE))
        for who in CAST
    ],
    ids=CAST,
)
def test_start_requires_contact(client_of, contact, who, expected):
    url = reverse("application_create", args=[2026])

    expect(client_of(who), "get", url, TO_LOGIN if who == "anonymous" else OK)
    expect(client_of(who), "post", url, expected, {"organisation": contact.organisation.number})

    assert Application.objects.exists() == (expected == TO_PAGE)


OWN = {"contact", "colleague"}


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(
    ("name", "get", "post"),
    [
        pytest.param("application_edit", OK, OK, id="edit"),
        pytest.param("application_withdraw", TO_PAGE, OK, id="withdraw"),
        pytest.param("application_review", OK, NO_WAY, id="review"),
        pytest.param("application_submit", TO_PAGE, TO_PAGE, id="submit"),
        pytest.param("application_receipt", TO_PAGE, NO_WAY, id="receipt"),
        pytest.param("application_detail", TO_PAGE, NO_WAY, id="detail"),
    ],
)
def test_draft_visible_to_contacts_only(client_of, draft, who, name, get, post):
    url = reverse(name, args=[draft.uuid])
    expect(client_of(who), "get", url, get if who in OWN or (get == NO_WAY and who != "anonymous") else shut(who))
    expect(client_of(who), "post", url, post if who in OWN or (post == NO_WAY and who != "anonymous") else shut(who))

    draft.refresh_from_db()
    assert draft.is_draft == (name != "application_submit" or who not in OWN)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(
    ("name", "get", "post"),
    [
        pytest.param("application_edit", OK, OK, id="edit"),
        pytest.param("application_withdraw", OK, TO_PAGE, id="withdraw"),
        pytest.param("application_review", TO_PAGE, NO_WAY, id="review"),
        pytest.param("application_submit", TO_PAGE, TO_PAGE, id="submit"),
        pytest.param("application_receipt", OK, NO_WAY, id="receipt"),
        pytest.param("application_detail", OK, NO_WAY, id="detail"),
    ],
)
def test_submitted_application_visible_to_contacts_only(client_of, sent, who, name, get, post):
    url = reverse(name, args=[sent.uuid])
    expect(client_of(who), "get", url, get if who in OWN or (get == NO_WAY and who != "anonymous") else shut(who))
    expect(client_of(who), "post", url, post if who in OWN or (post == NO_WAY and who != "anonymous") else shut(who))


@pytest.mark.parametrize("who", CAST)
def test_autosave_requires_contact(client_of, draft, who):
    url = reverse("application_autosave", args=[draft.uuid])

    expect(client_of(who), "get", url, NO_WAY)
    expect(client_of(who), "post", url, TAKEN if who in OWN else {"anonymous": 401}.get(who, GONE))


@pytest.mark.parametrize("who", CAST)
def test_attachment_requires_contact_or_second_factor(client_of, sent, who):
    url = reverse("attachment_download", args=[sent.attachments.get().uuid])
    expect(client_of(who), "get", url, OK if who in OWN | {"staff"} else shut(who))
    expect(client_of(who), "post", url, TO_LOGIN if who == "anonymous" else NO_WAY)


def shut(who):
    return TO_LOGIN if who == "anonymous" else GONE


def test_former_contact_finds_nothing(client_of, contact, draft):
    contact.user = None
    contact.save()

    expect(client_of("contact"), "get", reverse("application_edit", args=[draft.uuid]), GONE)


def test_download_is_an_attachment(client_of, sent):
    response = client_of("contact").get(reverse("attachment_download", args=[sent.attachments.get().uuid]))

    headers = {name: response[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")}
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="plan.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content) == upload().read()


def test_attachment_without_file_not_found(client_of, sent):
    attachment = sent.attachments.get()
    attachment.file.storage.delete(attachment.file.name)

    expect(client_of("contact"), "get", reverse("attachment_download", args=[attachment.uuid]), GONE)
