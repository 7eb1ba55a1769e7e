"""The demo's calls: one in each phase, and steps that lead there."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.mail.outbox import without_letters
from balansekunst.models import Message
from balansepotten import (
    allocation,
    assessments,
    awards,
    conflicts,
    decisions,
    follow_up,
    grants,
    letters,
    requirements,
)
from balansepotten.models import Application, Call, Decision, Extension, Grant, Juror, Letter, Payment, ProjectReport
from demo import jury, steps
from demo.letters import write
from demo.made_up import SAMI_CENTRE
from demo.practice_rounds import IN_JURY, TO_ALLOCATE, TO_NOTIFY
from demo.steps import BY_NUMBER
from demo.user_accounts import ACCOUNTS, user_of
from tests.demo import urls
from tests.factories import agree_to_budget

DAY = date(2026, 11, 23)
NOON = datetime.combine(DAY, time(12), tzinfo=timezone.get_default_timezone())
RUNNING = DAY.year - 1
Report = ProjectReport.Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


def call_of(year):
    return Call.objects.get(year=year)


def competing(year):
    return Application.objects.filter(call__year=year, status__in=Application.COMPETING)


def grants_where(condition):
    return Grant.objects.filter(condition, application__call__year=RUNNING)


def juror(slug):
    return Juror.objects.get(user=user_of(slug), call__year=IN_JURY)


def left_for(slug):
    return [row for row in assessments.overview(juror(slug), NOON) if not row.is_done]


def test_jury_has_unfinished_assessments():
    assert [row.application.begun for row in left_for("jury")] == [True, False]
    assert len(left_for("inhabil")) == 3


def test_juror_with_conflict_sees_fewer_applications():
    visible = assessments.assessable_by_juror(juror("inhabil"), NOON)

    hidden = competing(IN_JURY).exclude(pk__in=visible.values("pk")).get()
    assert competing(IN_JURY).count() == 8
    assert conflicts.is_excluded_from_call(user_of("inhabil"), call_of(IN_JURY)) is False
    assert hidden.conflicts.get().user == user_of("inhabil")


def test_allocation_round_only_needs_proposals():
    call = call_of(TO_ALLOCATE)
    awards = allocation.fund_best(call)

    assert call.allocated == 0
    assert len(decisions.missing_requirements(call, at=NOON)) == 8
    assert 0 < len(awards) < 8
    assert allocation.refusal(user_of("ledelse"), call) == ""


def test_decided_round_has_draft_and_sent_letters():
    states = [row.state for row in letters.overview(call_of(TO_NOTIFY))]

    assert sorted(states) == [letters.State.DRAFT] * 7 + [letters.State.SENT]
    sent = Letter.objects.get(decision__application__call__year=TO_NOTIFY, message__status=Message.Status.SENT)
    assert sent.decision.application.organisation.number == SAMI_CENTRE.number


def test_member_has_grant_and_report_tasks():
    own = Grant.objects.filter(application__organisation__number=SAMI_CENTRE.number)

    waits, runs = own.get(application__call__year=TO_NOTIFY), own.get(application__call__year=RUNNING)
    assert (waits.accepted_at, waits.application.status) == (None, "granted")
    assert runs.report.status == Report.DRAFT
    assert DAY < runs.report_due < DAY + timedelta(days=20)


def test_jury_round_can_be_completed():
    for slug in ("jury", "inhabil"):
        jury.assess(juror(slug), [row.application for row in left_for(slug)], when=NOON)
    call = call_of(IN_JURY)
    jury.reject_the_rest(call, jury.best(call, 3))
    decided = decisions.lock(call, by=user_of("ledelse"), at=NOON)
    for decision in decided:
        write(decision, sent_at=NOON)
    grant = Grant.objects.get(application__organisation__number=SAMI_CENTRE.number, application__call=call)
    if grant.is_cut:
        agree_to_budget(grant, by=user_of("ansatt"), at=NOON)
    grants.accept(grant, account_number="1234 56 78903", by=user_of("medlem"), at=NOON)
    awarded = len(awards.published_on(DAY, year=IN_JURY))
    paid = grants.pay(grant.payments.get(), on=DAY, by=user_of("ledelse"))

    assert (len(decided), awarded) == (8, 3)
    assert paid.paid_on == DAY


FOLLOWED_UP = {
    "reports-to-read": lambda: ProjectReport.objects.filter(follow_up.awaiting_review()),
    "reports-sent-back": lambda: ProjectReport.objects.filter(status=Report.RETURNED),
    "reports-approved": lambda: ProjectReport.objects.filter(status=Report.APPROVED),
    "reports-overdue": lambda: grants_where(follow_up.overdue_on(DAY)),
    "extensions": lambda: Extension.objects.all(),
    "not-accepted": lambda: grants_where(follow_up.award_in_force()).filter(accepted_at=None),
    "first-parts-paid": lambda: Payment.objects.filter(part=Payment.Part.FIRST, paid_on__isnull=False),
    "last-parts-to-pay": lambda: Payment.objects.filter(follow_up.payable_on(DAY), part=Payment.Part.LAST),
    "last-parts-paid": lambda: Payment.objects.filter(part=Payment.Part.LAST, paid_on__isnull=False),
    "declined": lambda: Grant.objects.filter(declined_at__isnull=False, application__status="declined"),
    "adjusted-budget-to-review": lambda: follow_up.budgets_to_review(user_of("ansatt")),
    "money-asked-back": lambda: Payment.objects.filter(part=Payment.Part.REFUND, paid_on=None),
}


@pytest.mark.parametrize("rows", FOLLOWED_UP.values(), ids=FOLLOWED_UP.keys())
def test_last_round_has_every_grant_state(rows):
    assert rows().count() > 0


def test_last_round_is_notified_and_within_pot():
    call = call_of(RUNNING)
    decisions = Decision.objects.filter(application__call=call)

    assert {row.state for row in letters.overview(call)} == {letters.State.SENT}
    assert decisions.count() == competing(RUNNING).count()
    awarded = sum(decision.amount_awarded for decision in decisions)
    declined = Application.objects.declined().get(call=call)
    assert awarded - (declined.amount_awarded or 0) == call.allocated <= call.pot


def test_open_call_has_questions_and_jury():
    call = call_of(DAY.year)

    sent = competing(DAY.year).prefetch_related("answers", "call__questions")
    assert (call.criteria.count(), call.rejection_reasons.count(), call.letter_templates.count()) == (4, 4, 3)
    assert call.jurors.count() == 3
    assert [requirements.missing_requirements(application) for application in sent] == [[]] * sent.count()


def test_public_list_has_notified_grants_only():
    found = Counter(award.year for award in awards.published_on(DAY))

    assert found == {2025: 15, 2024: 17, 2023: 15, 2020: 1}


def test_outbox_only_has_draft_letters():
    assert without_letters().filter(status=Message.Status.DRAFTED).count() == 0


@pytest.mark.one_database
@pytest.mark.urls(urls.__name__)
@pytest.mark.parametrize("number", BY_NUMBER)
def test_step_page_is_visible_to_account(settings, number):
    settings.DEMO = True
    step, client = BY_NUMBER[number], Client()

    with time_machine.travel(NOON, tick=False):
        response = client.post(reverse("demo_login", args=[step.slug]), {"step": number}, follow=True)

    assert response.redirect_chain == [(steps.address(step), 302)]
    assert response.status_code == 200


@pytest.mark.urls(urls.__name__)
@pytest.mark.parametrize(
    ("slug", "step"),
    [
        pytest.param("ledelse", "1", id="another's"),
        pytest.param("medlem", "99", id="unknown"),
        pytest.param("medlem", "//eksempel.example", id="an-address"),
    ],
)
def test_step_of_other_account_goes_to_start(settings, slug, step):
    settings.DEMO = True
    start = next(account.start for account in ACCOUNTS if account.slug == slug)

    response = Client().post(reverse("demo_login", args=[slug]), {"step": step})

    assert response.headers["Location"] == reverse(start)


@pytest.mark.urls(urls.__name__)
def test_front_page_shows_steps_with_years(settings):
    settings.DEMO = True

    page = Client().get("/")

    assert page.text.count('name="step"') == len(BY_NUMBER)
    years = [shown.year for shown in steps.shown(steps.STEPS)]
    assert years == [2026, 2022, 2022, 2022, 2021, 2020, 2020, 2020, 2025, 2025]
