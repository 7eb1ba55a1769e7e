"""Filters that the admin's lists share: by date, by year, and to the rows of a figure."""

import dataclasses
import datetime as dt
from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner, number
from balansekunst.figures import Figure, Period, Unit, figure_area

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from balansekunst.admin.lists import ListAdmin

READ_ERRORS = (ValueError, KeyError, OverflowError)


class ParameterFilter[Value](admin.ListFilter):
    """A filter whose value is typed into a query parameter. An unreadable value gives a warning and filters nothing."""

    parameter_name: str
    # How the value reads in the sentence about the list, such as «medlemmer %(value)s».
    phrase: "StrOrPromise" = ""

    def __init__(self, request: "HttpRequest", params: dict[str, Any], model: type[Model], model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.model = model
        self.model_admin: ListAdmin = model_admin
        self.user = request.user
        self.value: Value | None = None
        text = params.pop(self.parameter_name, [""])[-1]
        if not text:
            return
        try:
            self.value = self.read(text)
        except READ_ERRORS:
            messages.warning(request, self.refusal(text))
        else:
            self.used_parameters[self.parameter_name] = text

    @abstractmethod
    def read(self, text: str) -> Value:
        """Return the value in the text. Raises ValueError, KeyError or OverflowError if there is none."""

    @abstractmethod
    def filter_rows(self, rows: Any, value: Value) -> QuerySet[Any]:
        """Filter `rows` by the value."""

    def display(self) -> str:
        """Return the value as it is read by people."""
        return str(self.value)

    def refusal(self, text: str) -> str:
        return _("«%(text)s» er ikke et gyldig valg for «%(title)s», så filteret er ikke brukt.") % {
            "title": self.title,
            "text": text,
        }

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter_name]

    def queryset(self, request: "HttpRequest", queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value is None else self.filter_rows(queryset, self.value)

    def choices(self, changelist: "ChangeList") -> Iterator[Any]:
        """Yield what the template needs: the other parameters, and the URL without this filter."""
        yield {
            "others": [(name, value) for name, value in changelist.params.items() if name != self.parameter_name],
            "without": changelist.get_query_string(remove=[self.parameter_name]),
        }


class DayFilter(ParameterFilter[dt.date]):
    """A filter by a date, written as 2026-03-16."""

    template = "admin/day_filter.html"

    def read(self, text: str) -> dt.date:
        return dt.date.fromisoformat(text)

    def display(self) -> str:
        return f"{self.value:%d.%m.%Y}" if self.value else ""

    @classmethod
    def day_of(cls, request: "HttpRequest") -> dt.date | None:
        """Return the day that the request asks for."""
        return _day(request.GET.get(cls.parameter_name, ""))


class YearFilter(ParameterFilter[Period]):
    """A filter by the calendar year of the field `date`."""

    template = "admin/year_filter.html"
    date: str

    def read(self, text: str) -> Period:
        return Period.year(int(text))

    def display(self) -> str:
        return str(self.value.first.year) if self.value else ""

    def filter_rows(self, rows: Any, value: Period) -> QuerySet[Any]:
        return rows.filter(**{f"{self.date}__range": value.days})


class FigureFilter(ParameterFilter[QuerySet[Any]]):
    """A filter to exactly the rows of a figure, as `Figure.list_url` asks for: first/last/key[/group].

    The figure's number, measured over the rows of the list, is displayed above them.
    """

    title = gettext_lazy("tall")
    template = "admin/figure_filter.html"
    parameter_name = "tall"
    figure: Figure
    label = ""

    @classmethod
    def day_of(cls, request: "HttpRequest") -> dt.date | None:
        """Return the last day of the period of the figure that the request asks for."""
        return _day("".join(request.GET.get(cls.parameter_name, "").split("/")[1:2]))

    def read(self, text: str) -> QuerySet[Any]:
        """Return the figure's rows. Stores the figure and its label for display."""
        first, last, key, *group = text.split("/", 3)
        period = Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        area = figure_area(self.model_admin.figure_area).for_reader(self.user, timezone.localdate())
        area = dataclasses.replace(area, with_internal=True)
        figure = area.in_period(period).figure(key)
        if figure.private or figure.rows.model is not self.model or (group and not figure.by):
            raise KeyError(key)
        rows = figure.rows_of(group[0]) if group else figure.rows
        self.figure = figure
        self.label = ", ".join([f"{figure.label} {_format_period(period)}", *group])
        return rows

    def display(self) -> str:
        return self.label

    def filter_rows(self, rows: Any, value: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(pk__in=value.order_by().values("pk"))

    def has_output(self) -> bool:
        """Only display the filter when a link asks for a figure."""
        return self.value is not None

    def choices(self, changelist: "ChangeList") -> Iterator[Any]:
        """Add the figure's number, measured over the rows of the list."""
        measured = changelist.queryset.order_by().aggregate(measured=self.figure.measure)["measured"] or 0
        formatted = kroner(measured) if self.figure.unit is Unit.KRONER else number(measured)
        yield from ({**choice, "number": formatted} for choice in super().choices(changelist))


def names_of_day(field: str) -> list[str]:
    """Return the parameters of the links by year, month and day that Django has for a `date_hierarchy`."""
    return [f"{field}__{part}" for part in ("year", "month", "day")]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _format_period(period: Period) -> str:
    if period == Period.year(period.first.year):
        return str(period.first.year)
    return f"{period.first:%d.%m.%Y}\N{EN DASH}{period.last:%d.%m.%Y}"
