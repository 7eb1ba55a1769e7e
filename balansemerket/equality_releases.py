"""Anonymous totals of the members' yearly work for equality, and when they are released.

What a member documents is read by nobody else unless it is shared, so a number must not point at one. The tables of a
year are of the same organisations and share only their total, as `balansekunst.figures.suppression` requires. The
number of risks is released if there are five organisations or more; that of measures if besides nothing of its table is
hidden. A year is released once, a month after its end, since two tables of different days would reveal who was added.

Staff know what is shared with them, and could subtract it: what they can't read is only counted if it is of five
organisations or more. What is shared after the release is not counted anew, since released tables never change. If so
many of these organisations share their work after it that fewer than five are left, staff can subtract what they have
read, and what remains is about those few: their sum, and with one left, that one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Case, CharField, Count, Exists, OuterRef
from django.db.models import Value as Text
from django.db.models import When as If
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.figures import THRESHOLD, Figure, Hidden, Period, Shown, Value, Values, When, count
from balansekunst.figures.releases import deserialised, serialised
from balansekunst.figures.suppression import SafeTable, suppress, suppress_overlapping
from balansemerket.models import Area, EqualityRelease, Risk, Round
from balansemerket.querysets import RiskQuerySet, RoundQuerySet
from members.models import Organisation

PAGES = Shown.YEAR | Shown.PERIOD  # the command would print true counts
# How far an organisation has come, the furthest first.
PROGRESS = {
    "done": gettext_lazy("minst ett tiltak er gjennomført"),
    "ongoing": gettext_lazy("minst ett tiltak er i gang"),
    "planned": gettext_lazy("tiltak er planlagt"),
    "unplanned": gettext_lazy("ingen tiltak ennå"),
}


def figures(period: Period) -> Sequence[Figure]:
    """Return the true counts of the work that was begun in the period, with no rows to open behind them."""
    return figures_of(Round.objects.documented_in(period))


def figures_of(work: RoundQuerySet) -> Sequence[Figure]:
    """Return the figures of these rounds."""
    risks = Risk.objects.described().filter(round__in=work.values("pk"))
    organisations = Organisation.objects.filter(pk__in=work.values("organisation")).annotate(progress=_progress(risks))
    return (
        Figure(
            "organisations",
            _("Medlemmer som har dokumentert arbeidet"),
            organisations,
            private=True,
            meaning=_(
                "Medlemmer som begynte på årets arbeid for likestilling i perioden, og har kartlagt minst én risiko, "
                "på vei til Balansemerket eller uten det. Arbeid som ikke er delt, telles når det er fra minst fem."
            ),
            when=When.RELEASE,
            shown=PAGES,
            needs="organisations",
        ),
        Figure(
            "risks",
            _("Kartlagte risikoer"),
            risks,
            private=True,
            meaning=_("Risikoer og hindre som disse medlemmene har beskrevet, når det er minst fem medlemmer."),
            when=When.RELEASE,
            shown=PAGES,
            needs="organisations",
        ),
        Figure(
            "measures",
            _("Tiltak"),
            risks.exclude(measure=""),
            private=True,
            meaning=_(
                "Tiltak mot disse risikoene, når ingen av tallene om hvor langt medlemmene er kommet, er skjult."
            ),
            when=When.RELEASE,
            shown=PAGES,
            needs="organisations",
        ),
        Figure(
            "by_area",
            _("Medlemmer med risiko, etter område"),
            risks,
            Count("round__organisation", distinct=True),
            by="area",
            groups=lambda: {area.value: area.value for area in Area},
            group_labels=dict(Area.choices),
            private=True,
            meaning=_("Medlemmer som fant en risiko på området. Ett medlem kan ha risiko på flere områder."),
            when=When.RELEASE,
            shown=PAGES,
            ordered=True,
        ),
        Figure(
            "by_progress",
            _("Medlemmer etter hvor langt de er kommet med tiltakene"),
            organisations,
            by="progress",
            groups=lambda: {progress: progress for progress in PROGRESS},
            group_labels=PROGRESS,
            private=True,
            meaning=_("Medlemmer etter tiltaket som er kommet lengst, slik det var registrert da tallene ble laget."),
            when=When.RELEASE,
            shown=PAGES,
            ordered=True,
        ),
    )


def release_date(year: int) -> date:
    """Return the first day on which the year may be released."""
    return date(year + 1, 2, 1)


def release(day: date) -> int:
    """Store the tables of every year that may be released by the day and isn't; return how many were new."""
    missing = _documented_years() - {*EqualityRelease.objects.values_list("year", flat=True)}
    return sum(_release(year, day) for year in sorted(missing) if day >= release_date(year))


def released_values(periods: Sequence[Period], day: date) -> list[Values | None]:
    """Return the figures of each period that is a calendar year released by the day; None for the others.

    They are zeros in a year without any documentation. The number of queries is two at most.
    """
    due = {period.first.year for period in periods if period.is_year and day >= release_date(period.first.year)}
    stored = EqualityRelease.objects.in_bulk(due, field_name="year")
    waiting = _documented_years(due - {*stored}) if due - {*stored} else set()
    return [_values(period, due - waiting, stored) for period in periods]


def suppressed(values: Values) -> Values:
    """Return the suppressed figures of the true counts."""
    by_area = suppress_overlapping(values["by_area"], total=values["organisations"])
    by_progress = suppress(values["by_progress"])
    risks = Hidden.WITHHELD if isinstance(by_progress.total, Hidden) else values["risks"]
    measures = Hidden.WITHHELD if _hides(by_progress) else values["measures"]
    return {
        "organisations": by_progress.total,
        "risks": risks,
        "measures": measures,
        "by_area": by_area.counts,
        "by_progress": by_progress.counts,
    }


def _hides(table: SafeTable) -> bool:
    return any(isinstance(number, Hidden) for number in (table.total, *table.counts.values()))


def _release(year: int, day: date) -> bool:
    work = Round.objects.documented_in(Period.year(year))
    unread = work.unread_by_staff()
    if unread.values("organisation").distinct().count() < THRESHOLD:
        work = work.exclude(pk__in=unread.values("pk"))
    tables = serialised(suppressed(count([figures_of(work)])[0]))
    return EqualityRelease.objects.get_or_create(year=year, defaults={"released_on": day, "tables": tables})[1]


def _documented_years(years: Iterable[int] | None = None) -> set[int]:
    """Return the years, of these or of all, in which some work was begun that is documented."""
    work = Round.objects.documented_in(Period(date.min, date.max)).order_by()
    if years is not None:
        work = work.filter(started_on__year__in=years)
    return {*work.values_list("started_on__year", flat=True).distinct()}


def _values(period: Period, released: Collection[int], stored: Mapping[int, EqualityRelease]) -> Values | None:
    year = period.first.year
    if not period.is_year or year not in released:
        return None
    if year in stored:
        return deserialised(stored[year].tables)
    return {figure.key: _zeros(figure) for figure in figures(period)}


def _zeros(figure: Figure) -> Value:
    return dict.fromkeys(figure.groups(), 0) if figure.groups else 0


def _progress(risks: RiskQuerySet) -> Case:
    """Return the furthest that a measure of the organisation has come."""
    measures = risks.filter(round__organisation=OuterRef("pk")).exclude(measure="")
    of_outcome = [If(Exists(measures.filter(outcome=outcome)), Text(outcome)) for outcome in ("done", "ongoing")]
    return Case(*of_outcome, If(Exists(measures), Text("planned")), default=Text("unplanned"), output_field=CharField())
