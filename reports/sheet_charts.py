"""The report's charts as a spreadsheet draws them: from the cells of their tables, in the report's colours."""

from typing import Any

from openpyxl.chart import BarChart, PieChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.typesetting import COLOURS
from reports.charts import PAIR_ROLES, PIE_ROLES
from reports.writing import Node

WIDTH, BAR, MARGIN = 15.0, 0.85, 2.2  # in centimetres
PIE_HEIGHT = 8.0
# A bar without length has no number: its own is 0, or it is hidden, which the table tells.
LABELS = "#,##0;-#,##0;;"


def draw(sheet: Worksheet, chart: Node, first: int) -> BarChart | PieChart:
    """Return the chart of its table, whose headings stand in row `first` of the sheet; its `height` is in centimetres.

    The names are in the first column, the numbers in those that follow; shares of the same numbers aren't drawn.
    """
    rows = len(chart["table"]["rows"])
    if chart["figure"]["data"][0]["type"] == "pie":
        return _pie(sheet, chart, first, rows, 2)
    columns = range(2, 2 + max(1, len(chart["series"])))
    return _bars(sheet, chart, first, rows, list(columns))


def _bars(sheet: Worksheet, chart: Node, first: int, rows: int, columns: list[int]) -> BarChart:
    drawn = BarChart()
    drawn.type = "bar"
    _add(drawn, sheet, chart, first, rows, columns)
    for series, role in zip(drawn.series, PAIR_ROLES, strict=False):
        series.graphicalProperties.solidFill = COLOURS[role].removeprefix("#")
        series.dLbls = _labels()
    drawn.gapWidth = 40
    drawn.x_axis.scaling.orientation = "maxMin"  # the first row on top
    drawn.x_axis.delete, drawn.y_axis.delete = False, True
    drawn.x_axis.majorTickMark = "none"
    drawn.y_axis.scaling.min = 0
    drawn.y_axis.majorGridlines = None
    drawn.legend = drawn.legend if len(columns) > 1 else None
    if drawn.legend:
        drawn.legend.position = "b"
    drawn.height = MARGIN + BAR * rows * (0.6 + 0.4 * len(columns))
    return drawn


def _pie(sheet: Worksheet, chart: Node, first: int, rows: int, column: int) -> PieChart:
    drawn = PieChart()
    _add(drawn, sheet, chart, first, rows, [column])
    series = drawn.series[0]
    series.dPt = [_sector(place) for place in range(rows)]
    series.dLbls = DataLabelList(
        showCatName=True, showPercent=True, showVal=False, showSerName=False, showLegendKey=False
    )
    series.dLbls.separator, series.dLbls.dLblPos = " ", "outEnd"
    series.dLbls.numFmt = "0 %"
    drawn.legend = None
    drawn.height = PIE_HEIGHT
    return drawn


def _add(drawn: Any, sheet: Worksheet, chart: Node, first: int, rows: int, columns: list[int]) -> None:
    for column in columns:
        values = Reference(sheet, min_col=column, min_row=first + 1, max_row=first + rows)
        drawn.series.append(Series(values, title_from_data=False, title=chart["table"]["headings"][column - 1]))
    drawn.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=first + rows))
    drawn.title = chart["title"]
    drawn.title.overlay = False
    drawn.width = WIDTH


def _sector(place: int) -> DataPoint:
    point = DataPoint(idx=place)
    point.graphicalProperties.solidFill = COLOURS[PIE_ROLES[place % len(PIE_ROLES)]].removeprefix("#")
    return point


def _labels() -> DataLabelList:
    labels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False)
    labels.numFmt = LABELS
    return labels
