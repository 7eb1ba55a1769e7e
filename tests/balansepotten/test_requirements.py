from datetime import date

import pytest

from balansepotten import requirements
from balansepotten.budget import Budget
from balansepotten.form_fields import FormSection
from balansepotten.models import Application, BudgetLine
from balansepotten.requirements import missing_requirements
from tests.factories import BudgetLineFactory, DraftFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

N = "\N{NO-BREAK SPACE}"


def fields(application):
    return [requirement.field for requirement in missing_requirements(application)]


def texts(application):
    return [requirement.text for requirement in missing_requirements(application)]


def test_complete_application_meets_all_requirements(ready):
    assert missing_requirements(ready) == []


def test_empty_draft_misses_all_required_fields(call):
    assert fields(DraftFactory(call=call)) == [
        "title",
        "category",
        "themes",
        "objectives",
        "target_group",
        "expected_effect",
        "plan",
        "starts_on",
        "ends_on",
        "amount_applied",
        "cost",
    ]


@pytest.mark.parametrize(
    ("starts_on", "missing"),
    [
        pytest.param(date(2026, 4, 7), ["starts_on"], id="the day before the deadline"),
        pytest.param(date(2026, 4, 8), ["starts_on"], id="the day of the deadline"),
        pytest.param(date(2026, 4, 9), [], id="the day after"),
    ],
)
def test_project_must_start_after_deadline(ready, starts_on, missing):
    ready.starts_on = starts_on

    assert fields(ready) == missing


@pytest.mark.parametrize(
    ("limit", "missing"),
    [
        pytest.param(None, [], id="no limit"),
        pytest.param(100_000, [], id="as much as the limit"),
        pytest.param(99_999, ["amount_applied"], id="a krone over"),
    ],
)
def test_amount_must_be_within_limit(ready, limit, missing):
    ready.call.max_amount = limit

    assert fields(ready) == missing


@pytest.mark.parametrize(
    ("applied", "expected"),
    [
        pytest.param(100_000, [], id="even"),
        pytest.param(99_999, [f"Budsjettet må gå opp. Det mangler 1{N}kr i inntekter."], id="a krone short"),
        pytest.param(
            112_000,
            [f"Budsjettet må gå opp. Inntektene er 12{N}000{N}kr høyere enn utgiftene."],
            id="too much",
        ),
    ],
)
def test_budget_must_balance(ready, applied, expected):
    ready.amount_applied = applied

    assert texts(ready) == expected


def test_line_without_amount_is_refused(ready):
    BudgetLineFactory(application=ready, description="Mat", amount=None)

    assert texts(ready) == ["Skriv et beløp for «Mat»."]


def test_line_without_description_is_refused(ready):
    BudgetLineFactory(application=ready, description="", amount=0)

    assert texts(ready) == [f"Skriv hva budsjettlinjen på 0{N}kr gjelder."]


def test_progress_is_given_by_section(ready):
    ready.title = ""

    steps = requirements.progress(missing_requirements(ready))

    assert {step.section: (step.is_done, step.is_optional) for step in steps} == {
        FormSection.PROJECT: (False, False),
        FormSection.AIMS: (True, False),
        FormSection.PLAN: (True, False),
        FormSection.BUDGET: (True, False),
        FormSection.ATTACHMENTS: (False, True),
    }


@pytest.mark.parametrize(
    ("field", "anchor"),
    [
        pytest.param("title", "id_title", id="field"),
        pytest.param(BudgetLine.Kind.COST, "cost", id="lines"),
        pytest.param("balance", "balance", id="sums"),
    ],
)
def test_anchor_is_id_in_form(field, anchor):
    assert requirements.Requirement(FormSection.BUDGET, field, "").anchor == anchor


@pytest.mark.parametrize(
    ("budget", "text"),
    [
        pytest.param(Budget(0, 0, 0), "Budsjettet har ingen utgifter ennå.", id="nothing"),
        pytest.param(Budget(5, 0, 0), "Budsjettet har ingen utgifter ennå.", id="no costs"),
        pytest.param(Budget(60, 40, 100), "Budsjettet går opp.", id="even"),
        pytest.param(Budget(60, 40, 12_100), f"Det mangler 12{N}000{N}kr i inntekter.", id="short"),
        pytest.param(Budget(60, 41, 100), f"Inntektene er 1{N}kr høyere enn utgiftene.", id="over"),
    ],
)
def test_budget_describes_its_balance(budget, text):
    assert str(budget) == text


def test_only_draft_status_is_draft():
    assert [status for status in Application.Status if Application(status=status).is_draft] == ["draft"]
