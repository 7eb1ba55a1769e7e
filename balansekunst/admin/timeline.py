"""What has happened with a row, from all apps and newest first: changes of its rows, e-mails, decisions.

Apps register the sources of a model's timeline with `register`. A page of it takes one query for the moments and keys
of all sources, and a fixed number for each source that is on the page, however long the history is. Each source leaves
out what the user may not see.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin
from django.db.models import (
    FETCH_PEERS,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.versions import Change, changes
from balansekunst.mail import outbox
from balansekunst.models import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Kind:
    """What an entry is about, by which the timeline is filtered. `key` is in the address."""

    key: str
    label: "StrOrPromise"


MAIL = Kind("epost", gettext_lazy("E-post og brev"))


@dataclass(frozen=True)
class Entry:
    """Something that happened, on a day or at a moment if `has_time`; otherwise that a row was changed.

    `who` did it is given if it is known.
    """

    moment: datetime
    title: str
    is_change: bool = False
    has_time: bool = True
    who: str = ""
    url: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()


class Cursor(NamedTuple):
    """The place of an entry in the timeline: older entries follow it."""

    moment: datetime
    place: int
    key: int

    def __str__(self) -> str:
        return f"{self.moment.isoformat()}_{self.place}_{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Return the cursor of `str(cursor)`. Raises ValueError for any other text."""
        moment, place, key = text.split("_")
        try:
            parsed = cls(datetime.fromisoformat(moment).astimezone(UTC), int(place), int(key))
        except OverflowError as error:
            raise ValueError(text) from error
        if abs(parsed.key) >= 2**63 or str(parsed) != text:
            raise ValueError(text)
        return parsed


@dataclass(frozen=True)
class Source:
    """Rows that are entries of the timeline. `where` gives the condition on those of the page's row."""

    kind: Kind
    where: Callable[[Any], Q]

    def rows(self, request: HttpRequest) -> QuerySet[Any] | None:
        """Return the rows that the user may see, or None if the user may see none."""
        raise NotImplementedError

    def moment(self) -> Any:
        """Return the expression of the moment of a row."""
        raise NotImplementedError

    def older(self, moment: datetime, *, or_equal: bool) -> Q:
        """Return the condition on rows from before the moment."""
        raise NotImplementedError

    def entries(self, rows: QuerySet[Any], keys: Collection[int]) -> Mapping[int, Entry]:
        """Return the entries of the rows with the keys."""
        raise NotImplementedError

    def keys(self, rows: QuerySet[Any], row: Any, place: int, cursor: Cursor) -> QuerySet[Any, Any]:
        """Return (place, moment, key) of the rows after the cursor."""
        found = rows.filter(self.where(row) & self._after(cursor, place)).order_by()
        annotated = found.annotate(source_place=Value(place, IntegerField()), moment=self.moment())
        return annotated.values_list("source_place", "moment", "pk")

    def _after(self, cursor: Cursor, place: int) -> Q:
        older = self.older(cursor.moment, or_equal=place > cursor.place)
        if place != cursor.place:
            return older
        return older | (self.older(cursor.moment, or_equal=True) & Q(pk__lt=cursor.key))


@dataclass(frozen=True)
class History(Source):
    """The versions of a model's rows, also of deleted ones, described by `name`, or for a whole version by `title`.

    The model is in the admin, or all who have the permission to view it may see all its rows.
    """

    model: type[Model]
    name: Callable[[Any], object]
    title: Callable[[Any, Any], object] = lambda _version, _previous: ""
    without: Collection[str] = ()

    def rows(self, request: HttpRequest) -> QuerySet[Any] | None:
        versions = self.model.history.all()  # type: ignore[attr-defined]
        if not admin.site.is_registered(self.model):
            return versions if may_view(request, self.model) else None
        found: Any = admin.site.get_model_admin(self.model)
        return found.visible_versions(request, versions) if found.has_view_permission(request) else None

    def moment(self) -> F:
        return F("history_date")

    def older(self, moment: datetime, *, or_equal: bool) -> Q:
        return Q(history_date__lte=moment) if or_equal else Q(history_date__lt=moment)

    def entries(self, rows: QuerySet[Any], keys: Collection[int]) -> Mapping[int, Entry]:
        """Return the entries with what changed since the version before, if the user may see that one too."""
        versions = rows.model._meta.base_manager
        before = versions.filter(
            Q(history_date__lt=OuterRef("history_date"))
            | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id")),
            id=OuterRef("id"),
        )
        before = before.order_by("-history_date", "-history_id").values("pk")[:1]
        chosen = versions.filter(pk__in=keys).order_by()
        previous = chosen.annotate(previous=Subquery(before)).values("previous")
        shown = [each for each in rows.model.tracked_fields if each.name not in self.without]
        related = [each.name for each in shown if each.many_to_one]
        # With OR, PostgreSQL reads all versions of all rows.
        found = rows.filter(pk__in=chosen.values("pk").union(previous)).order_by("history_date", "history_id")
        latest: dict[Any, Any] = {}
        entries = {}
        for version in found.select_related("history_user", *related).fetch_mode(FETCH_PEERS):
            if version.pk in keys:
                entries[version.pk] = self._entry(version, latest.get(version.id))
            latest[version.id] = version
        return entries

    def _entry(self, version: Any, previous: Any) -> Entry:
        is_changed = version.history_type == "~" and previous is not None
        return Entry(
            moment=version.history_date,
            title=str(self.title(version, previous) or self._words(version)),
            is_change=True,
            who=str(version.history_user or ""),
            note=version.history_change_reason or "",
            changes=tuple(changes(version, previous, without=self.without)) if is_changed else (),
        )

    def _words(self, version: Any) -> str:
        what = capfirst(str(self.model._meta.verbose_name))
        done = {"+": _("lagt til"), "~": _("endret"), "-": _("slettet")}[version.history_type]
        return f"{what} {done}: {self.name(version)}"


@dataclass(frozen=True)
class Facts(Source):
    """Rows of a model that say what happened on a day, or at a moment, in the field `at`.

    `visible` gives the rows of a model that isn't in the admin, and `url` their pages.
    """

    model: type[Model]
    at: str
    title: Callable[[Any], object]
    who: Callable[[Any], object] = lambda _row: ""
    related: Collection[str] = ()
    visible: Callable[[HttpRequest], QuerySet[Any] | None] | None = None
    url: Callable[[Any], str] | None = None

    def rows(self, request: HttpRequest) -> QuerySet[Any] | None:
        rows = self.visible(request) if self.visible else self._of_admin(request)
        return None if rows is None else rows.prefetch_related(None)

    def _of_admin(self, request: HttpRequest) -> QuerySet[Any] | None:
        found: Any = admin.site.get_model_admin(self.model)
        return found.get_queryset(request) if found.has_view_permission(request) else None

    @property
    def _is_day(self) -> bool:
        *relations, name = self.at.split(LOOKUP_SEP)
        model: Any = self.model
        for relation in relations:
            model = model._meta.get_field(relation).related_model
        field = model._meta.get_field(name)
        return isinstance(field, DateField) and not isinstance(field, DateTimeField)

    def moment(self) -> Any:
        return Cast(self.at, DateTimeField()) if self._is_day else F(self.at)

    def older(self, moment: datetime, *, or_equal: bool) -> Q:
        """Compare a day as a day, whose moment is its beginning in UTC: SQLite compares moments as texts."""
        if not self._is_day:
            return Q(**{f"{self.at}__{'lte' if or_equal else 'lt'}": moment})
        is_begun = or_equal or moment.time() != datetime.min.time()
        return Q(**{f"{self.at}__{'lte' if is_begun else 'lt'}": moment.date()})

    def entries(self, rows: QuerySet[Any], keys: Collection[int]) -> Mapping[int, Entry]:
        found = rows.filter(pk__in=keys).annotate(moment=self.moment())
        if self.related:
            found = found.select_related(*self.related)
        url = self.url or row_url
        return {
            row.pk: Entry(
                moment=row.moment,
                title=str(self.title(row)),
                has_time=not self._is_day,
                who=str(self.who(row) or ""),
                url=url(row),
            )
            for row in found.fetch_mode(FETCH_PEERS)
        }


@dataclass(frozen=True)
class Messages(Source):
    """E-mails in the outbox about rows, which `where` finds by `Message.about`; without letters."""

    kind: Kind = MAIL
    where: Callable[[Any], Q] = lambda row: Q(about=outbox.reference(row))

    def rows(self, request: HttpRequest) -> QuerySet[Any] | None:
        found = admin.site.get_model_admin(Message)
        return found.get_queryset(request) if found.has_view_permission(request) else None

    def moment(self) -> F:
        return F("drafted_at")

    def older(self, moment: datetime, *, or_equal: bool) -> Q:
        return Q(drafted_at__lte=moment) if or_equal else Q(drafted_at__lt=moment)

    def entries(self, rows: QuerySet[Any], keys: Collection[int]) -> Mapping[int, Entry]:
        return {
            row.pk: Entry(
                moment=row.drafted_at,
                title=_("E-post til %(recipient)s: %(subject)s") % {"recipient": row.recipient, "subject": row.subject},
                url=row_url(row),
                note="" if row.status == Message.Status.SENT else str(row.get_status_display()),
            )
            for row in rows.filter(pk__in=keys).defer("body")
        }


SOURCES: dict[type[Model], list[Source]] = {}


def register(model: type[Model], *sources: Source) -> None:
    """Add sources to the timeline of the model's rows. E-mails about a row itself are in every timeline."""
    SOURCES.setdefault(model, [Messages()]).extend(sources)


@dataclass(frozen=True)
class Timeline:
    """A page of a timeline: `older` is the cursor of the next page, if any."""

    entries: list[Entry]
    kinds: list[Kind]
    kind: Kind | None = None
    older: Cursor | None = None


def read(
    request: HttpRequest, row: Model, *, now: datetime, limit: int, kind: str = "", after: Cursor | None = None
) -> Timeline:
    """Return the entries until `now` that follow the cursor, of the kind if one is given."""
    visible = {}
    for place, source in enumerate(SOURCES.get(type(row), [])):
        rows = source.rows(request)
        if rows is not None:
            visible[place] = (source, rows)
    kinds = {source.kind.key: source.kind for source, _rows in visible.values()}
    cursor = after or Cursor(now, -1, 0)
    queries = [
        source.keys(rows, row, place, cursor)
        for place, (source, rows) in visible.items()
        if not kind or source.kind.key == kind
    ]
    found = _newest(queries, limit + 1)
    older = found[limit - 1] if len(found) > limit else None
    return Timeline(_entries(visible, found[:limit]), list(kinds.values()), kinds.get(kind), older)


def _newest(queries: list[QuerySet[Any, Any]], limit: int) -> list[Cursor]:
    if not queries:
        return []
    first, *others = queries
    rows = first.union(*others, all=True).order_by("-moment", "source_place", "-pk")[:limit]
    return [Cursor(moment, place, key) for place, moment, key in rows]


def _entries(visible: Mapping[int, tuple[Source, QuerySet[Any]]], found: list[Cursor]) -> list[Entry]:
    """Return the entries in the order in which they were found."""
    keys: dict[int, set[int]] = {}
    for cursor in found:
        keys.setdefault(cursor.place, set()).add(cursor.key)
    entries = {}
    for place, chosen in keys.items():
        source, rows = visible[place]
        entries[place] = source.entries(rows, chosen)
    return [entries[cursor.place][cursor.key] for cursor in found]


def may_view(request: HttpRequest, model: type[Model]) -> bool:
    """Return whether the user may see rows of a model that has no list of its own."""
    return request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def row_url(row: Model) -> str:
    """Return the address of a row in the admin."""
    found: Any = admin.site.get_model_admin(type(row))
    return found.row_url(row.pk)
