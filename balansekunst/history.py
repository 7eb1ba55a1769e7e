"""The history of rows, stored by django-simple-history, and the author of a change in it."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from simple_history import models as simple_history
from simple_history.manager import HistoryManager

if TYPE_CHECKING:
    from balansekunst.models import User


class CachedHistoryManager(HistoryManager):
    """The library's manager. Its class for a queryset is created once, not at each access to `row.history`."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[QuerySet[Any]], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)

    def bulk_history_create(self, objs: Sequence[Model], **options: Any) -> Any:
        """Store a version of each row, with its many-to-many rows, which the library leaves out."""
        versions = dict(zip((row.pk for row in objs), super().bulk_history_create(objs, **options), strict=True))
        for field in self.model._history_m2m_fields:  # noqa: SLF001 - simple_history offers no other way
            through, source = field.remote_field.through, field.m2m_field_name()
            names = [column.attname for column in through._meta.concrete_fields]
            links = through.objects.filter(**{f"{source}__in": list(versions)}).order_by("pk") if versions else ()
            version_of_link = getattr(self.model, field.name).model
            version_of_link.objects.bulk_create(
                version_of_link(
                    history=versions[getattr(link, f"{source}_id")], **{name: getattr(link, name) for name in names}
                )
                for link in links
            )
        return list(versions.values())


class HistoricalRecords(simple_history.HistoricalRecords):
    """The history of a model."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, history_manager=CachedHistoryManager, **options)


def set_author[Row: Model](row: Row, author: "User", *, reason: str | None = None) -> Row:
    """Return the row, whose next version in the history gets this author and reason.

    The middleware of simple_history finds the author of changes made within a request; this also serves commands.
    """
    row.__dict__ |= {"_history_user": author, "_change_reason": reason}
    return row


def latest_version(row: Any) -> Any:
    """Return the newest version of the row with its author, or None."""
    return row.history.select_related("history_user").order_by("history_date", "history_id").last()
