"""Search in all lists at once: the best rows of each kind, of those that the user may open."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from balansekunst.ranking import Ranked, Search
from balansekunst.search import MOST_WORDS, matching, search_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_SHOWN = 5
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class SearchKind:
    """Rows of one kind that the search finds.

    `rows` returns those that the user may open. `paths` are the searched fields.
    `hint` returns what distinguishes a row from others of the same name. `list_url` is of a list with the same search.
    """

    label: "StrOrPromise"
    rows: Callable[[HttpRequest], QuerySet[Any]]
    paths: Sequence[str]
    url: Callable[[Any], str]
    hint: Callable[[Any], str]
    list_url: str = ""


@dataclass(frozen=True)
class Hit:
    """A row that was found."""

    title: str
    hint: str
    url: str


@dataclass(frozen=True)
class HitsOfKind:
    """The best rows of one kind, and how many there are."""

    label: "StrOrPromise"
    hits: list[Hit]
    ranked: Ranked
    list_url: str

    @property
    def is_cut(self) -> bool:
        """Whether there are more than those shown."""
        return self.ranked.is_more or self.ranked.count > len(self.hits)


# Rows that have no list in the admin, which apps add.
OTHER_KINDS: list[SearchKind] = []


def is_too_short(text: str) -> bool:
    """Return whether the text has no word long enough to search for."""
    return not any(len(word) >= FEWEST_LETTERS for word in search_words(text))


def find_everywhere(request: HttpRequest, kinds: Iterable[SearchKind], text: str) -> list[HitsOfKind]:
    """Return the hits of each kind that has any."""
    words = search_words(text)
    if len(words) > MOST_WORDS:
        return []
    lists = [(kind, kind.rows(request)) for kind in kinds]
    ranked = Search(words).rank([(rows, kind.paths) for kind, rows in lists], most=MOST_SHOWN)
    return [_hits(kind, rows, best, text) for (kind, rows), best in zip(lists, ranked, strict=True) if best.keys]


def _hits(kind: SearchKind, rows: QuerySet[Any], ranked: Ranked, text: str) -> HitsOfKind:
    by_key = {row.pk: row for row in rows.filter(pk__in=ranked.keys).order_by()}
    hits = [Hit(str(row), kind.hint(row), kind.url(row)) for row in map(by_key.get, ranked.keys) if row is not None]
    list_url = f"{kind.list_url}?{urlencode({'q': text})}" if kind.list_url else ""
    return HitsOfKind(kind.label, hits, ranked, list_url)


class SearchedAdmin(admin.ModelAdmin):
    """A list whose search folds its texts, and whose rows the search in all lists may find."""

    # Whether the search in all lists finds the rows, by `search_fields`.
    is_searched_everywhere = False

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Any], bool]:
        """Search by `balansekunst.search`. The fields are never of several rows, which could give one row twice."""
        fields = self.get_search_fields(request)
        return matching(queryset, search_term, fields) if fields and search_term else queryset, False

    def search_kind(self) -> SearchKind:
        """Return the rows as a kind of the search in all lists."""
        list_url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        label = capfirst(str(self.opts.verbose_name_plural))
        return SearchKind(label, self.visible_rows, self.search_fields, self.url_of, self.search_hint, list_url)

    def visible_rows(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows that the user may open, with what their hints need."""
        if not self.has_view_permission(request):
            return self.get_queryset(request).none()
        rows, related = self.get_queryset(request), self.get_list_select_related(request)
        return rows.select_related(*related) if isinstance(related, (list, tuple)) and related else rows

    def search_hint(self, row: Any) -> str:
        """Return what distinguishes a row from others of the same name."""
        return ""

    def url_of(self, row: Any) -> str:
        return self.row_url(row.pk)

    def row_url(self, key: Any) -> str:
        """Return the address of the row with the key, to which the list and the search link."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[quote(key)])
