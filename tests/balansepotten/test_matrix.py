"""Access for each role, to each URL of Balansepotten, by each method.

A URL that is not in the table fails the test: whoever adds one must state who has access.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message, User
from balansepotten import urls
from balansepotten.models import Application, Attachment, Call, Grant, Letter, Payment, ProjectReport
from members.models import Contact
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ContactFactory,
    CriterionFactory,
    DecisionFactory,
    DraftFactory,
    JurorFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 20, 10, 0, tzinfo=UTC)
METHODS = ("get", "post", "put", "delete")
ANYONE = frozenset(
    ["anonymous", "contact", "stranger", "juror", "other_juror", "adviser", "staff", "management", "superuser"]
)
LOGGED_IN = ANYONE - {"anonymous"}
OWN = frozenset(["contact"])
JURY = frozenset(["juror"])
RUNS = frozenset(["staff", "management", "superuser"])
DECIDES = frozenset(["management", "superuser"])

# Who has access to each URL, and which object it refers to: of the call being assessed, or of the decided one.
PAGES: dict[str, tuple[frozenset[str], str]] = {
    "call_list": (ANYONE, ""),
    "call_detail": (ANYONE, "year"),
    "application_create": (LOGGED_IN, "year"),
    "application_edit": (OWN, "draft"),
    "application_autosave": (OWN, "draft"),
    "application_help": (OWN, "draft"),
    "application_review": (OWN, "draft"),
    "application_submit": (OWN, "draft"),
    "application_receipt": (OWN, "application"),
    "application_detail": (OWN, "application"),
    "application_withdraw": (OWN, "application"),
    "attachment_download": (OWN | JURY | RUNS, "attachment"),
    "jury_overview": (JURY, "year"),
    "jury_progress": (RUNS, "year"),
    "round_conflict_declare": (JURY, "year"),
    "assessment_edit": (JURY, "application"),
    "assessment_list": (RUNS, "application"),
    "conflict_declare": (JURY, "application"),
    "allocation": (RUNS, "year"),
    "allocation_scenario": (RUNS, "year"),
    "decision_lock": (DECIDES, "year"),
    "deadline_extend": (RUNS, "year"),
    "pot_increase": (DECIDES, "decided_year"),
    "decision_detail": (RUNS, "decision"),
    "decision_change": (DECIDES, "decision"),
    "letter_list": (RUNS, "decided_year"),
    "letters_read": (RUNS, "decided_year"),
    "letters_draft": (RUNS, "decided_year"),
    "letters_archive": (RUNS, "decided_year"),
    "letters_send": (RUNS, "decided_year"),
    "letter_detail": (RUNS, "letter"),
    "letter_pdf": (RUNS | OWN, "letter"),
    "grant_detail": (OWN, "granted"),
    "grant_accept": (OWN, "granted"),
    "grant_budget_autosave": (OWN, "granted"),
    "grant_decline": (OWN, "granted"),
    "grant_account": (OWN, "granted"),
    "report_autosave": (OWN, "granted"),
    "report_edit": (OWN, "granted"),
    "report_help": (OWN, "granted"),
    "report_submit": (OWN, "granted"),
    "grant_handle": (RUNS, "granted"),
    "grant_extend": (RUNS, "granted"),
    "budget_agree": (RUNS, "granted"),
    "budget_return": (RUNS, "granted"),
    "grant_decline_register": (RUNS, "granted"),
    "report_return": (RUNS, "granted"),
    "report_approve": (RUNS, "granted"),
    "round_overview": (RUNS, "decided_year"),
    "payment_export": (DECIDES, "export"),
    "payment_paid": (DECIDES, "payment"),
    "payment_undo": (DECIDES, "payment"),
    "grant_list": (ANYONE, ""),
    "grant_list_of_year": (ANYONE, "decided_year"),
    "grant_csv": (ANYONE, "decided_year"),
    "threesixty_json": (ANYONE, ""),
    "threesixty_csv": (ANYONE, ""),
}


@pytest.fixture
def clients(
    contact: Contact,
    adviser: User,
    staff: User,
    management: User,
    superuser: User,
    judged: Call,
    decided: Call,
    login: Callable[..., Client],
) -> dict[str, Client]:
    """A client for each role."""
    stranger = ContactFactory.create(organisation=MembershipFactory.create().organisation, user=UserFactory.create())
    users = {
        "contact": contact.user,
        "stranger": stranger.user,
        "juror": JurorFactory.create(call=judged).user,
        "other_juror": JurorFactory.create(call=CallFactory.create(year=2024)).user,
        "adviser": adviser,
        "staff": staff,
        "management": management,
        "superuser": superuser,
    }
    return {"anonymous": Client()} | {who: login(user) for who, user in users.items()}


@pytest.fixture
def judged() -> Call:
    """The call whose deadline has just passed."""
    call = CallFactory.create(year=2026)
    CriterionFactory.create(call=call)
    return call


@pytest.fixture
def decided(management: User) -> Call:
    """The decided call of the year before."""
    return CallFactory.create(
        year=2025,
        opens_at=datetime(2025, 3, 1, tzinfo=UTC),
        deadline=datetime(2025, 4, 8, 21, 59, tzinfo=UTC),
        decided_on=date(2025, 6, 1),
        locked_at=datetime(2025, 6, 1, tzinfo=UTC),
        locked_by=management,
    )


@pytest.fixture
def addresses(contact: Contact, judged: Call, decided: Call) -> dict[str, list[Any]]:
    """The objects that the URLs refer to, in each call; all belong to the contact's organisation."""
    owner = {"organisation": contact.organisation}
    application = ApplicationFactory.create(call=judged, **owner)
    draft = DraftFactory.create(call=judged, **owner)
    attachment = Attachment(application=application, name="plan.pdf", content_type="application/pdf", size=5)
    attachment.file.save("plan.pdf", ContentFile(b"%PDF-"))
    granted = ApplicationFactory.create(
        call=decided, ends_on=date(2025, 12, 1), status=Application.Status.GRANTED, amount_awarded=100_000, **owner
    )
    decision = DecisionFactory.create(application=granted)
    letter = Letter.objects.create(decision=decision, message=_sent_letter())
    grant = Grant.objects.create(
        application=granted,
        report_due=date(2026, 2, 1),
        accepted_at=NOW,
        accepted_by=contact.user,
        account_number="86011117947",
    )
    ProjectReport.objects.create(grant=grant)
    payment = Payment.objects.create(grant=grant, part=Payment.Part.FIRST, amount=66_666, due_on=date(2025, 7, 1))
    return {
        "": [],
        "year": [judged.year],
        "decided_year": [decided.year],
        "export": [decided.year, "csv"],
        "application": [application.uuid],
        "draft": [draft.uuid],
        "granted": [granted.uuid],
        "attachment": [attachment.uuid],
        "decision": [decision.pk],
        "letter": [letter.pk],
        "payment": [payment.pk],
    }


def _sent_letter() -> Message:
    return Message.objects.create(
        recipient="kari@eksempel.example",
        subject="Svar",
        body="Svar",
        attachment=b"%PDF-",
        attachment_name="svar.pdf",
        status=Message.Status.SENT,
        sent_at=datetime(2025, 6, 2, tzinfo=UTC),
    )


def is_allowed_in(response: HttpResponse) -> bool:
    """Return whether the response is more than a redirect to login, 403, 404 or 405."""
    if response.status_code == 302:
        return not response["Location"].startswith(reverse("account_login"))
    return response.status_code < 400 or response.status_code in (400, 409)


def test_every_address_is_in_the_table() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(PAGES)


def statuses_of(name: str, address: str, clients: dict[str, Client]) -> Iterator[tuple[str, str, HttpResponse]]:
    """Yield the method, the role and the response of each request, whose changes are undone.

    Methods that no view handles are only asked for by those who may see the page, and by strangers.
    """
    allowed = PAGES[name][0] | {"anonymous", "stranger"}
    for method in METHODS:
        for who in clients if method in ("get", "post") else clients.keys() & allowed:
            with transaction.atomic():
                yield method, who, getattr(clients[who], method)(address)
                transaction.set_rollback(True)


@pytest.mark.one_database
def test_url_access_matches_matrix(
    clients: dict[str, Client], addresses: dict[str, list[Any]], time_machine: Any
) -> None:
    time_machine.move_to(NOW)
    expected: dict[str, dict[str, Any]] = {
        name: {method: set() for method in METHODS} | {"read": allowed} for name, (allowed, _about) in PAGES.items()
    }
    found, broken, revealing = {}, [], []
    for name, (allowed, about) in PAGES.items():
        reached: dict[str, set[str]] = {method: set() for method in METHODS}
        for method, who, response in statuses_of(name, reverse(name, args=addresses[about]), clients):
            if is_allowed_in(response):
                reached[method].add(who)
            if response.status_code >= 500:
                broken.append((name, method, who))
            if allowed == OWN and who in LOGGED_IN - OWN and response.status_code not in (404, 405):
                revealing.append((name, method, who, response.status_code))
        read = reached["get"] | reached["post"]
        found[name] = {method: reached[method] - allowed for method in METHODS} | {"read": read}

    assert broken == []
    # An organisation's own pages answer 404 to others, so that they do not reveal what exists.
    assert revealing == []
    assert found == expected
