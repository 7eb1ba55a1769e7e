"""The figures of any range of days, and what each figure is."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from balansekunst.figures import RULES, Figure, Period, figures_in, lists_open_to, reader_of
from balansekunst.models import User
from reports.counting import series
from reports.counting.definitions import definitions
from reports.counting.periods import ReportPeriod, format_period, usual
from reports.document.conversion import build_period
from reports.forms import PeriodForm, period_query
from reports.output import html
from reports.views.summary import may_read


@require_safe
@may_read
def report_period(request: Any) -> HttpResponse:
    """Show the range that is asked for beside the same one of the years before; this year so far, unless asked."""
    day = timezone.localdate()
    form = PeriodForm(request.GET or period_query(Period.year(day.year)), day=day)
    period = ReportPeriod(form.period(), day) if form.is_valid() else None
    context: dict[str, Any] = {
        "form": form,
        "period": period,
        "usual": [
            (name, urlencode(period_query(each)), period is not None and each == period.asked)
            for name, each in usual(day)
        ],
    }
    if period:
        parts = series.compare(period, reader_of(request.user, day, with_lists=True))
        context |= html.context(build_period(period, parts))
    return render(request, "reports/document_period.html", context)


@require_safe
@login_not_required
def report_definitions(request: HttpRequest) -> HttpResponse:
    """Show what each figure is, to anyone; of a period that is asked for, with the lists that the reader may open."""
    form = PeriodForm(request.GET, day=timezone.localdate())
    period = form.period() if form.is_valid() else None
    found = definitions(period)
    lists = _lists(period, request.user) if period else {}
    labels = {definition.key: definition.label for definition in found}
    areas: dict[str, list[dict[str, Any]]] = {}
    for definition in found:
        parts = [(key, labels[key], lists.get(key, "")) for key in definition.parts]
        shown = {"definition": definition, "parts": parts, "list": lists.get(definition.key, "")}
        areas.setdefault(definition.section, []).append(shown)
    context = {"areas": areas, "rules": RULES, "period": period and format_period(period)}
    return render(request, "reports/report_definitions.html", context)


def _lists(period: Period, user: User | AnonymousUser) -> dict[str, str]:
    """Return the address of each figure's list in the period, by the figure's full name, where the user may open it."""
    opens = lists_open_to(user)
    return {
        f"{area.key}.{figure.key}": figure.list_url(period)
        for area in figures_in(period)
        for figure in area.figures
        if isinstance(figure, Figure) and not figure.private and opens(figure.rows.model)
    }
