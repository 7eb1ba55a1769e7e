"""Assessments by invited jurors, from the deadline until the call is locked."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError

from balansekunst.models import User
from balansepotten import assessments, conflicts, jury_progress, mean_scores
from balansepotten.models import Application, Assessment, Call, Criterion, Juror
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    JurorFactory,
    MembershipFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.django_db

DEADLINE = datetime(2026, 4, 8, 21, 59, tzinfo=UTC)
AFTER = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)
INVITED = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def criteria(call: Call) -> list[Criterion]:
    return [CriterionFactory.create(call=call, name="Mål", weight=3), CriterionFactory.create(call=call, name="Plan")]


@pytest.fixture
def juror(call: Call, criteria: list[Criterion]) -> Juror:
    return JurorFactory.create(call=call)


@pytest.fixture
def application(call: Call) -> Application:
    return ApplicationFactory.create(call=call)


@pytest.fixture
def give(criteria: list[Criterion]) -> Callable[..., dict[int, int]]:
    """`give(4, 2)` is four points on the first criterion and two on the second."""
    return lambda *points: {criterion.pk: given for criterion, given in zip(criteria, points, strict=False)}


def invite(call: Call, email: str = "jury@eksempel.example") -> Juror:
    return assessments.invite(
        call, name="Jo Jury", email=email, by=UserFactory.create(name="Ada"), at=INVITED, login="URL"
    )


def lock(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(locked_at=AFTER, locked_by=UserFactory.create())


def test_invite_creates_account_and_sends_email(call: Call, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        juror = invite(call, "Jury@eksempel.example")

    assert (juror.user.name, juror.user.email, juror.invited_at) == ("Jo Jury", "jury@eksempel.example", INVITED)
    assert EmailAddress.objects.get(user=juror.user).verified
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["jury@eksempel.example"], "Du er invitert til juryen for Balansepotten")
    for words in (
        "Hei, Jo Jury!",
        "Balansepotten 2026",
        "8. april 2026 kl.\xa023.59",
        "jury@eksempel.example",
        "URL",
    ):
        assert words in sent.body


def test_invite_uses_existing_account(call: Call) -> None:
    user = UserFactory.create(email="jury@eksempel.example", name="Eget Navn")

    assert invite(call, " JURY@eksempel.example ").user == user
    assert User.objects.get(pk=user.pk).name == "Eget Navn"


def test_invite_of_juror_refused(call: Call) -> None:
    invite(call)

    with pytest.raises(ValidationError, match="allerede med i juryen"):
        invite(call)


def test_invite_of_inactive_account_refused(call: Call) -> None:
    UserFactory.create(email="jury@eksempel.example", is_active=False)

    with pytest.raises(ValidationError, match="er lukket"):
        invite(call)


def test_dismiss_refused_after_first_assessment(juror: Juror, application: Application, give) -> None:
    assessments.save_draft(juror, application, points={}, comment="", at=AFTER)
    with pytest.raises(ValidationError, match="har begynt å vurdere"):
        assessments.dismiss(juror)

    Assessment.objects.all().delete()
    assessments.dismiss(juror)

    assert not Juror.objects.exists()


@pytest.mark.parametrize(
    ("at", "number"),
    [
        pytest.param(DEADLINE - timedelta(days=1), 0, id="day-before"),
        pytest.param(DEADLINE, 0, id="last-moment"),
        pytest.param(DEADLINE + timedelta(microseconds=1), 1, id="moment-after"),
    ],
)
@pytest.mark.usefixtures("application")
def test_applications_assessable_after_deadline(juror: Juror, at: datetime, number: int) -> None:
    assert assessments.assessable_by_juror(juror, at).count() == number


def test_assessable_applications_are_of_own_calls(juror: Juror, application: Application) -> None:
    for status in ("draft", "withdrawn"):
        ApplicationFactory.create(call=juror.call, status=status, number="" if status == "draft" else "2026-T")
    elsewhere = ApplicationFactory.create(call=CallFactory.create(year=2025))

    assert list(assessments.assessable_by_juror(juror, AFTER)) == [application]
    assert not assessments.assessable_by(UserFactory.create(), AFTER).exists()
    with pytest.raises(ValidationError, match="kan ikke vurdere"):
        assessments.save_draft(juror, elsewhere, points={}, comment="", at=AFTER)


def test_save_draft_creates_and_updates(juror: Juror, application: Application, give) -> None:
    assessments.save_draft(juror, application, points=give(4, 2), comment="Bra", at=AFTER)
    draft = assessments.save_draft(juror, application, points=give(5), comment="Bedre", at=AFTER)

    assert (draft.comment, draft.done_at) == ("Bedre", None)
    assert [score.points for score in draft.scores.all()] == [5]
    assert mean_scores.summarise_scores(juror.call) == {}


def test_save_draft_of_same_content_writes_nothing(juror: Juror, application: Application, give) -> None:
    assessments.save_draft(juror, application, points=give(4, 2), comment="Bra", at=AFTER)
    written = Assessment.history.count()

    draft = assessments.save_draft(juror, application, points=give(4, 2), comment="Bra", at=AFTER)

    assert (Assessment.history.count(), [score.history.count() for score in draft.scores.all()]) == (written, [1, 1])


def test_what_is_done_counts(juror: Juror, application: Application, give) -> None:
    done = assessments.finish(juror, application, points=give(4, 2), comment="", at=AFTER)

    assert done.done_at == AFTER
    assert mean_scores.summarise_scores(juror.call)[application.pk].average == Fraction(7, 2)
    assert assessments.mean_of(assessments.counted_with_scores(application).get()) == Fraction(7, 2)
    assert assessments.own_means(juror) == {application.pk: Fraction(7, 2)}


def test_finish_requires_points_on_all_criteria(juror: Juror, application: Application, give) -> None:
    with pytest.raises(ValidationError, match="Gi poeng på «Plan»"):
        assessments.finish(juror, application, points=give(4), comment="", at=AFTER)

    assert not Assessment.objects.exists()


def test_nothing_is_done_without_criteria(application: Application) -> None:
    with pytest.raises(ValidationError, match="ingen kriterier"):
        assessments.finish(JurorFactory.create(call=application.call), application, points={}, comment="", at=AFTER)


@pytest.mark.parametrize("given", [pytest.param(0, id="below"), pytest.param(6, id="above")])
def test_points_are_of_the_scale(juror: Juror, application: Application, give, given: int) -> None:
    with pytest.raises(ValidationError, match="Gi fra 1 til 5 poeng"):
        assessments.save_draft(juror, application, points=give(given), comment="", at=AFTER)


@pytest.mark.parametrize("given", [pytest.param(1, id="lowest"), pytest.param(5, id="highest")])
def test_points_at_ends_of_scale_accepted(juror: Juror, application: Application, give, given: int) -> None:
    draft = assessments.save_draft(juror, application, points=give(given), comment="", at=AFTER)

    assert draft.scores.get().points == given


def test_points_on_criterion_of_other_call_refused(juror: Juror, application: Application) -> None:
    another = CriterionFactory.create(call=CallFactory.create(year=2025))

    with pytest.raises(ValidationError, match="Gi fra 1"):
        assessments.save_draft(juror, application, points={another.pk: 3}, comment="", at=AFTER)


def test_finished_assessment_editable_after_reopen(juror: Juror, application: Application, give) -> None:
    assessments.finish(juror, application, points=give(4, 2), comment="", at=AFTER)
    with pytest.raises(ValidationError, match="Du er ferdig"):
        assessments.save_draft(juror, application, points=give(5, 5), comment="", at=AFTER)

    assessments.reopen(juror, application, at=AFTER)
    assert mean_scores.summarise_scores(juror.call) == {}
    assessments.finish(juror, application, points=give(5, 5), comment="", at=AFTER)

    assert mean_scores.summarise_scores(juror.call)[application.pk].average == Fraction(5)


@pytest.mark.parametrize("verb", ["save_draft", "finish", "reopen"])
def test_assessments_fixed_after_lock(juror: Juror, application: Application, give, verb: str) -> None:
    assessments.finish(juror, application, points=give(4, 2), comment="", at=AFTER)
    lock(juror.call)
    given = {} if verb == "reopen" else {"points": give(5, 5), "comment": "Nei"}

    with pytest.raises(ValidationError, match="Vedtaket er gjort"):
        getattr(assessments, verb)(juror, application, **given, at=AFTER)

    assert list(assessments.assessable_by_juror(juror, AFTER)) == [application]


@pytest.mark.parametrize("verb", ["save_draft", "finish", "reopen"])
def test_assessment_refused_with_conflict(juror: Juror, application: Application, give, verb: str) -> None:
    assessments.finish(juror, application, points=give(4, 2), comment="", at=AFTER)
    conflicts.declare(
        application.call, user=juror.user, application=application, ground="other", by=juror.user, at=AFTER
    )
    given = {} if verb == "reopen" else {"points": give(5, 5), "comment": "Nei"}

    with pytest.raises(ValidationError, match="kan ikke vurdere"):
        getattr(assessments, verb)(juror, application, **given, at=AFTER)


def test_next_for_returns_next_unfinished(juror: Juror, give) -> None:
    first, second, third = ApplicationFactory.create_batch(3, call=juror.call)
    assessments.finish(juror, second, points=give(4, 2), comment="", at=AFTER)

    assert [assessments.next_for(juror, one, AFTER) for one in (first, second, third)] == [third, third, first]


def test_average_shown_only_when_finished(juror: Juror, give) -> None:
    done, begun, waiting = ApplicationFactory.create_batch(3, call=juror.call)
    for application in (done, begun, waiting):
        assess(JurorFactory.create(call=juror.call), application, 1, 1)
    assessments.finish(juror, done, points=give(4, 2), comment="", at=AFTER)
    assessments.save_draft(juror, begun, points=give(4, 2), comment="", at=AFTER)

    rows = assessments.overview(juror, AFTER)

    assert [(row.application.begun, row.is_done) for row in rows] == [(True, True), (True, False), (False, False)]
    assert [(row.own_mean, row.average) for row in rows] == [("3,50", "2,25"), ("", ""), ("", "")]


@pytest.mark.parametrize(
    ("left", "is_member"),
    [
        pytest.param(date(2026, 4, 8), False, id="left-that-day"),
        pytest.param(date(2026, 4, 9), True, id="left-the-day-after"),
        pytest.param(None, True, id="member"),
    ],
)
def test_membership_is_of_the_deadlines_day(juror: Juror, application: Application, left, *, is_member: bool) -> None:
    MembershipFactory.create(organisation=application.organisation, left=left)

    assert assessments.assessable_with_progress(juror, AFTER).get().is_member == is_member


@pytest.mark.parametrize(
    ("points", "words"),
    [
        pytest.param(Fraction(4), "4,00", id="whole"),
        pytest.param(Fraction(11, 3), "3,67", id="up"),
        pytest.param(Fraction(10, 3), "3,33", id="down"),
        pytest.param(Fraction(805, 200), "4,03", id="half-up"),
        pytest.param(Fraction(0), "0,00", id="none"),
    ],
)
def test_points_are_written_with_two_decimals(points: Fraction, words: str) -> None:
    assert mean_scores.format_score(points) == words


def test_progress_counts_assessable_applications(juror: Juror, give) -> None:
    application, other = ApplicationFactory.create_batch(2, call=juror.call)
    biased = JurorFactory.create(call=juror.call)
    out = JurorFactory.create(call=juror.call)
    for one in (juror, biased, out):
        assess(one, application, 3, 3)
    conflicts.declare(
        application.call, user=biased.user, application=application, ground="other", by=juror.user, at=AFTER
    )
    conflicts.declare(application.call, user=out.user, ground="other", by=juror.user, at=AFTER)

    jurors, applications = jury_progress.progress(juror.call, viewer=UserFactory.create())

    progress = {one.juror.pk: (one.done, one.assessable, one.is_excluded) for one in jurors}
    assert progress == {juror.pk: (1, 2, False), biased.pk: (0, 1, False), out.pk: (0, 0, True)}
    assert {one.application.pk: (one.done, one.juror_count) for one in applications} == {
        application.pk: (1, 1),
        other.pk: (0, 2),
    }
    assert [(one.is_enough, one.is_unreachable) for one in applications] == [(False, True), (False, False)]


def test_progress_excludes_conflicts_of_viewer(juror: Juror) -> None:
    application, other = ApplicationFactory.create_batch(2, call=juror.call)
    assess(juror, application, 3, 3)
    viewer = UserFactory.create()
    conflicts.declare(application.call, user=viewer, application=application, ground="other", by=viewer, at=AFTER)

    jurors, applications = jury_progress.progress(juror.call, viewer=viewer)

    assert [(one.done, one.assessable) for one in jurors] == [(0, 1)]
    assert [one.application for one in applications] == [other]


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_progress_takes_three_queries(juror: Juror, number: int, django_assert_num_queries) -> None:
    for application in ApplicationFactory.create_batch(number, call=juror.call):
        assess(JurorFactory.create(call=juror.call), application, 3, 3)

    with django_assert_num_queries(3):
        jurors, applications = jury_progress.progress(juror.call, viewer=juror.user)

    assert (len(jurors), len(applications)) == (number + 1, number)
