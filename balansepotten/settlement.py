"""What a recipient is entitled to when the project is over, and what is paid or asked back.

The rule: of the award, a recipient keeps what the project needed, its costs less its other income, but never more than
the award and never less than nothing. The first part is paid on acceptance; what is left is the last part. Was more
paid than the recipient is entitled to, the rest is asked back. So first part + last part - refund = entitled, always.

An example: 90 000 kr are awarded, paid in three parts of which two come first: 60 000 kr.

- The project cost 120 000 kr and had 20 000 kr of other income. It needed 100 000 kr, so all 90 000 kr are kept, and
  the last part is 30 000 kr.
- It cost 95 000 kr, with the same income. It needed 75 000 kr, and the last part is 15 000 kr.
- It cost 70 000 kr, with the same income. It needed 50 000 kr: there is no last part, and 10 000 kr are asked back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from balansepotten.budget import Kind
from balansepotten.models import AccountLine


@dataclass(frozen=True)
class Accounts:
    """The sums of a project's accounts beside those of its budget, in whole kroner; a line left open is nothing."""

    budgeted_costs: int
    budgeted_income: int
    costs: int
    income: int

    @property
    def needed(self) -> int:
        """What the project needed besides its other income."""
        return max(self.costs - self.income, 0)


@dataclass(frozen=True)
class Settlement:
    """How an award of whole kroner is settled when `first` is the first part, and the project needed `needed`."""

    awarded: int
    first: int
    needed: int

    @property
    def entitled(self) -> int:
        """What the recipient keeps of the award."""
        return min(self.awarded, self.needed)

    @property
    def last(self) -> int:
        """The last part, 0 where nothing is left to pay."""
        return max(self.entitled - self.first, 0)

    @property
    def refund(self) -> int:
        """What is asked back, 0 where nothing is."""
        return max(self.first - self.entitled, 0)


def of(lines: Iterable[AccountLine]) -> Accounts:
    """Return the sums of these lines."""
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
    """Return what is paid on acceptance, rounded down to whole kroner: the rest comes with the last part."""
    return awarded * first_shares // shares
