"""The year's figures of the members' own work for equality, which is the area of `balansemerket.equality_releases`."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.figures import Bars, CountedArea, FigureArea, Number, Recorded, Releases, ReportYear, Sentence
from balansemerket import equality_releases
from balansemerket.models import EqualityRelease


def sentences(area: CountedArea, year: ReportYear) -> Iterator[Sentence]:
    """Return how many members documented their work, and how much they found and do."""
    organisations = area.number("organisations").value
    parts: dict[str, Number | str] = {
        "organisations": area.number("organisations"),
        "risks": area.number("risks"),
        "year": str(year.year),
    }
    if not organisations:
        yield Sentence(_("Ingen medlemmer har dokumentert arbeidet for likestilling i {year}."), parts)
        return
    yield Sentence(_("Medlemmer som dokumenterte arbeidet for likestilling i {year}: {organisations}."), parts)
    if isinstance(organisations, int):
        yield Sentence(_("De har kartlagt {risks} risikoer for diskriminering og hindre for likestilling."), parts)


def recorded(day: date) -> list[Recorded]:
    """Return the released years."""
    return [Recorded(EqualityRelease.objects.filter(released_on__lte=day), "year")]


AREA = FigureArea(
    key="equality",
    label=gettext_lazy("Likestillingsarbeid"),
    name=gettext_lazy("likestillingsarbeid"),
    figures=equality_releases.figures,
    sentences=sentences,
    notes=lambda _area: [
        _("Tallene er anonyme: de viser hvor mange, og ingen kan åpne en liste over hvem."),
    ],
    charts=(
        Bars(
            key="areas",
            figure="by_area",
            heading=gettext_lazy("Område"),
            column=gettext_lazy("Medlemmer"),
            notes=lambda _area: [_("Et medlem kan ha risiko på flere områder, så tallene blir ikke lagt sammen.")],
            needs="organisations",
        ),
        Bars(
            key="progress",
            figure="by_progress",
            heading=gettext_lazy("Tiltak"),
            column=gettext_lazy("Medlemmer"),
            needs="organisations",
        ),
    ),
    starting_text=gettext_lazy("""{equality.organisations} medlemmer dokumenterte hvordan de arbeider for likestilling \
og mot diskriminering i {år}.

Kartlagte risikoer til sammen: {equality.risks}.

{diagram equality-areas}

{diagram equality-progress}"""),
    recorded=recorded,
    releases=Releases(
        values=equality_releases.released_values,
        release_date=equality_releases.release_date,
        release=equality_releases.release,
        pending=gettext_lazy(
            "Tallene om medlemmenes arbeid for likestilling vises en måned etter at året er over, så ingen kan lese "
            "ut av dem hva ett medlem har skrevet."
        ),
        pending_in_period=gettext_lazy("Tallene for et år offentliggjøres 1. februar året etter."),
    ),
    part_of_year_note=gettext_lazy(
        "Tall om medlemmenes arbeid for likestilling vises bare for hele kalenderår. Sammen med årets tall kunne tall "
        "for en del av året ha vist hva ett medlem har skrevet."
    ),
)
