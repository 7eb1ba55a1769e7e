"""The document of a yearly report: an author's texts, filled with the year's figures.

A draft's document is built anew each time, from the figures as they are; a published one is stored
(`reports.publication.publishing`) and never computed again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import cast

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.figures import RULES, Number, Reader, ReportYear
from balansekunst.text import slug
from balansepotten import awards as pot
from courses.models import PublicEvent
from members.models import Term
from reports import pictures
from reports.counting import series
from reports.counting.definitions import definitions
from reports.counting.summary import Summary, summarise
from reports.document import markup, nodes
from reports.document.conversion import chart_node, figure_node, warning_nodes, year_values
from reports.document.nodes import (
    FORMAT,
    Colour,
    Cover,
    Document,
    Inline,
    PersonQuote,
    Recipient,
    Recipients,
    Table,
    TableBlock,
)
from reports.document.placeholders import Material, Problem, fill, fill_inline, needs_year_before
from reports.models import AnnualReport, Picture, Quote, Section


@dataclass(frozen=True)
class PlacedProblem:
    """A placeholder that cannot be filled, in a section of the report; `section` is None for the lead."""

    section: Section | None
    problem: Problem

    def __str__(self) -> str:
        params = {
            "part": self.section.title if self.section else _("Ingressen"),
            "line": self.problem.line,
            "words": self.problem.message,
        }
        return _("«%(part)s», linje %(line)s: %(words)s") % params


@dataclass(frozen=True)
class Draft:
    """A document as far as it can be filled, and the problems with the rest."""

    document: Document
    problems: list[PlacedProblem]


def compose(report: AnnualReport, summary: Summary, *, day: date) -> Draft:
    """Return the report's document on `day`, with what cannot be filled as it was typed, and the problems.

    The number of queries does not depend on the report's size; a text that asks for the year before takes as many
    again as the year itself.
    """
    sections, shown = list(report.sections.all()), list(report.pictures.all())
    texts = [report.lead, *(section.text for section in sections)]
    before = numbers_before(summary) if needs_year_before(texts) else {}
    material = gather(report, summary, day=day, pictures=shown, before=before)
    lead, problems = _lead(report, material)
    built = []
    for section, anchor in zip(sections, anchors(sections), strict=True):
        blocks, missing = fill(markup.parse(section.text), material)
        problems += [PlacedProblem(section, problem) for problem in missing]
        built.append(nodes.Section(anchor, section.kind, section.title, blocks))
    cover = next((picture for picture in shown if picture.is_cover), None)
    document = Document(
        format=FORMAT,
        rules=RULES,
        year=report.year,
        period=summary.year.period,
        is_over=summary.year.is_over,
        title=report.title,
        lead=lead,
        cover=Cover(cast("Colour", report.colour), picture_node(cover) if cover else None),
        key_figures=key_figures(summary),
        sections=tuple(built),
        figures=year_values(summary),
        definitions=definitions(summary.year.period),
        warnings=warning_nodes(summary),
        kind="draft",
    )
    return Draft(document, problems)


def _lead(report: AnnualReport, material: Material) -> tuple[tuple[Inline, ...], list[PlacedProblem]]:
    inline, missing = fill_inline(markup.parse_inline(report.lead), material)
    return inline, [PlacedProblem(None, problem) for problem in missing]


def gather(
    report: AnnualReport,
    summary: Summary,
    *,
    day: date,
    pictures: Iterable[Picture] | None = None,
    quotes: Iterable[Quote] | None = None,
    before: Mapping[str, Number] | None = None,
) -> Material:
    """Return what the placeholders of the report's texts can be filled with on `day`."""
    shown = report.pictures.all() if pictures is None else pictures
    said = report.quotes.all() if quotes is None else quotes
    charts = {**summary.charts, **series.of_year(summary.year, summary.reader)}
    return Material(
        year=report.year,
        numbers=summary.numbers,
        charts={key: chart_node(chart) for key, chart in charts.items()},
        quotes={quote.slug: PersonQuote(quote.text, quote.person, quote.role) for quote in said},
        pictures={picture.slug: picture_node(picture) for picture in shown},
        recipients=find_recipients(report.year, day),
        people=find_people(report.year),
        events=find_events(summary.year),
        before=before or {},
    )


def numbers_before(summary: Summary) -> dict[str, Number]:
    """Return the numbers of the year before, the whole of it, for the same reader."""
    year = summary.year
    return summarise(ReportYear(year.year - 1, year.day), Reader(summary.reader.areas)).numbers


def anchors(sections: Iterable[Section]) -> list[str]:
    """Return an anchor for each section, which does not change when sections are moved.

    It is the name of the section's area, or the title of a free section, with a number where it is taken.
    """
    taken: list[str] = []
    for section in sections:
        about = section.title if section.kind == Section.FREE else section.get_kind_display()
        name = f"del-{slug(about) or section.kind}"
        free = (f"{name}-{place}" for place in count(2))
        taken.append(name if name not in taken else next(one for one in free if one not in taken))
    return taken


def key_figures(summary: Summary) -> tuple[nodes.Number, ...]:
    """Return the figures of the cover, without those that are 0 so far."""
    return tuple(figure_node(number) for number in summary.key_figures if number.shown)


def picture_node(picture: Picture) -> nodes.Picture:
    """Return a picture by the name of its file, in pixels."""
    return nodes.Picture(
        file=pictures.file_name(str(picture.file.name)),
        width=picture.width,
        height=picture.height,
        alt=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
    )


def find_people(year: int) -> TableBlock:
    """Return the board, deputies, auditor and staff of the year, and since or until when those of a part of it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = tuple(
        (capfirst(term.get_office_display()), term.person, _part_of_year(term, first, last))
        for term in Term.objects.during(first, last).in_order()
    )
    title = _("Styret og de ansatte i %(year)s") % {"year": year}
    return TableBlock(title, Table((_("Verv"), _("Navn"), _("Når")), rows))


def _part_of_year(term: Term, first: date, last: date) -> str:
    begins = date_format(term.first_day, "j. F") if term.first_day > first else ""
    ends = date_format(term.last_day, "j. F") if term.last_day and term.last_day < last else ""
    if begins and ends:
        return _("%(begins)s til %(ends)s") % {"begins": begins, "ends": ends}
    if begins:
        return _("fra %(day)s") % {"day": begins}
    return _("til %(day)s") % {"day": ends} if ends else _("hele året")


def find_events(year: ReportYear) -> TableBlock:
    """Return the year's events that are not courses, in the order of their days."""
    events = PublicEvent.objects.between(*year.period.days).select_related("municipality").order_by("date", "pk")
    rows = tuple(
        (
            _described(event),
            date_format(event.date, "j. F"),
            str(Number(event.participants, at_least=event.participants_at_least)) if event.participants else "",
        )
        for event in events
    )
    title = _("Arrangementer i %(year)s") % {"year": year.year}
    return TableBlock(title, Table((_("Arrangement"), _("Dag"), _("Deltakere")), rows))


def _described(event: PublicEvent) -> str:
    """Return the event's title, place and partners in one cell, so that the table fits a phone."""
    words = f"{event.title} ({event.place})"
    return (
        _("%(event)s, sammen med %(partners)s") % {"event": words, "partners": event.partners}
        if event.partners
        else words
    )


def find_recipients(year: int, day: date) -> Recipients:
    """Return the projects that were granted support in the year's call, as far as it is public on `day`."""
    rows = tuple(
        Recipient(award.organisation, award.county, award.title, award.category, award.amount)
        for award in pot.each_published_on(day, year=year)
    )
    return Recipients(rows, sum(row.amount for row in rows))
