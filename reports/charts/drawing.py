"""Charts as plotly figures, drawn by plotly.js on a page, and by `reports.charts.svg` in print and without script.

Bars are laid out in pixels downwards, so that each has its name and its number written above it whatever the width.
`meta` names the colour of the theme that a trace has; the colours here are the light ones, for print.
"""

from collections.abc import Sequence
from itertools import accumulate
from textwrap import wrap
from typing import Any

from balansekunst.figures import Chart, ChartKind, Number
from balansekunst.typesetting import COLOURS
from reports.charts.layout import axis, label, layout
from reports.charts.maps import circles

BAR, ROW = 12, 52
PAIR_BAR, PAIR_ROW = 14, 70
# A name that is longer than a phone is wide goes on below.
NAME_LENGTH, LINE = 42, 20
PAIR_ROLES = ("accent", "sand")
# Room for the names beside the pie on a narrow screen.
PIE_MARGIN = {"l": 112, "r": 112, "t": 24, "b": 24}
PIE_ROLES = ("accent", "rose", "sand", "ink", "red")


def draw(chart: Chart) -> dict[str, Any]:
    """Return the chart as a plotly figure."""
    match chart.kind:
        case ChartKind.BARS:
            return bars([(name, number, _share(others)) for name, (number, *others) in chart.rows])
        case ChartKind.PAIRS:
            first, second = chart.series
            return pairs((first, second), [(name, one, other) for name, (one, other) in chart.rows])
        case ChartKind.PIE:
            return pie([(name, number, share) for name, (number, share) in chart.rows])
        case ChartKind.MAP:
            places = chart.places or {}
            what = chart.table.headings[1].lower()
            return circles([(name, number, *places[name]) for name, (number,) in chart.rows], what)


def bars(rows: Sequence[tuple[str, Number, str]]) -> dict[str, Any]:
    """Draw a bar a row: its name, its number, and the text that follows the number."""
    lines = [wrap(name, NAME_LENGTH) or [""] for name, _number, _text in rows]
    # The number is beside the last line of the name, and the bar below.
    middles = [end - ROW * 0.32 for end in accumulate(ROW + LINE * (len(of_row) - 1) for of_row in lines)]
    most = max([1, *(number.shown for _name, number, _text in rows)])
    texts = [f"{number} {text}".strip() for _name, number, text in rows]
    names = [name for name, _number, _text in rows]
    return _laid_out(
        [
            _bars([most] * len(rows), middles, BAR, "track", hoverinfo="skip"),
            _bars(
                [number.shown for _name, number, _text in rows],
                middles,
                BAR,
                "accent",
                hovertext=[f"{name}: {text}" for name, text in zip(names, texts, strict=True)],
                hoverinfo="text",
            ),
        ],
        [
            annotation
            for of_row, text, middle in zip(lines, texts, middles, strict=True)
            for annotation in (
                *(label(line, 0, middle - 20 - LINE * above) for above, line in enumerate(reversed(of_row))),
                label(text, 1, middle - 20, bold=True),
            )
        ],
        most=most,
        height=ROW * max(1, len(rows)) + LINE * sum(len(of_row) - 1 for of_row in lines),
    )


def pairs(series: tuple[str, str], rows: Sequence[tuple[str, Number, Number]]) -> dict[str, Any]:
    """Draw two bars a row, one of each of the two series, with their numbers at the end of the line."""
    most = max([1, *(number.shown for _name, *numbers in rows for number in numbers)])
    lines = [wrap(name, NAME_LENGTH) or [""] for name, *_numbers in rows]
    # Where the last line of each name is; its bars follow below.
    ends = [end - PAIR_ROW for end in accumulate(PAIR_ROW + LINE * (len(of_row) - 1) for of_row in lines)]
    traces, texts = [], []
    for place, (role, name) in enumerate(zip(PAIR_ROLES, series, strict=True)):
        middles = [end + 31 + place * (PAIR_BAR + 4) for end in ends]
        numbers = [row[1:][place] for row in rows]
        traces.append(
            _bars(
                [number.shown for number in numbers],
                middles,
                PAIR_BAR,
                role,
                name=name,
                hovertext=[f"{row[0]}, {name}: {number}" for row, number in zip(rows, numbers, strict=True)],
                hoverinfo="text",
            )
        )
        texts += [
            label(f"{number}", 1, middle, bold=place == 0) for number, middle in zip(numbers, middles, strict=True)
        ]
    names = [
        label(line, 0, end + 10 - LINE * above)
        for end, of_row in zip(ends, lines, strict=True)
        for above, line in enumerate(reversed(of_row))
    ]
    height = ends[-1] + PAIR_ROW if ends else PAIR_ROW
    return _laid_out(traces, names + texts, most=most, height=height, width=0.76)


def pie(rows: Sequence[tuple[str, Number, Number]]) -> dict[str, Any]:
    """Draw a sector a row that isn't 0, the largest first, each with its name and percent beside it."""
    drawn = [row for row in rows if row[1].shown]
    whole = sum(number.shown for _name, number, _percent in drawn)
    narrow = sum(number.shown for _name, number, _percent in drawn if number.shown * 10 < whole)
    roles = [PIE_ROLES[place % len(PIE_ROLES)] for place in range(len(drawn))]
    trace = {
        "type": "pie",
        "labels": [name for name, _number, _percent in drawn],
        "values": [number.shown for _name, number, _percent in drawn],
        "text": [f"{name} {percent}" for name, _number, percent in drawn],
        "textinfo": "text",
        "textposition": "outside",
        "hovertext": [f"{name}: {number} ({percent})" for name, number, percent in drawn],
        "hoverinfo": "text",
        "sort": False,
        "direction": "clockwise",
        # The narrow sectors come last; to the right of the circle their names stand clear of each other.
        "rotation": round(90 + 180 * narrow / whole) if whole else 0,
        "marker": {"colors": [COLOURS[role] for role in roles], "line": {"color": COLOURS["paper"], "width": 2}},
        "meta": roles,
    }
    return {"data": [trace], "layout": layout(height=260, margin=PIE_MARGIN)}


def _share(numbers: Sequence[Number]) -> str:
    return f"({numbers[0]})" if numbers else ""


def _bars(lengths: Sequence[int], middles: Sequence[float], thickness: int, role: str, **more: Any) -> dict:
    colour = {"color": COLOURS[role]}
    return {
        "type": "bar",
        "orientation": "h",
        "x": lengths,
        "y": middles,
        "width": thickness,
        "marker": colour,
        "meta": role,
        **more,
    }


def _laid_out(
    traces: list[dict], annotations: list[dict], *, most: int, height: int, width: float = 1
) -> dict[str, Any]:
    bare = layout(
        height=height,
        annotations=annotations,
        barmode="overlay",
        barcornerradius=3,
        xaxis=axis(range=[0, most], domain=[0, width]),
        yaxis=axis(range=[height, 0]),
    )
    return {"data": traces, "layout": bare}
