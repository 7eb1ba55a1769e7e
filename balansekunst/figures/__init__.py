"""The year's figures: what an area declares, and its numbers once they are counted.

The value, the pages, the charts, the PDF, the workbook, the JSON and the list behind a number all come from the
figure, which is one entry in its app's `figures.py`.
"""

from balansekunst.figures.areas import (
    ANY_PERIOD,
    AreaFigures,
    CanOpen,
    CountedArea,
    FigureArea,
    Releases,
    Withholding,
    count,
    definition_url,
    figure_area,
    figure_areas,
    figures_in,
    opens_nothing,
    release_all,
)
from balansekunst.figures.charts import Bars, Chart, ChartKind, ChartRow, GroupChart, Map, Pairs, Pie, Places, Table
from balansekunst.figures.comparisons import compared, share
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
from balansekunst.figures.readers import Reader, lists_open_to, reader_of
from balansekunst.figures.recorded import Recorded

__all__ = [
    "ANY_PERIOD",
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
    "Reader",
    "Recorded",
    "Releases",
    "ReportYear",
    "Sentence",
    "Shown",
    "Table",
    "Unit",
    "Value",
    "Values",
    "When",
    "Withholding",
    "compared",
    "count",
    "definition_url",
    "encode",
    "figure_area",
    "figure_areas",
    "figures_in",
    "lists_open_to",
    "opens_nothing",
    "percent",
    "percents",
    "reader_of",
    "release_all",
    "share",
]
