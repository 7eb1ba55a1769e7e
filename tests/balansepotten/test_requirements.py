from datetime import date

import pytest

from balansepotten import requirements
from balansepotten.budget import Budget
from balansepotten.models import Application, BudgetLine
from balansepotten.requirements import Part
from tests.factories import BudgetLineFactory, DraftFactory

pytestmark = pytest.mark.django_db

N = "\N{NO-BREAK SPACE}"


def fields(application):
    return [lack.field for lack in requirements.lacks(application)]


def texts(application):
    return [lack.text for lack in requirements.lacks(application)]


def test_whole_application_lacks_nothing(ready):
    assert requirements.lacks(ready) == []


def test_empty_draft_lacks_all_that_is_asked_for(call):
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
    ("starts_on", "lacking"),
    [
        pytest.param(date(2026, 4, 7), ["starts_on"], id="the day before the deadline"),
        pytest.param(date(2026, 4, 8), ["starts_on"], id="the day of the deadline"),
        pytest.param(date(2026, 4, 9), [], id="the day after"),
    ],
)
def test_project_starts_after_the_day_of_the_deadline(ready, starts_on, lacking):
    ready.starts_on = starts_on

    assert fields(ready) == lacking


@pytest.mark.parametrize(
    ("limit", "lacking"),
    [
        pytest.param(None, [], id="no limit"),
        pytest.param(100_000, [], id="as much as the limit"),
        pytest.param(99_999, ["amount_applied"], id="a krone over"),
    ],
)
def test_amount_is_within_the_limit_of_the_call(ready, limit, lacking):
    ready.call.max_amount = limit

    assert fields(ready) == lacking


@pytest.mark.parametrize(
    ("applied", "said"),
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
def test_income_and_amount_cover_the_costs(ready, applied, said):
    ready.amount_applied = applied

    assert texts(ready) == said


def test_line_without_amount_is_lacking(ready):
    BudgetLineFactory(application=ready, description="Mat", amount=None)

    assert texts(ready) == ["Skriv et beløp for «Mat»."]


def test_line_without_words_is_lacking(ready):
    BudgetLineFactory(application=ready, description="", amount=0)

    assert texts(ready) == [f"Skriv hva budsjettlinjen på 0{N}kr gjelder."]


def test_progress_tells_each_part(ready):
    ready.title = ""

    told = {step.part: (step.is_done, step.is_optional) for step in requirements.progress(requirements.lacks(ready))}

    assert told == {
        Part.PROJECT: (False, False),
        Part.AIMS: (True, False),
        Part.PLAN: (True, False),
        Part.BUDGET: (True, False),
        Part.ATTACHMENTS: (False, True),
    }


@pytest.mark.parametrize(
    ("field", "anchor"),
    [
        pytest.param("title", "id_title", id="field"),
        pytest.param(BudgetLine.Kind.COST, "cost", id="lines"),
        pytest.param("balance", "balance", id="sums"),
    ],
)
def test_anchor_is_the_place_in_the_form(field, anchor):
    assert requirements.Lack(Part.BUDGET, field, "").anchor == anchor


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        pytest.param(Budget(0, 0, 0), "Budsjettet har ingen utgifter ennå.", id="nothing"),
        pytest.param(Budget(5, 0, 0), "Budsjettet har ingen utgifter ennå.", id="no costs"),
        pytest.param(Budget(60, 40, 100), "Budsjettet går opp.", id="even"),
        pytest.param(Budget(60, 40, 12_100), f"Det mangler 12{N}000{N}kr i inntekter.", id="short"),
        pytest.param(Budget(60, 41, 100), f"Inntektene er 1{N}kr høyere enn utgiftene.", id="over"),
    ],
)
def test_budget_says_in_words_what_is_wrong(budget, said):
    assert str(budget) == said


def test_sent_application_has_every_status_but_draft():
    assert [status for status in Application.Status if Application(status=status).is_draft] == ["draft"]
