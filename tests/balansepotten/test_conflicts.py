"""Conditions for a conflict of interest, and their effect on scores."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from balansekunst.models import User
from balansepotten import conflicts, mean_scores
from balansepotten.models import Application, Call, ConflictOfInterest
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ContactFactory,
    CriterionFactory,
    JurorFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 10, tzinfo=UTC)
FRIENDSHIP = ConflictOfInterest.Ground.FRIENDSHIP


@pytest.fixture
def call() -> Call:
    return CallFactory.create()


@pytest.fixture
def application(call: Call) -> Application:
    return ApplicationFactory.create(call=call, title="Saken")


@pytest.fixture
def other(call: Call) -> Application:
    return ApplicationFactory.create(call=call, title="En annen sak")


@pytest.fixture
def person() -> User:
    return UserFactory.create(email="jury@eksempel.example")


def seen_by(person: User) -> set[str]:
    return set(Application.objects.filter(conflicts.without_conflict(person)).values_list("title", flat=True))


def declare(person: User, call: Call, application: Application | None = None) -> ConflictOfInterest:
    return conflicts.declare(call, user=person, application=application, ground=FRIENDSHIP, by=person, at=NOW)


def test_without_a_conflict_all_is_seen(person: User, application: Application, other: Application) -> None:
    assert seen_by(person) == {"Saken", "En annen sak"}
    assert not conflicts.is_excluded_from_call(person, application.call)


def test_application_hidden_by_declared_conflict(person: User, application: Application, other: Application) -> None:
    declare(person, application.call, application)

    assert seen_by(person) == {"En annen sak"}
    assert not conflicts.is_excluded_from_call(person, application.call)
    assert seen_by(UserFactory.create()) == {"Saken", "En annen sak"}


@pytest.mark.usefixtures("other")
def test_call_hidden_when_scope_is_call(person: User, application: Application) -> None:
    declare(person, application.call, application)
    application.call.conflict_scope = Call.ConflictScope.ROUND
    application.call.save()

    assert seen_by(person) == set()
    assert conflicts.is_excluded_from_call(person, application.call)


@pytest.mark.usefixtures("application", "other")
def test_call_hidden_by_conflict_with_call(person: User, call: Call) -> None:
    ApplicationFactory.create(call__year=2025, title="I en annen runde")
    declare(person, call)

    assert seen_by(person) == {"I en annen runde"}


@pytest.mark.parametrize("status", [pytest.param(status, id=status) for status in Application.COMPETING])
@pytest.mark.parametrize("by_account", [pytest.param(True, id="by-account"), pytest.param(False, id="by-address")])
@pytest.mark.usefixtures("other")
def test_contact_of_applicant_excluded_from_call(
    person: User, application: Application, status: str, *, by_account: bool
) -> None:
    Application.objects.filter(pk=application.pk).update(
        status=status, amount_awarded=application.amount_applied if status in Application.AWARDED else None
    )
    known_by = {"user": person, "email": "en@annen.example"} if by_account else {"email": "JURY@eksempel.example"}
    ContactFactory.create(organisation=application.organisation, **known_by)

    assert seen_by(person) == set()
    assert conflicts.is_excluded_from_call(person, application.call)


@pytest.mark.usefixtures("other")
def test_email_match_despite_other_empty_email(person: User, application: Application) -> None:
    ContactFactory.create(organisation=application.organisation, email="")
    ContactFactory.create(organisation=application.organisation, email=person.email)

    assert seen_by(person) == set()


@pytest.mark.usefixtures("other")
def test_email_match_ignores_case_of_all_letters(application: Application) -> None:
    ContactFactory.create(organisation=application.organisation, email="KARI@BLÅBÆR.example")

    assert seen_by(UserFactory.create(email="kari@blåbær.example")) == set()


@pytest.mark.parametrize("column", ["submitted_by", "user", "email"])
def test_juror_excluded_as_their_own_lists_are(application: Application, column: str) -> None:
    """What counts of a juror's assessments follows the rule that hides applications from them."""
    juror, other = JurorFactory.create(call=application.call), JurorFactory.create(call=application.call)
    if column == "submitted_by":
        Application.objects.filter(pk=application.pk).update(submitted_by=juror.user)
    else:
        fields = {
            "user": {"user": juror.user, "email": "en@annen.example"},
            "email": {"email": juror.user.email.upper()},
        }
        ContactFactory.create(organisation=application.organisation, **fields[column])

    assert set(conflicts.excluded_jurors()) == {juror}
    assert (seen_by(juror.user), seen_by(other.user)) == (set(), {"Saken"})


@pytest.mark.usefixtures("other")
def test_sender_of_application_excluded_from_call(person: User, application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(submitted_by=person)

    assert seen_by(person) == set()
    assert conflicts.is_excluded_from_call(person, application.call)


def test_contact_of_applicant_in_other_call_not_excluded(person: User, application: Application) -> None:
    ContactFactory.create(organisation=application.organisation, user=person)
    ApplicationFactory.create(call__year=2025, title="I en annen runde")

    assert seen_by(person) == {"I en annen runde"}


@pytest.mark.usefixtures("other")
def test_contact_of_withdrawn_applicant_not_excluded(person: User, application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(status="withdrawn")
    ContactFactory.create(organisation=application.organisation, user=person)

    assert seen_by(person) == {"Saken", "En annen sak"}


@pytest.mark.usefixtures("application", "other")
def test_anonymous_user_has_no_conflict() -> None:
    ContactFactory.create(organisation=Application.objects.all()[0].organisation)

    found = Application.objects.filter(conflicts.without_conflict(AnonymousUser()))

    assert {application.title for application in found} == {"Saken", "En annen sak"}


@pytest.mark.usefixtures("application", "other")
def test_user_without_email_matches_no_contact(application: Application) -> None:
    ContactFactory.create(organisation=application.organisation, email="")

    assert seen_by(UserFactory.create(email="")) == {"Saken", "En annen sak"}


def test_a_conflict_is_declared_once(person: User, application: Application) -> None:
    declare(person, application.call, application)

    with pytest.raises(ValidationError, match="allerede registrert"):
        declare(person, application.call, application)


def test_conflict_with_application_of_other_call_refused(person: User, application: Application) -> None:
    with pytest.raises(ValidationError, match="ikke i denne runden"):
        declare(person, CallFactory.create(year=2025), application)


def test_scores_weighted_with_equal_assessments(call: Call, application: Application) -> None:
    CriterionFactory.create(call=call, weight=3)
    CriterionFactory.create(call=call, weight=1)
    assess(JurorFactory.create(call=call), application, 4, 2)
    assess(JurorFactory.create(call=call), application, 5, 5)
    assess(JurorFactory.create(call=call), application, 1, 1, done=False)

    summary = mean_scores.summarise_scores(call)[application.pk]

    assert summary.means == (Fraction(7, 2), Fraction(5))
    assert (summary.average, summary.spread, summary.done) == (Fraction(17, 4), Fraction(3, 2), 2)


def test_scores_of_juror_with_conflict_do_not_count(call: Call, application: Application, other: Application) -> None:
    CriterionFactory.create(call=call)
    biased, fair = JurorFactory.create(call=call), JurorFactory.create(call=call)
    for one in (application, other):
        assess(biased, one, 5)
        assess(fair, one, 2)
    declare(biased.user, call, application)

    found = mean_scores.summarise_scores(call)

    assert (found[application.pk].average, found[other.pk].average) == (Fraction(2), Fraction(7, 2))


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_standings_take_one_query(call: Call, number: int, django_assert_num_queries) -> None:
    CriterionFactory.create(call=call)
    for application in ApplicationFactory.create_batch(number, call=call):
        assess(JurorFactory.create(call=call), application, 3)

    with django_assert_num_queries(1):
        assert len(mean_scores.summarise_scores(call)) == number


def test_application_without_assessment_has_no_average() -> None:
    assert (mean_scores.ScoreSummary().average, mean_scores.ScoreSummary().spread, mean_scores.ScoreSummary().done) == (
        None,
        0,
        0,
    )
