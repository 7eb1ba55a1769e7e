"""What was in the pot, what was applied for, and what was granted: in number and in kroner."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import drawing
from reports.charts.drawing import Chart, Table
from reports.counting.chapters import Chapter
from reports.counting.numbers import Area, Number, Sentence
from reports.counting.years import ReportYear

APPLIED = ("pot", "applications", "applied_nok")
GRANTED = ("granted", "awarded_nok", "granted_share_percent", "awarded_share_percent")


def chapter(area: Area, year: ReportYear) -> Chapter:
    """Tell the year's call; the rate by number and the rate by amount are two, each with its name."""
    granted = GRANTED if area.count("granted") else ()
    return Chapter(
        area.section.key,
        area.section.label,
        sentences=_sentences(area, year),
        figures=tuple(area.number(key) for key in (*APPLIED, *granted)),
        charts=_charts(area),
    )


def _sentences(area: Area, year: ReportYear) -> tuple[Sentence, ...]:
    """Tell as much as there is to tell: the pot, what was applied for, what was granted and its two rates."""
    parts = {key: area.number(key) for key in (*APPLIED, *GRANTED)}
    if not area.count("applications"):
        pot = _("Årets pott var på {pot}.") if area.count("pot") else _("Ingen utlysning er ført.")
        return (Sentence(pot, parts),)
    applied = Sentence(
        _("Potten i {year} var på {pot}. {applications} {noun} ba om {applied_nok} til sammen."),
        {**parts, "year": str(year.year), "noun": ngettext("søknad", "søknader", area.count("applications"))},
    )
    if not area.count("granted"):
        return applied, Sentence(_("Ingen av dem er innvilget."))
    return (
        applied,
        Sentence(
            _("Etter antall: {granted} av {applications} søknader ble innvilget, {granted_share_percent}."), parts
        ),
        Sentence(_("Etter beløp: {awarded_nok} av {applied_nok} ble delt ut, {awarded_share_percent}."), parts),
    )


def _charts(area: Area) -> tuple[Chart, ...]:
    """Draw who applied and who was granted support; themes only where applications have any."""
    if not area.count("applications"):
        return ()
    home = _("Landsdelen er der søkeren hører hjemme.")
    once = _("En virksomhet med flere søknader teller én gang. Har søkt før: hadde en søknad med i et tidligere år.")
    several = _("En søknad kan ha flere tematiske satsinger, og teller i hver av dem.")
    applied = _("Søknader"), _("Innvilget")
    total = area.number("applications"), area.number("granted")
    names = "themes", _("Tematisk satsing")
    themes = [_beside(area, names, ("by_theme", "granted_by_theme"), applied, note=several)]
    return (
        _beside(area, ("categories", _("Kategori")), ("by_category", "granted_by_category"), applied, total),
        *(themes if any(area.counts("by_theme").values()) else ()),
        _beside(area, ("regions", _("Landsdel")), ("by_region", "granted_by_region"), applied, total, home),
        _beside(
            area,
            ("applicants", _("Søkere")),
            ("applicants", "granted_applicants"),
            (_("Søkte"), _("Fikk støtte")),
            (area.total("applicants"), area.total("granted_applicants")),
            once,
        ),
    )


def _beside(
    area: Area,
    names: tuple[str, str],
    keys: tuple[str, str],
    series: tuple[str, str],
    total: tuple[Number, ...] = (),
    note: str = "",
) -> Chart:
    """Draw a figure beside the part of it that was granted: `names` are the chart's, and its groups' heading."""
    key, heading = names
    first, second = (area.groups(figure) for figure in keys)
    rows = sorted(
        ((capfirst(name), number, second[name]) for name, number in first.items()), key=lambda row: -row[1].shown
    )
    return Chart(
        f"balansepotten-{key}",
        area.label(keys[0]),
        drawing.described(_("Stolpediagram, %(first)s og %(second)s") % _lower(series), rows),
        drawing.pairs(series, rows),
        Table((heading, *series), tuple(rows), (_("Til sammen"), *total) if total else ()),
        (note,) if note else (),
        series,
    )


def _lower(series: tuple[str, str]) -> dict[str, str]:
    return {"first": series[0].lower(), "second": series[1].lower()}
