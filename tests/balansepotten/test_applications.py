from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from balansekunst.models import Message
from balansepotten import applications
from balansepotten.application_content import ApplicationContent
from balansepotten.budget import Line
from balansepotten.models import Application
from tests.factories import ApplicationFactory, CallFactory, DraftFactory, MembershipFactory

pytestmark = pytest.mark.django_db

DEADLINE = datetime(2026, 4, 8, 21, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)
VALUES = ("title", "category", "objectives", "target_group", "expected_effect", "plan", "partners")


def lines_of(application):
    return [Line(line.kind, line.description, line.amount) for line in application.budget_lines.all()]


def content_of(application, *, lines=None, answers=None, **changes):
    fields = {name: getattr(application, name) for name in (*VALUES, "starts_on", "ends_on", "amount_applied")}
    values = {**fields, "themes": list(application.themes.all()), **changes}
    return ApplicationContent(values, lines_of(application) if lines is None else lines, answers or {})


def test_start_creates_draft_without_number(call, contact, user, moment):
    application = applications.start(call, organisation=contact.organisation, by=user, at=moment)

    assert (application.status, application.number) == (Application.Status.DRAFT, "")


def test_start_twice_gives_the_same_draft(call, contact, user, moment):
    first = applications.start(call, organisation=contact.organisation, by=user, at=moment)

    assert applications.start(call, organisation=contact.organisation, by=user, at=moment) == first


def test_start_after_withdrawing_gives_another_draft(call, contact, user, moment):
    ApplicationFactory(call=call, organisation=contact.organisation, status="withdrawn")

    assert applications.start(call, organisation=contact.organisation, by=user, at=moment).is_draft


@pytest.mark.parametrize(
    ("at", "code"),
    [
        pytest.param(datetime(2026, 3, 1, 7, 59, 59, tzinfo=UTC), "coming", id="a second before it opens"),
        pytest.param(DEADLINE + SECOND, "closed", id="a second after the deadline"),
    ],
)
def test_start_outside_the_call_is_refused(call, contact, user, at, code):
    with pytest.raises(ValidationError) as refusal:
        applications.start(call, organisation=contact.organisation, by=user, at=at)

    assert refusal.value.code == code
    assert not Application.objects.exists()


def test_start_by_non_contact_refused(call, contact, outsider, moment):
    with pytest.raises(ValidationError) as refusal:
        applications.start(call, organisation=contact.organisation, by=outsider.user, at=moment)

    assert refusal.value.code == "not_contact"


def test_start_by_non_member_names_organisation_and_day(call, outsider, moment):
    with pytest.raises(ValidationError) as refusal:
        applications.start(call, organisation=outsider.organisation, by=outsider.user, at=moment)

    assert refusal.value.messages == [
        f"{outsider.organisation} er ikke medlem av Balansekunst den 8. april 2026, dagen fristen går ut."
    ]


def test_second_draft_in_call_refused_by_database(call, contact):
    DraftFactory(call=call, organisation=contact.organisation)

    with pytest.raises(IntegrityError), transaction.atomic():
        DraftFactory(call=call, organisation=contact.organisation)


def test_drafts_of_different_calls_allowed(call, contact, user, moment):
    DraftFactory(call=CallFactory(year=2025), organisation=contact.organisation)

    assert applications.start(call, organisation=contact.organisation, by=user, at=moment).call == call


def test_save_stores_values_lines_and_total(ready):
    lines = [Line("cost", "Lokale", 30_000), Line("cost", "Mat", None), Line("income", "Billetter", 5_000)]

    saved = applications.save(
        ready, version=ready.changed_at, content=content_of(ready, lines=lines, title="Nytt navn")
    )

    saved.refresh_from_db()
    assert (saved.title, saved.total_budget) == ("Nytt navn", 30_000)
    assert sorted(lines_of(saved)) == sorted(lines)


def test_save_of_same_content_writes_nothing(ready):
    saved = applications.save(ready, version=ready.changed_at, content=content_of(ready))
    rows = saved.history.count(), [line.history.count() for line in saved.budget_lines.all()]

    again = applications.save(saved, version=saved.changed_at, content=content_of(saved))

    assert again.changed_at == saved.changed_at
    assert (again.history.count(), [line.history.count() for line in again.budget_lines.all()]) == rows


def test_save_of_changed_line_updates_changed_at(ready):
    saved = applications.save(ready, version=ready.changed_at, content=content_of(ready))

    again = applications.save(saved, version=saved.changed_at, content=content_of(saved, lines=lines_of(saved)[:1]))

    assert again.changed_at > saved.changed_at


def test_save_of_other_version_refused(ready):
    version = ready.changed_at
    applications.save(ready, version=version, content=content_of(ready, title="Den enes"))

    with pytest.raises(ValidationError) as refusal:
        applications.save(ready, version=version, content=content_of(ready, title="Den andres"))

    ready.refresh_from_db()
    assert (refusal.value.code, ready.title) == ("changed", "Den enes")


def test_save_of_submitted_application_refused(ready, user, moment):
    applications.submit(ready, by=user, at=moment)

    with pytest.raises(ValidationError) as refusal:
        applications.save(ready, version=ready.changed_at, content=content_of(ready, lines=[], title="Nytt"))

    assert refusal.value.code == "sent"


def test_submit_sets_number_time_and_sender(ready, user, moment):
    sent = applications.submit(ready, by=user, at=moment)

    sent.refresh_from_db()
    assert (sent.status, sent.number) == (Application.Status.SUBMITTED, "2026-001")
    assert (sent.submitted_at, sent.submitted_by, sent.total_budget) == (moment, user, 120_000)


def test_submit_sends_receipt_to_sender(ready, user, moment):
    applications.submit(ready, by=user, at=moment)

    message = Message.objects.get()
    assert (message.recipient, message.subject) == (user.email, "Vi har fått søknaden til Balansepotten")
    assert "Søknadsnummer: 2026-001" in message.body
    assert "Beløp dere søker om: 100\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in message.body
    assert "Sendt: 16. mars 2026 kl.\xa012.00" in message.body


def test_receipt_does_not_escape_names(ready, user, moment):
    ready.title = "Rock & rull «for alle»"
    ready.save()

    applications.submit(ready, by=user, at=moment)

    assert "Prosjekt: Rock & rull «for alle»\n" in Message.objects.get().body


def test_submit_twice_gives_one_receipt(ready, user, colleague, moment):
    applications.submit(ready, by=user, at=moment)

    again = applications.submit(ready, by=colleague, at=moment + SECOND)

    assert (again.number, again.submitted_by, again.submitted_at) == ("2026-001", user, moment)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("taken", "number"),
    [
        pytest.param([], "2026-001", id="none"),
        pytest.param(["2026-001", "2026-002"], "2026-003", id="two"),
        pytest.param(["2026-001", "2026-007"], "2026-008", id="with a gap"),
        pytest.param(["2026-009", "2026-abc"], "2026-010", id="one that is no number"),
        pytest.param(["2025-012"], "2026-001", id="of another year"),
        pytest.param(["2026-999"], "2026-1000", id="more than three digits"),
    ],
)
def test_number_is_next_in_call(ready, user, moment, call, taken, number):
    for other in taken:
        ApplicationFactory(call=call if other.startswith("2026") else CallFactory(year=2025), number=other)

    assert applications.submit(ready, by=user, at=moment).number == number


def test_withdrawn_application_retains_number(ready, user, moment, call):
    ApplicationFactory(call=call, number="2026-001", status=Application.Status.WITHDRAWN)

    assert applications.submit(ready, by=user, at=moment).number == "2026-002"


@pytest.mark.parametrize(
    "at",
    [pytest.param(DEADLINE - SECOND, id="the second before"), pytest.param(DEADLINE, id="at the deadline")],
)
def test_submit_at_deadline_accepted(ready, user, at):
    assert applications.submit(ready, by=user, at=at).status == Application.Status.SUBMITTED


@pytest.mark.parametrize(
    "late",
    [pytest.param(timedelta(microseconds=1), id="a moment after"), pytest.param(SECOND, id="a second after")],
)
def test_submit_after_deadline_refused(ready, user, late):
    with pytest.raises(ValidationError) as refusal:
        applications.submit(ready, by=user, at=DEADLINE + late)

    ready.refresh_from_db()
    assert refusal.value.messages == ["Fristen gikk ut 8. april 2026 kl.\xa023.59."]
    assert (ready.status, ready.number, Message.objects.count()) == (Application.Status.DRAFT, "", 0)


def test_submit_uses_current_deadline(ready, user, call):
    call.deadline = DEADLINE + timedelta(hours=1)
    call.save()

    assert applications.submit(ready, by=user, at=DEADLINE + SECOND).status == Application.Status.SUBMITTED


@pytest.mark.parametrize(
    ("joined", "left", "is_member"),
    [
        pytest.param(date(2026, 4, 9), None, False, id="joined the day after"),
        pytest.param(date(2026, 4, 8), None, True, id="joined that day"),
        pytest.param(date(2020, 1, 1), date(2026, 4, 8), False, id="that day is the first outside"),
        pytest.param(date(2020, 1, 1), date(2026, 4, 9), True, id="that day is the last inside"),
    ],
)
def test_submit_requires_membership_on_deadline_day(make_ready, outsider, moment, joined, left, is_member):
    MembershipFactory(organisation=outsider.organisation, joined=joined, left=left)
    draft = make_ready(organisation=outsider.organisation)

    if is_member:
        assert applications.submit(draft, by=outsider.user, at=moment).number == "2026-001"
        return
    with pytest.raises(ValidationError) as refusal:
        applications.submit(draft, by=outsider.user, at=moment)
    assert refusal.value.code == "not_member"


def test_submit_by_non_contact_refused(ready, outsider, moment):
    with pytest.raises(ValidationError) as refusal:
        applications.submit(ready, by=outsider.user, at=moment)

    assert refusal.value.code == "not_contact"


def test_submit_reports_all_missing_requirements(ready, user, moment):
    ready.title, ready.plan = "", ""
    ready.save()

    with pytest.raises(ValidationError) as refusal:
        applications.submit(ready, by=user, at=moment)

    assert refusal.value.messages == ["Gi prosjektet et navn.", "Skriv planen for prosjektet."]


def test_submit_of_other_version_refused(ready, user, moment):
    version = ready.changed_at
    ready.save()

    with pytest.raises(ValidationError) as refusal:
        applications.submit(ready, by=user, at=moment, version=version)

    assert refusal.value.code == "changed"
