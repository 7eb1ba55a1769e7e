"""The advice line's figures: exact for advisers, released for those who read reports."""

from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from balansekunst.access import READ_REPORTS, Role, has_role
from balansekunst.figures import THRESHOLD, Hidden, Period, Values, compared, count, share
from balansekunst.figures.suppression import SafeTable, Shown
from radgivning import counts
from radgivning.access import adviser_page
from radgivning.counts import GROUP_LABELS
from radgivning.models import Enquiry
from radgivning.releases import QUARTERS, Released, in_hours, released_figures

YEARS_BESIDE = 3
FIRST_YEAR = 1900


@dataclass(frozen=True)
class YearTable:
    """Counts of some years beside each other: a title, and a row for each group."""

    title: str
    rows: list[tuple[str, list[str]]]
    note: str = ""


@never_cache
@require_safe
def advice_figures(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show a year beside the two before it: exact counts for advisers, released years for others."""
    page = _current_page if has_role(request.user, Role.ADVISER) else _released_page
    return page(request, year)


@adviser_page
def _current_page(request: HttpRequest, year: int | None) -> HttpResponse:
    day = timezone.localdate()
    year = _checked(year or day.year, day.year)
    years = [year - back for back in range(YEARS_BESIDE)]
    values = count([counts.figures(Period.year_until(one, day)) for one in years])
    context = {
        "year": year,
        "years": years,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < day.year else None,
        "is_over": year < day.year,
        "is_noted": True,
        "sentences": _sentences(year, day.year, values[0], values[1]),
        "tables": _current_tables(values),
    }
    return render(request, "radgivning/figures.html", context)


@permission_required(READ_REPORTS, raise_exception=True)
def _released_page(request: HttpRequest, year: int | None) -> HttpResponse:
    day = timezone.localdate()
    latest = day.year - 1 if released_figures(day.year - 1, day=day) else day.year - 2
    year = _checked(year or latest, latest)
    beside = {one: released_figures(one, day=day) for one in range(year, year - YEARS_BESIDE, -1)}
    released = {one: figures for one, figures in beside.items() if figures}
    if year not in released:
        raise _no_figures(year)
    now, before = released[year], released.get(year - 1)
    context = {
        "year": year,
        "years": list(released),
        "before": year - 1 if year - 1 in released and year > FIRST_YEAR else None,
        "after": year + 1 if year < latest else None,
        "is_over": True,
        "is_noted": False,
        "sentences": (_compare(year, now.contacts, before.contacts) if before else [])
        + _shares(now.contacts, now.guided.count("ja"), now.by_outcome.count(Enquiry.Outcome.NO_ANSWER)),
        "tables": _released_tables(list(released.values())),
    }
    return render(request, "radgivning/figures.html", context)


def _checked(year: int, latest: int) -> int:
    if not FIRST_YEAR <= year <= latest:
        raise _no_figures(year)
    return year


def _no_figures(year: int) -> Http404:
    return Http404(_("Det er ingen tall for %(year)s.") % {"year": year})


def _sentences(year: int, this_year: int, now: Values, before: Values) -> list[str]:
    """Return the year in words. A year that isn't over isn't compared with a whole one."""
    compared_years = _compare(year, now["contacts"], before["contacts"]) if year < this_year else []
    return compared_years + _shares(now["contacts"], now["guided"], now["by_outcome"][Enquiry.Outcome.NO_ANSWER])


def _compare(year: int, now: Shown, before: Shown) -> list[str]:
    said = compared(now, before)
    if not now or not said:
        return []
    return [
        _("%(now)s henvendelser i %(year)s, %(compared)s i %(last)s (%(before)s).")
        % {"now": now, "year": year, "compared": said, "last": year - 1, "before": before}
    ]


def _shares(contacts: Shown, guided: Shown, unanswered: Shown) -> list[str]:
    if not contacts or isinstance(contacts, Hidden):
        return []
    said = [_("%(share)s fikk juridisk veiledning.") % {"share": capfirst(share(guided, contacts))}]
    if unanswered and not isinstance(unanswered, Hidden):
        words = _("I %(share)s av henvendelsene fikk vi ikke kontakt igjen.")
        said.append(words % {"share": share(unanswered, contacts)})
    return said if not isinstance(guided, Hidden) else said[1:]


def _current_tables(values: list[Values]) -> list[YearTable]:
    every = [(_("I alt"), [str(year["contacts"]) for year in values])]
    every.append((_("Juridisk veiledning"), [str(year["guided"]) for year in values]))
    every.append((_("Timer brukt"), [str(in_hours(year["minutes"])) for year in values]))
    every.append((_("Med registrert tid"), [str(year["timed"]) for year in values]))
    months = [
        (capfirst(str(MONTHS[month])), [str(year["by_month"][str(month)]) for year in values]) for month in MONTHS
    ]
    return [
        YearTable(_("Henvendelser"), every),
        YearTable(_("Måned for måned"), months),
        *(
            YearTable(
                title,
                [(_label(key, group), [str(year[key][group]) for year in values]) for group in values[0][key]],
                note,
            )
            for key, title, note in _grouped()
        ),
    ]


def _released_tables(released: list[Released]) -> list[YearTable]:
    every = [(_("I alt"), [format_count(year.contacts) for year in released])]
    every.append((_("Juridisk veiledning"), [format_count(year.guided.count("ja")) for year in released]))
    every.append((_("Timer brukt"), [format_count(year.hours) for year in released]))
    months = []
    for quarter, of_it in QUARTERS.items():
        totals = [format_count(year.by_month.totals.count(quarter)) for year in released]
        months += [
            (
                capfirst(str(MONTHS[int(month)])),
                [format_count(year.by_month.rows[quarter].count(month)) for year in released],
            )
            for month in of_it
        ]
        months.append((_("%(quarter)s. kvartal") % {"quarter": quarter}, totals))
    return [
        YearTable(_("Henvendelser"), every),
        YearTable(_("Måned for måned"), months),
        *(
            _released_table(key, title, [getattr(year, key) for year in released], note)
            for key, title, note in _grouped()
        ),
    ]


def _released_table(key: str, title: str, tables: list[SafeTable], note: str) -> YearTable:
    groups = dict.fromkeys(group for table in tables for group in table.counts)
    rows = [(_label(key, group), [format_count(table.count(group)) for table in tables]) for group in groups]
    return YearTable(title, rows, note)


def _label(key: str, group: str) -> str:
    return capfirst(str(GROUP_LABELS.get(key, {}).get(group, group)))


def _grouped() -> list[tuple[str, str, str]]:
    overlap = _("En henvendelse kan ha flere temaer, og teller i hvert av dem.")
    return [
        ("by_role", _("Hvem"), ""),
        ("by_topic", _("Tema"), overlap),
        ("by_region", _("Landsdel"), ""),
        ("by_outcome", _("Utfall"), ""),
    ]


def format_count(count: Shown) -> str:
    """Format a count: a small one as «færre enn 5»."""
    if isinstance(count, Hidden):
        return _("færre enn %(threshold)s") % {"threshold": THRESHOLD} if count is Hidden.SMALL else _("skjult")
    return str(count)
