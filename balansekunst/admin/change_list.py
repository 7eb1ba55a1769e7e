"""The pages of an admin list: their rows, their number and the sums below them."""

from collections.abc import Iterable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import DataError, connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst

from balansekunst.fields import kroner

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from balansekunst.admin.lists import ListAdmin


class NamedList(ChangeList):
    """A change list titled by its model, with sums over all its pages."""

    model_admin: "ListAdmin"
    sums: list[tuple["StrOrPromise", str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = capfirst(str(self.opts.verbose_name_plural))

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page of rows. Raises IncorrectLookupParameters for a value that the database can't compare."""
        try:
            # A refused value ends a transaction on PostgreSQL. Without one none is begun: it would wait for writers.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                super().get_results(request)
                self.result_list = self._rows(request)
                self.sums = self._sums()
        except (DataError, ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

    def _rows(self, request: HttpRequest) -> list[Any]:
        """Fetch the rows of the page by their primary keys, which are found first.

        The database reads all rows on the pages before. An index is enough for that, unless it also joins and computes
        what the columns display.
        """
        keys = self._keys()
        shown = self.model_admin.with_columns(self.root_queryset.filter(pk__in=keys).order_by(), request)
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
        if 2 * first <= self.result_count:
            return list(keys[first:end])
        return list(keys.reverse()[self.result_count - end : self.result_count - first])[::-1]

    def _sums(self) -> list[tuple["StrOrPromise", str]]:
        named = self.model_admin.sums
        return [(label, kroner(self.paginator.totals[name] or 0)) for name, label in named.items()]


class SummedPages(Paginator):
    """Pages of rows that are counted and summed in one query: `sums` are names of fields."""

    def __init__(self, rows: QuerySet[Any], per_page: int, *, sums: Iterable[str]) -> None:
        super().__init__(rows, per_page)
        self.sums = sums

    @cached_property
    def totals(self) -> dict[str, Any]:
        """The sum of each field, and the number of rows as `*`."""
        rows: Any = self.object_list
        found = rows.order_by().aggregate(rows=Count("*"), **{f"sum_{name}": Sum(name) for name in self.sums})
        return {"*": found["rows"]} | {name: found[f"sum_{name}"] for name in self.sums}

    @cached_property
    def count(self) -> int:
        return self.totals["*"]
