"""Concurrent allocation and decisions, each in a transaction of its own."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from balansepotten import allocation, decisions
from balansepotten.models import Application, Call, Decision
from tests.factories import ApplicationFactory, CallFactory, CriterionFactory, JurorFactory, UserFactory, assess

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def call():
    """A call with two assessed applications for 100 000 kr each, and 150 000 kr in the pot."""
    call = CallFactory.create(pot=150_000, quorum=1)
    CriterionFactory.create(call=call)
    juror = JurorFactory.create(call=call)
    for number in ("2026-001", "2026-002"):
        assess(juror, ApplicationFactory.create(call=call, number=number), 3)
    return call


def at_once(*acts):
    """Run the functions in threads that start together, and return the error of each, or None."""
    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            act()
        except ValidationError as error:
            results[place] = error.messages[0].replace("\N{NO-BREAK SPACE}", " ")
        except Exception as error:  # noqa: BLE001 what else goes wrong in a thread is to be seen in the test
            results[place] = repr(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place, act]) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def stored_sums():
    """Return the allocated sum of the call, and the sum of its applications."""
    amounts = Application.objects.values_list("amount_proposed", flat=True)
    return Call.objects.get().allocated, sum(amount or 0 for amount in amounts)


def test_race_for_last_kroner_has_one_winner(call):
    one, other = call.applications.order_by("number")
    by = UserFactory.create()

    results = at_once(
        lambda: allocation.propose(one, amount=100_000, by=by),
        lambda: allocation.propose(other, amount=100_000, by=by),
    )

    words = "Det blir 200 000 kr til sammen, 50 000 kr mer enn potten på 150 000 kr."
    assert set(results) == {words, None}
    assert stored_sums() == (100_000, 100_000)


def test_race_for_same_row_reports_other_value(call):
    application = call.applications.first()
    versions = {application.pk: allocation.proposal_of(application).version}
    by = UserFactory.create(name="Ada Ansatt")

    def write(amount):
        allocation.save_proposals(
            call, proposals={application.pk: allocation.Proposal(amount)}, by=by, versions=versions
        )

    results = at_once(lambda: write(10_000), lambda: write(20_000))

    assert [words.startswith("Ada Ansatt lagret «") for words in results if words] == [True]
    assert stored_sums()[0] == stored_sums()[1]


def test_race_to_lock_makes_one_decision_each(call):
    by, now = UserFactory.create(), timezone.now()
    for application in call.applications.all():
        allocation.propose(application, amount=75_000, by=by)

    results = at_once(lambda: decisions.lock(call, by=by, at=now), lambda: decisions.lock(call, by=by, at=now))

    assert set(results) == {"Runden er allerede avgjort.", None}
    assert Decision.objects.count() == 2


def test_race_of_proposal_and_lock_consistent(call):
    by, now = UserFactory.create(), timezone.now()
    for application in call.applications.all():
        allocation.propose(application, amount=75_000, by=by)
    one = call.applications.first()

    at_once(
        lambda: decisions.lock(call, by=by, at=now),
        lambda: allocation.propose(one, amount=50_000, by=by),
    )

    decided = sum(Decision.objects.values_list("amount_awarded", flat=True))
    assert stored_sums() == (decided, decided)


def test_race_of_changes_has_one_winner(call):
    by, now = UserFactory.create(), timezone.now()
    for application in call.applications.all():
        allocation.propose(application, amount=50_000, by=by)
    one, other = decisions.lock(call, by=by, at=now)

    results = at_once(
        lambda: decisions.change(one, amount=100_000, reason="Mer.", by=by, at=now),
        lambda: decisions.change(other, amount=100_000, reason="Mer.", by=by, at=now),
    )

    assert [words for words in results if words] == [
        "Det blir 200 000 kr til sammen, 50 000 kr mer enn potten på 150 000 kr."
    ]
    assert stored_sums() == (150_000, 150_000)
