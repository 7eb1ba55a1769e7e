"""The steps of a merge: each row that it changed, added or deleted, as it was before and after.

A row is remembered by its version in the history, so that no personal data is stored a second time; a row of a model
without a history by its values. Undoing goes through the steps backwards, so that the database is in no state that it
was not in before.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from balansekunst.history import add_versions, latest_version
from balansekunst.models import User

Values = dict[str, Any]


@dataclass(frozen=True)
class State:
    """A row at a moment: the primary key of its version or, without a history, its values. A missing row has neither.

    A deleted row with a history has the version of its deletion.
    """

    version: int | None = None
    values: Values | None = None


@dataclass(frozen=True)
class Step:
    """What was done to a row: it was changed, or else added or deleted."""

    model: str
    row: int
    before: State
    after: State
    is_added: bool = False
    is_deleted: bool = False

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        states = {name: State(**stored[name]) for name in ("before", "after")}
        return cls(**{**stored, **states})

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def model_class(self) -> Any:
        return apps.get_model(self.model)


class Recorder:
    """Saves and deletes rows, and remembers each step."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def save(self, row: Model, **options: Any) -> None:
        before = _state(row) if row.pk else State()
        row.save(**options)
        self._add(row, before, _state(row), is_added=before == State())

    def delete(self, row: Model) -> None:
        """Delete the row, with what refers to it and is deleted, or loses the reference, with it."""
        deleted, changed = _affected(row)
        states = [(each, each.pk, _state(each)) for each in [*changed, *deleted]]
        row.delete()
        for each, key, before in states:
            each.pk = key
            self._add(each, before, _state(each), is_deleted=each in deleted)

    def _add(self, row: Model, before: State, after: State, **kind: bool) -> None:
        if before != after:
            self.steps.append(Step(row._meta.label, row.pk, before, after, **kind))


def _affected(row: Model) -> tuple[list[Model], list[Model]]:
    """Return the rows that are deleted with the row, each before those it refers to, and the rows that are changed."""
    collector: Any = Collector(using=DEFAULT_DB_ALIAS, origin=row)
    collector.collect([row])
    deleted = [each for rows in collector.fast_deletes for each in rows]
    deleted += [each for rows in reversed(collector.data.values()) for each in rows if each != row]
    changed = [each for updated in collector.field_updates.values() for rows in updated for each in rows]
    return [*deleted, row], changed


def _state(row: Model) -> State:
    """Return the state of the row in the database. One whose latest version is another gets a version as it is."""
    model: Any = type(row)
    stored = model._meta.base_manager.filter(pk=row.pk).values().first()
    if not hasattr(model, "history"):
        return State(values=stored and json.loads(json.dumps(stored, cls=DjangoJSONEncoder)))
    latest = latest_version(row)
    if stored and not (latest and latest.history_type != "-" and _tracked(latest).items() <= stored.items()):
        add_versions(model, [row.pk], is_update=latest is not None, reason=_("Slik raden var før en sammenslåing"))
        latest = latest_version(row)
    return State(version=latest.history_id if latest else None)


def _tracked(version: Any) -> Values:
    return {field.attname: getattr(version, field.attname) for field in version.tracked_fields}


def restore(step: Step, *, by: User, reason: str) -> None:
    """Undo the step: write the row as it was before it."""
    model = step.model_class
    if step.is_added:
        row = model._meta.base_manager.get(pk=step.row)
        row.__dict__ |= {"_history_user": by, "_change_reason": reason}
        row.delete()
        return
    values = _values(step)
    if step.is_deleted:
        model(**values).save_base(raw=True, force_insert=True)
    else:
        model._meta.base_manager.filter(pk=step.row).update(**values)
    if hasattr(model, "history"):
        add_versions(model, [step.row], is_update=not step.is_deleted, reason=reason)
        version = model.history.filter(id=step.row).latest("history_id")
        model.history.filter(history_id=version.history_id).update(history_user=by)


def _values(step: Step) -> Values:
    """Return the values of the row before the step; of one that was changed, only of the fields that changed."""
    model = step.model_class
    if hasattr(model, "history"):
        versions = model.history.in_bulk([step.before.version, step.after.version])
        before = _tracked(versions[step.before.version])
        after = {} if step.is_deleted else _tracked(versions[step.after.version])
    else:
        before, after = _python(model, step.before.values), _python(model, step.after.values)
    return {name: value for name, value in before.items() if name not in after or after[name] != value}


def _python(model: Any, values: Values | None) -> Values:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in (values or {}).items()}


def changed_since(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the last step of each row that is not as that step left it."""
    last = {(step.model, step.row): step for step in steps}
    for step in last.values():
        row = step.model_class(pk=step.row)
        model: Any = type(row)
        if hasattr(model, "history"):
            latest = latest_version(row)
            if (latest.history_id if latest else None) != step.after.version:
                yield step
        elif _state(row) != step.after:
            yield step
