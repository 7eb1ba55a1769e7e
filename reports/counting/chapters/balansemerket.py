"""Who got the mark, renewed it and holds it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.counting.chapters import Chapter
from reports.counting.numbers import Area, Sentence
from reports.counting.years import ReportYear


def chapter(area: Area, year: ReportYear) -> Chapter:
    """Tell the mark's year."""
    parts = {key: area.number(key) for key in ("awarded", "renewed", "holders")}
    words = _("{within} fikk {awarded} {new} Balansemerket for første gang, og {renewed} fornyet det. ") + (
        _("{at_end} hadde {holders} {holding} merket.")
        if year.is_over
        else _("{at_end} har {holders} {holding} merket.")
    )
    told = {
        "within": year.within,
        "at_end": year.at_end,
        "new": ngettext("virksomhet", "virksomheter", area.count("awarded")),
        "holding": ngettext("virksomhet", "virksomheter", area.count("holders")),
    }
    return Chapter(
        area.section.key,
        area.section.label,
        sentences=(Sentence(words, {**parts, **told}),),
        figures=tuple(parts[key] for key in ("holders", "awarded", "renewed")),
        notes=(_("Merket gjelder ett år om gangen og må fornyes for å beholdes."),),
    )
