"""Copying calls, their default parts, and refused changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from balansepotten import calls
from balansepotten.models import Call, Criterion, LetterTemplate, Question, RejectionReason
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    DraftFactory,
    JurorFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.django_db

OPENS, DEADLINE = datetime(2026, 3, 1, 8, 0, tzinfo=UTC), datetime(2026, 4, 8, 21, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def full(call):
    """A call with one part of each kind."""
    CriterionFactory(call=call, name="Relevans", weight=3, position=1)
    Question.objects.create(call=call, label="Hvem deltar?", help_text="Kort.", required=False, position=2)
    RejectionReason.objects.create(call=call, text="Potten rakk ikke til.", position=1)
    LetterTemplate.objects.create(call=call, kind=LetterTemplate.Kind.AWARD, body="Til lykke.")
    call.introduction, call.quorum, call.shares = "Søk nå.", 3, 4
    call.save()
    return call


def refusals(call, at=OPENS, **values):
    try:
        calls.check_change(call, values=values, at=at)
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def part_refused(call, part, changed, at=OPENS):
    try:
        calls.check_parts(call, part=part, changed={changed}, at=at)
    except ValidationError:
        return True
    return False


def test_copy_has_texts_terms_and_parts(full):
    new = calls.copy(full, year=2027)

    new.refresh_from_db()
    assert (new.year, new.pot, new.introduction, new.quorum, new.shares) == (2027, full.pot, "Søk nå.", 3, 4)
    assert [(row.name, row.weight, row.position) for row in new.criteria.all()] == [("Relevans", 3, 1)]
    asked = [(row.label, row.help_text, row.required, row.position) for row in new.questions.all()]
    assert asked == [("Hvem deltar?", "Kort.", False, 2)]
    assert [row.text for row in new.rejection_reasons.all()] == ["Potten rakk ikke til."]
    assert [(row.kind, row.body) for row in new.letter_templates.all()] == [("award", "Til lykke.")]
    assert (full.criteria.count(), full.questions.count()) == (1, 1)


def test_copy_has_neither_jury_nor_decision(full):
    JurorFactory(call=full)
    full.locked_at, full.locked_by, full.allocated = DEADLINE, UserFactory(), 1000
    full.save()

    new = calls.copy(full, year=2027)

    assert (new.jurors.count(), new.locked_at, new.locked_by, new.allocated) == (0, None, None, 0)


def test_copy_has_same_local_dates_and_times():
    # In 2026 summer time begins on 29 March, in 2027 on the 28th: 28 March at 9 is another hour in UTC.
    call = CallFactory(opens_at=datetime(2026, 3, 28, 8, 0, tzinfo=UTC), decided_on=date(2026, 6, 1))

    new = calls.copy(call, year=2027)

    assert (new.opens_at, new.deadline, new.decided_on) == (
        datetime(2027, 3, 28, 7, 0, tzinfo=UTC),
        datetime(2027, 4, 8, 21, 59, tzinfo=UTC),
        date(2027, 6, 1),
    )


def test_copy_of_leap_day_is_28_february():
    call = CallFactory(
        year=2024,
        opens_at=datetime(2024, 2, 29, 8, 0, tzinfo=UTC),
        deadline=datetime(2024, 4, 1, tzinfo=UTC),
        decided_on=date(2024, 2, 29),
    )

    new = calls.copy(call, year=2025)

    assert (new.opens_at, new.decided_on) == (datetime(2025, 2, 28, 8, 0, tzinfo=UTC), date(2025, 2, 28))


def test_copy_to_existing_year_refused(full):
    CallFactory(year=2027)

    with pytest.raises(ValidationError) as refusal:
        calls.copy(full, year=2027)

    assert refusal.value.messages == ["Året har allerede en utlysning."]
    assert (Call.objects.count(), Criterion.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("others", "year"),
    [
        pytest.param([], 2027, id="the next"),
        pytest.param([2027], 2028, id="the next is taken"),
        pytest.param([2027, 2029], 2028, id="with a gap"),
        pytest.param([2025], 2027, id="earlier years don't count"),
    ],
)
def test_next_free_year(call, others, year):
    for other in others:
        CallFactory(year=other)

    assert calls.next_free_year(call) == year


def test_next_free_year_ends_with_last_year():
    with pytest.raises(ValidationError):
        calls.next_free_year(CallFactory(year=2100))


def test_new_call_is_filled_once(call):
    calls.fill(call)
    calls.fill(call)

    assert (call.criteria.count(), call.rejection_reasons.count(), call.letter_templates.count()) == (4, 4, 3)
    assert Criterion.objects.get(call=call, name="Relevans").weight == 2


def test_own_parts_are_left_alone(full):
    calls.fill(full)

    assert (full.criteria.count(), full.rejection_reasons.count()) == (1, 1)
    assert full.letter_templates.get(kind="award").body == "Til lykke."


@pytest.mark.parametrize(
    ("at", "begun", "refused"),
    [
        pytest.param(OPENS - SECOND, True, set(), id="a second before it opens"),
        pytest.param(OPENS, False, set(), id="open, nobody applies"),
        pytest.param(OPENS, True, {"year", "opens_at", "max_amount"}, id="open, someone applies"),
    ],
)
def test_fields_fixed_once_applicants_started(call, at, begun, refused):
    ApplicationFactory(call=call)
    if begun:
        DraftFactory(call=call)

    assert refusals(call, at, year=2027, opens_at=OPENS, max_amount=1, pot=2_000_000, quorum=1) == refused
    assert part_refused(call, Question, "required", at) == bool(refused)
    assert not part_refused(call, Question, "help_text", at)
    assert not part_refused(call, Criterion, "weight", at)


@pytest.mark.parametrize(
    ("moved", "refused"),
    [
        pytest.param(-SECOND, {"deadline"}, id="a second earlier"),
        pytest.param(SECOND, set(), id="a second later"),
    ],
)
def test_deadline_can_be_extended_only(call, moved, refused):
    DraftFactory(call=call)

    assert refusals(call, deadline=call.deadline + moved) == refused


def test_scale_and_criteria_fixed_once_scored(full):
    assert refusals(full, highest_score=6) == set()
    assess(JurorFactory(call=full), ApplicationFactory(call=full), 4)

    assert refusals(full, highest_score=6, deadline=DEADLINE + SECOND, quorum=1) == {"highest_score", "deadline"}
    for changed in ("name", "weight", "DELETE"):
        assert part_refused(full, Criterion, changed)
    assert not part_refused(full, Criterion, "description")


def test_locked_call_changes_texts_only(full):
    full.locked_at, full.locked_by = DEADLINE, UserFactory()

    assert refusals(full, pot=2_000_000, quorum=1, introduction="Ny", what_for="Ny") == {"pot", "quorum"}
    assert part_refused(full, Criterion, "weight")
    assert part_refused(full, Question, "label")
    assert not part_refused(full, RejectionReason, "text")


@pytest.mark.parametrize(
    ("pot", "refused"), [pytest.param(99_999, {"pot"}, id="a krone too small"), pytest.param(100_000, set(), id="even")]
)
def test_pot_not_below_awards(call, pot, refused):
    ApplicationFactory(call=call, status="granted", amount_awarded=100_000)

    assert refusals(call, pot=pot) == refused


@pytest.mark.parametrize(
    ("make", "is_here"),
    [
        pytest.param(
            lambda call: ApplicationFactory(call=call, status="granted", amount_awarded=5), False, id="awards"
        ),
        pytest.param(lambda call: JurorFactory(call=call), True, id="a juror"),
        pytest.param(lambda call: ApplicationFactory(call=call, amount_proposed=5), True, id="a proposal"),
        pytest.param(lambda call: ApplicationFactory(call=call, rejection_words="Nei."), True, id="a reason"),
    ],
)
def test_call_run_here_with_jury_or_proposal(call, make, is_here):
    make(call)
    JurorFactory(call=CallFactory(year=2025))

    assert calls.run_here().contains(call) == is_here
