"""Two organisations in the register that are one: all rows of the other move to the target.

Apps add a rule for each of their relations to an organisation in `RULES`. A relation without a rule prevents every
merge, so that no rows are forgotten; `tests/members/test_merging.py` fails as well.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.models import User
from members import identities
from members.merge_steps import Recorder, Step
from members.models import EarlierIdentity, Organisation, OrganisationMerge


@dataclass(frozen=True)
class Merge:
    """A merge under way: who does it and when, the reason in the histories of the rows, and the steps until now.

    Rules change rows by it alone, so that what they did can be undone (`members.merge_undoing`).
    """

    by: User
    today: date
    reason: str
    recorder: Recorder = dataclasses.field(default_factory=Recorder)

    def save(self, row: Model, **options: Any) -> None:
        self.recorder.save(set_author(row, self.by, reason=self.reason), **options)

    def delete(self, row: Model) -> None:
        self.recorder.delete(set_author(row, self.by, reason=self.reason))


@dataclass(frozen=True)
class Rule:
    """How the rows of a relation move, and which of them a user may not know of.

    `move` takes the rows of the source, the name of their field, and the target.
    """

    move: Callable[[Merge, list[Any], str, Any], None]
    hidden: Callable[[User], Q] | None = None


def reassign(merge: Merge, rows: list[Any], field: str, target: Model) -> None:
    """Let the rows refer to the target. Raises ValidationError if a constraint is against it."""
    for row in rows:
        setattr(row, field, target)
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as error:
            name = f"{capfirst(row._meta.verbose_name)} «{row}»"
            raise ValidationError([f"{name}: {message}" for message in error.messages]) from error
        merge.save(row)


def discard(merge: Merge, rows: list[Any], _field: str, _target: Model) -> None:
    """Delete the rows, of which the target has its own."""
    for row in rows:
        merge.delete(row)


# The rules of the relations, by model and field, such as "members.Contact.organisation". Rows that may become one with
# a row of the target, such as memberships, have rules for the relations to them.
RULES: dict[str, Rule] = {}
# Each raises ValidationError if the user may not merge any organisations on the day.
CHECKS: list[Callable[[User, date], None]] = []


def relations(model: type[Model]) -> list[Any]:
    """Return the foreign keys to the model, hidden ones too. Those of histories refer to rows that may be gone."""
    found: list[Any] = model._meta.get_fields(include_hidden=True)
    reverse = [each for each in found if each.auto_created and (each.one_to_many or each.one_to_one)]
    return [each.field for each in reverse if each.field.db_constraint]


def rule_of(field: Any) -> Rule:
    return RULES[f"{field.model._meta.label}.{field.name}"]


def move_related(merge: Merge, source: Model, target: Model) -> None:
    """Move all rows that refer to the source, by their rules."""
    for field in relations(type(source)):
        rows = list(field.model._meta.default_manager.filter(**{field.name: source}).order_by("pk"))
        if rows:
            rule_of(field).move(merge, rows, field.name, target)


@transaction.atomic
def merge(target: Organisation, *, other: Organisation, from_day: date, today: date, by: User) -> Organisation:
    """Move all rows of `other` to `target`, and delete it. Its number and name become earlier ones of `target`.

    Raises ValidationError if the rows don't fit together, or the user may not merge organisations.
    """
    for check in CHECKS:
        check(by, today)
    locked = Organisation.objects.select_for_update().in_bulk(sorted([target.pk, other.pk]))
    if len(locked) < 2:
        raise ValidationError(_("Velg to forskjellige virksomheter."))
    target, other = locked[target.pk], locked[other.pk]
    identities.check_day(from_day, today=today)
    names = {"other": other.name, "number": other.number, "target": target.name}
    under_way = Merge(by, today, _("%(other)s (%(number)s) ble slått sammen med %(target)s") % names)
    identity = EarlierIdentity(
        organisation=target, number=other.number, name=other.name if other.name != target.name else "", until=from_day
    )
    move_related(under_way, other, target)
    under_way.delete(other)
    under_way.save(identity)
    identities.set_formerly(target)
    under_way.save(target)
    _record(under_way, target, other_name=names["other"], other_number=names["number"], from_day=from_day, day=today)
    return target


def _record(under_way: Merge, target: Organisation, *, from_day: date, day: date, **other: str) -> None:
    steps = under_way.recorder.steps
    OrganisationMerge.objects.create(
        target_id=target.pk,
        target_name=target.name,
        from_day=from_day,
        made_by=under_way.by,
        made_on=day,
        steps=[step.stored() for step in steps],
        dependents=dependents(steps),
        **other,
    )


def dependents(steps: list[Step]) -> dict[str, list[int]]:
    """Return the primary keys of the rows that refer to the rows of the steps, by the names of the relations.

    Those that a merge discards are left out: nothing is lost with them.
    """
    rows: dict[Any, set[int]] = {}
    for step in steps:
        rows.setdefault(step.model_class, set()).add(step.row)
    found: dict[str, list[int]] = {}
    for model, keys in rows.items():
        for relation in relations(model):
            name = f"{relation.model._meta.label}.{relation.name}"
            if name not in RULES or RULES[name].move is not discard:
                referring = relation.model._meta.base_manager.filter(**{f"{relation.name}__in": keys})
                found[name] = sorted(referring.values_list("pk", flat=True))
    return found


def check(target: Organisation, *, other: Organisation, from_day: date, today: date, by: User) -> None:
    """Raise ValidationError if the organisations can't be merged, and change nothing."""
    with transaction.atomic():
        merge(target, other=other, from_day=from_day, today=today, by=by)
        transaction.set_rollback(True)


def count_rows(organisation: Organisation, *, by: User) -> Iterator[tuple[str, int]]:
    """Yield what would move, by the models' names, without the rows that the user may not know of."""
    yield from _count(Organisation, "", organisation, by)


def _count(model: type[Model], path: str, organisation: Organisation, by: User) -> Iterator[tuple[str, int]]:
    for field in relations(model):
        rule = RULES.get(f"{field.model._meta.label}.{field.name}")
        if rule is None:
            continue
        here = f"{field.name}__{path}" if path else field.name
        rows = field.model._meta.default_manager.filter(**{here: organisation})
        if rule.hidden:
            rows = rows.exclude(rule.hidden(by))
        if count := rows.count():
            yield str(capfirst(field.model._meta.verbose_name_plural)), count
        yield from _count(field.model, here, organisation, by)
