"""Locking a call into decisions that can only be replaced by new ones."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from balansekunst.models import User
from balansepotten import allocation, conflicts, decisions
from balansepotten.allocation import Proposal
from balansepotten.models import Application, Call, ConflictOfInterest, Decision, Payment
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    JurorFactory,
    RejectionReasonFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 28, 10, 0, tzinfo=UTC)


@pytest.fixture
def call() -> Call:
    """A call with 150 000 kr in the pot, two jurors and two criteria."""
    call = CallFactory.create(pot=150_000)
    CriterionFactory.create(call=call, name="Nytte", weight=3)
    CriterionFactory.create(call=call, name="Plan", weight=1)
    JurorFactory.create_batch(2, call=call)
    return call


@pytest.fixture
def by() -> User:
    return UserFactory.create(name="Liv Ledelse")


@pytest.fixture
def winner(call: Call) -> Application:
    """One of two assessed applications: proposed 90 000 of 100 000 kr."""
    winner = ApplicationFactory.create(call=call, number="2026-001", title="Vinner", ends_on=date(2026, 12, 1))
    judge(winner, (5, 4), (4, 2))
    return winner


@pytest.fixture
def loser(call: Call) -> Application:
    """The other, proposed rejected."""
    loser = ApplicationFactory.create(call=call, number="2026-002", title="Taper")
    judge(loser, (2, 2), (1, 1))
    return loser


@pytest.fixture
def ready(call: Call, winner: Application, loser: Application, by: User) -> Call:
    """The call, ready to be locked."""
    reason = RejectionReasonFactory.create(call=call, text="Potten var for liten.")
    allocation.propose(winner, amount=90_000, by=by)
    allocation.save_proposals(
        loser.call, proposals={loser.pk: Proposal(reason=reason.pk, words="Dere kan søke igjen.")}, by=by
    )
    return call


@pytest.fixture
def locked(ready: Call, by: User) -> tuple[Decision, Decision]:
    """The decisions of the locked call: the award and the rejection."""
    award, rejection = decisions.lock(ready, by=by, at=NOW)
    return award, rejection


def judge(application: Application, *points: tuple[int, int]) -> None:
    for juror, given in zip(application.call.jurors.all(), points, strict=True):
        assess(juror, application, *given)


def words(found: list[decisions.Requirement]) -> list[tuple[str, str]]:
    return [
        (str(requirement.application or ""), requirement.text.replace("\N{NO-BREAK SPACE}", " "))
        for requirement in found
    ]


def allocated(call: Call) -> int:
    return Call.objects.get(pk=call.pk).allocated


def test_no_missing_requirements(ready: Call) -> None:
    assert decisions.missing_requirements(ready, at=NOW) == []


def test_all_missing_requirements_returned(call: Call, winner: Application) -> None:
    ApplicationFactory.create(call=call, title="Uten vurdering")

    assert words(decisions.missing_requirements(call, at=NOW)) == [
        ("Vinner", "mangler et beløp eller en grunn til avslag"),
        ("Uten vurdering", "mangler 2 vurderinger"),
        ("Uten vurdering", "mangler et beløp eller en grunn til avslag"),
    ]


def test_call_without_applications_cannot_be_locked(call: Call) -> None:
    assert words(decisions.missing_requirements(call, at=NOW)) == [("", "Det er ingen søknader å gjøre vedtak om.")]


@pytest.mark.parametrize(
    ("after", "missing"),
    [
        pytest.param(timedelta(seconds=-1), 1, id="the second before the deadline"),
        pytest.param(timedelta(), 1, id="at the deadline"),
        pytest.param(timedelta(seconds=1), 0, id="the second after"),
    ],
)
def test_the_deadline_is_past(ready: Call, after: timedelta, missing: int) -> None:
    assert len(decisions.missing_requirements(ready, at=ready.deadline + after)) == missing


def test_lock_refused_with_missing_requirements(call: Call, winner: Application, by: User) -> None:
    with pytest.raises(ValidationError) as error:
        decisions.lock(call, by=by, at=NOW)

    assert error.value.messages == ["2026-001 Vinner: mangler et beløp eller en grunn til avslag."]
    assert Decision.objects.count() == 0


def test_lock_decides_as_proposed(
    ready: Call, locked: tuple[Decision, Decision], winner: Application, loser: Application, by: User
) -> None:
    award, rejection = locked
    winner.refresh_from_db()
    loser.refresh_from_db()
    ready.refresh_from_db()

    assert (winner.status, winner.amount_awarded, winner.amount_proposed) == ("granted", 90_000, 90_000)
    assert (loser.status, loser.amount_awarded, loser.amount_proposed) == ("rejected", None, None)
    assert (ready.locked_at, ready.locked_by, ready.decided_on) == (NOW, by, date(2026, 5, 28))
    assert (award.outcome, award.amount_applied, award.amount_awarded, award.reason) == ("granted", 100_000, 90_000, "")
    assert (rejection.outcome, rejection.amount_awarded) == ("rejected", 0)
    assert rejection.reason == "Potten var for liten.\n\nDere kan søke igjen."
    assert (award.decided_at, award.decided_by, award.replaces) == (NOW, by, None)
    assert winner.grant.report_due == date(2027, 2, 1)
    assert not hasattr(loser, "grant")
    assert winner.history.first().history_user == by


def test_scores_stored_without_names(locked: tuple[Decision, Decision]) -> None:
    assert Decision.objects.get(pk=locked[0].pk).scores == {
        "average": "33/8",
        "spread": "5/4",
        "assessments": 2,
        "highest": 5,
        "criteria": [
            {"name": "Nytte", "weight": 3, "points": [4, 5]},
            {"name": "Plan", "weight": 1, "points": [2, 4]},
        ],
    }


def test_lock_happens_once(ready: Call, locked: tuple[Decision, Decision], by: User) -> None:
    with pytest.raises(ValidationError, match="allerede avgjort"):
        decisions.lock(ready, by=by, at=NOW)


def test_lock_of_other_version_refused(ready: Call, winner: Application, by: User) -> None:
    version = decisions.proposals_version(ready)
    allocation.propose(winner, amount=80_000, by=by)

    with pytest.raises(ValidationError, match="endret siden du åpnet"):
        decisions.lock(ready, by=by, at=NOW, version=version)
    assert len(decisions.lock(ready, by=by, at=NOW, version=decisions.proposals_version(ready))) == 2


def test_one_with_a_conflict_decides_nothing(ready: Call, loser: Application, by: User) -> None:
    other = UserFactory.create()
    ground = ConflictOfInterest.Ground.WORK
    conflicts.declare(ready, user=other, application=loser, ground=ground, by=other, at=NOW)

    with pytest.raises(ValidationError, match="inhabil i denne runden"):
        decisions.lock(ready, by=other, at=NOW)
    with pytest.raises(ValidationError, match="inhabil i denne runden"):
        decisions.change(decisions.lock(ready, by=by, at=NOW)[0], amount=1000, reason="Fordi.", by=other, at=NOW)


def test_changed_award_is_new_decision(
    ready: Call, locked: tuple[Decision, Decision], winner: Application, by: User
) -> None:
    later = NOW + timedelta(days=3)

    new = decisions.change(locked[0], amount=70_000, reason=" Prosjektet ble mindre. ", by=by, at=later)

    winner.refresh_from_db()
    assert (new.replaces, new.amount_awarded, new.reason) == (locked[0], 70_000, "Prosjektet ble mindre.")
    assert (new.decided_at, new.scores) == (later, locked[0].scores)
    assert (winner.amount_awarded, winner.amount_proposed, allocated(ready)) == (70_000, 70_000, 70_000)
    assert decisions.newest(winner.decisions.all()) == new


def test_award_and_rejection_replace_each_other(
    ready: Call, locked: tuple[Decision, Decision], winner: Application, loser: Application, by: User
) -> None:
    decisions.change(locked[0], amount=None, reason="Prosjektet er avlyst.", by=by, at=NOW)
    decisions.change(locked[1], amount=100_000, reason="Det ble penger igjen.", by=by, at=NOW)

    winner.refresh_from_db()
    loser.refresh_from_db()
    assert (winner.status, winner.amount_awarded, winner.rejection_words) == ("rejected", None, "Prosjektet er avlyst.")
    assert (loser.status, loser.amount_awarded, loser.rejection_reason) == ("granted", 100_000, None)
    assert allocated(ready) == 100_000
    assert loser.grant


def test_a_rejection_gets_another_reason(locked: tuple[Decision, Decision], by: User) -> None:
    with pytest.raises(ValidationError, match="slik fra før"):
        decisions.change(locked[1], amount=0, reason=locked[1].reason, by=by, at=NOW)

    assert decisions.change(locked[1], amount=0, reason="Søknaden kom for sent.", by=by, at=NOW).outcome == "rejected"


@pytest.mark.parametrize(
    ("amount", "reason", "message"),
    [
        pytest.param(90_000, "Fordi.", "Vedtaket er slik fra før.", id="the same"),
        pytest.param(80_000, " ", "Skriv hvorfor vedtaket endres.", id="no reason"),
        pytest.param(100_001, "Fordi.", "Det er bare søkt om 100 000 kr.", id="more than was asked for"),
    ],
)
def test_a_change_is_refused(
    locked: tuple[Decision, Decision], by: User, amount: int, reason: str, message: str
) -> None:
    with pytest.raises(ValidationError) as error:
        decisions.change(locked[0], amount=amount, reason=reason, by=by, at=NOW)

    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in error.value.messages] == [message]


def test_a_change_never_passes_the_pot(ready: Call, locked: tuple[Decision, Decision], by: User) -> None:
    with pytest.raises(ValidationError, match="mer enn potten"):
        decisions.change(locked[1], amount=60_001, reason="Fordi.", by=by, at=NOW)

    decisions.change(locked[1], amount=60_000, reason="Fordi.", by=by, at=NOW)
    assert allocated(ready) == 150_000


def test_a_decision_is_replaced_once(locked: tuple[Decision, Decision], by: User) -> None:
    decisions.change(locked[0], amount=80_000, reason="Fordi.", by=by, at=NOW)

    with pytest.raises(ValidationError, match="allerede erstattet"):
        decisions.change(locked[0], amount=70_000, reason="Fordi.", by=by, at=NOW)


@pytest.mark.parametrize(
    ("amount", "refused"),
    [
        pytest.param(None, True, id="to a rejection"),
        pytest.param(59_999, True, id="a krone less than is paid"),
        pytest.param(60_000, False, id="what is paid"),
    ],
)
def test_decision_below_paid_amount_refused(
    locked: tuple[Decision, Decision], winner: Application, by: User, amount: int | None, *, refused: bool
) -> None:
    Payment.objects.create(
        grant=winner.grant, part="first", amount=60_000, due_on=date(2026, 6, 1), paid_on=date(2026, 6, 2), paid_by=by
    )

    if refused:
        with pytest.raises(ValidationError, match="allerede betalt"):
            decisions.change(locked[0], amount=amount, reason="Fordi.", by=by, at=NOW)
    else:
        assert decisions.change(locked[0], amount=amount, reason="Fordi.", by=by, at=NOW).amount_awarded == 60_000
