"""The history of rows, stored by django-simple-history, and the author of a change in it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CASCADE, Exists, F, ForeignKey, Model, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy
from simple_history import models as simple_history
from simple_history.manager import HistoryManager

if TYPE_CHECKING:
    from balansekunst.models import User


# The reason of versions that are saved while somebody writes, and how long such a version is replaced by the next.
WHILE_WRITING = gettext_lazy("Lagret underveis")
WRITING_SECONDS = 10 * 60
# Rows are deleted with another in one statement each, after it or before it.
DELETED_WITHIN = timedelta(seconds=10)


class CachedHistoryManager(HistoryManager):
    """The library's manager. Its class for a queryset is created once, not at each access to `row.history`."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[QuerySet[Any]], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class HistoricalRecords(simple_history.HistoricalRecords):
    """The history of a model."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, history_manager=CachedHistoryManager, **options)


def add_versions(model: type[Model], keys: Collection[Any], *, is_update: bool, reason: str) -> None:
    """Store a version of each of the rows as they are now, with their many-to-many rows, by a statement a table.

    It has the author that saving the rows one by one would give it.
    """
    if not keys:
        return
    versions: Any = model.history.model  # type: ignore[attr-defined]
    author = versions.get_default_history_user(model())
    constants = {
        "history_date": timezone.now(),
        "history_type": "~" if is_update else "+",
        "history_change_reason": reason,
        **({"history_user_id": author.pk} if author else {}),
    }
    columns: dict[str, Any] = {field.attname: F(field.attname) for field in versions.tracked_fields}
    columns |= {name: Value(value, versions._meta.get_field(name)) for name, value in constants.items()}
    _insert_selected(versions, model._meta.base_manager.filter(pk__in=keys).order_by("pk"), columns)
    for field in versions._history_m2m_fields:  # noqa: SLF001 - simple_history offers no other way
        through, source = field.remote_field.through, f"{field.m2m_field_name()}_id"
        latest = versions.objects.filter(id=OuterRef(source)).order_by("-history_id").values("history_id")[:1]
        columns = {column.attname: F(column.attname) for column in through._meta.concrete_fields}
        links = through.objects.filter(**{f"{source}__in": keys}).order_by("pk")
        _insert_selected(getattr(versions, field.name).model, links, columns | {"history_id": Subquery(latest)})


def _insert_selected(model: Any, rows: QuerySet[Any], columns: dict[str, Any]) -> None:
    """Insert what the columns are in each of the rows."""
    select, params = rows.values_list(*columns.values()).query.sql_with_params()
    names = ", ".join(connection.ops.quote_name(model._meta.get_field(name).column) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) {select}", params)


def set_author[Row: Model](row: Row, author: "User", *, reason: str | None = None) -> Row:
    """Return the row, whose next version in the history gets this author and reason.

    The middleware of simple_history finds the author of changes made within a request; this also serves commands.
    """
    row.__dict__ |= {"_history_user": author, "_change_reason": reason}
    return row


@contextmanager
def changes_by(author: "User") -> Iterator[None]:
    """Make this user the author of what is changed within the block, as the middleware does within a request."""
    context = simple_history.HistoricalRecords.context
    outside = getattr(context, "request", None)
    context.request = SimpleNamespace(user=author)
    try:
        yield
    finally:
        context.request = outside


def save_while_writing(row: Any) -> None:
    """Save a row that is saved again and again while it is written: one version of its author is stored each period."""
    before = latest_version(row)
    set_reason(row, str(WHILE_WRITING)).save()
    del row.__dict__["_change_reason"]  # which the next version would get too
    if before and _writing_of(before) == _writing_of(latest_version(row)):
        before.delete()


def _writing_of(version: Any) -> tuple[Any, ...]:
    """Return what versions of the same writing have in common; nothing else is equal for one saved by the button."""
    if version.history_change_reason != WHILE_WRITING:
        return (version.history_id,)
    return version.history_user_id, version.history_date.timestamp() // WRITING_SECONDS


def set_reason[Row: Model](row: Row, reason: str) -> Row:
    """Return the row, whose next version in the history gets this reason, and the author of the request."""
    row.__dict__["_change_reason"] = reason
    return row


def latest_version(row: Any) -> Any:
    """Return the newest version of the row with its author, or None."""
    return row.history.select_related("history_user").order_by("history_date", "history_id").last()


def values_of(version: Any) -> dict[str, Any]:
    """Return the value of each field in the version by its name: primary keys of related rows."""
    values = {field.name: getattr(version, field.attname) for field in version.tracked_fields if not field.primary_key}
    for field in version._history_m2m_fields:  # noqa: SLF001 - simple_history offers no other way
        links = getattr(version, field.name).all()
        values[field.name] = [getattr(link, f"{field.m2m_reverse_field_name()}_id") for link in links]
    return values


def row_of(version: Any) -> Any:
    """Return the row as it was in the version, unsaved, with its primary key and the related rows that exist."""
    row = version.instance
    for field in version.tracked_fields:
        if isinstance(field, ForeignKey) and field.is_cached(version) and (related := field.get_cached_value(version)):
            setattr(row, field.name, related)
    return row


def deletions(model: Any) -> QuerySet[Any]:
    """Return the last versions of the rows that are deleted, the latest deletion first."""
    versions = model.history.model.objects.all()
    later = versions.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    return versions.filter(~Exists(later), history_type="-").order_by("-history_date", "-history_id")


def deleted_with(version: Any) -> list[Any]:
    """Return the last versions of the rows that were deleted because the row of this deletion was."""
    found: list[Any] = []
    for relation in version.instance_type._meta.related_objects:
        model: Any = relation.related_model
        if relation.on_delete is not CASCADE or not hasattr(model, "history"):
            continue
        moment = (version.history_date - DELETED_WITHIN, version.history_date + DELETED_WITHIN)
        found += deletions(model).filter(**{relation.field.attname: version.id}, history_date__range=moment)
    return found
