"""The budget of an application: whether income and the amount applied for cover the costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansepotten.models import AdjustedLine, BudgetLine

Kind = BudgetLine.Kind


class Line(NamedTuple):
    """The content of a budget line; parts of a draft's may be missing."""

    kind: str
    description: str
    amount: int | None


@dataclass(frozen=True)
class Budget:
    """The sums of a budget in whole kroner; a line without an amount counts as 0."""

    applied: int
    income: int
    costs: int

    @property
    def funding(self) -> int:
        """Income and the amount applied for."""
        return self.income + self.applied

    @property
    def short(self) -> int:
        """The costs that are not covered; negative if the funding exceeds the costs."""
        return self.costs - self.funding

    @property
    def balances(self) -> bool:
        """Whether the funding equals the costs."""
        return self.costs > 0 and self.short == 0

    def __str__(self) -> str:
        if not self.costs:
            return _("Budsjettet har ingen utgifter ennå.")
        if self.short > 0:
            return _("Det mangler %(amount)s i inntekter.") % {"amount": kroner(self.short)}
        if self.short < 0:
            return _("Inntektene er %(amount)s høyere enn utgiftene.") % {"amount": kroner(-self.short)}
        return _("Budsjettet går opp.")


def budget_from_lines(applied: int | None, lines: Iterable[BudgetLine | AdjustedLine | Line]) -> Budget:
    """Return the budget of an application for `applied` kroner with these lines."""
    sums = {Kind.INCOME: 0, Kind.COST: 0}
    for line in lines:
        sums[Kind(line.kind)] += line.amount or 0
    return Budget(applied or 0, sums[Kind.INCOME], sums[Kind.COST])


def save_lines(stored: Any, lines: Sequence[Line]) -> bool:
    """Save the lines that changed, matched by kind and position, and return whether any did.

    `stored` is the manager of the lines of one application or adjusted budget. Raises ValidationError.
    """
    rows, owner = list(stored.all()), {stored.field.name: stored.instance}
    changed = False
    for kind in Kind:
        wanted = [line for line in lines if line.kind == kind]
        of_kind = [row for row in rows if row.kind == kind]
        for row in of_kind[len(wanted) :]:
            row.delete()
            changed = True
        new = [stored.model(**owner, kind=kind) for _line in wanted[len(of_kind) :]]
        for row, line in zip([*of_kind[: len(wanted)], *new], wanted, strict=True):
            changed |= _save_line(row, line, exclude=owner)
    return changed


def _save_line(row: BudgetLine | AdjustedLine, line: Line, *, exclude: Iterable[str]) -> bool:
    if row.pk and (row.description, row.amount) == (line.description, line.amount):
        return False
    row.description, row.amount = line.description, line.amount
    row.full_clean(exclude=exclude)
    row.save()
    return True


def scale(lines: Iterable[BudgetLine], *, applied: int, awarded: int) -> list[Line]:
    """Return the budget of a project that gets `awarded` of `applied` kroner, in whole kroner, so that it balances.

    All lines are cut by the same share, the applicant's own contribution too, so that what each pays remains the same
    part of the project.
    """
    rows = [Line(line.kind, line.description, line.amount or 0) for line in lines]
    income, costs = ([row for row in rows if row.kind == kind] for kind in (Kind.INCOME, Kind.COST))
    sum_of_income = sum(line.amount or 0 for line in income)
    scaled = (2 * sum_of_income * awarded + applied) // (2 * applied) if applied else sum_of_income
    return [*_scale_to(income, scaled), *_scale_to(costs, awarded + scaled)]


def _scale_to(lines: Sequence[Line], total: int) -> list[Line]:
    """Return the lines scaled to the total: rounded down, and one krone more for those with the largest remainders."""
    whole = sum(line.amount or 0 for line in lines)
    if not whole:
        return list(lines)
    parts = [divmod((line.amount or 0) * total, whole) for line in lines]
    left = total - sum(amount for amount, _remainder in parts)
    largest = sorted(range(len(lines)), key=lambda place: -parts[place][1])[:left]
    return [
        line._replace(amount=amount + (place in largest))
        for place, (line, (amount, _remainder)) in enumerate(zip(lines, parts, strict=True))
    ]
