"""What a recipient is entitled to, what is paid, and what is asked back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balansepotten.models import AccountLine
from balansepotten.settlement import Accounts, Settlement, accounts_from_lines, first_part

AMOUNTS = st.integers(min_value=0, max_value=1_000_000_000)


@pytest.mark.parametrize(
    ("costs", "income", "entitled", "last", "refund"),
    [
        pytest.param(120_000, 20_000, 90_000, 30_000, 0, id="needed-more-than-the-award"),
        pytest.param(110_000, 20_000, 90_000, 30_000, 0, id="needed-the-award"),
        pytest.param(109_999, 20_000, 89_999, 29_999, 0, id="needed-a-krone-less"),
        pytest.param(95_000, 20_000, 75_000, 15_000, 0, id="needed-some-of-the-last-part"),
        pytest.param(80_001, 20_000, 60_001, 1, 0, id="needed-a-krone-of-the-last-part"),
        pytest.param(80_000, 20_000, 60_000, 0, 0, id="needed-the-first-part"),
        pytest.param(79_999, 20_000, 59_999, 0, 1, id="a-krone-too-much"),
        pytest.param(70_000, 20_000, 50_000, 0, 10_000, id="unspent"),
        pytest.param(20_000, 20_000, 0, 0, 60_000, id="needed-nothing"),
        pytest.param(10_000, 20_000, 0, 0, 60_000, id="went-with-profit"),
        pytest.param(0, 0, 0, 0, 60_000, id="never-happened"),
    ],
)
def test_entitled_is_needed_within_award(costs, income, entitled, last, refund):
    needed = Accounts(0, 0, costs, income).needed

    settled = Settlement(awarded=90_000, first=60_000, needed=needed)

    assert (settled.entitled, settled.last, settled.refund) == (entitled, last, refund)


def test_sums_by_kind_with_open_lines_as_zero():
    lines = [
        AccountLine(kind="cost", budgeted=100, actual=90),
        AccountLine(kind="cost", budgeted=50),
        AccountLine(kind="cost", actual=7),
        AccountLine(kind="income", budgeted=30, actual=0),
        AccountLine(kind="income", actual=5),
    ]

    assert accounts_from_lines(lines) == Accounts(budgeted_costs=150, budgeted_income=30, costs=97, income=5)


@given(awarded=AMOUNTS, shares=st.integers(1, 12), part=st.integers(1, 12), costs=AMOUNTS, income=AMOUNTS)
def test_payments_equal_entitled_within_award(awarded, shares, part, costs, income):
    first = first_part(awarded, first_shares=min(part, shares), shares=shares)

    settled = Settlement(awarded=awarded, first=first, needed=Accounts(0, 0, costs, income).needed)

    assert 0 <= first + settled.last <= awarded
    assert first + settled.last - settled.refund == settled.entitled
    assert 0 <= settled.entitled <= max(costs - income, 0)
    assert 0 in (settled.last, settled.refund)


@given(awarded=AMOUNTS, lowered=AMOUNTS, costs=AMOUNTS)
def test_lowered_award_is_settled(awarded, lowered, costs):
    first = first_part(awarded, first_shares=2, shares=3)

    settled = Settlement(awarded=min(awarded, lowered), first=first, needed=costs)

    assert first + settled.last - settled.refund == settled.entitled <= min(awarded, lowered)
