"""The fields and the other rows that decide which rows a figure counts, and what for, as the figure declares them."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, ManyToManyField, ManyToOneRel, Model

from balansekunst.figures import Figure


@dataclass(frozen=True)
class Step:
    """Rows of `model` whose `own` field is what `theirs` is of the rows of an earlier step (`before`, its place).

    The first step is the figure's own rows. `many` names the relation where `theirs` is a list; such rows name the
    groups of the figure. `fields` are those that the figure depends on.
    """

    model: type[Model]
    own: str = "id"
    theirs: str = "id"
    before: int = 0
    many: str = ""
    fields: frozenset[str] = frozenset()


def steps(figure: Figure) -> list[Step]:
    """Return the figure's own rows, and then the rows that they depend on, each after those that lead to it."""
    found = [Step(figure.rows.model)]
    fields: dict[type[Model], set[str]] = {figure.rows.model: set(figure.measured_fields)}
    for path in (*figure.traced, *([figure.by] if figure.by else [])):
        place = 0
        for name in path.split("__"):
            step = found[place]
            try:
                field: Any = step.model._meta.get_field(name)
            except FieldDoesNotExist:  # an annotation or a transform of the rows, as `date__month`
                break
            if not isinstance(field, ManyToOneRel):
                fields.setdefault(step.model, set()).add(name)
            following = _following(field, step, place)
            if following is None:
                break
            place = _add(found, following)
            if isinstance(field, ManyToOneRel):
                fields.setdefault(following.model, set()).add(field.field.name)
    return [replace(step, fields=frozenset(fields.get(step.model, ()))) for step in found]


def _following(field: Any, step: Step, place: int) -> Step | None:
    """Return the rows that a field leads to; None for a field that is a plain value."""
    if isinstance(field, ManyToManyField):
        return Step(field.related_model, before=place, many=field.name)
    if isinstance(field, ManyToOneRel):
        own = field.field.attname
        if step.own == "id" and not step.many and place:  # rows of the same parent are tied to each other
            return Step(field.related_model, own, step.theirs, step.before)
        return Step(field.related_model, own, "id", place)
    if isinstance(field, ForeignKey):
        return Step(field.related_model, "id", field.attname, place)
    return None


def _add(found: list[Step], step: Step) -> int:
    """Add a step unless it is there, and return its place."""
    if step not in found:
        found.append(step)
    return found.index(step)
