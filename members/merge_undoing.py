"""Undoing a merge of two organisations, while nothing was built on it."""

from collections.abc import Iterator
from datetime import date

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.models import User
from members import merging
from members.merge_steps import Step, changed_since, restore
from members.models import Organisation, OrganisationMerge


def problems(merge: OrganisationMerge) -> list[str]:
    """Return why the merge can't be undone: rows that were changed or deleted since, and new rows that refer to them.

    Rows that some may not know of are not named.
    """
    if merge.undone_on:
        return [_("Sammenslåingen er allerede angret.")]
    return list(dict.fromkeys(_problems(merge)))


def problems_for(merge: OrganisationMerge, user: User, today: date) -> list[str]:
    """Return why the user can't undo the merge. One with a conflict of interest learns nothing else."""
    try:
        for check in merging.CHECKS:
            check(user, today)
    except ValidationError as error:
        return error.messages
    return problems(merge)


def _problems(merge: OrganisationMerge) -> Iterator[str]:
    steps = read_steps(merge)
    for step in changed_since(steps):
        yield _("%(what)s er endret eller slettet siden.") % {"what": _name(step)}
    for name, keys in merging.dependents(steps).items():
        if set(keys) - set(merge.dependents.get(name, ())):
            model = apps.get_model(name.rpartition(".")[0])
            what = capfirst(model._meta.verbose_name) if not is_hidden(model) else _("Noe annet")
            yield _("%(what)s er registrert siden, på noe som ble flyttet.") % {"what": what}
    if Organisation.objects.filter(number=merge.other_number).exists():
        yield _("Nummeret %(number)s er i bruk igjen.") % {"number": merge.other_number}


def read_steps(merge: OrganisationMerge) -> list[Step]:
    return [Step.read(stored) for stored in merge.steps]


@transaction.atomic
def undo(merge: OrganisationMerge, *, by: User, today: date) -> None:
    """Write all rows as they were before the merge. Raises ValidationError if something was built on it."""
    for check in merging.CHECKS:
        check(by, today)
    merge = OrganisationMerge.objects.select_for_update().get(pk=merge.pk)
    steps = read_steps(merge)
    _lock(steps)
    if found := problems(merge):
        raise ValidationError(found)
    reason = _("Angret: %(merge)s") % {"merge": merge}
    _restore(steps, by=by, reason=reason)
    merge.undone_by, merge.undone_on = by, today
    merge.save()


def _restore(steps: list[Step], *, by: User, reason: str) -> None:
    """Undo the steps. Raises ValidationError if the rows can't be as before, since others they need are gone.

    That is a person who was erased, or what a rule of retention deleted, with the versions of it.
    """
    try:
        with transaction.atomic():
            for step in reversed(steps):
                restore(step, by=by, reason=reason)
            # References are checked here, and not when the request's transaction ends.
            connection.check_constraints()
    except (IntegrityError, ObjectDoesNotExist, KeyError) as error:
        raise ValidationError(
            _("Noe som må settes tilbake, er slettet siden. Sammenslåingen kan ikke angres.")
        ) from error


def _lock(steps: list[Step]) -> None:
    keys: dict[str, set[int]] = {}
    for step in steps:
        keys.setdefault(step.model, set()).add(step.row)
    for model in sorted(keys):
        rows = apps.get_model(model)._meta.base_manager.select_for_update()
        list(rows.filter(pk__in=keys[model]).order_by("pk").values_list("pk"))


def _name(step: Step) -> str:
    """Return the name of the row, or of its model if there is no row any more."""
    if is_hidden(step.model_class):
        return _("Noe som ble flyttet,")
    row = step.model_class._meta.base_manager.filter(pk=step.row).first()
    name = capfirst(step.model_class._meta.verbose_name)
    return f"{name} «{row}»" if row else str(name)


def is_hidden(model: type) -> bool:
    """Return whether there are rows of the model that some users may not know of."""
    return any(rule.hidden and name.startswith(f"{model._meta.label}.") for name, rule in merging.RULES.items())  # type: ignore[attr-defined]
