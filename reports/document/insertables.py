"""All that can be inserted into a report's texts, with its present value: the list beside the texts in the admin."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.figures import Derived, Figure, FigureArea, Number, figure_areas
from reports.counting.summary import Summary
from reports.document.placeholders import Material
from reports.models import Picture, Quote


@dataclass(frozen=True)
class Insertable:
    """Something to insert: `source` goes into the text, on a line of its own if it is a `block`."""

    source: str
    label: str
    value: str = ""
    block: bool = False


@dataclass(frozen=True)
class InsertableGroup:
    """Insertables of a kind under a heading, with a note; the `first` group is open."""

    title: str
    entries: list[Insertable]
    note: str = ""
    first: bool = False


def groups(
    summary: Summary, material: Material, *, quotes: Iterable[Quote], pictures: Iterable[Picture]
) -> list[InsertableGroup]:
    """Return all that can be inserted; the numbers by area, those of groups after the others."""
    return [
        *_numbers(summary),
        _years(material),
        InsertableGroup(_("Diagrammer"), [_chart(key, chart.title) for key, chart in material.charts.items()]),
        InsertableGroup(
            _("Sitater"),
            [Insertable(f"{{sitat {quote.slug}}}", quote.person, _short(quote.text), block=True) for quote in quotes],
            _("Et sitat kan settes inn når det er lagret nedenfor."),
        ),
        InsertableGroup(
            _("Bilder"),
            [Insertable(f"{{bilde {picture.slug}}}", picture.slug, picture.alt, block=True) for picture in pictures],
            _("Et bilde kan settes inn når det er lagret nedenfor."),
        ),
        InsertableGroup(_("Lister"), [_recipients(material), _people(material), _events(material)]),
    ]


def _numbers(summary: Summary) -> Iterator[InsertableGroup]:
    """Return the numbers of each area, under the figures' names."""
    for place, area in enumerate(figure_areas()):
        figures = {figure.key: figure for figure in area.in_year(summary.year).figures}
        ours = {key: number for key, number in summary.numbers.items() if key.split(".")[0] == area.key}
        entries = [_number(key, number, figures) for key, number in sorted(ours.items(), key=_by_group)]
        note = "" if entries else _release_note(area, summary)
        yield InsertableGroup(str(area.label), entries, note, first=place == 0)


def _by_group(named: tuple[str, Number]) -> bool:
    return named[0].count(".") > 1


def _number(key: str, number: Number, figures: dict[str, Figure | Derived]) -> Insertable:
    _area, name, *group = key.split(".", 2)
    figure = figures.get(name)
    label = figure.label if figure else number.label
    if figure and group:
        label = f"{label}: {figure.group_label(group[0])}"
    return Insertable(f"{{{key}}}", label, str(number))


def _release_note(area: FigureArea, summary: Summary) -> str:
    if not area.releases:
        return ""
    day = date_format(area.releases.release_date(summary.year.year), "j. F Y")
    return _("Tallene kan settes inn fra %(day)s.") % {"day": day}


def _years(material: Material) -> InsertableGroup:
    year = material.year
    return InsertableGroup(
        _("Året, og året før"),
        [
            Insertable("{år}", _("Rapportens år"), str(year)),
            Insertable("{året før}", _("Året før"), str(year - 1)),
            Insertable("{members.joined året før}", _("Et tall slik det var året før")),
            Insertable("{members.joined sammenlignet}", _("Et antall mot året før, i ord"), _("dobbelt så mange som")),
        ],
        _("«året før» og «sammenlignet» kan skrives etter navnet på et hvilket som helst antall."),
    )


def _chart(key: str, title: str) -> Insertable:
    return Insertable(f"{{diagram {key}}}", title, block=True)


def _recipients(material: Material) -> Insertable:
    rows = _("%(count)s tildelinger") % {"count": len(material.recipients.rows)}
    return Insertable("{mottakere}", _("De som fikk støtte fra Balansepotten"), rows, block=True)


def _people(material: Material) -> Insertable:
    rows = _("%(count)s verv") % {"count": len(material.people.table.rows)}
    return Insertable("{styret}", _("Styret, varamedlemmer, revisor og ansatte"), rows, block=True)


def _events(material: Material) -> Insertable:
    rows = _("%(count)s arrangementer") % {"count": len(material.events.table.rows)}
    return Insertable("{arrangementer}", _("Arrangementer som ikke er kurs"), rows, block=True)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60].rsplit(' ', 1)[0]} …"
