"""The page of a row: what all apps know of it, in parts, each for those who may see it, and its timeline.

Apps register the parts and forms of a model with `register`, and the sources of its timeline with
`balansekunst.admin.timeline.register`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import FETCH_PEERS, Field, ForeignKey, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.admin import timeline
from balansekunst.admin.forms import can_be_key
from balansekunst.admin.lists import ListAdmin
from balansekunst.admin.page_forms import PageForm, offered
from balansekunst.admin.timeline import row_url

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ENTRIES_PER_PAGE = 50


@dataclass(frozen=True)
class Link:
    """A link to another page about the row."""

    words: "StrOrPromise"
    url: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section of the page, with `key` as its anchor; `summary` gives a few words for the top of the page.

    Without content it shows `empty`, or nothing at all if it `is_optional`.
    """

    key: str
    title: "StrOrPromise"
    template: str
    empty: "StrOrPromise" = ""
    is_optional: bool = False
    summary: Callable[[Any, date], str] = lambda _content, _today: ""

    def is_visible(self, request: HttpRequest) -> bool:
        """Return whether the user may see such a part."""
        raise NotImplementedError

    def content(self, request: HttpRequest, row: Any) -> Any:
        """Return what the template shows as `content`. It takes a fixed number of queries."""
        raise NotImplementedError


@dataclass(frozen=True)
class Table:
    """Rows of a list: their cells, of which the first is a link to the page of the row, and a link to all of them."""

    labels: list[str]
    rows: list["TableRow"]
    all_url: str
    shown: list[Any]

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class TableRow:
    """The cells of a row with their labels."""

    url: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Rows(Part):
    """The newest rows of a list that are about the page's row: in `columns` of the list, and as far as it shows them.

    `path` is the field that refers to the page's row, unless `where` gives the condition. `all_query` gives the query
    of the whole list. Rows are only `annotated` as in the list where the columns need it.
    """

    model: type[Model]
    path: str = ""
    where: Callable[[Any], Q] | None = None
    columns: Sequence[str]
    ordering: Sequence[str] = ()
    related: Sequence[str] = ()
    limit: int = 5
    template: str = "admin/_parts/object_rows.html"
    all_query: Callable[[Any], Mapping[str, str]] | None = None
    annotated: bool = False
    row_url: Callable[[Any], str] = row_url

    @property
    def model_admin(self) -> ListAdmin:
        found: Any = admin.site.get_model_admin(self.model)
        return found

    def is_visible(self, request: HttpRequest) -> bool:
        return self.model_admin.has_view_permission(request)

    def content(self, request: HttpRequest, row: Any) -> Table:
        found = self.newest(request, row)
        labels = [str(label_for_field(name, self.model, self.model_admin)) for name in self.columns]
        shown = found[: self.limit]
        all_url = self._all_url(row) if len(found) > self.limit else ""
        return Table(labels, [self._row(each, labels) for each in shown], all_url, shown)

    def newest(self, request: HttpRequest, row: Any) -> list[Any]:
        """Return the newest rows, and one more if there are more than `limit`."""
        rows: QuerySet[Any] = self.model_admin.get_queryset(request)
        rows = rows.filter(self.where(row) if self.where else Q(**{self.path: row}))
        if self.ordering:
            rows = rows.order_by(*self.ordering)
        if self.related:
            rows = rows.select_related(*self.related)
        if self.annotated:
            rows = self.model_admin.with_columns(rows, request)
        return list(rows[: self.limit + 1].fetch_mode(FETCH_PEERS))

    def _row(self, row: Any, labels: list[str]) -> TableRow:
        cells = [_cell(name, row, self.model_admin) for name in self.columns]
        return TableRow(self.row_url(row), list(zip(labels, cells, strict=True)))

    def _all_url(self, row: Any) -> str:
        query = self.all_query(row) if self.all_query else {f"{self.path}__id__exact": str(row.pk)}
        return f"{self.model_admin.list_url()}?{urlencode(query)}"


def _cell(name: str, row: Any, model_admin: Any) -> str:
    """Return the value of a column as the list shows it."""
    found, attribute, value = lookup_field(name, row, model_admin)
    if found is None:
        return str(display_for_value(value, "", getattr(attribute, "boolean", False)))
    if isinstance(found, ForeignKey):
        return str(getattr(row, found.name) or "")
    plain: Field[Any, Any] = found
    return str(display_for_field(value, plain, ""))


@dataclass
class Registered:
    """The parts and forms of the pages of a model."""

    parts: list[Part] = field(default_factory=list)
    forms: list[type[PageForm]] = field(default_factory=list)


REGISTERED: dict[type[Model], Registered] = {}


def register(model: type[Model], *parts: Part, forms: Sequence[type[PageForm]] = ()) -> None:
    """Add parts and forms to the pages of the model's rows."""
    found = REGISTERED.setdefault(model, Registered())
    found.parts.extend(parts)
    found.forms.extend(forms)


@dataclass(frozen=True)
class Section:
    """A part of a page with its content, and the forms linked to from its heading."""

    part: Part
    content: Any
    forms: list[type[PageForm]]


class ObjectPage(ListAdmin):
    """An admin whose rows have a page at their own address, to which the list links."""

    def get_urls(self) -> list[Any]:
        """Replace Django's last address, which redirects from that of the row to its form."""
        *others, _redirect = super().get_urls()
        name, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        forms = [
            path(
                f"<path:object_id>/{form.slug}/",
                view(self.form_view),
                {"form_class": form},
                name=f"{name}_{form.slug}",
            )
            for form in REGISTERED.get(self.model, Registered()).forms
        ]
        return [
            *others,
            *forms,
            path("<path:object_id>/tidslinje/", view(self.timeline_view), name=f"{name}_timeline"),
            path("<path:object_id>/", view(self.page_view), name=f"{name}_page"),
        ]

    def row_url(self, key: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_page", args=[key])

    def page_links(self, request: HttpRequest, row: Any) -> Sequence[Link]:
        """Return links to other pages about the row."""
        return ()

    def page_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the page of the row."""
        row = self._readable(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        registered, today = REGISTERED[self.model], timezone.localdate()
        forms = offered(request, row, registered.forms)
        found = [(part, part.content(request, row)) for part in registered.parts if part.is_visible(request)]
        sections = [
            Section(part, content, [form for form in forms if form.at == part.key])
            for part, content in found
            if content or not part.is_optional
        ]
        summaries = (section.part.summary(section.content, today) for section in sections)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        context = {
            **self._context(request, row),
            "sections": sections,
            "summaries": list(filter(None, summaries)),
            "forms": [form for form in forms if not form.at],
            "links": self.page_links(request, row),
            "change_url": reverse(f"{name}_change", args=[row.pk]),
            "history_url": reverse(f"{name}_history", args=[row.pk]),
            "can_change": self.has_change_permission(request, row),
        }
        return TemplateResponse(request, "admin/object_page.html", context)

    def timeline_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a page of the row's timeline, filtered by kind with `hva`, from the cursor `eldre` on."""
        row = self._readable(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        try:
            after = timeline.Cursor.parse(request.GET["eldre"]) if "eldre" in request.GET else None
        except ValueError as error:
            raise Http404 from error
        kind = request.GET.get("hva", "")
        found = timeline.read(request, row, now=timezone.now(), limit=ENTRIES_PER_PAGE, kind=kind, after=after)
        if kind and found.kind is None:
            raise Http404
        context = {
            **self._context(request, row),
            "title": _("Tidslinje"),
            "subtitle": str(row),
            "timeline": found,
            "after": after,
        }
        return TemplateResponse(request, "admin/object_timeline.html", context)

    def form_view(self, request: HttpRequest, object_id: str, form_class: type[PageForm]) -> HttpResponse:
        """Show one of the page's forms, and save it."""
        row = self._readable(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not form_class.is_allowed(request):
            raise PermissionDenied
        form = form_class(row, request.POST or None)
        if form.is_valid() and (saved := form.try_to_apply()):
            page = form.page_of(row)
            self.log_change(request, row, saved.words)
            link = format_html(' <a href="{}">{}</a>', saved.url, _("Vis")) if saved.url else ""
            self.message_user(request, format_html("{}{}", saved.words, link), messages.SUCCESS)
            return redirect(row_url(page))
        context: dict[str, Any] = {"title": form.label, "button": form.button, "page_url": self.row_url(row.pk)}
        return self.row_page(request, row, form, **context)

    def _readable(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row, or None if there is none that the user may see."""
        key = unquote(object_id)
        row: Any = self.get_object(request, key) if can_be_key(self.model, key) else None
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row

    def _context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "title": str(row),
            "kind_of_row": capfirst(str(self.opts.verbose_name)),
            "page_url": self.row_url(row.pk),
            "timeline_url": reverse(f"{name}_timeline", args=[row.pk]),
        }
