"""What a recipient is entitled to after the project, and what is paid or asked back.

The rule: a recipient is entitled to what the project needed, its costs less its other income, but at most to the award
and at least to 0. The first part is paid on acceptance, and the rest is the last part. If the first part is more than
the recipient is entitled to, the difference is asked back. So always: first part + last part - refund = entitled.

An example: 90 000 kr are awarded, paid in three parts of which two come first: 60 000 kr.

- The project cost 120 000 kr and had 20 000 kr of other income. It needed 100 000 kr, so the recipient is entitled to
  90 000 kr, and the last part is 30 000 kr.
- It cost 95 000 kr, with the same income. It needed 75 000 kr, and the last part is 15 000 kr.
- It cost 70 000 kr, with the same income. It needed 50 000 kr: there is no last part, and 10 000 kr are asked back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from balansepotten.budget import Kind
from balansepotten.models import AccountLine


@dataclass(frozen=True)
class Accounts:
    """The sums of a project's budget and accounts, in whole kroner; a line without an actual amount counts as 0."""

    budgeted_costs: int
    budgeted_income: int
    costs: int
    income: int

    @property
    def needed(self) -> int:
        """The costs less the other income."""
        return max(self.costs - self.income, 0)


@dataclass(frozen=True)
class Settlement:
    """The settlement of an award in whole kroner, given the first part and what the project needed."""

    awarded: int
    first: int
    needed: int

    @property
    def entitled(self) -> int:
        """The part of the award that the recipient is entitled to."""
        return min(self.awarded, self.needed)

    @property
    def last(self) -> int:
        """The last part, 0 if nothing is left to pay."""
        return max(self.entitled - self.first, 0)

    @property
    def refund(self) -> int:
        """The amount asked back, 0 if none is."""
        return max(self.first - self.entitled, 0)


def accounts_from_lines(lines: Iterable[AccountLine]) -> Accounts:
    rows = list(lines)
    costs = [line for line in rows if line.kind == Kind.COST]
    income = [line for line in rows if line.kind == Kind.INCOME]
    return Accounts(
        budgeted_costs=sum(line.budgeted for line in costs),
        budgeted_income=sum(line.budgeted for line in income),
        costs=sum(line.actual or 0 for line in costs),
        income=sum(line.actual or 0 for line in income),
    )


def first_part(awarded: int, *, first_shares: int, shares: int) -> int:
    """Return the amount paid on acceptance, rounded down to whole kroner; the rest is part of the last part."""
    return awarded * first_shares // shares
