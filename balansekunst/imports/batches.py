"""Rows that are written together: one statement for many rows, and one version of each in the history."""

from collections.abc import Collection, Iterable
from graphlib import TopologicalSorter
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey, ManyToManyField, Model

from balansekunst.history import add_versions

# The rows related to a row by each of its many-to-many fields.
Related = dict[str, frozenset[Model]]


class Batch:
    """Rows to insert and to update, of models that may refer to each other, with `reason` in their histories.

    No signals are sent. A model's updates are written before its inserts, so that a period can end before the next
    begins.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self._inserts: dict[type[Model], dict[int, Model]] = {}
        self._updates: dict[type[Model], dict[frozenset[str], list[Model]]] = {}
        self._related: dict[type[Model], list[tuple[Model, Related]]] = {}

    def insert(self, row: Model, related: Related | None = None) -> None:
        """Add a new row. Several rows may refer to it, and it is inserted once."""
        if id(row) not in self._inserts.setdefault(type(row), {}):
            self._inserts[type(row)][id(row)] = row
            self._related.setdefault(type(row), []).append((row, related or {}))

    def update(self, row: Model, fields: Iterable[str], related: Related | None = None) -> None:
        """Add a stored row, of which only these fields have changed."""
        self._updates.setdefault(type(row), {}).setdefault(frozenset(fields), []).append(row)
        self._related.setdefault(type(row), []).append((row, related or {}))

    def write(self) -> None:
        """Write all rows or none. Raises DatabaseError, after which the new rows are as before."""
        try:
            with transaction.atomic():
                for model in self._in_order():
                    self._write(model)
        except Exception:
            self._undo()
            raise

    def _in_order(self) -> Iterable[type[Model]]:
        """Return the models, each after those it refers to."""
        models = self._inserts.keys() | self._updates.keys()
        return TopologicalSorter(
            {
                model: {field.related_model for field in model._meta.concrete_fields if field.related_model in models}
                - {model}
                for model in sorted(models, key=lambda model: model._meta.label)
            }
        ).static_order()

    def _write(self, model: Any) -> None:
        inserts = list(self._inserts.get(model, {}).values())
        # Other fields may have been saved since the rows were read.
        for fields, rows in self._updates.get(model, {}).items():
            if changed := fields | _stamp(model, rows):
                model.objects.bulk_update(rows, sorted(changed))
        updates = [row for rows in self._updates.get(model, {}).values() for row in rows]
        model.objects.bulk_create(inserts)
        for field in model._meta.many_to_many:
            _set_related(
                field, [(row, related[field.name]) for row, related in self._related[model] if field.name in related]
            )
        for rows, is_update in ((updates, True), (inserts, False)):
            add_versions(model, [row.pk for row in rows], is_update=is_update, reason=self.reason)

    def _undo(self) -> None:
        """Take the keys from the new rows, which don't exist, and from the rows that refer to them."""
        new = {key: row for rows in self._inserts.values() for key, row in rows.items()}
        for row in new.values():
            row.pk = None
            row._state.adding = True  # noqa: SLF001 - as Django's own bulk_create sets it
        updates = (rows for by_fields in self._updates.values() for rows in by_fields.values())
        for row in chain(new.values(), *updates):
            refresh_keys(row)


def refresh_keys(row: Model) -> None:
    """Set the foreign keys to what the related rows have now, which may have been inserted or undone since."""
    for field in row._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.is_cached(row):
            setattr(row, field.name, field.get_cached_value(row))


def _stamp(model: type[Model], rows: Collection[Model]) -> set[str]:
    """Set the fields of the rows that are the time of the change, as saving them does, and return their names."""
    fields = [field for field in model._meta.concrete_fields if getattr(field, "auto_now", False)]
    for row in rows:
        for field in fields:
            field.pre_save(row, add=False)
    return {field.name for field in fields if rows}


def _set_related(field: ManyToManyField, rows: list[tuple[Model, frozenset[Model]]]) -> None:
    """Set the related rows of each row."""
    through: Any = field.remote_field.through
    source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    wanted = {(row.pk, other.pk) for row, related in rows for other in related}
    links = through.objects.filter(**{f"{source}__in": [row.pk for row, _related in rows]}) if rows else []
    stored = {(getattr(link, source), getattr(link, target)): link.pk for link in links}
    if stale := [key for pair, key in stored.items() if pair not in wanted]:
        through.objects.filter(pk__in=stale).delete()
    through.objects.bulk_create(
        through(**{source: row, target: other}) for row, other in sorted(wanted - stored.keys())
    )
