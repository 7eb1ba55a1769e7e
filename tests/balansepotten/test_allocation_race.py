"""Two who reach for the same kroner at the same moment, each in a transaction of their own."""

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
    """A decided-on-paper call with two judged applications for 100 000 kr each, and 150 000 kr in the pot."""
    call = CallFactory.create(pot=150_000, quorum=1)
    CriterionFactory.create(call=call)
    juror = JurorFactory.create(call=call)
    for number in ("2026-001", "2026-002"):
        assess(juror, ApplicationFactory.create(call=call, number=number), 3)
    return call


def at_once(*acts):
    """Do them in a thread each, from the same moment on, and return what each was told, or None."""
    barrier, told = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        barrier.wait()
        try:
            act()
        except ValidationError as error:
            told[place] = error.messages[0].replace("\N{NO-BREAK SPACE}", " ")
        except Exception as error:  # noqa: BLE001 what else goes wrong in a thread is to be seen in the test
            told[place] = repr(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place, act]) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def kept():
    """Return the pot's sum as it is kept, and as its applications say."""
    amounts = Application.objects.values_list("amount_proposed", flat=True)
    return Call.objects.get().allocated, sum(amount or 0 for amount in amounts)


def test_two_race_for_the_last_kroner_and_one_is_told_no(call):
    one, other = call.applications.order_by("number")
    by = UserFactory.create()

    told = at_once(
        lambda: allocation.propose(one, amount=100_000, by=by),
        lambda: allocation.propose(other, amount=100_000, by=by),
    )

    words = "Det blir 200 000 kr til sammen, 50 000 kr mer enn potten på 150 000 kr."
    assert set(told) == {words, None}
    assert kept() == (100_000, 100_000)


def test_two_write_the_same_row_and_one_is_told_what_the_other_wrote(call):
    application = call.applications.first()
    seen = {application.pk: allocation.proposal_of(application).token}
    by = UserFactory.create(name="Ada Ansatt")

    def write(amount):
        allocation.keep(call, proposals={application.pk: allocation.Proposal(amount)}, by=by, seen=seen)

    told = at_once(lambda: write(10_000), lambda: write(20_000))

    assert [words.startswith("Ada Ansatt lagret «") for words in told if words] == [True]
    assert kept()[0] == kept()[1]


def test_two_lock_at_once_and_each_application_has_one_decision(call):
    by, now = UserFactory.create(), timezone.now()
    for application in call.applications.all():
        allocation.propose(application, amount=75_000, by=by)

    told = at_once(lambda: decisions.lock(call, by=by, at=now), lambda: decisions.lock(call, by=by, at=now))

    assert set(told) == {"Runden er allerede avgjort.", None}
    assert Decision.objects.count() == 2


def test_a_proposal_and_a_lock_at_once_leave_one_truth(call):
    by, now = UserFactory.create(), timezone.now()
    for application in call.applications.all():
        allocation.propose(application, amount=75_000, by=by)
    one = call.applications.first()

    at_once(
        lambda: decisions.lock(call, by=by, at=now),
        lambda: allocation.propose(one, amount=50_000, by=by),
    )

    decided = sum(Decision.objects.values_list("amount_awarded", flat=True))
    assert kept() == (decided, decided)


def test_two_changes_race_for_what_is_left_and_one_is_told_no(call):
    by, now = UserFactory.create(), timezone.now()
    for application in call.applications.all():
        allocation.propose(application, amount=50_000, by=by)
    one, other = decisions.lock(call, by=by, at=now)

    told = at_once(
        lambda: decisions.change(one, amount=100_000, reason="Mer.", by=by, at=now),
        lambda: decisions.change(other, amount=100_000, reason="Mer.", by=by, at=now),
    )

    assert [words for words in told if words] == [
        "Det blir 200 000 kr til sammen, 50 000 kr mer enn potten på 150 000 kr."
    ]
    assert kept() == (150_000, 150_000)
