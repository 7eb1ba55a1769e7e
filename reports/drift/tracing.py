"""What made a number differ from the published one: for each row that came, went or changed, the edits since then.

The edits of a row are those of its own, and of the rows that it hangs on (`reports.behind`). Only fields that the
figure asks about are told of; rows that the viewer may not see in the admin are not told of at all.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from balansekunst.models import User
from reports.drift import behind, versions
from reports.drift.behind import Step
from reports.drift.differences import Difference
from reports.drift.versions import Change, Rows

MOST_SHOWN = 10  # rows that came, went or changed, of each, in one difference
MOST_LOOKED_AT = 500  # rows that may have changed

Sees = Callable[[type[Model]], bool]


@dataclass(frozen=True)
class Edit:
    """An edit of a row: when, by whom, whether it was made, changed or deleted, and the fields. `row` is its name."""

    at: datetime
    by: str
    kind: str
    row: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Trace:
    """A row behind a difference. `how` is «came», «went» or «changed»; without edits the history doesn't tell why."""

    row: str
    how: str
    url: str
    edits: tuple[Edit, ...]

    @property
    def how_told(self) -> str:
        """What became of the row, as it is read."""
        return {"came": _("Kom til"), "went": _("Falt ut"), "changed": _("Endret")}[self.how]


@dataclass(frozen=True)
class Traced:
    """A difference with the rows behind it. `more` counts the rows that are not shown, since they are many.

    `withheld` counts those that the viewer may not see.
    """

    difference: Difference
    traces: list[Trace]
    more: int = 0
    withheld: int = 0


def trace(differences: list[Difference], *, since: datetime, viewer: User, sees: Sees) -> list[Traced]:
    """Return the differences with the edits `since` that made them, as far as the viewer may see the rows.

    The number of queries hangs on how many figures differ, and not on how many rows.
    """
    edited: dict[type[Model], set[int]] = {}
    told: dict[str, list[Traced]] = {}
    by_figure: dict[str, list[Difference]] = {}
    for one in differences:
        by_figure.setdefault(one.key, []).append(one)
    for key, same in by_figure.items():
        figure = same[0].figure
        if figure is None or not sees(figure.rows.model):
            told[key] = [Traced(one, [], withheld=_number(one)) for one in same]
            continue
        model = figure.rows.model
        if model not in edited:
            edited[model] = versions.edited(model, since) if behind.measured(figure) else set()
        told[key] = _traced(same, _Tracer(behind.steps(figure), since, viewer, sees), edited[model])
    return [one for found in told.values() for one in found]


def _number(one: Difference) -> int:
    return len(one.came) + len(one.went)


def _traced(same: list[Difference], tracer: "_Tracer", edited: set[int]) -> list[Traced]:
    """Trace the differences of one figure together."""
    asked = {one.group: _asked(one, edited) for one in same}
    tracer.load({key for keys in asked.values() for _how, key in keys})
    return [_one(one, asked[one.group], tracer) for one in same]


def _asked(one: Difference, edited: set[int]) -> list[tuple[str, int]]:
    """Return the rows to look at: those to show, and those that may have another part of the number than they had."""
    shown = [("came", key) for key in one.came[:MOST_SHOWN]] + [("went", key) for key in one.went[:MOST_SHOWN]]
    return shown + [("changed", key) for key in sorted(one.stayed & edited)[:MOST_LOOKED_AT]]


def _one(one: Difference, asked: list[tuple[str, int]], tracer: "_Tracer") -> Traced:
    seen = [(how, key) for how, key in asked if tracer.knows(key)]
    measured = behind.measured(one.figure) if one.figure else set()
    changed = [(how, key) for how, key in seen if how == "changed" and tracer.has_changed(key, measured)]
    moved = [(how, key) for how, key in seen if how != "changed"]
    hidden = sum(1 for how, key in asked if how != "changed" and not tracer.knows(key))
    traces = [tracer.trace(key, how) for how, key in [*moved, *changed[:MOST_SHOWN]]]
    more = _number(one) - len(moved) - hidden + len(changed[MOST_SHOWN:])
    return Traced(one, traces, more, hidden)


class _Tracer:
    """Finds the edits of a figure's rows, once `load` has found those rows and what they hang on."""

    def __init__(self, steps: list[Step], since: datetime, viewer: User, sees: Sees) -> None:
        self.steps, self.since, self.viewer, self.sees = steps, since, viewer, sees
        self.found: list[Rows] = []

    def load(self, keys: set[int]) -> None:
        """Find the rows of these keys, and step by step the rows that they hang on."""
        for place, step in enumerate(self.steps):
            values = self._theirs(step, self.found[step.before].known) if place else keys
            if self.sees(step.model):
                self.found.append(versions.find(step.model, step.own, values, since=self.since, viewer=self.viewer))
            else:
                self.found.append(Rows(step.model))

    def knows(self, key: int) -> bool:
        """Tell if the row is there, or has been, and may be told of."""
        return key in self.found[0].known

    def has_changed(self, key: int, fields: set[str]) -> bool:
        """Tell if any of the row's own fields was changed."""
        return any(change for edit in self._edits(self.steps[0], self.found[0], key, fields) for change in edit.changes)

    def trace(self, key: int, how: str) -> Trace:
        """Return the row with its edits, and those of the rows that it hangs on, oldest first."""
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
        """Return the keys of the step's rows that these rows of the step before hang on, or have hung on."""
        values = self._theirs(step, keys)
        return {key for key in rows.known if values & {getattr(state, step.own) for state in rows.states(key)}}

    def _theirs(self, step: Step, keys: set[int]) -> set[Any]:
        states = [state for key in keys for state in self.found[step.before].states(key)]
        if step.many:
            return {key for state in states for key in versions.many_of(state, step.many)}
        return {getattr(state, step.theirs) for state in states} - {None}

    def _edits(self, step: Step, rows: Rows, key: int, fields: Collection[str] | None) -> Iterator[Edit]:
        """Return the edits of one row that concern the fields, with those that made or deleted it."""
        before = None
        for version in rows.versions.get(key, ()):
            if version.history_date > self.since:
                told = (
                    ()
                    if version.history_type != "~" or before is None
                    else tuple(versions.changes(before, version, fields))
                )
                if told or version.history_type != "~" or before is None:
                    yield Edit(version.history_date, _who(version), _kind(version), self._name(step, rows, key), told)
            before = version

    def _name(self, step: Step, rows: Rows, key: int) -> str:
        """Return what another row than the one that is counted is called."""
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
