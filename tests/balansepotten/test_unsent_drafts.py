"""Staff see that there is a draft, and read it when it is sent or while its writer asks for help."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message, User
from balansepotten import applications, drafts, reminders
from balansepotten.models import Application, Attachment, Call, ProjectReport
from members.models import Contact
from reports.drift import row_history
from tests.access.routes import Reader
from tests.balansepotten import call_with_conflict as scenario
from tests.factories import (
    ApplicationFactory,
    BudgetLineFactory,
    ConflictFactory,
    DraftFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
CHANGELIST = reverse("admin:balansepotten_application_changelist")
SECRETS = ("Zebraprosjektet", "Zebraene skal bli flere", "Zebrahonorar", "zebra.pdf", "87\xa0654", "87654")
OF_REPORT = ("Hva vi gjorde", "gnu.pdf", "54\xa0321", "54321")


@pytest.fixture(autouse=True)
def _today(time_machine: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def draft(call: Call, contact: Contact) -> Application:
    return make_draft(call, contact)


def make_draft(call: Call, contact: Contact) -> Application:
    draft = DraftFactory.create(
        call=call,
        organisation=contact.organisation,
        title="Zebraprosjektet",
        objectives="Zebraene skal bli flere",
        amount_applied=87_654,
    )
    BudgetLineFactory.create(application=draft, description="Zebrahonorar")
    Attachment.objects.create(
        application=draft,
        file=ContentFile(b"%PDF-1.7", "fil"),
        name="zebra.pdf",
        size=8,
        content_type="application/pdf",
    )
    return draft


def make_report(call: Call, contact: Contact, status: str) -> ProjectReport:
    """Return a report that is being written, of a project that was granted, whose year has such a report."""
    application = ApplicationFactory.create(
        call=call,
        organisation=contact.organisation,
        status="granted",
        number=f"2026-80{len(status)}",
        amount_awarded=80_000,
    )
    report = ReportFactory.create(status=status, grant__application=application, done="Hva vi gjorde")
    ProjectReport.objects.filter(pk=report.pk).update(participants=54_321, submitted_at=NOW)
    Attachment.objects.create(
        application=application,
        file=ContentFile(b"%PDF-1.7", "fil"),
        name="gnu.pdf",
        size=8,
        content_type="application/pdf",
        purpose=Attachment.Purpose.ACCOUNTS,
    )
    return ProjectReport.objects.get(pk=report.pk)


def found_at(client: Client, addresses: Iterable[str], secrets: tuple[str, ...] = SECRETS) -> dict[str, list[str]]:
    reader = Reader(client)
    return scenario.leaks_in({address: reader.page(address) for address in addresses}, secrets)


def test_draft_is_in_no_search_filter_or_export(staff_client: Client, draft: Application) -> None:
    asked = [{"q": "Zebra"}, {"title__startswith": "Zebra"}, {"status__exact": "draft"}, {"amount_applied": "87654"}]
    choice = {"app_label": "balansepotten", "model_name": "conflictofinterest", "field_name": "application"}

    counts = [staff_client.get(CHANGELIST, query).context["cl"].result_count for query in asked]
    choices = staff_client.get(reverse("admin:autocomplete"), {**choice, "term": "Zebra"}).json()["results"]
    exported = scenario.body(
        staff_client, reverse("admin:balansepotten_application_export"), "post", format="1", resource="0"
    )

    assert (counts, choices) == ([0, 0, 0, 0], [])
    assert [secret for secret in SECRETS if secret in exported] == []


def test_staff_see_that_there_is_a_draft(staff_client: Client, draft: Application) -> None:
    Application.objects.filter(pk=draft.pk).update(created_at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC))

    page = staff_client.get(reverse("round_overview", args=[2026])).text
    front = staff_client.get(reverse("admin:index")).text

    assert (draft.organisation.name in page, "påbegynt 2. mars 2026" in page) == (True, True)
    assert f"{reverse('round_overview', args=[2026])}#utkast" in front


def test_draft_is_hidden_from_list_by_conflict(staff_client: Client, staff: User, draft: Application) -> None:
    ConflictFactory.create(call=draft.call, application=draft, user=staff)

    assert staff_client.get(reverse("round_overview", args=[2026])).context["drafts"].count() == 0


def test_applicant_asks_for_help_and_takes_it_back(
    login: Callable[[User], Client], user: User, staff_client: Client, draft: Application
) -> None:
    client, edit = login(user), reverse("application_edit", args=[draft.uuid])
    address = reverse("application_help", args=[draft.uuid])
    change = reverse("admin:balansepotten_application_change", args=[draft.pk])
    file = reverse("attachment_download", args=[draft.attachments.get().uuid])
    before, version = client.get(edit).text, Application.objects.get().changed_at

    client.post(address, {"wanted": "yes"})
    asked = client.get(edit).text
    readable = (staff_client.get(change).text, staff_client.get(file).status_code)
    tasks = staff_client.get(reverse("admin:index")).text
    client.post(address, {"wanted": "no"})

    assert ("De kan ikke lese det." in before, "Be om hjelp" in before) == (True, True)
    assert ("Du har bedt om hjelp." in asked, "Angre at dere ba om hjelp" in asked) == (True, True)
    assert ("Zebraprosjektet" in readable[0], readable[1]) == (True, 200)
    assert "søker ber om hjelp med et utkast" in tasks
    assert (staff_client.get(change).status_code, staff_client.get(file).status_code) == (302, 404)
    assert Application.objects.get().changed_at == version


@pytest.mark.parametrize("who", ["staff_client", "management_client", "superuser_client", "adviser_client"])
def test_others_cannot_ask_for_the_applicant(request: pytest.FixtureRequest, draft: Application, who: str) -> None:
    client = request.getfixturevalue(who)

    assert client.post(reverse("application_help", args=[draft.uuid]), {"wanted": "yes"}).status_code == 404
    assert Application.objects.get().help_requested_at is None


def test_sent_application_is_readable_without_its_drafts(
    staff_client: Client, user: User, make_ready: Callable[..., Application], contact: Contact
) -> None:
    ready = make_ready(organisation=contact.organisation, title="Zebraprosjektet")
    ready.title = "Rom for alle"
    ready.save()
    drafts.set_help_wanted(ready, wanted=True, by=user, at=NOW)
    applications.submit(ready, by=user, at=NOW)
    sent = Application.objects.get()
    history = reverse("admin:balansepotten_application_history", args=[sent.pk])

    assert sent.help_requested_at is None
    assert sent.title in staff_client.get(reverse("admin:balansepotten_application_change", args=[sent.pk])).text
    assert found_at(staff_client, [history]) == {}
    assert staff_client.get(history).context["page_obj"].paginator.count == 2


def test_edits_behind_a_number_exclude_drafts(draft: Application, staff: User) -> None:
    def known() -> set[int]:
        since = datetime(2026, 1, 1, tzinfo=UTC)
        return row_history.find(Application, "id", [draft.pk], since=since, viewer=staff).known

    before = known()
    Application.objects.filter(pk=draft.pk).update(help_requested_at=NOW)

    assert (before, known()) == (set(), {draft.pk})


def test_help_is_only_for_drafts(user: User, make_ready: Callable[..., Application], contact: Contact) -> None:
    sent = applications.submit(make_ready(organisation=contact.organisation), by=user, at=NOW)

    with pytest.raises(ValidationError, match="sendt i mellomtiden"):
        drafts.set_help_wanted(sent, wanted=True, by=user, at=NOW)
    with pytest.raises(IntegrityError, match="application_help_with_draft"):
        Application.objects.filter(pk=sent.pk).update(help_requested_at=NOW)


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_report_is_readable_with_help_only(
    login: Callable[[User], Client], staff_client: Client, user: User, call: Call, contact: Contact, status: str
) -> None:
    report = make_report(call, contact, status)
    without_help = ProjectReport.objects.filter(pk=report.pk).values().get()
    application, client = report.grant.application, login(user)
    admin = reverse("admin:balansepotten_projectreport_change", args=[report.pk])
    page = reverse("grant_handle", args=[application.uuid])
    file = reverse("attachment_download", args=[application.attachments.get().uuid])

    def read() -> tuple[set[str], int]:
        return set(found_at(staff_client, [admin, page], OF_REPORT)), staff_client.get(file).status_code

    before = read()
    client.post(reverse("report_help", args=[application.uuid]), {"wanted": "yes"})
    with_help = read()
    front = staff_client.get(reverse("admin:index")).text
    client.post(reverse("report_help", args=[application.uuid]), {"wanted": "no"})

    assert with_help == ({admin, page}, 200)
    assert "mottaker ber om hjelp med rapporten" in front
    assert before == read() == (set(), 404)
    assert ProjectReport.objects.filter(pk=report.pk).values().get() == without_help


def test_reminder_does_not_quote_draft(draft: Application) -> None:
    Application.objects.filter(pk=draft.pk).update(created_at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    reminders.remind_of_drafts(datetime(2026, 4, 7, 11, 0, tzinfo=UTC))

    bodies = [message.subject + message.body for message in Message.objects.all()]

    assert bodies
    assert [body for body in bodies if "Zebra" in body] == []
