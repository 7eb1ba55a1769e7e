"""The year's figures of the advice line: how many made contact, who they were and what it was about.

The numbers are those of `radgivning.releases`: suppressed, of years that are over, and always the same. While a year
lasts, two days' pages beside each other would reveal a single contact.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.figures import (
    CountedArea,
    FigureArea,
    Hidden,
    Number,
    Pairs,
    Period,
    Recorded,
    Releases,
    ReportYear,
    Sentence,
    Values,
    compared,
    share,
)
from radgivning import counts, releases
from radgivning.models import Enquiry, Release


def released_values(periods: Sequence[Period], day: date) -> list[Values | None]:
    """Return the figures of each period that is a calendar year released by the day; None for the others."""
    years = [period.first.year for period in periods]
    released = releases.released_years(
        {year for year, period in zip(years, periods, strict=True) if period == Period.year(year)}, day=day
    )
    return [
        values_of(released[year]) if period == Period.year(year) and year in released else None
        for year, period in zip(years, periods, strict=True)
    ]


def values_of(released: releases.Released) -> Values:
    """Return the released figures by key."""
    return {
        "contacts": released.contacts,
        "by_role": released.by_role.counts,
        "by_topic": released.by_topic.counts,
        "by_region": released.by_region.counts,
    }


def sentences(area: CountedArea, year: ReportYear) -> Iterator[Sentence]:
    """Return how many contacts there were, beside the year before, and who most of them were from."""
    now, before = area.number("contacts"), area.number("contacts", year_before=True)
    parts: dict[str, Number | str] = {
        "contacts": now,
        "before": before,
        "year": str(year.year),
        "last": str(year.year - 1),
    }
    if not now.value and not before.value:
        yield Sentence(_("Ingen henvendelser er registrert i {last} og {year}."), parts)
        return
    yield Sentence(_("Rådgivningstelefonen fikk {contacts} henvendelser i {year}") + _compare(now, before), parts)
    yield from _largest_group(area)


def _compare(now: Number, before: Number) -> str:
    """Compare the totals in words that reveal no more than the numbers do."""
    words = compared(now.value, before.value)
    if not words:
        return _(", mot {before} i {last}.")
    if now.value == before.value:
        return _(", %(compared)s i {last}.") % {"compared": words}
    return _(", %(compared)s i {last} ({before}).") % {"compared": words}


def _largest_group(area: CountedArea) -> Iterator[Sentence]:
    """Return the share of the largest group that is shown, if any is."""
    contacts = area.values["contacts"]
    groups = {
        caller: count for caller, count in area.values["by_role"].items() if not isinstance(count, Hidden) and count
    }
    if not groups:
        return
    caller, count = max(groups.items(), key=lambda group: group[1])
    if count == contacts:
        yield Sentence(_("Alle henvendelsene kom fra %(callers)s.") % {"callers": _plural(caller)})
    else:
        words = _("%(share)s av henvendelsene kom fra %(callers)s.")
        yield Sentence(words % {"share": capfirst(share(count, contacts)), "callers": _plural(caller)})


def _plural(caller: str) -> str:
    return {
        Enquiry.Caller.ORGANISATION.value: _("virksomheter og ledere"),
        Enquiry.Caller.AFFECTED.value: _("utsatte"),
        Enquiry.Caller.WITNESS.value: _("vitner"),
        Enquiry.Caller.REPRESENTATIVE.value: _("tillitsvalgte og verneombud"),
    }.get(caller, _("andre"))


def recorded(day: date) -> list[Recorded]:
    """Return the released years: that a year has contacts is not said before."""
    return [Recorded(Release.objects.filter(released_on__lte=day), "year")]


AREA = FigureArea(
    key="radgivning",
    label=gettext_lazy("Rådgivningstelefonen"),
    name=gettext_lazy("Rådgivningstelefonen"),
    figures=counts.figures,
    sentences=sentences,
    charts=(
        Pairs(
            key="callers",
            figures=("by_role",),
            title=gettext_lazy("Henvendelser etter hvem som tok kontakt"),
            heading=gettext_lazy("Hvem"),
            total=("contacts",),
            needs="contacts",
        ),
        Pairs(
            key="topics",
            figures=("by_topic",),
            heading=gettext_lazy("Tema"),
            notes=lambda _area: [
                _("En henvendelse kan ha flere temaer, og teller i hvert av dem, så tallene blir ikke lagt sammen.")
            ],
            needs="contacts",
        ),
        Pairs(
            key="regions",
            figures=("by_region",),
            heading=gettext_lazy("Landsdel"),
            total=("contacts",),
            needs="contacts",
        ),
    ),
    starting_text=gettext_lazy("""Rådgivningstelefonen er gratis og åpen for alle i kulturlivet. Advokater med \
taushetsplikt gir råd om diskriminering, seksuell trakassering og maktmisbruk.

Telefonen fikk {radgivning.contacts} henvendelser i {år}, {radgivning.contacts sammenlignet} i {året før}.

{diagram radgivning-callers}

{diagram radgivning-topics}

{diagram radgivning-regions}"""),
    recorded=recorded,
    beside_year_before=True,
    releases=Releases(
        values=released_values,
        release_date=releases.release_date,
        release=releases.release,
        pending=gettext_lazy(
            "Tallene fra Rådgivningstelefonen vises en måned etter at året er over, så ingen kan lese enkeltsamtaler "
            "ut av dem."
        ),
        pending_in_period=gettext_lazy("Tallene for et år offentliggjøres 1. februar året etter."),
    ),
    part_of_year_note=gettext_lazy(
        "Tall fra Rådgivningstelefonen vises bare for hele kalenderår. Sammen med årets tall kunne tall for en del av "
        "året ha identifisert en enkelt henvendelse."
    ),
)
