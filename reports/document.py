"""The report as a document: plain data that the page, the PDF, the preview and the published JSON all print.

`docs/report-document.md` tells its shape. A draft's document is made anew each time, of the figures as they are; a
published one is kept (`reports.publishing`), and nothing here is asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.figures import RULES
from balansepotten import publishing as pot
from radgivning.suppression import Hidden
from reports import words, writing
from reports.charts import Chart, Table
from reports.models import AnnualReport, Picture, Quote, Section
from reports.numbers import Number
from reports.summary import Summary
from reports.writing import Node

FORMAT = "arsrapport-1"
KEY_FIGURES = ("members.closing", "courses.held", "balansemerket.holders", "balansepotten.awarded_nok")


@dataclass(frozen=True)
class Material:
    """What the places in the texts are filled with, by name: numbers, charts, quotes and pictures, and recipients."""

    numbers: Mapping[str, Number]
    charts: Mapping[str, Node]
    quotes: Mapping[str, Node]
    pictures: Mapping[str, Node]
    recipients: Node


def build(report: AnnualReport, summary: Summary, *, day: date) -> Node:
    """Return the report's document on `day`. Raises ValidationError that names each place which can't be filled."""
    material = gather(report, summary, day=day)
    cover = report.pictures.filter(is_cover=True).first()
    year = summary.year
    return {
        "format": FORMAT,
        "rules": RULES,
        "year": report.year,
        "period": {"first": year.period.first.isoformat(), "last": year.period.last.isoformat()},
        "is_over": year.is_over,
        "title": report.title,
        "lead": fill(writing.inline_of(report.lead), material),
        "cover": {"colour": report.colour, "picture": picture_data(cover) if cover else None},
        "key_figures": [figure_data(key, number) for key, number in zip(KEY_FIGURES, summary.key_figures, strict=True)],
        "sections": [_section(section, material) for section in report.sections.all()],
        "figures": summary.data,
        "definitions": definitions(summary),
    }


def gather(report: AnnualReport, summary: Summary, *, day: date) -> Material:
    """Return what the report's texts may be filled with on `day`."""
    return Material(
        numbers=summary.numbers,
        charts={key: chart_data(chart) for key, chart in summary.charts.items()},
        quotes={quote.slug: quote_data(quote) for quote in report.quotes.all()},
        pictures={picture.slug: picture_data(picture) for picture in report.pictures.all()},
        recipients=recipients_data(report.year, day),
    )


def _section(section: Section, material: Material) -> Node:
    return {
        "id": f"del-{section.order}-{section.kind}",
        "kind": section.kind,
        "title": section.title,
        "blocks": fill(writing.read(section.text), material),
    }


def fill(nodes: list[Node], material: Material) -> list[Node]:
    """Return the nodes with every place filled. Raises ValidationError for each name that there is nothing for."""
    problems: list[ValidationError] = []
    filled: list[Node] = []
    for place, node in enumerate(nodes):
        try:
            filled.append(_filled(node, material, begins=place == 0))
        except ValidationError as error:
            problems.append(error)
    if problems:
        raise ValidationError(problems)
    return filled


def _filled(node: Node, material: Material, *, begins: bool) -> Node:
    match node:
        case {"type": "number", "key": key}:
            return _number(key, _named(material.numbers, key), begins=begins)
        case {"type": "figures", "names": names}:
            return {"type": "figures", "figures": [figure_data(key, _named(material.numbers, key)) for key in names]}
        case {"type": "chart", "names": names}:
            return {"type": "chart", "chart": _named(material.charts, " ".join(names))}
        case {"type": "said", "names": names}:
            return {"type": "said", **_named(material.quotes, " ".join(names))}
        case {"type": "picture", "names": names}:
            return {"type": "picture", **_named(material.pictures, " ".join(names))}
        case {"type": "recipients"}:
            return {"type": "recipients", **material.recipients}
        case {"items": items}:
            return {**node, "items": [fill(item, material) for item in items]}
        case {"blocks": blocks}:
            return {**node, "blocks": fill(blocks, material)}
        case {"inline": inline}:
            return {**node, "inline": fill(inline, material)}
    return node


def _named[Value](there: Mapping[str, Value], name: str) -> Value:
    if name not in there:
        raise ValidationError(_("Det er ingenting som heter «%(name)s» å sette inn."), params={"name": name})
    return there[name]


def _number(key: str, number: Number, *, begins: bool) -> Node:
    """Return a number in running text, with a capital letter where it begins the paragraph."""
    told = words.in_text(number)
    return {"type": "number", "key": key, "value": _value(number), "shown": capfirst(told) if begins else told}


def figure_data(key: str, number: Number) -> Node:
    """Return a number that stands by itself, with its name below."""
    return {
        "key": key,
        "label": number.label,
        "value": _value(number),
        "shown": str(number),
        "unit": number.unit.value,
        "at_least": number.at_least,
    }


def _value(number: Number) -> int | None:
    """Return the number; None for what is hidden since it is small, or since a small one could be made of it."""
    return None if isinstance(number.value, Hidden) else number.value


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
    """Return the headings, the rows and the total; a cell is a name, or a number with what is shown of it."""
    return {
        "headings": list(table.headings),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "total": [_cell(cell) for cell in table.total],
    }


def _cell(cell: str | Number) -> str | Node:
    return {"value": _value(cell), "shown": str(cell)} if isinstance(cell, Number) else cell


def quote_data(quote: Quote) -> Node:
    """Return what somebody said, and who it was."""
    return {"text": quote.text, "person": quote.person, "role": quote.role}


def picture_data(picture: Picture) -> Node:
    """Return a picture by the name of its file, in pixels."""
    return {
        "file": PurePath(str(picture.file.name)).name,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
    }


def recipients_data(year: int, day: date) -> Node:
    """Return those who were granted support in the year's call, as far as it is public on `day`."""
    awards = [award for award in pot.awards(day) if award.year == year]
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


def definitions(summary: Summary) -> list[dict[str, Any]]:
    """Return what is counted in each figure."""
    return [{"label": figure.label, "meaning": figure.meaning} for figure in summary.meanings]
