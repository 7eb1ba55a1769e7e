"""Proposals: within the pot, within what was asked for, and never over another's unseen."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from balansekunst.models import User
from balansepotten import allocation, calls, conflicts
from balansepotten.allocation import Proposal, proposal_of
from balansepotten.models import Application, Call, ConflictOfInterest
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ContactFactory,
    CriterionFactory,
    DecisionFactory,
    JurorFactory,
    RejectionReasonFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def call() -> Call:
    """A call with 250 000 kr in the pot."""
    return CallFactory.create(pot=250_000)


@pytest.fixture
def best(call: Call) -> Application:
    """The best of three applications for 100 000 kr each, by one juror."""
    CriterionFactory.create(call=call)
    juror = JurorFactory.create(call=call)
    for points in (2, 5, 3):
        assess(juror, ApplicationFactory.create(call=call, title=f"{points} poeng"), points)
    return Application.objects.get(title="5 poeng")


@pytest.fixture
def by() -> User:
    return UserFactory.create(name="Ada Ansatt")


def titled(title: str) -> Application:
    return Application.objects.get(title=title)


def told(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [message.replace("\N{NO-BREAK SPACE}", " ") for message in error.value.messages]


def allocated(call: Call) -> int:
    return Call.objects.get(pk=call.pk).allocated


def test_best_come_first_and_those_without_points_last(call: Call, best: Application) -> None:
    ApplicationFactory.create(call=call, title="Uten poeng")
    ApplicationFactory.create(call=call, status="withdrawn")

    rows = allocation.ranked(call)

    assert [row.application.title for row in rows] == ["5 poeng", "3 poeng", "2 poeng", "Uten poeng"]


def test_a_proposal_is_kept_with_the_sum_and_whose_it_is(call: Call, best: Application, by: User) -> None:
    allocation.propose(best, amount=60_000, by=by)

    best.refresh_from_db()
    assert (best.amount_proposed, best.status, allocated(call)) == (60_000, "submitted", 60_000)
    assert best.history.first().history_user == by
    assert call.history.first().allocated == 60_000


def test_a_proposal_is_taken_back(call: Call, best: Application, by: User) -> None:
    allocation.propose(best, amount=60_000, by=by)
    allocation.propose(best, amount=None, by=by)

    best.refresh_from_db()
    assert (best.amount_proposed, allocated(call)) == (None, 0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        pytest.param(0, ["Skriv et beløp over 0, eller velg en grunn til avslag."], id="nothing"),
        pytest.param(100_001, ["Det er bare søkt om 100 000 kr."], id="a krone more than was asked for"),
    ],
)
def test_a_proposal_is_something_and_within_what_was_asked(
    best: Application, by: User, amount: int, words: list[str]
) -> None:
    with pytest.raises(ValidationError) as error:
        allocation.propose(best, amount=amount, by=by)

    assert told(error) == words


def test_all_that_was_asked_for_can_be_proposed(call: Call, best: Application, by: User) -> None:
    allocation.propose(best, amount=100_000, by=by)

    assert allocated(call) == 100_000


def test_the_pot_is_emptied_but_never_passed(call: Call, best: Application, by: User) -> None:
    allocation.propose(best, amount=100_000, by=by)
    allocation.propose(titled("3 poeng"), amount=100_000, by=by)

    with pytest.raises(ValidationError) as error:
        allocation.propose(titled("2 poeng"), amount=50_001, by=by)
    allocation.propose(titled("2 poeng"), amount=50_000, by=by)

    assert told(error) == ["Det blir 250 001 kr til sammen, 1 kr mer enn potten på 250 000 kr."]
    assert allocated(call) == 250_000


def test_money_moves_between_two_in_one_go(call: Call, best: Application, by: User) -> None:
    call.pot = 100_000
    call.save()
    allocation.propose(best, amount=100_000, by=by)
    other = titled("3 poeng")

    changed = allocation.keep(call, proposals={other.pk: Proposal(60_000), best.pk: Proposal(40_000)}, by=by)

    assert (changed, allocated(call)) == (2, 100_000)


def test_all_are_kept_or_none(call: Call, best: Application, by: User) -> None:
    other = titled("3 poeng")

    with pytest.raises(ValidationError) as error:
        allocation.keep(call, proposals={best.pk: Proposal(50_000), other.pk: Proposal(100_001)}, by=by)

    assert list(error.value.error_dict) == [str(other.pk)]
    assert Application.objects.filter(amount_proposed__isnull=False).count() == 0


def test_a_rejection_has_a_reason_of_the_call_or_words(call: Call, best: Application, by: User) -> None:
    reason = RejectionReasonFactory.create(call=call)
    allocation.propose(best, amount=60_000, by=by)

    allocation.turn_down(best, reason=reason, by=by)
    best.refresh_from_db()
    assert (proposal_of(best), allocated(call)) == (Proposal(reason=reason.pk), 0)

    allocation.turn_down(best, reason=None, words="Prosjektet er drift.", by=by)
    best.refresh_from_db()
    assert proposal_of(best) == Proposal(words="Prosjektet er drift.")


def test_a_rejection_without_a_reason_is_refused(best: Application, by: User) -> None:
    with pytest.raises(ValidationError, match="Velg en grunn"):
        allocation.turn_down(best, reason=None, by=by)


def test_a_reason_of_another_call_is_refused(best: Application, by: User) -> None:
    reason = RejectionReasonFactory.create(call__year=2025)

    with pytest.raises(ValidationError, match="grunnene i denne utlysningen"):
        allocation.turn_down(best, reason=reason, by=by)


def test_an_amount_and_a_reason_exclude_each_other(call: Call, best: Application, by: User) -> None:
    with pytest.raises(ValidationError, match="enten et beløp eller en grunn"):
        allocation.keep(call, proposals={best.pk: Proposal(50_000, words="Nei")}, by=by)


@pytest.mark.parametrize("status", [pytest.param(status, id=status) for status in ("draft", "withdrawn")])
def test_who_does_not_compete_is_not_in_it(call: Call, by: User, status: str) -> None:
    application = ApplicationFactory.create(call=call, status=status, number="" if status == "draft" else "2026-900")

    with pytest.raises(ValidationError, match="ikke lenger med"):
        allocation.propose(application, amount=1000, by=by)


def test_a_proposal_that_another_has_changed_is_told(call: Call, best: Application, by: User) -> None:
    seen = {best.pk: proposal_of(best).token}
    allocation.propose(best, amount=60_000, by=by)

    with pytest.raises(ValidationError) as error:
        allocation.keep(call, proposals={best.pk: Proposal(70_000)}, by=UserFactory.create(), seen=seen)

    said = told(error)[0]
    assert said.startswith("Ada Ansatt lagret «60 000 kr» ")
    assert said.endswith("etter at du åpnet siden. Lagre igjen hvis ditt skal gjelde.")
    assert allocated(call) == 60_000


def test_a_proposal_that_another_has_changed_to_the_same_is_no_matter(call: Call, best: Application, by: User) -> None:
    seen = {best.pk: proposal_of(best).token}
    allocation.propose(best, amount=60_000, by=by)

    assert allocation.keep(call, proposals={best.pk: Proposal(60_000)}, by=by, seen=seen) == 0


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        pytest.param(
            {"pot": 59_999},
            "pot",
            "Det er tildelt eller foreslått 60 000 kr av potten. Den kan ikke være mindre.",
            id="a pot below what is proposed",
        ),
        pytest.param(
            {"deadline": datetime(2026, 7, 1, tzinfo=UTC)},
            "deadline",
            "Fordelingen har begynt, og da kan ikke fristen endres.",
            id="a new deadline",
        ),
    ],
)
def test_a_call_stays_when_its_pot_is_being_shared(
    call: Call, by: User, values: dict[str, object], field: str, words: str
) -> None:
    allocation.propose(ApplicationFactory.create(call=call), amount=60_000, by=by)
    call.refresh_from_db()

    with pytest.raises(ValidationError) as error:
        calls.check_change(call, values=values, at=NOW)

    assert list(error.value.error_dict) == [field]
    assert told(error) == [words]


def test_a_pot_can_be_what_is_proposed(call: Call, by: User) -> None:
    allocation.propose(ApplicationFactory.create(call=call), amount=60_000, by=by)
    call.refresh_from_db()

    calls.check_change(call, values={"pot": 60_000}, at=NOW)


def test_a_locked_round_stays(call: Call, best: Application, by: User) -> None:
    Call.objects.filter(pk=call.pk).update(locked_at=NOW, locked_by=by)

    with pytest.raises(ValidationError, match="låst"):
        allocation.propose(best, amount=1000, by=by)


def test_a_round_that_came_decided_stays(call: Call, best: Application, by: User) -> None:
    DecisionFactory.create(application__call=call)

    with pytest.raises(ValidationError, match="avgjort"):
        allocation.propose(best, amount=1000, by=by)


def test_one_with_any_conflict_in_the_round_has_no_part_in_it(call: Call, best: Application, by: User) -> None:
    ground = ConflictOfInterest.Ground.WORK
    conflicts.declare(call, user=by, application=titled("2 poeng"), ground=ground, by=by, at=NOW)

    assert allocation.refusal(by, call).startswith("Du er inhabil i denne runden.")
    with pytest.raises(ValidationError, match="inhabil i denne runden"):
        allocation.propose(best, amount=1000, by=by)


def test_a_contact_of_who_applies_has_no_part_in_it(call: Call, best: Application, by: User) -> None:
    ContactFactory.create(organisation=best.organisation, user=by)

    assert allocation.refusal(by, call).startswith("Du er inhabil i denne runden.")


def test_a_juror_among_staff_is_first_done_with_their_own(call: Call, best: Application, by: User) -> None:
    juror = JurorFactory.create(call=call, user=by)
    assess(juror, best, 3)
    assess(juror, titled("2 poeng"), 3)
    last = assess(juror, titled("3 poeng"), 3, done=False)

    assert allocation.refusal(by, call) == "Du er i juryen, og må bli ferdig med alle vurderingene dine først."
    last.done_at = NOW
    last.save()
    assert allocation.refusal(by, call) == ""


def test_the_best_are_funded_in_full_up_to_the_first_too_large(call: Call, best: Application) -> None:
    Application.objects.filter(title="2 poeng").update(amount_applied=50_000)
    Application.objects.filter(title="3 poeng").update(amount_applied=150_001)

    assert allocation.fund_best(call) == {best.pk: 100_000}


def test_the_best_are_funded_until_the_pot_is_empty(call: Call, best: Application) -> None:
    Application.objects.filter(title="2 poeng").update(amount_applied=50_000)

    assert sorted(allocation.fund_best(call).values()) == [50_000, 100_000, 100_000]


def test_who_has_no_points_is_in_no_scenario(call: Call, best: Application) -> None:
    ApplicationFactory.create(call=call, amount_applied=1000)

    assert titled("2 poeng").pk not in allocation.fund_best(call)
    assert len(allocation.share_among_best(call, 10, 10)) == 3


@pytest.mark.parametrize(
    ("count", "percent", "amounts"),
    [
        pytest.param(0, 50, [], id="none"),
        pytest.param(2, 33, [33_000, 32_999], id="rounded down"),
        pytest.param(3, 100, [100_000, 99_999], id="never past the pot"),
        pytest.param(2, 200, [100_000, 99_999], id="never more than was asked for"),
        pytest.param(2, 0, [], id="no percent"),
    ],
)
def test_a_share_goes_to_the_best(call: Call, best: Application, count: int, percent: int, amounts: list[int]) -> None:
    Application.objects.filter(title="3 poeng").update(amount_applied=99_999)

    assert list(allocation.share_among_best(call, count, percent).values()) == amounts
