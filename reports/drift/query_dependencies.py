"""What a figure depends on: the fields and other rows that decide which rows are counted, and in which group."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, ForeignKey, ManyToManyField, Model, Subquery
from django.db.models.expressions import Col
from django.db.models.sql.query import Query

from balansekunst.figures import Figure


@dataclass(frozen=True)
class Step:
    """Rows of `model` whose `own` field is what `theirs` is of the rows of an earlier step (`before`, its place).

    The first step is the figure's own rows. `many` names the relation where `theirs` is a list; what such rows are
    called is what the figure is told by. `fields` are those that the figure asks about.
    """

    model: type[Model]
    own: str = "id"
    theirs: str = "id"
    before: int = 0
    many: str = ""
    fields: frozenset[str] = frozenset()


def steps(figure: Figure) -> list[Step]:
    """Return the figure's own rows, and then the rows that they hang on, each after those that lead to it."""
    query = figure.rows.query
    found = [Step(figure.rows.model)]
    _joined(query, found)
    _beside(query, found)
    _grouped(figure, found)
    fields = _fields(figure)
    return [replace(step, fields=frozenset(fields.get(step.model, ()))) for step in found]


def measured(figure: Figure) -> set[str]:
    """Return the fields of a row that its part of the number is made of; none where each row counts as one."""
    parts: list[Any] = [part for part in figure.measure.flatten() if isinstance(part, F)]
    return {part.name for part in parts} - {"pk"}


def _add(found: list[Step], step: Step) -> int:
    """Add a step unless it is there, and return its place."""
    for place, known in enumerate(found):
        if (known.model, known.own, known.theirs, known.before) == (step.model, step.own, step.theirs, step.before):
            return place
    found.append(step)
    return len(found) - 1


def _joined(query: Query, found: list[Step]) -> None:
    """Add the rows that the rows' own condition looks at through foreign keys."""
    places = {query.base_table: 0}
    for alias, join in query.alias_map.items():
        field = getattr(join, "join_field", None)
        if isinstance(field, ForeignKey) and join.parent_alias in places:
            step = Step(field.related_model, "id", field.attname, places[join.parent_alias])
            places[alias] = _add(found, step)


def _beside(query: Query, found: list[Step], place: int = 0) -> None:
    """Add the rows that a condition asks the existence of, by the fields that tie them to the row."""
    outer = found[place].model
    for node in _nodes(query):
        if not isinstance(node, Subquery):
            continue
        inner: Any = node.query
        for lookup in _nodes(inner):
            sides: tuple[Any, Any] = getattr(lookup, "lhs", None), getattr(lookup, "rhs", None)
            if _ties(sides, inner, outer):
                at = _add(found, Step(inner.model, sides[0].target.attname, sides[1].target.attname, place))
                if inner.model is not outer:
                    _beside(inner, found, at)


def _ties(sides: tuple[Any, Any], inner: Query, outer: type[Model]) -> bool:
    own, theirs = sides
    if not all(isinstance(side, Col) and (side.target.primary_key or side.target.is_relation) for side in sides):
        return False
    return own.target.model is inner.model and theirs.target.model is outer and theirs.alias not in inner.alias_map


def _grouped(figure: Figure, found: list[Step]) -> None:
    """Add the rows on the way to what the figure is grouped by."""
    model, place = figure.rows.model, 0
    for name in figure.by.split("__") if figure.by else ():
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return
        if isinstance(field, ManyToManyField):
            model, place = field.related_model, _add(found, Step(field.related_model, "id", "id", place, many=name))
        elif isinstance(field, ForeignKey):
            model, place = field.related_model, _add(found, Step(field.related_model, "id", field.attname, place))


def _fields(figure: Figure) -> dict[type[Model], set[str]]:
    """Return the names of the fields that the figure asks about, by the model that has them."""
    query = figure.rows.query
    asked: dict[type[Model], set[str]] = {figure.rows.model: measured(figure)}
    for node in _nodes(query, deep=True):
        if isinstance(node, Col) and not node.target.primary_key:
            asked.setdefault(node.target.model, set()).add(node.target.name)
    for join in query.alias_map.values():
        field = getattr(join, "join_field", None)
        if isinstance(field, ForeignKey):
            asked.setdefault(field.model, set()).add(field.name)
    model = figure.rows.model
    for name in figure.by.split("__") if figure.by else ():
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            break
        asked.setdefault(model, set()).add(name)
        model = field.related_model or model
    return asked


def _nodes(query: Query, *, deep: bool = False) -> Iterator[Any]:
    """Return every part of the query's condition and annotations; `deep` goes into the queries inside it too."""
    waiting: list[Any] = [query.where, *query.annotations.values()]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Subquery):
            waiting += [node.query.where] if deep else []
        elif hasattr(node, "children"):
            waiting += node.children
        elif hasattr(node, "get_source_expressions"):
            waiting += node.get_source_expressions()
