"""The versions of rows since a moment, from their history: what was changed, from what to what, by whom and when."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import ForeignKey, Model, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from simple_history.utils import get_m2m_reverse_field_name

from balansekunst.fields import KronerField, kroner
from balansekunst.models import User
from balansepotten import drafts
from balansepotten.conflicts import has_conflict
from balansepotten.models import Application


@dataclass
class Rows:
    """Rows of a model by key: as they are, and their versions since a moment, with the last one before it."""

    model: Any
    live: dict[int, Any] = field(default_factory=dict)
    versions: dict[int, list[Any]] = field(default_factory=dict)

    @property
    def known(self) -> set[int]:
        """The keys of the rows that exist or have existed."""
        return {*self.live, *self.versions}

    def states(self, key: int) -> list[Any]:
        """Return all versions of a row, and the row as it is."""
        return [*self.versions.get(key, ()), *([self.live[key]] if key in self.live else [])]

    def named(self, key: int) -> str:
        """Return the present or the last name of a row."""
        if key in self.live:
            return str(self.live[key])
        return str(instance_of(self.versions[key][-1]))


def find(model: Any, own: str, values: Collection[Any], *, since: datetime, viewer: User) -> Rows:
    """Return the rows whose field `own` is or has been one of the values, except those the viewer may not see.

    It takes a fixed number of queries. A model without history has only its live rows.
    """
    live = _visible(model.objects.filter(**{f"{own}__in": values}), model, viewer, "pk")
    if names := list(_parents(model._meta.fields)):
        live = live.select_related(*names)
    live = live.prefetch_related(*[one.name for one in model._meta.many_to_many])
    rows = Rows(model, {row.pk: row for row in live})
    history = getattr(model, "history", None)
    if history is None:
        return rows
    versions = list(_visible(_versions(history, own, values, since), model, viewer, "id"))
    _load_many(versions)
    _load_deleted_parents(versions)
    for version in versions:
        rows.versions.setdefault(version.id, []).append(version)
    return rows


def _versions(history: Any, own: str, values: Collection[Any], since: datetime) -> QuerySet[Any]:
    """Return the versions since the moment, and the last one before it, oldest first."""
    of_row = history.filter(id=OuterRef("id"), history_date__lte=since).order_by("-history_date", "-history_id")
    wanted = Q(id__in=values) if own == "id" else Q(id__in=history.filter(**{f"{own}__in": values}).values("id"))
    names = list(_parents(history.model.tracked_fields))
    return (
        history.filter(wanted)
        .filter(Q(history_date__gt=since) | Q(history_id=Subquery(of_row.values("history_id")[:1])))
        .select_related("history_user", *names)
        .order_by("history_date", "history_id")
    )


def _parents(fields: Iterable[Any]) -> Iterator[str]:
    """Return the paths to a row's parents, and to their own required parents, which their names may include."""
    for one in fields:
        if isinstance(one, ForeignKey):
            yield one.name
            for other in one.related_model._meta.fields:
                if isinstance(other, ForeignKey) and not other.null:
                    yield f"{one.name}__{other.name}"


def _load_deleted_parents(versions: list[Any]) -> None:
    """Set the parents that are deleted, as they last were; one query for each foreign key with such."""
    for one in versions[0].tracked_fields if versions else ():
        history = getattr(one.related_model, "history", None) if isinstance(one, ForeignKey) else None
        orphans = [version for version in versions if history and getattr(version, one.name) is None]
        keys = {getattr(version, one.attname) for version in orphans} - {None}
        last = history.filter(id__in=keys).order_by("history_date", "history_id") if history and keys else ()
        parents = {parent.id: parent.instance for parent in last}
        for version in orphans:
            if parent := parents.get(getattr(version, one.attname)):
                setattr(version, one.name, parent)


def _load_many(versions: list[Any]) -> None:
    """Set `many` on each version: by the name of a many-to-many relation, the names of the related rows by key."""
    by_id = {version.history_id: version for version in versions}
    for version in versions:
        version.many = {one.name: {} for one in _tracked_many(version)}
    for one in _tracked_many(versions[0]) if versions else ():
        reverse = get_m2m_reverse_field_name(one)
        links = getattr(type(versions[0]), one.name).model.objects.filter(history__in=list(by_id))
        for link in links.select_related(reverse):
            if found := getattr(link, reverse):
                by_id[link.history_id].many[one.name][found.pk] = str(found)


def _tracked_many(version: Any) -> list[Any]:
    """Return the many-to-many relations that a model's history tracks."""
    return [one for one in version.instance_type._meta.many_to_many if hasattr(type(version), one.name)]


def _visible(rows: QuerySet[Any], model: type[Model], viewer: User, key: str) -> QuerySet[Any]:
    """Exclude drafts of applications, and those that the viewer has a conflict of interest with."""
    if model is not Application:
        return rows
    return rows.exclude(has_conflict(viewer, application=key)).exclude(drafts.unreadable())


def edited(model: type[Model], since: datetime) -> QuerySet[Any] | None:
    """Return the keys of the rows edited since the moment, not yet read; None without history."""
    history = getattr(model, "history", None)
    return None if history is None else history.filter(history_date__gt=since).order_by().values_list("id", flat=True)


def instance_of(version: Any) -> Any:
    """Return the row as it was, with its parents."""
    row = version.instance
    for one in version.tracked_fields:
        if isinstance(one, ForeignKey) and (found := getattr(version, one.name, None)):
            setattr(row, one.name, found)
    return row


def many_of(state: Any, name: str) -> dict[int, str]:
    """Return the names, by key, of what a row or a version of it is related to by a many-to-many relation."""
    if hasattr(state, "many"):
        return state.many[name]
    return {one.pk: str(one) for one in getattr(state, name).all()}


@dataclass(frozen=True)
class Change:
    """A changed field, for people."""

    field: str
    old: str
    new: str


def changes(old: Any, new: Any, fields: Collection[str] | None) -> Iterator[Change]:
    """Return the differences between two versions in these fields; in all of them for None."""
    for one in new.tracked_fields:
        if (fields is None or one.name in fields) and getattr(old, one.attname) != getattr(new, one.attname):
            yield Change(str(one.verbose_name), _format(old, one), _format(new, one))
    for one in _tracked_many(new):
        before, after = many_of(old, one.name), many_of(new, one.name)
        if (fields is None or one.name in fields) and before != after:
            yield Change(str(one.verbose_name), _list(before.values()), _list(after.values()))


def _format(version: Any, of: Any) -> str:
    value = getattr(version, of.attname)
    if value is None or value == "":
        return _("ingen")
    if isinstance(of, ForeignKey):
        return str(getattr(version, of.name) or _("noe som er slettet"))
    if of.choices:
        return str(getattr(version, f"get_{of.name}_display")())
    if isinstance(of, KronerField):
        return kroner(value)
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j. F Y H.i")
    return date_format(value, "j. F Y") if isinstance(value, date) else str(value)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or _("ingen")
