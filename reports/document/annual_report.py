"""The report as a document: plain data that the page, the PDF, the preview and the published JSON all print.

`docs/report-document.md` tells its shape. A draft's document is made anew each time, of the figures as they are; a
published one is kept (`reports.publishing`), and nothing here is asked again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from balansekunst.figures import RULES
from balansepotten import awards as pot
from reports.charts.drawing import Chart, Table
from reports.counting import series
from reports.counting.definitions import definitions
from reports.counting.numbers import Number
from reports.counting.summary import Summary, summarise
from reports.counting.years import ReportYear
from reports.document import writing
from reports.document.filling import Material, Problem, asks_before, figure_data, fill, fill_inline, value_of
from reports.document.writing import Node
from reports.models import AnnualReport, Picture, Quote, Section
from reports.pictures import file_name

FORMAT = "arsrapport-1"
KEY_FIGURES = ("members.closing", "courses.held", "balansemerket.holders", "balansepotten.awarded_nok")

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


def build(report: AnnualReport, summary: Summary, *, day: date) -> Node:
    """Return the report's document on `day`. Raises ValidationError that names each place which can't be filled."""
    draft = compose(report, summary, day=day)
    if draft.problems:
        raise ValidationError([ValidationError(str(problem), code="unfilled") for problem in draft.problems])
    return draft.document


@dataclass(frozen=True)
class PlacedProblem:
    """What can't be filled in a part of the report: `section` is None for the lead."""

    section: Section | None
    problem: Problem

    def __str__(self) -> str:
        part = self.section.title if self.section else _("Ingressen")
        told = {"part": part, "line": self.problem.line, "words": self.problem.words}
        return _("«%(part)s», linje %(line)s: %(words)s") % told


@dataclass(frozen=True)
class Draft:
    """A document as far as it can be filled, and the problems that stand in the way of the rest."""

    document: Node
    problems: list[PlacedProblem]


def compose(report: AnnualReport, summary: Summary, *, day: date) -> Draft:
    """Return the report's document on `day`, with what can't be filled as it was written, and told.

    The number of queries is the same whatever the report holds; a text that asks for the year before takes as many
    again as the year itself.
    """
    sections, pictures = list(report.sections.all()), list(report.pictures.all())
    before = numbers_before(summary) if asks_before([report.lead, *(section.text for section in sections)]) else {}
    material = gather(report, summary, day=day, pictures=pictures, before=before)
    lead, problems = _lead(report, material)
    told = []
    for section, anchor in zip(sections, anchors(sections), strict=True):
        blocks, missing = fill(writing.read(section.text), material)
        problems += [PlacedProblem(section, problem) for problem in missing]
        told.append({"id": anchor, "kind": section.kind, "title": section.title, "blocks": blocks})
    cover = next((picture for picture in pictures if picture.is_cover), None)
    year = summary.year
    document = {
        "format": FORMAT,
        "rules": RULES,
        "year": report.year,
        "period": {"first": year.period.first.isoformat(), "last": year.period.last.isoformat()},
        "is_over": year.is_over,
        "title": report.title,
        "lead": lead,
        "cover": {"colour": report.colour, "picture": picture_data(cover) if cover else None},
        "key_figures": key_figures(summary),
        "sections": told,
        "figures": summary.data,
        "definitions": definitions(year.period),
        "warnings": warnings(summary),
    }
    return Draft(document, problems)


def _lead(report: AnnualReport, material: Material) -> tuple[list[Node], list[PlacedProblem]]:
    nodes, missing = fill_inline(writing.inline_of(report.lead), material)
    return nodes, [PlacedProblem(None, problem) for problem in missing]


def gather(
    report: AnnualReport,
    summary: Summary,
    *,
    day: date,
    pictures: Iterable[Picture] | None = None,
    quotes: Iterable[Quote] | None = None,
    before: Mapping[str, Number] | None = None,
) -> Material:
    """Return what the report's texts may be filled with on `day`."""
    shown = report.pictures.all() if pictures is None else pictures
    said = report.quotes.all() if quotes is None else quotes
    return Material(
        year=report.year,
        numbers=summary.numbers,
        charts={key: chart_data(chart) for key, chart in {**summary.charts, **series.of_year(summary.year)}.items()},
        quotes={quote.slug: quote_data(quote) for quote in said},
        pictures={picture.slug: picture_data(picture) for picture in shown},
        recipients=recipients_data(report.year, day),
        before=before or {},
    )


def numbers_before(summary: Summary) -> dict[str, Number]:
    """Return the numbers of the year before, the whole of it."""
    year = summary.year
    return summarise(ReportYear(year.year - 1, year.day)).numbers


def anchors(sections: Iterable[Section]) -> list[str]:
    """Return an address within the page for each section, which stays when sections change places.

    It is what the section is about, or its title where that is free, with a number where it is taken.
    """
    taken: list[str] = []
    for section in sections:
        about = section.title if section.kind == Section.Kind.FREE else section.get_kind_display()
        name = f"del-{slugify(about.lower().translate(LETTERS)) or section.kind}"
        free = (f"{name}-{place}" for place in count(2))
        taken.append(name if name not in taken else next(one for one in free if one not in taken))
    return taken


def key_figures(summary: Summary) -> list[Node]:
    """Return the figures of the cover; one that there is nothing to tell of yet is left out."""
    found = zip(KEY_FIGURES, summary.key_figures, strict=True)
    return [figure_data(key, number) for key, number in found if number.shown]


def chart_data(chart: Chart) -> Node:
    """Return a chart with its table and its plotly figure."""
    return {
        "key": chart.key,
        "title": chart.title,
        "description": chart.description,
        "series": list(chart.series),
        "notes": list(chart.notes),
        "table": table_data(chart.table),
        "figure": chart.figure,
    }


def table_data(table: Table) -> Node:
    """Return the headings, the rows and the total; a cell is a name, or a number's key, value and what is shown."""
    return {
        "headings": list(table.headings),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "total": [_cell(cell) for cell in table.total],
    }


def _cell(cell: str | Number) -> str | Node:
    return {"key": cell.key, "value": value_of(cell), "shown": str(cell)} if isinstance(cell, Number) else cell


def quote_data(quote: Quote) -> Node:
    """Return what somebody said, and who it was."""
    return {"text": quote.text, "person": quote.person, "role": quote.role}


def picture_data(picture: Picture) -> Node:
    """Return a picture by the name of its file, in pixels."""
    return {
        "file": file_name(str(picture.file.name)),
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
    }


def recipients_data(year: int, day: date) -> Node:
    """Return those who were granted support in the year's call, as far as it is public on `day`."""
    awards = [award for award in pot.published_on(day) if award.year == year]
    return {
        "rows": [
            {
                "organisation": award.organisation,
                "county": award.county,
                "title": award.title,
                "category": award.category,
                "amount": award.amount,
            }
            for award in awards
        ],
        "total": sum(award.amount for award in awards),
    }


def warnings(summary: Summary) -> list[Node]:
    """Return the rules that the numbers break, each with its area: they are told where the numbers are."""
    return [
        {"area": chapter.key, "title": chapter.title, "text": warning}
        for chapter in summary.chapters
        for warning in chapter.warnings
    ]
