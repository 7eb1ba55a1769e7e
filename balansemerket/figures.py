"""The year's figures of Balansemerket: who got the mark, renewed it and has it."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.figures import (
    CountedArea,
    Derived,
    Figure,
    FigureArea,
    Period,
    Recorded,
    ReportYear,
    Sentence,
    Shown,
    When,
)
from balansemerket.models import Certification, Event


def figures(period: Period) -> Sequence[Figure | Derived]:
    """Return the awards, renewals and lapses of the period, and who had the mark at its end."""
    return (
        Figure(
            "awarded",
            _("Nye med Balansemerket"),
            Event.objects.awarded_in(period),
            meaning=_("Førstegangstildelinger i perioden. En ny tildeling etter at merket er trukket, telles ikke."),
            when=When.DURING,
            traced=("date", "kind", "is_cancelled"),
            shown=Shown.USUAL | Shown.YEAR_TO_DATE,
        ),
        Figure(
            "renewed",
            _("Fornyelser"),
            Event.objects.renewed_in(period),
            meaning=_("Fornyelser av merket i perioden."),
            when=When.DURING,
            traced=("date", "kind", "is_cancelled"),
            shown=Shown.USUAL | Shown.YEAR_TO_DATE,
        ),
        Figure(
            "lapsed",
            _("Utløpte merker"),
            Event.objects.lapsed_in(period),
            meaning=_(
                "Merker som gikk ut uten å være fornyet: første dag uten merket er i perioden. "
                "Merker som er trukket, telles ikke."
            ),
            when=When.DURING,
            traced=("date", "kind", "valid_until", "is_cancelled"),
            shown=Shown.USUAL | Shown.YEAR_TO_DATE,
        ),
        Figure(
            "holders",
            _("Har Balansemerket"),
            Certification.objects.held_on(period.last),
            meaning=_("Virksomheter med et merke som gjelder på periodens siste dag, og som ikke er trukket."),
            when=When.END,
            traced=("events__date", "events__kind", "events__valid_until", "events__is_cancelled"),
            shown=Shown.USUAL | Shown.SERIES | Shown.YEAR_TO_DATE,
            order=-1,
            key_figure=_("har Balansemerket"),
        ),
    )


def sentences(area: CountedArea, year: ReportYear) -> Iterator[Sentence]:
    """Return who got the mark in the year, and who had it at the end."""
    text = _("{within} fikk {awarded} {new} Balansemerket for første gang, og {renewed} fornyet det. ") + (
        _("{at_end} hadde {holders} {holding} merket.")
        if year.is_over
        else _("{at_end} har {holders} {holding} merket.")
    )
    yield Sentence(
        text,
        {
            **{key: area.number(key) for key in ("awarded", "renewed", "holders")},
            "within": year.within,
            "at_end": year.at_end,
            "new": ngettext("virksomhet", "virksomheter", area.count("awarded")),
            "holding": ngettext("virksomhet", "virksomheter", area.count("holders")),
        },
    )


def recorded(day: date) -> list[Recorded]:
    """Return when there are events."""
    return [Recorded(Event.objects.filter(date__lte=day), "date")]


AREA = FigureArea(
    key="balansemerket",
    label=gettext_lazy("Balansemerket"),
    name=gettext_lazy("Balansemerket"),
    figures=figures,
    sentences=sentences,
    notes=lambda _area: [_("Merket gjelder ett år om gangen og må fornyes for å beholdes.")],
    starting_text=gettext_lazy("""Balansemerket viser at en virksomhet har kartlagt risikoen for seksuell trakassering \
og diskriminering, har rutiner for varsling og arbeider videre etter en plan. Merket gjelder ett år om gangen.

{balansemerket.awarded} virksomheter fikk Balansemerket for første gang i {år}.

{balansemerket.renewed} virksomheter fornyet merket.

Ved årets slutt hadde {balansemerket.holders} virksomheter merket, mot {balansemerket.holders året før} \
året før.

{tall balansemerket.holders balansemerket.awarded balansemerket.renewed}"""),
    recorded=recorded,
)
