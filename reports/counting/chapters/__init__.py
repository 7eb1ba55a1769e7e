"""The chapters of the report, one a module: each tells an area's numbers in sentences, figures and charts."""

from dataclasses import dataclass

from reports.charts.drawing import Chart
from reports.counting.numbers import Number, Sentence


@dataclass(frozen=True)
class Chapter:
    """An area of the report. `warnings` are rules that its numbers break."""

    key: str
    title: str
    sentences: tuple[Sentence, ...]
    figures: tuple[Number, ...] = ()
    charts: tuple[Chart, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
