"""The edits that made a number differ from the published one, for each row that came, went or changed.

They are the edits of the row itself and of the rows that it depends on (`steps`, as the figure declares them), and only
of fields that the figure depends on. Rows that the viewer may not see in the admin are left out.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, ManyToManyField, ManyToOneRel, Model
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from balansekunst.figures import Figure
from balansekunst.models import User
from reports.drift import row_history
from reports.drift.differences import MOST_SHOWN, Difference
from reports.drift.row_history import Change, Rows
from reports.publication.frozen_rows import Comparison

MOST_EXAMINED = 500  # rows of a difference that may have changed

CanView = Callable[[type[Model]], bool]


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


@dataclass(frozen=True)
class Edit:
    """An edit of a row: when, by whom, its kind (created, changed or deleted), the row's name and the fields."""

    at: datetime
    by: str
    kind: str
    row: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Trace:
    """A row behind a difference. `how` is «came», «went» or «changed»; without edits the history has no reason."""

    row: str
    how: str
    url: str
    edits: tuple[Edit, ...]

    @property
    def label(self) -> str:
        """What happened to the row, for people."""
        return {"came": _("Kom til"), "went": _("Falt ut"), "changed": _("Endret")}[self.how]


@dataclass(frozen=True)
class Traced:
    """A difference with the rows behind it.

    `more` counts the rows beyond MOST_SHOWN, and `withheld` those that the viewer may not see.
    """

    difference: Difference
    traces: list[Trace]
    more: int = 0
    withheld: int = 0


def trace(differences: list[Difference], *, since: datetime, viewer: User, can_view: CanView) -> list[Traced]:
    """Return the differences with the edits `since` that caused them, as far as the viewer may see the rows.

    The number of queries depends on how many figures differ, and not on how many rows.
    """
    traced: list[Traced] = []
    by_figure: dict[str, list[Difference]] = {}
    for one in differences:
        by_figure.setdefault(one.key, []).append(one)
    for same in by_figure.values():
        figure = same[0].figure
        if figure is None or not can_view(figure.rows.model):
            traced += [Traced(one, [], withheld=_number(one)) for one in same]
            continue
        traced += _traced(same, _Tracer(steps(figure), since, viewer, can_view), _edited(same, figure, since))
    return traced


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


def _number(one: Difference) -> int:
    return one.came.count + one.went.count


def _edited(same: list[Difference], figure: Figure, since: datetime) -> dict[str, list[int]]:
    """Return by group the keys of the rows of one figure that are counted both times, and were edited meanwhile."""
    edited = row_history.edited(figure.rows.model, since) if figure.measured_fields else None
    publications = [one.frozen.publication_id for one in same if one.frozen]
    if edited is None or not publications:
        return {}
    return Comparison(publications[0], same[0].key, figure).stayed(edited, MOST_EXAMINED)


def _traced(same: list[Difference], tracer: "_Tracer", edited: dict[str, list[int]]) -> list[Traced]:
    """Trace the differences of one figure together."""
    candidates = {one.group: _candidates(one, edited.get(one.group, [])) for one in same}
    tracer.load({key for keys in candidates.values() for _how, key in keys})
    return [_one(one, candidates[one.group], tracer) for one in same]


def _candidates(one: Difference, edited: list[int]) -> list[tuple[str, int]]:
    """Return the rows to examine: those to show, and those whose part of the number may have changed."""
    by_how = {"came": one.came.first, "went": one.went.first, "changed": edited}
    return [(how, key) for how, keys in by_how.items() for key in keys]


def _one(one: Difference, candidates: list[tuple[str, int]], tracer: "_Tracer") -> Traced:
    visible = [(how, key) for how, key in candidates if tracer.can_show(key)]
    measured = one.figure.measured_fields if one.figure else set()
    changed = [(how, key) for how, key in visible if how == "changed" and tracer.has_changed(key, measured)]
    moved = [(how, key) for how, key in visible if how != "changed"]
    hidden = sum(1 for how, key in candidates if how != "changed" and not tracer.can_show(key))
    traces = [tracer.trace(key, how) for how, key in [*moved, *changed[:MOST_SHOWN]]]
    more = _number(one) - len(moved) - hidden + len(changed[MOST_SHOWN:])
    return Traced(one, traces, more, hidden)


class _Tracer:
    """Finds the edits of a figure's rows, once `load` has found those rows and the rows that they depend on."""

    def __init__(self, steps: list[Step], since: datetime, viewer: User, can_view: CanView) -> None:
        self.steps, self.since, self.viewer, self.can_view = steps, since, viewer, can_view
        self.found: list[Rows] = []

    def load(self, keys: set[int]) -> None:
        """Find the rows of these keys, and step by step the rows that they depend on."""
        for place, step in enumerate(self.steps):
            values = self._theirs(step, self.found[step.before].known) if place else keys
            if self.can_view(step.model):
                self.found.append(row_history.find(step.model, step.own, values, since=self.since, viewer=self.viewer))
            else:
                self.found.append(Rows(step.model))

    def can_show(self, key: int) -> bool:
        """Whether the row exists or has existed, and the viewer may see it."""
        return key in self.found[0].known

    def has_changed(self, key: int, fields: set[str]) -> bool:
        """Whether any of these fields of the row itself was changed."""
        return any(change for edit in self._edits(self.steps[0], self.found[0], key, fields) for change in edit.changes)

    def trace(self, key: int, how: str) -> Trace:
        """Return the row with its edits, and those of the rows that it depends on, oldest first."""
        reached = {0: {key}}
        edits = list(self._edits(self.steps[0], self.found[0], key, self.steps[0].fields))
        for place, step in list(enumerate(self.steps))[1:]:
            reached[place] = self._reached(step, self.found[place], reached[step.before])
            fields = None if step.many else step.fields
            for other in sorted(reached[place]):
                edits += self._edits(step, self.found[place], other, fields)
        own = self.found[0]
        url = _url(own.live[key]) if key in own.live else ""
        return Trace(own.named(key), how, url, tuple(sorted(dict.fromkeys(edits), key=lambda edit: edit.at)))

    def _reached(self, step: Step, rows: Rows, keys: set[int]) -> set[int]:
        """Return the keys of the step's rows that these rows of the earlier step depend on, or have depended on."""
        values = self._theirs(step, keys)
        return {key for key in rows.known if values & {getattr(state, step.own) for state in rows.states(key)}}

    def _theirs(self, step: Step, keys: set[int]) -> set[Any]:
        states = [state for key in keys for state in self.found[step.before].states(key)]
        if step.many:
            return {key for state in states for key in row_history.many_of(state, step.many)}
        return {getattr(state, step.theirs) for state in states} - {None}

    def _edits(self, step: Step, rows: Rows, key: int, fields: Collection[str] | None) -> Iterator[Edit]:
        """Return the edits of one row that concern the fields, and those that created or deleted it."""
        before = None
        for version in rows.versions.get(key, ()):
            if version.history_date > self.since:
                is_change = version.history_type == "~" and before is not None
                changes = tuple(row_history.changes(before, version, fields)) if is_change else ()
                if changes or not is_change:
                    name = self._name(step, rows, key)
                    yield Edit(version.history_date, _who(version), _kind(version), name, changes)
            before = version

    def _name(self, step: Step, rows: Rows, key: int) -> str:
        """Return the name of a row that the counted row depends on; empty for the counted row itself."""
        if step is self.steps[0]:
            return ""
        return f"{step.model._meta.verbose_name} {rows.named(key)}"


def _who(version: Any) -> str:
    return str(version.history_user) if version.history_user else _("uten navn i historikken")


def _kind(version: Any) -> str:
    return {"+": _("lagt inn"), "~": _("endret"), "-": _("slettet")}[version.history_type]


def _url(row: Model) -> str:
    meta = row._meta
    with suppress(NoReverseMatch):
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    return ""
