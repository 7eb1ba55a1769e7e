"""The pages of an admin list: their rows, their number and the sums below them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.db import DataError, connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.admin.columns import COLUMNS_VAR, by_names, in_places
from balansekunst.admin.sentence import Part, parts_of
from balansekunst.fields import kroner, number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from balansekunst.admin.lists import ListAdmin


MOST_COUNTED = 10_000


class NamedList(ChangeList):
    """A change list titled by its model, with a sentence about what it shows, and sums over all its pages."""

    model_admin: "ListAdmin"
    paginator: "BoundedPages"
    sums: list[tuple["StrOrPromise", str]]

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(request, *args, **kwargs)
        self.title = capfirst(str(self.opts.verbose_name_plural))

    def get_filters(self, request: HttpRequest) -> Any:
        """Return the filters. Raises IncorrectLookupParameters also for a year that no date has."""
        try:
            return super().get_filters(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        found = super().get_filters_params(params)
        found.pop(COLUMNS_VAR, None)
        return found

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """Return the address with these parameters. Columns to sort by have their names, as in `get_ordering`."""
        if order := (new_params or {}).get(ORDER_VAR):
            new_params = {**new_params, ORDER_VAR: by_names(order, self.list_display)}
        return super().get_query_string(new_params, remove)

    def get_ordering(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the fields to sort by. Django counts columns; here they have names, since they can be chosen."""
        with self._order_in_places():
            return super().get_ordering(request, queryset)

    def get_ordering_field_columns(self) -> dict[int, Any]:
        with self._order_in_places():
            return super().get_ordering_field_columns()

    @contextmanager
    def _order_in_places(self) -> Iterator[None]:
        named = self.params
        if order := named.get(ORDER_VAR):
            self.params = {**named, ORDER_VAR: in_places(order, self.list_display)}
        yield
        self.params = named

    @property
    def parts(self) -> list[Part]:
        """The parts of the sentence about what the list shows."""
        return parts_of(self, self.request)

    @property
    def counted(self) -> str:
        """The number of rows for people, such as «over 10 000»."""
        if self.paginator.is_beyond_limit:
            return _("over %(number)s") % {"number": number(self.result_count)}
        return number(self.result_count)

    @property
    def name_of_file(self) -> str:
        """What the rows are called in the name of a file: what a filter calls them, such as «medlemmer»."""
        names = (str(getattr(spec, "name_of_rows", "")) for spec in self.filter_specs if spec.used_parameters)
        return next(filter(None, names), str(self.opts.verbose_name_plural))

    @property
    def name_of_rows(self) -> str:
        """What the rows are called, in the grammatical number of their count."""
        several = self.model_admin.name_of_rows or self.opts.verbose_name_plural
        return str(self.opts.verbose_name if self.result_count == 1 else several)

    def url_for_result(self, result: Any) -> str:
        return self.model_admin.row_url(result.pk)

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page of rows. Raises IncorrectLookupParameters for a value that the database can't compare."""
        try:
            # A refused value ends a transaction on PostgreSQL. Without one none is begun: it would wait for writers.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                super().get_results(request)
                self.result_list = self._rows()
                self.sums = self._sums()
        except (DataError, ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

    def _rows(self) -> list[Any]:
        """Fetch the rows of the page by their primary keys, which are found first.

        The database reads all rows on the pages before. An index is enough for that, unless it also joins and computes
        what the columns display.
        """
        return self.rows_of(self._keys())

    def rows_of(self, keys: Sequence[Any]) -> list[Any]:
        """Return the rows with these primary keys, in that order, with what the columns display."""
        shown = self.model_admin.with_columns(self.root_queryset.filter(pk__in=keys).order_by(), self.request)
        if not shown.query.select_related:
            shown = self.apply_select_related(shown)
        rows = {row.pk: row for row in shown}
        return [rows[key] for key in keys if key in rows]

    def _keys(self) -> list[Any]:
        """Return the primary keys of the page. A page of the second half is read from the end of the list."""
        keys = self.queryset.prefetch_related(None).values_list("pk", flat=True)
        if not self.multi_page or (self.show_all and self.can_show_all):
            return list(keys)
        first = (self.page_num - 1) * self.list_per_page
        end = min(first + self.list_per_page, self.result_count)
        if 2 * first <= self.result_count or self.paginator.is_beyond_limit:
            return list(keys[first:end])
        return list(keys.reverse()[self.result_count - end : self.result_count - first])[::-1]

    def _sums(self) -> list[tuple["StrOrPromise", str]]:
        """Return the label and amount of each sum; no sums of rows that aren't all counted."""
        if self.paginator.is_beyond_limit:
            return []
        summed = zip(self.model_admin.sums.values(), self.paginator.totals, strict=True)
        return [(label, kroner(amount or 0)) for label, amount in summed]


class BoundedPages(Paginator):
    """Pages of rows that are counted, and whose fields `sums` are summed, in one query.

    No more rows are counted than MOST_COUNTED, or than there are until the page after `page`. Raises ValueError for a
    page so far on that SQLite can't count to it.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, *, sums: Iterable[str] = (), page: int = 1) -> None:
        super().__init__(rows, per_page)
        self.sums = list(sums)
        self.limit = max(MOST_COUNTED, (page + 1) * per_page)
        if self.limit >= 2**63 - 1:
            raise ValueError(page)

    @cached_property
    def _found(self) -> dict[str, Any]:
        rows: Any = self.object_list
        sums = {f"sum_{place}": Sum(name) for place, name in enumerate(self.sums)}
        return rows.order_by()[: self.limit + 1].aggregate(rows=Count("*"), **sums)

    @cached_property
    def totals(self) -> list[Any]:
        """The sum of each field over all counted rows."""
        return [self._found[f"sum_{place}"] for place, _name in enumerate(self.sums)]

    @cached_property
    def count(self) -> int:
        return min(self._found["rows"], self.limit)

    @property
    def is_beyond_limit(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._found["rows"] > self.limit
