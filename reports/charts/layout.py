"""What the plotly figures share: the font, texts in a figure, and its layout and axes."""

from typing import Any

from balansekunst.typesetting import COLOURS

FONT = "Source Sans 3"
TEXT = 16
# As plotly's own Python package writes it, so that drawn figures equal those of published reports.
NO_TEMPLATE = {"data": {"scatter": [{"type": "scatter"}]}}


def label(words: str, x: float, y: float, *, bold: bool = False) -> dict[str, Any]:
    """Return words in a figure: at the left of it, or at the right where `x` is 1."""
    return {
        "text": words,
        "xref": "paper",
        "x": x,
        "y": y,
        "xanchor": "right" if x == 1 else "left",
        "yanchor": "middle",
        "showarrow": False,
        "borderpad": 0,
        "font": {"weight": 600 if bold else 400},
    }


def layout(**more: Any) -> dict[str, Any]:
    """Return what every figure's layout has."""
    return {
        "template": NO_TEMPLATE,
        "separators": ",\N{NO-BREAK SPACE}",
        "font": {"family": FONT, "size": TEXT, "color": COLOURS["ink"]},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        **more,
    }


def axis(**more: Any) -> dict[str, Any]:
    """Return an axis that isn't drawn and can't be moved."""
    return {"visible": False, "fixedrange": True, **more}
