"""The year's summary as a PDF."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from balansekunst import typesetting
from reports.charts import svg
from reports.charts.drawing import Chart, Table
from reports.counting.chapters import Chapter
from reports.counting.numbers import Number
from reports.counting.summary import Summary

SOURCE = Path(__file__).parent.parent / "typst" / "summary.typ"
CHART_WIDTH = 375


def render(summary: Summary) -> bytes:
    """Return the PDF's bytes. Raises TypesettingError for anything that typst warns of, such as a missing font."""
    return typesetting.render(SOURCE, data=_told(summary), day=summary.year.period.last)


def _told(summary: Summary) -> dict[str, Any]:
    return {
        "year": str(summary.year.year),
        "lead": str(summary.lead),
        "words": _words(summary),
        "key_figures": [_number(figure) for figure in summary.key_figures],
        "chapters": [_chapter(chapter) for chapter in summary.chapters],
        "tables": [_table(title, table) for title, table in summary.tables],
        "meanings": [{"label": figure.label, "meaning": figure.meaning} for figure in summary.meanings],
    }


def _words(summary: Summary) -> dict[str, str]:
    as_of = _("Tall per %(day)s") if summary.year.is_over else _("Året er ikke over: tall per %(day)s")
    return {
        "title": _("Balansekunst: årssammendrag %(year)s") % {"year": summary.year.year},
        "kicker": _("Balansekunsts årssammendrag"),
        "as_of": as_of % {"day": summary.year.as_of},
        "key_figures": _("Nøkkeltall"),
        "tables": _("Tallene bak diagrammene"),
        "meanings": _("Slik er tallene regnet ut"),
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "title": chapter.title,
        "warnings": chapter.warnings,
        "sentences": [str(sentence) for sentence in chapter.sentences],
        "notes": chapter.notes,
        "figures": [_number(figure) for figure in chapter.figures],
        "charts": [_chart(chart) for chart in chapter.charts],
    }


def _number(figure: Number) -> dict[str, str]:
    return {"label": figure.label, "text": str(figure)}


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "title": chart.title,
        "description": f"{chart.title}. {chart.description}",
        "svg": svg.draw(chart, CHART_WIDTH),
        "legend": [{"name": name, "role": role} for name, role in chart.legend],
        "notes": chart.notes,
    }


def _table(title: str, table: Table) -> dict[str, Any]:
    return {
        "title": title,
        "headings": table.headings,
        "rows": [[str(cell) for cell in row] for row in table.rows],
        "total": [str(cell) for cell in table.total],
    }
