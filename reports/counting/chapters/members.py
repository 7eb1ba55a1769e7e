"""How many members there are, who came and went, and where they have their home."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import drawing
from reports.charts.drawing import Chart, Table
from reports.counting.chapters import Chapter
from reports.counting.numbers import MINUS, Area, Number, Sentence, Unit
from reports.counting.years import ReportYear


def chapter(area: Area, year: ReportYear) -> Chapter:
    """Tell the members at the end of the year, and what led there."""
    parts = {key: area.number(key) for key in ("opening", "joined", "left", "closing")}
    words = _(
        "{at_end} {has} foreningen {closing} {members}. {within} kom {joined} til, og {left} meldte seg ut: {change}."
    )
    told: dict[str, Number | str] = {
        **parts,
        "at_end": year.at_end,
        "within": year.within,
        "has": _("hadde") if year.is_over else _("har"),
        "members": ngettext("medlem", "medlemmer", area.count("closing")),
        "change": _change(area.count("net")),
    }
    return Chapter(
        area.section.key,
        area.section.label,
        sentences=(
            Sentence(words, told),
            Sentence(_("{opening} + {joined} nye {minus} {left} utmeldte = {closing}."), {**parts, "minus": MINUS}),
        ),
        figures=tuple(area.number(key) for key in ("closing", "joined", "left", "net")),
        charts=_by_region(area) if area.count("closing") else (),
        warnings=tuple(
            _("Tallene stemmer ikke med hverandre: %(words)s.") % {"words": check.words(area.values)}
            for check in area.section.checks
            if not check.holds(area.values)
        ),
    )


def _change(net: int) -> str:
    if not net:
        return _("like mange inn som ut")
    return (_("en netto økning på %s") if net > 0 else _("en netto nedgang på %s")) % abs(net)


def _by_region(area: Area) -> tuple[Chart, Chart]:
    counts, shares = area.groups("by_region"), area.groups("by_region_percent")
    rows = [
        (region, counts[region], shares[region]) for region in sorted(counts, key=lambda region: -counts[region].shown)
    ]
    percent = sum(share.shown for share in shares.values())
    table = Table(
        (_("Landsdel"), _("Medlemmer"), _("Andel")),
        tuple(rows),
        (_("Til sammen"), area.number("closing"), Number(percent, unit=Unit.PERCENT)),
    )
    home = _("Landsdelen er der virksomheten hører hjemme.")
    notes = (home, *_rounding(percent))
    return (
        Chart(
            "members-regions",
            _("Medlemmer etter landsdel"),
            drawing.described(_("Stolpediagram"), rows),
            drawing.bars([(region, count, f"({share})") for region, count, share in rows]),
            table,
            notes,
        ),
        Chart(
            "members-shares",
            _("Andel av medlemmene i hver landsdel"),
            drawing.described(_("Kakediagram"), [(region, share) for region, _count, share in rows]),
            drawing.pie(rows),
            table,
            notes[1:],
        ),
    )


def _rounding(total: int) -> tuple[str, ...]:
    """Say what a reader who adds the percentages up would wonder at."""
    if total == 100:
        return ()
    return (_("Andelene er avrundet hver for seg og blir %(total)s %% til sammen.") % {"total": total},)
