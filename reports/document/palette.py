"""All that can be put into a report's texts, with what it is now: shown beside the texts to the one who writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from radgivning.releases import told_from
from reports.counting.figures import sections
from reports.counting.numbers import Number
from reports.counting.summary import Summary
from reports.document.filling import Material
from reports.models import Picture, Quote


@dataclass(frozen=True)
class Entry:
    """Something to insert: `written` goes into the text; `block` tells that it stands on a line of its own."""

    written: str
    label: str
    value: str = ""
    block: bool = False


@dataclass(frozen=True)
class Group:
    """Entries of a kind under a heading, with what should be known of them; `first` ones stand open."""

    title: str
    entries: list[Entry]
    note: str = ""
    first: bool = False


def groups(
    summary: Summary, material: Material, *, quotes: Iterable[Quote], pictures: Iterable[Picture]
) -> list[Group]:
    """Return all that can be inserted; the numbers area by area, those told by group after the others."""
    return [
        *_numbers(summary),
        _years(material),
        Group(_("Diagrammer"), [_chart(key, chart["title"]) for key, chart in material.charts.items()]),
        Group(
            _("Sitater"),
            [Entry(f"{{sitat {quote.slug}}}", quote.person, _short(quote.text), block=True) for quote in quotes],
            _("Et sitat kan settes inn når det er lagret nedenfor."),
        ),
        Group(
            _("Bilder"),
            [Entry(f"{{bilde {picture.slug}}}", picture.slug, picture.alt, block=True) for picture in pictures],
            _("Et bilde kan settes inn når det er lagret nedenfor."),
        ),
        Group(_("Lister"), [_recipients(material)]),
    ]


def _numbers(summary: Summary) -> Iterator[Group]:
    """Return the numbers of each area, under the figures' names."""
    for area in sections(summary.year.period):
        labels = {figure.key: figure.label for figure in area.everything}
        ours = {key: number for key, number in summary.numbers.items() if key.split(".")[0] == area.key}
        entries = [_number(key, number, labels) for key, number in sorted(ours.items(), key=_by_group)]
        yield Group(area.label, entries, "" if entries else _untold(summary), first=area.key == "members")


def _by_group(named: tuple[str, Number]) -> bool:
    return named[0].count(".") > 1


def _number(key: str, number: Number, labels: dict[str, str]) -> Entry:
    _area, figure, *group = key.split(".", 2)
    label = labels.get(figure, number.label)
    return Entry(f"{{{key}}}", f"{label}: {group[0]}" if group else label, str(number))


def _untold(summary: Summary) -> str:
    day = date_format(told_from(summary.year.year), "j. F Y")
    return _("Tallene kan settes inn fra %(day)s.") % {"day": day}


def _years(material: Material) -> Group:
    year = material.year
    return Group(
        _("Året, og året før"),
        [
            Entry("{år}", _("Rapportens år"), str(year)),
            Entry("{året før}", _("Året før"), str(year - 1)),
            Entry("{members.joined året før}", _("Et tall slik det var året før")),
            Entry("{members.joined sammenlignet}", _("Et antall mot året før, i ord"), _("dobbelt så mange som")),
        ],
        _("«året før» og «sammenlignet» kan skrives etter navnet på et hvilket som helst antall."),
    )


def _chart(key: str, title: str) -> Entry:
    return Entry(f"{{diagram {key}}}", title, block=True)


def _recipients(material: Material) -> Entry:
    rows = _("%(count)s tildelinger") % {"count": len(material.recipients["rows"])}
    return Entry("{mottakere}", _("De som fikk støtte fra Balansepotten"), rows, block=True)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60].rsplit(' ', 1)[0]} …"
