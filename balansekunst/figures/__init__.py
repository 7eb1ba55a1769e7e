"""The year's figures: what an area declares, and its numbers once they are counted.

The value, the pages, the charts, the PDF, the workbook, the JSON and the list behind a number all come from the
figure, which is one entry in its app's `figures.py`.
"""

from balansekunst.figures.areas import (
    AreaFigures,
    CanOpen,
    CountedArea,
    FigureArea,
    Releases,
    count,
    definition_url,
    figure_area,
    figure_areas,
    opens_nothing,
    release_all,
)
from balansekunst.figures.charts import Bars, Chart, ChartKind, ChartRow, GroupChart, Map, Pairs, Pie, Places, Table
from balansekunst.figures.figures import (
    RULES,
    THRESHOLD,
    Check,
    Derived,
    Figure,
    Hidden,
    PublishedFigure,
    Shown,
    Unit,
    Value,
    Values,
    When,
    encode,
    percent,
    percents,
)
from balansekunst.figures.numbers import MINUS, Number, Sentence
from balansekunst.figures.periods import Period, ReportYear

__all__ = [
    "MINUS",
    "RULES",
    "THRESHOLD",
    "AreaFigures",
    "Bars",
    "CanOpen",
    "Chart",
    "ChartKind",
    "ChartRow",
    "Check",
    "CountedArea",
    "Derived",
    "Figure",
    "FigureArea",
    "GroupChart",
    "Hidden",
    "Map",
    "Number",
    "Pairs",
    "Period",
    "Pie",
    "Places",
    "PublishedFigure",
    "Releases",
    "ReportYear",
    "Sentence",
    "Shown",
    "Table",
    "Unit",
    "Value",
    "Values",
    "When",
    "count",
    "definition_url",
    "encode",
    "figure_area",
    "figure_areas",
    "opens_nothing",
    "percent",
    "percents",
    "release_all",
]
