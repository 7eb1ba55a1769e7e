"""Filters that the admin's lists share: a day, a year, and the rows of a published figure."""

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner, number
from balansekunst.figures import Figure, Period, Unit

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.http import HttpRequest

    from balansekunst.admin_lists import ListAdmin

UNREADABLE = (ValueError, KeyError, OverflowError)


class WrittenFilter[Value](admin.ListFilter):
    """A filter by something written in the address. What can't be read is told, and filters nothing."""

    parameter_name: str

    def __init__(self, request: "HttpRequest", params: dict[str, Any], model: type[Model], model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.model = model
        self.model_admin: ListAdmin = model_admin
        self.value: Value | None = None
        text = params.pop(self.parameter_name, [""])[-1]
        if not text:
            return
        try:
            self.value = self.read(text)
        except UNREADABLE:
            messages.warning(request, self.refusal(text))
        else:
            self.used_parameters[self.parameter_name] = text

    @abstractmethod
    def read(self, text: str) -> Value:
        """Make a value of the text. Raises ValueError, KeyError or OverflowError when there is none in it."""

    @abstractmethod
    def keep(self, rows: Any, value: Value) -> QuerySet[Any]:
        """Keep the rows that the value asks for."""

    def refusal(self, text: str) -> str:
        """Tell that the text can't be read."""
        return _("Filteret «%(title)s» forstår ikke «%(text)s», og er ikke brukt.") % {
            "title": self.title,
            "text": text,
        }

    def has_output(self) -> bool:
        """Show the filter, whether it is used or not."""
        return True

    def expected_parameters(self) -> list[str | None]:
        """Return the name in the address."""
        return [self.parameter_name]

    def queryset(self, request: "HttpRequest", queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that are asked for, or all."""
        return queryset if self.value is None else self.keep(queryset, self.value)

    def choices(self, changelist: "ChangeList") -> Iterator[Any]:
        """Give the template the rest of the address, to be kept, and the address without this filter."""
        yield {
            "others": [(name, value) for name, value in changelist.params.items() if name != self.parameter_name],
            "without": changelist.get_query_string(remove=[self.parameter_name]),
        }


class DayFilter(WrittenFilter[dt.date]):
    """A filter by a day."""

    template = "admin/day_filter.html"

    def read(self, text: str) -> dt.date:
        """Return the day, written as 2026-03-16."""
        return dt.date.fromisoformat(text)


class YearFilter(WrittenFilter[Period]):
    """A filter by a calendar year."""

    template = "admin/year_filter.html"

    def read(self, text: str) -> Period:
        """Return the year's period."""
        return Period.year(int(text))


class YearOf(YearFilter):
    """Keeps the rows whose `date` is in a year."""

    date: str

    def keep(self, rows: Any, value: Period) -> QuerySet[Any]:
        """Keep those in the year."""
        return rows.filter(**{f"{self.date}__range": value.days})


class FigureFilter(WrittenFilter[QuerySet[Any]]):
    """Keeps exactly the rows of a published figure, as `Figure.list_url` asks for: first/last/key[/group].

    Above them stands the figure's own number, measured over the rows of the list.
    """

    title = gettext_lazy("tall")
    template = "admin/figure_filter.html"
    parameter_name = "tall"
    figure: Figure
    label = ""

    def read(self, text: str) -> QuerySet[Any]:
        """Return the figure's rows, and note which figure it is and what to call it."""
        first, last, key, *group = text.split("/", 3)
        period = Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        if self.model_admin.section is None:
            raise KeyError(key)
        figure = self.model_admin.section(period).figure(key)
        if figure.private or figure.rows.model is not self.model or (group and not figure.by):
            raise KeyError(key)
        rows = figure.rows_of(group[0]) if group else figure.rows
        self.figure = figure
        self.label = ", ".join([f"{figure.label} {_words(period)}", *group])
        return rows

    def keep(self, rows: Any, value: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the figure's rows."""
        return rows.filter(pk__in=value.order_by().values("pk"))

    def has_output(self) -> bool:
        """Show the filter only where a link asks for a figure."""
        return self.value is not None

    def choices(self, changelist: "ChangeList") -> Iterator[Any]:
        """Give the template the figure's number too, of the rows that the list shows."""
        measured = changelist.queryset.order_by().aggregate(measured=self.figure.measure)["measured"] or 0
        written = kroner(measured) if self.figure.unit is Unit.KRONER else number(measured)
        yield from ({**choice, "number": written} for choice in super().choices(changelist))


def _words(period: Period) -> str:
    if period == Period.year(period.first.year):
        return str(period.first.year)
    return f"{period.first:%d.%m.%Y}\N{EN DASH}{period.last:%d.%m.%Y}"
