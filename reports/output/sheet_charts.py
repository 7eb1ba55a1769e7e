"""The report's charts as a spreadsheet draws them: from the cells of their tables, in the report's colours."""

from typing import Any

from openpyxl.chart import BarChart, PieChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils.units import cm_to_EMU
from openpyxl.worksheet.worksheet import Worksheet

from balansekunst.typesetting import COLOURS
from reports.charts.drawing import PAIR_ROLES, PIE_ROLES
from reports.document.writing import Node
from reports.output import sheets

WIDTH, BAR, MARGIN = 15.0, 0.85, 2.2  # in centimetres
PIE_HEIGHT, GAP = 8.0, 0.5
TITLE_SIZE = 1200  # in hundredths of a point
# A bar without length has no number: its own is 0, or it is hidden, which the table tells.
LABELS = "#,##0;-#,##0;;"


def draw(sheet: Worksheet, chart: Node, headings: int, *, column: int, row: int) -> float:
    """Draw the chart of the table that has its headings in that row. Returns its height, in centimetres.

    The table's names are in the first column, the numbers in those that follow; shares of the same numbers aren't
    drawn. The chart stands at the `column` and the `row`.
    """
    rows = len(chart["table"]["rows"])
    drawn: BarChart | PieChart
    if chart["figure"]["data"][0]["type"] == "pie":
        drawn = _pie(sheet, chart, headings, rows)
    else:
        drawn = _bars(sheet, chart, headings, rows, list(range(2, 2 + max(1, len(chart["series"])))))
    size = XDRPositiveSize2D(cm_to_EMU(drawn.width), cm_to_EMU(drawn.height))
    corner = AnchorMarker(col=column - 1, colOff=cm_to_EMU(GAP), row=row - 1)
    drawn.anchor = OneCellAnchor(_from=corner, ext=size)  # type: ignore[assignment]  # the stub knows cells' names only
    sheet.add_chart(drawn)
    return float(drawn.height)


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


def _pie(sheet: Worksheet, chart: Node, first: int, rows: int) -> PieChart:
    drawn = PieChart()
    _add(drawn, sheet, chart, first, rows, [2])
    series = drawn.series[0]
    series.dPt = [_sector(place) for place in range(rows)]
    series.dLbls = DataLabelList(
        showCatName=True, showPercent=True, showVal=False, showSerName=False, showLegendKey=False
    )
    series.dLbls.separator, series.dLbls.dLblPos = " ", "outEnd"
    series.dLbls.numFmt = "0 %"
    drawn.firstSliceAng = round(chart["figure"]["data"][0]["rotation"]) % 360
    drawn.legend = None
    drawn.height = PIE_HEIGHT
    return drawn


def _add(drawn: Any, sheet: Worksheet, chart: Node, first: int, rows: int, columns: list[int]) -> None:
    for column in columns:
        values = Reference(sheet, min_col=column, min_row=first + 1, max_row=first + rows)
        drawn.series.append(Series(values, title=sheets.clean(chart["table"]["headings"][column - 1])))
    drawn.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=first + rows))
    drawn.title = sheets.clean(chart["title"])
    drawn.title.overlay = False
    for line in drawn.title.tx.rich.p:
        line.pPr = ParagraphProperties(defRPr=CharacterProperties(sz=TITLE_SIZE, b=True))
    drawn.width = WIDTH


def _sector(place: int) -> DataPoint:
    point = DataPoint(idx=place)
    point.graphicalProperties.solidFill = COLOURS[PIE_ROLES[place % len(PIE_ROLES)]].removeprefix("#")
    return point


def _labels() -> DataLabelList:
    labels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False)
    labels.numFmt = LABELS
    return labels
