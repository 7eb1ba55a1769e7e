"""A longer deadline for one applicant: who may apply until when, and what waits for it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.models import Message
from balansepotten import applications, assessments, deadline_extensions, decisions, jury_progress, reminders
from balansepotten.application_content import ApplicationContent
from balansepotten.models import Application, Call, DeadlineExtension
from tests.factories import (
    ApplicationFactory,
    ConflictFactory,
    ContactFactory,
    CriterionFactory,
    DraftFactory,
    JurorFactory,
    MembershipFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.django_db

DEADLINE = datetime(2026, 4, 8, 21, 59, tzinfo=UTC)
UNTIL = datetime(2026, 4, 15, 10, 0, tzinfo=UTC)
GRACE = timedelta(seconds=60)
MOMENT = timedelta(milliseconds=1)
OPEN = [
    pytest.param(DEADLINE, id="call-deadline"),
    pytest.param(DEADLINE + GRACE + MOMENT, id="call-has-closed"),
    pytest.param(UNTIL, id="longer-deadline"),
    pytest.param(UNTIL + GRACE, id="last-moment-of-grace"),
]


@pytest.fixture(autouse=True)
def _grace_of_a_minute(settings):
    settings.DEADLINE_GRACE = GRACE


def extend(call, organisation, by, *, until=UNTIL, reason="Strømbrudd på fristdagen.", at=DEADLINE):
    return deadline_extensions.extend(call, organisation=organisation, until=until, reason=reason, by=by, at=at)


@pytest.fixture
def extended(call, contact, staff):
    return extend(call, contact.organisation, staff)


@pytest.mark.parametrize("at", OPEN)
def test_application_submitted_within_longer_deadline(ready, extended, user, at):
    assert applications.submit(ready, by=user, at=at).submitted_at == at


def test_application_after_longer_deadline_refused(ready, extended, user):
    with pytest.raises(ValidationError) as refused:
        applications.submit(ready, by=user, at=UNTIL + GRACE + MOMENT)

    assert refused.value.messages == ["Fristen gikk ut 15. april 2026 kl.\N{NO-BREAK SPACE}12.00."]


def test_other_applicant_has_the_deadline_of_the_call(extended, make_ready):
    other = UserFactory.create()
    draft = make_ready(organisation=MembershipFactory.create().organisation)
    ContactFactory.create(organisation=draft.organisation, user=other, email=other.email)

    with pytest.raises(ValidationError, match=r"Fristen gikk ut 8\. april"):
        applications.submit(draft, by=other, at=DEADLINE + GRACE + MOMENT)


@pytest.mark.parametrize("at", OPEN)
def test_application_started_and_changed_within_longer_deadline(call, contact, ready, extended, user, at):
    sent = applications.submit(ready, by=user, at=DEADLINE)
    changed = applications.change(
        sent, by=user, at=at, version=sent.changed_at, content=ApplicationContent({"title": "Nytt navn"})
    )
    applications.withdraw(sent, by=user, at=at)

    assert changed
    assert applications.start(call, organisation=contact.organisation, by=user, at=at).is_draft


@pytest.mark.parametrize("at", [*OPEN, pytest.param(UNTIL + GRACE + MOMENT, id="after-it")])
def test_all_agree_on_when_the_applicant_is_late(call, contact, extended, superuser, at):
    """The application itself, the list of open ones, the jury and its reminders, and the decision."""
    juror, closed = JurorFactory.create(call=call), at > UNTIL + GRACE
    application = ApplicationFactory.create(call=call, organisation=contact.organisation)
    mine = Call.objects.open_for([contact.organisation_id], at)

    assert application.phase_at(at) == ("closed" if closed else "open")
    assert application.can_change_at(at) is not closed
    assert Application.objects.open_at(at).exists() is not closed
    assert mine.exists() is not closed
    assert assessments.assessable_by(juror.user, at).exists() is closed
    assert bool(jury_progress.unfinished_jurors(at, viewer=superuser)) is closed
    assert bool(reminders.remind_jurors(at)) is closed
    words = [requirement.text for requirement in decisions.missing_requirements(call, at=at)]
    waits = f"{contact.organisation} har frist til 15. april 2026 kl.\N{NO-BREAK SPACE}12.00."
    assert (waits not in words) is closed


def test_jury_assesses_the_others_meanwhile(call, contact, extended):
    juror, at = JurorFactory.create(call=call), UNTIL
    ApplicationFactory.create(call=call, organisation=contact.organisation)
    other = ApplicationFactory.create(call=call)

    assert list(assessments.assessable_by(juror.user, at)) == [other]
    assert reminders.remind_jurors(at) == 1


def test_extension_is_stored_and_notified(call, contact, staff, user):
    extension = extend(call, contact.organisation, staff, reason=" Strømbrudd. ")

    assert (extension.until, extension.reason, extension.granted_by, extension.granted_at) == (
        UNTIL,
        "Strømbrudd.",
        staff,
        DEADLINE,
    )
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (user.email, "Lengre frist til Balansepotten")
    assert "15. april 2026 kl.\N{NO-BREAK SPACE}12.00" in message.body
    assert "Strømbrudd" not in message.body


def test_later_extension_replaces_and_both_are_logged(call, contact, extended, staff):
    later = UNTIL + timedelta(days=1)
    with pytest.raises(ValidationError, match="Den nye må være senere"):
        extend(call, contact.organisation, staff, until=UNTIL)
    extend(call, contact.organisation, staff, until=later, at=UNTIL)

    assert call.deadline_for(contact.organisation_id) == later
    assert [one.until for one in DeadlineExtension.objects.all()] == [UNTIL, later]
    assert DeadlineExtension.history.count() == 2


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        pytest.param(DEADLINE, "Syk.", "until", id="the-same"),
        pytest.param(DEADLINE - MOMENT, "Syk.", "until", id="earlier"),
        pytest.param(DEADLINE + MOMENT, "  ", "reason", id="no-reason"),
    ],
)
def test_extension_needs_later_time_and_reason(call, contact, staff, until, reason, field):
    with pytest.raises(ValidationError) as refused:
        extend(call, contact.organisation, staff, until=until, reason=reason, at=DEADLINE - timedelta(days=1))

    assert set(refused.value.message_dict) == {field}


def test_extension_into_the_past_refused(call, contact, staff):
    with pytest.raises(ValidationError, match="etter nå"):
        extend(call, contact.organisation, staff, until=UNTIL, at=UNTIL)


def test_decided_call_refuses_extension(call, contact, staff):
    ApplicationFactory.create(call=call, status="rejected")

    with pytest.raises(ValidationError, match="Vedtaket er gjort"):
        extend(call, contact.organisation, staff)


def test_assessed_application_refuses_extension(call, contact, staff):
    CriterionFactory.create(call=call)
    assess(JurorFactory.create(call=call), ApplicationFactory.create(call=call, organisation=contact.organisation), 3)

    with pytest.raises(ValidationError, match="Juryen har begynt å vurdere"):
        extend(call, contact.organisation, staff)


def test_conflict_of_interest_refuses(call, contact, staff, staff_client, extended):
    ConflictFactory.create(call=call, user=staff, application=ApplicationFactory.create(call=call))
    page = reverse("deadline_extend", args=[call.year])

    with pytest.raises(ValidationError, match="inhabil"):
        extend(call, contact.organisation, staff, until=UNTIL + MOMENT)
    response = staff_client.get(page)
    assert response.status_code == 403
    assert str(contact.organisation) not in response.text


def test_membership_counts_on_the_day_of_the_call(call, staff, ready, extended, user, contact):
    contact.organisation.memberships.update(left=date(2026, 4, 10))

    assert not applications.submit(ready, by=user, at=UNTIL).is_draft


@pytest.mark.parametrize(
    ("at", "count"),
    [
        pytest.param(datetime(2026, 4, 5, 10, tzinfo=UTC), 0, id="three-days-before-the-call"),
        pytest.param(datetime(2026, 4, 11, 21, 59, tzinfo=UTC), 0, id="four-days-before"),
        pytest.param(datetime(2026, 4, 12, 10, tzinfo=UTC), 1, id="three-days-before"),
        pytest.param(UNTIL + GRACE + MOMENT, 0, id="closed"),
    ],
)
def test_draft_reminded_before_its_own_deadline(call, contact, extended, at, count, moment):
    draft = DraftFactory.create(call=call, organisation=contact.organisation)
    Application.objects.filter(pk=draft.pk).update(created_at=moment)

    assert reminders.remind_of_drafts(at) == count
    assert reminders.remind_of_drafts(at) == 0


def test_pages_show_longer_deadline_to_its_organisation_only(
    call, contact, contact_client, extended, time_machine, client, login
):
    time_machine.move_to(DEADLINE + timedelta(days=1), tick=False)
    detail, create = reverse("call_detail", args=[call.year]), reverse("application_create", args=[call.year])
    stranger = login(ContactFactory.create(user=UserFactory.create()).user)

    own = contact_client.get(detail).text
    assert "15. april 2026" in own
    assert create in own
    assert "15. april 2026" not in client.get(detail).text + stranger.get(detail).text
    assert "Begynn på søknaden" in contact_client.get(create).text
    assert "Begynn på søknaden" not in stranger.get(create).text
    assert "15. april 2026" in contact_client.get(reverse("my_page")).text
    assert create not in stranger.get(reverse("my_page")).text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_call_page_queries_do_not_grow(call, contact, contact_client, staff, time_machine, count):
    time_machine.move_to(DEADLINE, tick=False)
    others = [ContactFactory.create(user=contact.user) for _place in range(2)]
    for one in [contact, *others][:count]:
        extend(call, one.organisation, staff)

    with CaptureQueriesContext(connection) as queries:
        response = contact_client.get(reverse("call_detail", args=[call.year]))

    assert len(response.context["extended"]) == count
    assert sum("deadlineextension" in query["sql"] for query in queries.captured_queries) == 2


def test_draft_pages_have_longer_deadline(contact_client, extended, ready, time_machine):
    time_machine.move_to(DEADLINE + timedelta(days=1), tick=False)

    for name in ("application_edit", "application_review"):
        text = contact_client.get(reverse(name, args=[ready.uuid])).text
        assert "15. april 2026" in text
        assert "Fristen er ute" not in text
    contact_client.post(reverse("application_submit", args=[ready.uuid]), {"version": ready.changed_at.isoformat()})
    ready.refresh_from_db()
    assert not ready.is_draft
    detail = contact_client.get(reverse("application_detail", args=[ready.uuid])).text
    assert "Dere kan endre søknaden til fristen går ut 15. april 2026" in detail


def test_staff_gives_longer_deadline_on_the_page(call, contact, staff_client, time_machine):
    time_machine.move_to(DEADLINE, tick=False)
    page = reverse("deadline_extend", args=[call.year])
    refused = staff_client.post(page, {"organisation": "", "until": "", "reason": ""})
    form = {"organisation": contact.organisation_id, "until": "2026-04-15T12:00", "reason": "Strømbrudd."}

    response = staff_client.post(page, form, follow=True)

    assert refused.context["form"].errors.keys() == {"organisation", "until", "reason"}
    assert response.redirect_chain == [(page, 302)]
    assert "Strømbrudd." in response.text
    assert call.deadline_for(contact.organisation_id) == UNTIL


def test_page_of_another_role_not_found(call):
    assert Client().get(reverse("deadline_extend", args=[call.year])).status_code == 302
