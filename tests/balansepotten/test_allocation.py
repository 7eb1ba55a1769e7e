"""Proposals: within the pot, within the amount applied for, and not over unread changes."""

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


def error_texts(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [message.replace("\N{NO-BREAK SPACE}", " ") for message in error.value.messages]


def allocated(call: Call) -> int:
    return Call.objects.get(pk=call.pk).allocated


def test_ranked_orders_by_average_unscored_last(call: Call, best: Application) -> None:
    ApplicationFactory.create(call=call, title="Uten poeng")
    ApplicationFactory.create(call=call, status="withdrawn")

    rows = allocation.ranked(call)

    assert [row.application.title for row in rows] == ["5 poeng", "3 poeng", "2 poeng", "Uten poeng"]


def test_proposal_updates_sum_and_author(call: Call, best: Application, by: User) -> None:
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
def test_proposal_must_be_positive_and_within_applied(
    best: Application, by: User, amount: int, words: list[str]
) -> None:
    with pytest.raises(ValidationError) as error:
        allocation.propose(best, amount=amount, by=by)

    assert error_texts(error) == words


def test_proposal_of_full_amount_accepted(call: Call, best: Application, by: User) -> None:
    allocation.propose(best, amount=100_000, by=by)

    assert allocated(call) == 100_000


def test_proposals_limited_by_pot(call: Call, best: Application, by: User) -> None:
    allocation.propose(best, amount=100_000, by=by)
    allocation.propose(titled("3 poeng"), amount=100_000, by=by)

    with pytest.raises(ValidationError) as error:
        allocation.propose(titled("2 poeng"), amount=50_001, by=by)
    allocation.propose(titled("2 poeng"), amount=50_000, by=by)

    assert error_texts(error) == ["Det blir 250 001 kr til sammen, 1 kr mer enn potten på 250 000 kr."]
    assert allocated(call) == 250_000


def test_proposals_move_money_in_one_save(call: Call, best: Application, by: User) -> None:
    call.pot = 100_000
    call.save()
    allocation.propose(best, amount=100_000, by=by)
    other = titled("3 poeng")

    changed = allocation.save_proposals(call, proposals={other.pk: Proposal(60_000), best.pk: Proposal(40_000)}, by=by)

    assert (changed, allocated(call)) == (2, 100_000)


def test_proposals_saved_all_or_none(call: Call, best: Application, by: User) -> None:
    other = titled("3 poeng")

    with pytest.raises(ValidationError) as error:
        allocation.save_proposals(call, proposals={best.pk: Proposal(50_000), other.pk: Proposal(100_001)}, by=by)

    assert list(error.value.error_dict) == [str(other.pk)]
    assert Application.objects.filter(amount_proposed__isnull=False).count() == 0


def test_rejection_has_reason_or_own_words(call: Call, best: Application, by: User) -> None:
    reason = RejectionReasonFactory.create(call=call)
    allocation.propose(best, amount=60_000, by=by)

    allocation.save_proposals(best.call, proposals={best.pk: Proposal(reason=reason.pk)}, by=by)
    best.refresh_from_db()
    assert (proposal_of(best), allocated(call)) == (Proposal(reason=reason.pk), 0)

    allocation.save_proposals(best.call, proposals={best.pk: Proposal(words="Prosjektet er drift.")}, by=by)
    best.refresh_from_db()
    assert proposal_of(best) == Proposal(words="Prosjektet er drift.")


def test_rejection_reason_of_other_call_refused(best: Application, by: User) -> None:
    reason = RejectionReasonFactory.create(call__year=2025)

    with pytest.raises(ValidationError, match="grunnene i denne utlysningen"):
        allocation.save_proposals(best.call, proposals={best.pk: Proposal(reason=reason.pk)}, by=by)


def test_proposal_with_amount_and_reason_refused(call: Call, best: Application, by: User) -> None:
    with pytest.raises(ValidationError, match="enten et beløp eller en grunn"):
        allocation.save_proposals(call, proposals={best.pk: Proposal(50_000, words="Nei")}, by=by)


@pytest.mark.parametrize("status", [pytest.param(status, id=status) for status in ("draft", "withdrawn")])
def test_proposal_for_withdrawn_application_refused(call: Call, by: User, status: str) -> None:
    application = ApplicationFactory.create(call=call, status=status, number="" if status == "draft" else "2026-900")

    with pytest.raises(ValidationError, match="ikke lenger med"):
        allocation.propose(application, amount=1000, by=by)


def test_proposal_changed_by_other_refused(call: Call, best: Application, by: User) -> None:
    versions = {best.pk: proposal_of(best).version}
    allocation.propose(best, amount=60_000, by=by)

    with pytest.raises(ValidationError) as error:
        allocation.save_proposals(
            call, proposals={best.pk: Proposal(70_000)}, by=UserFactory.create(), versions=versions
        )

    said = error_texts(error)[0]
    assert said.startswith("Ada Ansatt lagret «60 000 kr» ")
    assert said.endswith("etter at du åpnet siden. Lagre igjen hvis ditt skal gjelde.")
    assert allocated(call) == 60_000


def test_proposal_changed_to_same_accepted(call: Call, best: Application, by: User) -> None:
    versions = {best.pk: proposal_of(best).version}
    allocation.propose(best, amount=60_000, by=by)

    assert allocation.save_proposals(call, proposals={best.pk: Proposal(60_000)}, by=by, versions=versions) == 0


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
def test_pot_and_deadline_fixed_by_proposals(
    call: Call, by: User, values: dict[str, object], field: str, words: str
) -> None:
    allocation.propose(ApplicationFactory.create(call=call), amount=60_000, by=by)
    call.refresh_from_db()

    with pytest.raises(ValidationError) as error:
        calls.check_change(call, values=values, at=NOW)

    assert list(error.value.error_dict) == [field]
    assert error_texts(error) == [words]


def test_pot_can_equal_proposals(call: Call, by: User) -> None:
    allocation.propose(ApplicationFactory.create(call=call), amount=60_000, by=by)
    call.refresh_from_db()

    calls.check_change(call, values={"pot": 60_000}, at=NOW)


def test_locked_call_refuses_proposals(call: Call, best: Application, by: User) -> None:
    Call.objects.filter(pk=call.pk).update(locked_at=NOW, locked_by=by)

    with pytest.raises(ValidationError, match="låst"):
        allocation.propose(best, amount=1000, by=by)


def test_imported_decided_call_refuses_proposals(call: Call, best: Application, by: User) -> None:
    DecisionFactory.create(application__call=call)

    with pytest.raises(ValidationError, match="avgjort"):
        allocation.propose(best, amount=1000, by=by)


def test_allocation_refused_with_any_conflict(call: Call, best: Application, by: User) -> None:
    ground = ConflictOfInterest.Ground.WORK
    conflicts.declare(call, user=by, application=titled("2 poeng"), ground=ground, by=by, at=NOW)

    assert allocation.refusal(by, call).startswith("Du er inhabil i denne runden.")
    with pytest.raises(ValidationError, match="inhabil i denne runden"):
        allocation.propose(best, amount=1000, by=by)


def test_allocation_refused_for_contact_of_applicant(call: Call, best: Application, by: User) -> None:
    ContactFactory.create(organisation=best.organisation, user=by)

    assert allocation.refusal(by, call).startswith("Du er inhabil i denne runden.")


def test_allocation_refused_for_unfinished_juror(call: Call, best: Application, by: User) -> None:
    juror = JurorFactory.create(call=call, user=by)
    assess(juror, best, 3)
    assess(juror, titled("2 poeng"), 3)
    last = assess(juror, titled("3 poeng"), 3, done=False)

    assert allocation.refusal(by, call) == "Du er i juryen, og må bli ferdig med alle vurderingene dine først."
    last.done_at = NOW
    last.save()
    assert allocation.refusal(by, call) == ""


def test_fund_best_stops_at_first_too_large(call: Call, best: Application) -> None:
    Application.objects.filter(title="2 poeng").update(amount_applied=50_000)
    Application.objects.filter(title="3 poeng").update(amount_applied=150_001)

    assert allocation.fund_best(call) == {best.pk: 100_000}


def test_fund_best_empties_pot(call: Call, best: Application) -> None:
    Application.objects.filter(title="2 poeng").update(amount_applied=50_000)

    assert sorted(allocation.fund_best(call).values()) == [50_000, 100_000, 100_000]


def test_scenarios_exclude_unscored_applications(call: Call, best: Application) -> None:
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
