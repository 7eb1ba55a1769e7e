"""An application's budget: whether income and the amount applied for cover the costs, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansepotten.models import BudgetLine

Kind = BudgetLine.Kind


class Line(NamedTuple):
    """What a budget line says; a draft's may lack a part."""

    kind: str
    description: str
    amount: int | None


@dataclass(frozen=True)
class Budget:
    """The sums of a budget in whole kroner; a line without an amount counts as nothing."""

    applied: int
    income: int
    costs: int

    @property
    def funding(self) -> int:
        """All that is to pay for the project: income and the amount applied for."""
        return self.income + self.applied

    @property
    def short(self) -> int:
        """What is missing for income and the amount applied for to cover the costs; below 0 when it is too much."""
        return self.costs - self.funding

    @property
    def balances(self) -> bool:
        """Whether every krone of the costs is covered, and no more."""
        return self.costs > 0 and self.short == 0

    def __str__(self) -> str:
        if not self.costs:
            return _("Budsjettet har ingen utgifter ennå.")
        if self.short > 0:
            return _("Det mangler %(amount)s i inntekter.") % {"amount": kroner(self.short)}
        if self.short < 0:
            return _("Inntektene er %(amount)s høyere enn utgiftene.") % {"amount": kroner(-self.short)}
        return _("Budsjettet går opp.")


def of(applied: int | None, lines: Iterable[BudgetLine | Line]) -> Budget:
    """Return the budget of an application for `applied` kroner with these lines."""
    sums = {Kind.INCOME: 0, Kind.COST: 0}
    for line in lines:
        sums[Kind(line.kind)] += line.amount or 0
    return Budget(applied or 0, sums[Kind.INCOME], sums[Kind.COST])
