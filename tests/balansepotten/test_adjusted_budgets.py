"""Accepting less than was applied for: the scaled budget, the review by staff, and what is frozen."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from balansekunst.models import Message
from balansepotten import adjusted_budgets, budget, declining, follow_up, grants, project_reports
from balansepotten.budget import Kind, Line
from balansepotten.models import AdjustedBudget, AdjustedLine, Application, BudgetLine, Grant, Payment, ProjectReport
from tests.factories import BudgetLineFactory, ConflictFactory, UserFactory

ACCOUNT = "12345678903"
LINES = [
    Line(Kind.INCOME, "Egenandel", 18_000),
    Line(Kind.COST, "Honorar", 80_000),
    Line(Kind.COST, "Lokaler", 28_000),
]
Part = Payment.Part


@pytest.fixture
def grant(granted):
    """The notified grant of 90 000 of 100 000 kr, for a project of 120 000 kr, which nobody has answered."""
    BudgetLineFactory.create(application=granted, description="Honorar", amount=80_000)
    BudgetLineFactory.create(application=granted, description="Lokaler", amount=40_000)
    BudgetLineFactory.create(application=granted, kind=Kind.INCOME, description="Egenandel", amount=20_000)
    return grants.open_grant(granted)


def save(grant, *, lines=LINES, plan_changes="Færre samlinger.", version=None):
    return adjusted_budgets.save(grant, version=version, plan_changes=plan_changes, lines=lines)


def submit(grant, user, moment, **content):
    save(grant, **content)
    return adjusted_budgets.submit(grant, account_number=ACCOUNT, by=user, at=moment)


def rows(lines):
    return [(line.kind, line.description, line.amount) for line in lines]


def payments():
    return [(payment.part, payment.amount, payment.due_on) for payment in Payment.objects.all()]


@pytest.mark.parametrize(
    ("awarded", "expected"),
    [
        pytest.param(90_000, [18_000, 72_000, 36_000], id="even"),
        pytest.param(33_333, [6_667, 26_667, 13_333], id="rounded-to-balance"),
        pytest.param(1, [0, 1, 0], id="smallest"),
        pytest.param(100_000, [20_000, 80_000, 40_000], id="everything"),
    ],
)
def test_budget_scaled_in_whole_kroner(awarded, expected):
    lines = [
        BudgetLine(kind=Kind.COST, description="Honorar", amount=80_000),
        BudgetLine(kind=Kind.COST, description="Lokaler", amount=40_000),
        BudgetLine(kind=Kind.INCOME, description="Egenandel", amount=20_000),
    ]

    assert [line.amount for line in budget.scale(lines, applied=100_000, awarded=awarded)] == expected


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([], id="imported-without-lines"),
        pytest.param([BudgetLine(kind=Kind.INCOME, description="Egenandel", amount=None)], id="no-amount"),
        pytest.param([BudgetLine(kind=Kind.COST, description="Honorar", amount=0)], id="zero"),
    ],
)
def test_budget_without_amounts_is_not_scaled(lines):
    scaled = budget.scale(lines, applied=100_000, awarded=90_000)

    assert [line.amount for line in scaled] == [0] * len(lines)


AMOUNTS = st.lists(st.integers(min_value=0, max_value=5_000_000), min_size=1, max_size=12)


@given(costs=AMOUNTS, income=AMOUNTS, share=st.integers(min_value=1, max_value=100))
def test_scaled_budget_always_balances(costs, income, share):
    lines = [BudgetLine(kind=Kind.COST, description="a", amount=amount) for amount in [*costs, 1]]
    lines += [BudgetLine(kind=Kind.INCOME, description="b", amount=amount) for amount in income]
    applied = max(sum(costs) + 1 - sum(income), 1)
    awarded = max(applied * share // 100, 1)

    scaled = budget.scale(lines, applied=applied, awarded=awarded)

    assert budget.budget_from_lines(awarded, scaled).balances
    assert min(line.amount for line in scaled) >= 0


with_database = pytest.mark.django_db


@with_database
def test_form_begins_with_scaled_budget_and_then_what_is_saved(grant):
    assert rows(adjusted_budgets.lines_to_begin_with(grant)) == [
        (Kind.INCOME, "Egenandel", 18_000),
        (Kind.COST, "Honorar", 72_000),
        (Kind.COST, "Lokaler", 36_000),
    ]

    save(grant)

    assert rows(adjusted_budgets.lines_to_begin_with(Grant.objects.get())) == [tuple(line) for line in LINES]


@with_database
def test_cut_grant_is_not_accepted_without_budget(grant, user, moment):
    with pytest.raises(ValidationError, match="må justere budsjettet først"):
        grants.accept(grant, account_number=ACCOUNT, by=user, at=moment)

    save(grant)
    with pytest.raises(ValidationError, match="må justere budsjettet først"):
        grants.accept(grant, account_number=ACCOUNT, by=user, at=moment)


@with_database
def test_payment_and_report_wait_for_agreement(grant, user, staff, moment):
    adjusted = submit(grant, user, moment)

    grant = Grant.objects.get()
    assert (grant.accepted_at, grant.account_number, adjusted.submitted_at) == (moment, ACCOUNT, moment)
    assert (payments(), ProjectReport.objects.count()) == ([], 0)
    assert not Grant.objects.filter(follow_up.owes_report()).exists()

    adjusted_budgets.agree(grant, by=staff, at=moment + timedelta(days=3))

    assert payments() == [(Part.FIRST, 60_000, date(2026, 4, 2))]
    lines = ProjectReport.objects.get().account_lines.all()
    assert [(line.kind, line.description, line.budgeted, line.actual) for line in lines] == [
        (*line, None) for line in LINES
    ]
    assert Grant.objects.filter(follow_up.owes_report()).exists()


@with_database
@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param({"lines": LINES[1:]}, "Det mangler 18 000 kr i inntekter", id="does-not-balance"),
        pytest.param({"lines": []}, "ingen utgifter", id="empty"),
        pytest.param({"lines": [*LINES, Line(Kind.COST, "", 0)]}, "hva budsjettlinjen på", id="no-description"),
        pytest.param({"lines": [*LINES, Line(Kind.COST, "Mat", None)]}, "beløp for «Mat»", id="no-amount"),
        pytest.param({"plan_changes": "  "}, "hva som endres i planen", id="no-plan"),
    ],
)
def test_incomplete_budget_is_saved_and_not_submitted(grant, user, moment, content, words):
    with pytest.raises(ValidationError) as refused:
        submit(grant, user, moment, **content)

    assert words in " ".join(refused.value.messages).replace("\N{NO-BREAK SPACE}", " ")
    assert (AdjustedBudget.objects.get().status, Grant.objects.get().accepted_at) == ("draft", None)


@with_database
def test_submission_with_wrong_account_number_sends_nothing(grant, user, moment):
    save(grant)
    with pytest.raises(ValidationError, match="stemmer ikke"):
        adjusted_budgets.submit(grant, account_number="12345678904", by=user, at=moment)

    assert AdjustedBudget.objects.get().status == "draft"
    assert not Message.objects.exists()


@with_database
def test_only_a_contact_submits(grant, moment):
    with pytest.raises(ValidationError, match="ikke kontaktperson"):
        submit(grant, UserFactory.create(), moment)


@with_database
def test_saving_over_a_newer_version_refused(grant):
    first = save(grant)
    with pytest.raises(ValidationError, match="lagret på nytt"):
        save(grant, plan_changes="Noe annet.")

    assert save(grant, plan_changes="Noe annet.", version=first.changed_at).plan_changes == "Noe annet."


@with_database
def test_saving_the_same_again_stores_nothing(grant):
    first = save(grant)
    history = AdjustedLine.history.count()

    again = save(grant, version=first.changed_at)

    assert (again.changed_at, AdjustedLine.history.count()) == (first.changed_at, history)


@with_database
def test_submitted_budget_is_not_saved_or_submitted_again(grant, user, colleague, moment):
    submitted = submit(grant, user, moment)
    with pytest.raises(ValidationError, match="kan ikke endres"):
        save(grant, version=submitted.changed_at)

    again = adjusted_budgets.submit(grant, account_number="86011117947", by=colleague, at=moment)
    assert again.changed_at == submitted.changed_at
    assert Grant.objects.get().account_number == ACCOUNT


@with_database
def test_returned_budget_is_corrected_and_sent_again(grant, user, staff, moment):
    submit(grant, user, moment)
    with pytest.raises(ValidationError, match="Skriv hva som må rettes"):
        adjusted_budgets.send_back(grant, words=" ")
    returned = adjusted_budgets.send_back(grant, words="Hva er «Lokaler»?")
    assert (returned.status, Message.objects.latest("pk").subject) == (
        "returned",
        "Det justerte budsjettet til Balansepotten må rettes",
    )
    assert "Hva er «Lokaler»?" in Message.objects.latest("pk").body

    save(grant, version=returned.changed_at, plan_changes="Lokaler er scenen.")
    adjusted_budgets.submit(grant, by=user, at=moment + timedelta(days=1))

    assert adjusted_budgets.agree(grant, by=staff, at=moment).returned_words == ""
    assert Grant.objects.get().accepted_at == moment


@with_database
def test_only_a_submitted_budget_is_agreed(grant, user, staff, moment):
    save(grant)
    for act in (
        lambda: adjusted_budgets.agree(grant, by=staff, at=moment),
        lambda: adjusted_budgets.send_back(grant, words="Rett."),
    ):
        with pytest.raises(ValidationError, match="ikke noe justert budsjett til behandling"):
            act()


@with_database
def test_agreed_budget_is_frozen(grant, user, staff, moment):
    submit(grant, user, moment)
    agreed = adjusted_budgets.agree(grant, by=staff, at=moment)
    changes = [
        lambda: AdjustedBudget.objects.update(plan_changes="Annet."),
        lambda: AdjustedBudget.objects.filter(pk=agreed.pk).update(status="draft", agreed_at=None, agreed_by=None),
        lambda: AdjustedLine.objects.update(amount=1),
        lambda: AdjustedLine.objects.all().delete(),
        lambda: AdjustedLine.objects.create(budget=agreed, kind="cost", description="Ny", amount=1),
        lambda: AdjustedBudget.objects.all().delete(),
    ]

    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    assert rows(AdjustedLine.objects.all()) == [tuple(line) for line in LINES]


@with_database
def test_budget_that_is_not_agreed_can_change(grant, user, moment):
    submit(grant, user, moment)

    AdjustedLine.objects.update(amount=1)
    AdjustedBudget.objects.update(plan_changes="Annet.")

    assert set(AdjustedLine.objects.values_list("amount", flat=True)) == {1}


@with_database
@pytest.mark.parametrize("is_settled", [pytest.param(False, id="draft"), pytest.param(True, id="actual-written")])
def test_changed_award_needs_a_new_budget(grant, user, staff, moment, is_settled):
    submit(grant, user, moment)
    adjusted_budgets.agree(grant, by=staff, at=moment)
    if is_settled:
        ProjectReport.objects.get().account_lines.filter(description="Lokaler").update(actual=30_000)
    application = Application.objects.get(pk=grant.application_id)
    application.amount_awarded = 60_000
    application.save()
    grants.follow_decision(application, at=moment)
    assert (payments(), Grant.objects.get().budget_state()) == ([], "draft")

    lines = [Line(Kind.COST, "Honorar", 60_000)]
    save(Grant.objects.get(), lines=lines)
    adjusted_budgets.submit(grant, by=user, at=moment)
    adjusted_budgets.agree(grant, by=staff, at=moment)

    assert payments() == [(Part.FIRST, 40_000, date(2026, 3, 30))]
    accounts = [(line.description, line.budgeted) for line in ProjectReport.objects.get().account_lines.all()]
    assert accounts == [("Honorar", 60_000), *([("Lokaler", 0)] if is_settled else [])]


@with_database
def test_award_of_everything_needs_no_new_budget(grant, user, staff, moment):
    submit(grant, user, moment)
    application = Application.objects.get(pk=grant.application_id)
    application.amount_awarded = 100_000
    application.save()
    grants.follow_decision(application, at=moment)

    assert payments() == [(Part.FIRST, 66_666, date(2026, 3, 30))]
    assert Grant.objects.get().budget_state() == ""
    with pytest.raises(ValidationError, match="ikke noe justert budsjett"):
        adjusted_budgets.agree(grant, by=staff, at=moment)


@with_database
def test_two_lines_of_one_name_are_two_accounts(grant, user, staff, moment):
    lines = [Line(Kind.COST, "Honorar", 50_000), Line(Kind.COST, "Honorar", 40_000)]
    submit(grant, user, moment, lines=lines)
    adjusted_budgets.agree(grant, by=staff, at=moment)

    accounts = project_reports.calculate_settlement(grant, ProjectReport.objects.get())
    assert [line.budgeted for line in ProjectReport.objects.get().account_lines.all()] == [50_000, 40_000]
    assert accounts.awarded == 90_000


@with_database
def test_grant_with_submitted_budget_is_declined(grant, user, staff, moment):
    submit(grant, user, moment)
    declining.decline(grant, reason="", by=user, at=moment)

    with pytest.raises(ValidationError, match="gjelder ikke lenger"):
        adjusted_budgets.agree(grant, by=staff, at=moment)
    assert not follow_up.budgets_to_review(staff).exists()


@with_database
def test_review_excludes_budgets_with_conflict(grant, user, staff, day, moment):
    submit(grant, user, moment)
    assert follow_up.budgets_to_review(staff).count() == 1
    [row] = follow_up.grant_rows(grant.application.call, user=staff, day=day)
    assert (row.awaits_budget_review, row.state) == (True, "Justert budsjett til behandling")

    ConflictFactory.create(call=grant.application.call, user=staff, application=grant.application)

    assert not follow_up.budgets_to_review(staff).exists()
