"""Concurrent submissions, changes and withdrawals, each in a transaction of its own."""

from datetime import timedelta
from threading import Barrier, Event, Thread, Timer

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from balansekunst.models import Message, User
from balansepotten import applications
from balansepotten.application_content import ApplicationContent
from balansepotten.models import Application, Call
from tests.factories import ContactFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def in_two_threads(one, other):
    barrier, failures = Barrier(2), []

    def run(act):
        barrier.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 what goes wrong in a thread is to be seen in the test
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_concurrent_submissions_get_different_numbers(ready, user, make_ready, moment):
    other_user = UserFactory()
    other = make_ready(organisation=MembershipFactory().organisation)
    ContactFactory(organisation=other.organisation, email=other_user.email, user=other_user)

    in_two_threads(
        lambda: applications.submit(ready, by=user, at=moment),
        lambda: applications.submit(other, by=other_user, at=moment),
    )

    assert sorted(Application.objects.values_list("number", flat=True)) == ["2026-001", "2026-002"]


def test_concurrent_submission_of_one_application_numbered_once(ready, user, colleague, moment):
    in_two_threads(
        lambda: applications.submit(ready, by=user, at=moment),
        lambda: applications.submit(ready, by=colleague, at=moment),
    )

    assert list(Application.objects.values_list("number", flat=True)) == ["2026-001"]
    assert Message.objects.count() == 1


def test_start_during_submission_creates_no_second_draft(ready, user, colleague, call, moment):
    """The start gets the draft that is being submitted, or is refused, since the call allows one application."""
    started, refused = [], []

    def start() -> None:
        try:
            started.append(applications.start(call, organisation=ready.organisation, by=colleague, at=moment))
        except ValidationError as refusal:
            refused.append(refusal.code)

    in_two_threads(lambda: applications.submit(ready, by=user, at=moment), start)

    assert list(Application.objects.values_list("number", flat=True)) == ["2026-001"]
    assert started == [ready] or refused == ["second"]


def test_submission_waiting_for_lock_is_in_time(ready, user, call):
    """Another transaction locks the call until after the deadline."""
    locked, waited = Event(), Event()

    def hold_lock() -> None:
        with transaction.atomic():
            Call.objects.select_for_update().get(pk=call.pk)
            locked.set()
            waited.wait(timeout=10)

    def send() -> None:
        locked.wait(timeout=10)
        Timer(0.3, waited.set).start()
        applications.submit(ready, by=user, at=call.deadline)

    in_two_threads(hold_lock, send)

    ready.refresh_from_db()
    assert (ready.number, ready.submitted_at) == ("2026-001", call.deadline)


def test_draft_saved_while_submission_waits_is_not_sent(ready, user, call):
    """What is sent is what was checked: the draft becomes incomplete while the submission waits for the call's lock."""
    locked, waiting, refused = Event(), Event(), []

    def save() -> None:
        with transaction.atomic():
            Call.objects.select_for_update().get(pk=call.pk)
            locked.set()
            waiting.wait(timeout=10)
            incomplete = ApplicationContent({"title": ""}, [], {})
            applications.save(ready, version=ready.changed_at, content=incomplete)

    def send() -> None:
        locked.wait(timeout=10)
        Timer(0.3, waiting.set).start()
        try:
            applications.submit(ready, by=user, at=call.deadline)
        except ValidationError as error:
            refused.append(error.code)

    in_two_threads(save, send)

    assert (refused, Application.objects.get(pk=ready.pk).number) == (["changed"], "")


def test_submissions_at_deadline_judged_by_arrival(ready, user, make_ready, call):
    other_user = UserFactory()
    other = make_ready(organisation=MembershipFactory().organisation)
    ContactFactory(organisation=other.organisation, email=other_user.email, user=other_user)
    refused = []

    def send_late() -> None:
        try:
            applications.submit(other, by=other_user, at=call.deadline + timedelta(microseconds=1))
        except ValidationError as refusal:
            refused.append(refusal.code)

    in_two_threads(lambda: applications.submit(ready, by=user, at=call.deadline), send_late)

    numbers = Application.objects.order_by("pk").values_list("status", "number")
    assert (list(numbers), refused) == ([("submitted", "2026-001"), ("draft", "")], ["closed"])


def test_concurrent_changes_refuse_one(ready, user, colleague, moment):
    sent = applications.submit(ready, by=user, at=moment)
    refused = []

    def change(by: User, title: str) -> None:
        try:
            applications.change(
                sent, by=by, at=moment, version=sent.changed_at, content=ApplicationContent({"title": title})
            )
        except ValidationError as refusal:
            refused.append(refusal.code)

    in_two_threads(lambda: change(user, "Den enes"), lambda: change(colleague, "Den andres"))

    sent.refresh_from_db()
    assert refused == ["changed"]
    assert sent.title in ("Den enes", "Den andres")
    assert Message.objects.filter(subject__startswith="Vi har fått endringene").count() == 1


def test_concurrent_withdrawal_and_change_withdraws(ready, user, colleague, moment):
    sent = applications.submit(ready, by=user, at=moment)
    refused = []

    def change() -> None:
        try:
            applications.change(
                sent, by=colleague, at=moment, version=sent.changed_at, content=ApplicationContent({"title": "Nytt"})
            )
        except ValidationError as refusal:
            refused.append(refusal.code)

    in_two_threads(lambda: applications.withdraw(sent, by=user, at=moment), change)

    sent.refresh_from_db()
    assert sent.status == Application.Status.WITHDRAWN
    assert refused in ([], ["decided"])


def test_concurrent_starts_create_one_draft(call, contact, user, colleague, moment):
    in_two_threads(
        lambda: applications.start(call, organisation=contact.organisation, by=user, at=moment),
        lambda: applications.start(call, organisation=contact.organisation, by=colleague, at=moment),
    )

    assert Application.objects.count() == 1
