"""How many made contact with the advice line, who they were and what it was about, beside the year before.

Everything here is what `radgivning.releases` tells: suppressed, of years that are over, and always the same. While a
year lasts, two days' pages beside each other would tell of a single contact.
"""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from radgivning.figures import section
from radgivning.models import Enquiry
from radgivning.releases import Released
from radgivning.sentences import compared, share
from radgivning.suppression import Hidden, SafeTable
from reports.charts import drawing
from reports.charts.drawing import Chart, Table
from reports.counting.chapters import Chapter
from reports.counting.numbers import Number, Sentence
from reports.counting.years import ReportYear


def chapter(year: ReportYear, told: tuple[Released, Released] | None) -> Chapter:
    """Tell the year's contacts and the year before's, which are given once they may be told."""
    figures = section(year.period)
    if told is None:
        words = _(
            "Tallene fra rådgivningstelefonen vises en måned etter at året er over, så ingen kan lese "
            "enkeltsamtaler ut av dem."
        )
        return Chapter(figures.key, figures.label, (Sentence(words),))
    now, before = told
    meaning = figures.figure("contacts").meaning
    contacts = Number(now.contacts, _("Henvendelser i %(year)s") % {"year": year.year}, meaning=meaning)
    earlier = Number(before.contacts, _("Henvendelser i %(year)s") % {"year": year.year - 1})
    parts: dict[str, Number | str] = {
        "contacts": contacts,
        "before": earlier,
        "year": str(year.year),
        "last": str(year.year - 1),
    }
    if not now.contacts and not before.contacts:
        nothing = Sentence(_("Ingen henvendelser er ført i {last} og {year}."), parts)
        return Chapter(figures.key, figures.label, (nothing,), (contacts, earlier))
    words = _("Rådgivningstelefonen fikk {contacts} henvendelser i {year}") + _compared(now, before)
    return Chapter(
        figures.key,
        figures.label,
        (Sentence(words, parts), *_most(now)),
        (contacts, earlier),
        _charts(year, now, before),
    )


def _compared(now: Released, before: Released) -> str:
    """Compare the totals in words that say no more than the numbers do."""
    said = compared(now.contacts, before.contacts)
    if not said:
        return _(", mot {before} i {last}.")
    if now.contacts == before.contacts:
        return _(", %(compared)s i {last}.") % {"compared": said}
    return _(", %(compared)s i {last} ({before}).") % {"compared": said}


def _most(now: Released) -> tuple[Sentence, ...]:
    """Tell the share of the largest group that is told, if any is."""
    groups = {caller: count for caller, count in now.by_role.counts.items() if not isinstance(count, Hidden) and count}
    if not groups:
        return ()
    caller, count = max(groups.items(), key=lambda group: group[1])
    if count == now.contacts:
        return (Sentence(_("Alle henvendelsene kom fra %(callers)s.") % {"callers": _plural(caller)}),)
    words = _("%(share)s av henvendelsene kom fra %(callers)s.")
    return (Sentence(words % {"share": capfirst(share(count, now.contacts)), "callers": _plural(caller)}),)


def _plural(caller: str) -> str:
    return {
        Enquiry.Caller.ORGANISATION.value: _("virksomheter og ledere"),
        Enquiry.Caller.AFFECTED.value: _("utsatte"),
        Enquiry.Caller.WITNESS.value: _("vitner"),
        Enquiry.Caller.REPRESENTATIVE.value: _("tillitsvalgte og verneombud"),
    }.get(caller, _("andre"))


def _charts(year: ReportYear, now: Released, before: Released) -> tuple[Chart, ...]:
    overlap = _("En henvendelse kan ha flere temaer, og teller i hvert av dem, så tallene blir ikke lagt sammen.")
    return (
        _pairs(
            "radgivning-callers",
            _("Henvendelser etter hvem som tok kontakt"),
            _("Hvem"),
            year,
            (now.by_role, before.by_role),
        ),
        _pairs(
            "radgivning-topics",
            _("Henvendelser etter tema"),
            _("Tema"),
            year,
            (now.by_topic, before.by_topic),
            overlap=overlap,
        ),
        _pairs(
            "radgivning-regions",
            _("Henvendelser etter landsdel"),
            _("Landsdel"),
            year,
            (now.by_region, before.by_region),
        ),
    )


def _pairs(
    key: str, title: str, heading: str, year: ReportYear, tables: tuple[SafeTable, SafeTable], *, overlap: str = ""
) -> Chart:
    """Draw a table of each of the two years, beside each other. What overlaps has no sum."""
    groups = list(dict.fromkeys([*tables[0].counts, *tables[1].counts]))
    now, before = tables
    rows = [(capfirst(group), Number(now.count(group)), Number(before.count(group))) for group in groups]
    series = (str(year.year), str(year.year - 1))
    total = () if overlap else (_("Til sammen"), Number(now.total), Number(before.total))
    hidden = [table.count(group) for table in tables for group in groups]
    return Chart(
        key,
        title,
        drawing.described(_("Stolpediagram, %(now)s og %(before)s") % {"now": series[0], "before": series[1]}, rows),
        drawing.pairs(series, rows),
        Table((heading, *series), tuple(rows), total),
        (*([overlap] if overlap else []), *_explained(hidden)),
        series,
    )


def _explained(counts: Iterable[object]) -> list[str]:
    """Return the notes that tell why counts are hidden, where any are."""
    hidden = {count for count in counts if isinstance(count, Hidden)}
    notes = []
    if hidden:
        notes.append(_("Tall under 5 vises ikke, fordi de kan peke på en person."))
    if Hidden.WITHHELD in hidden:
        notes.append(_("«Skjult» er tall som holdes tilbake for at de små ikke skal kunne regnes ut."))
    return notes
