"""The figures are plotly's own, carry the numbers they are given, and are drawn as SVG."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from django.contrib.staticfiles import finders

from balansekunst.figures import Chart, ChartKind, Hidden, Number, Table, Unit
from balansekunst.typesetting import COLOURS
from reports.charts import drawing, maps, svg
from reports.charts.maps import bounds
from reports.counting.chart_data import described

SVG = "{http://www.w3.org/2000/svg}"
BARS = [("Øst & vest", Number(30), "(75 %)"), ("Nord", Number(10), "(25 %)")]
PAIRS = [("Vitne", Number(8), Number(Hidden.SMALL)), ("Annet", Number(4), Number(2))]
SHARES = [
    ("Øst", Number(90), Number(90, unit=Unit.PERCENT)),
    ("Sør", Number(5), Number(5, unit=Unit.PERCENT)),
    ("Vest", Number(5), Number(5, unit=Unit.PERCENT)),
    ("Nord", Number(0), Number(0, unit=Unit.PERCENT)),
]
PLACES = [("Oslo", Number(9), 59.91, 10.75), ("Bergen", Number(4), 60.39, 5.32), ("Vadsø", Number(1), 70.07, 29.75)]


def chart(kind=ChartKind.BARS, rows=(), **more):
    return Chart(
        "key",
        "members",
        "Tittel <1>",
        kind,
        "Beskrivelse & tall.",
        tuple((name, tuple(numbers)) for name, *numbers in rows),
        Table((), ()),
        **more,
    )


def drawn(figure, width=None):
    markup = svg.draw(figure, name="key", title="Tittel <1>", description="Beskrivelse & tall.", width=width)
    return ElementTree.fromstring(markup)  # noqa: S314 - our own


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(drawing.bars(BARS), id="bars"),
        pytest.param(drawing.bars([]), id="no-bars"),
        pytest.param(drawing.pairs(("2024", "2023"), PAIRS), id="pairs"),
        pytest.param(drawing.pairs(("2024", "2023"), []), id="no-pairs"),
        pytest.param(drawing.pie(SHARES), id="pie"),
        pytest.param(drawing.pie([]), id="empty-pie"),
        pytest.param(maps.circles(PLACES, "kurs"), id="map"),
        pytest.param(maps.circles([], "kurs"), id="empty-map"),
    ],
)
def test_figure_is_valid_and_can_be_drawn(figure):
    known = go.Figure(figure).to_plotly_json()  # without what is empty; raises ValueError for what plotly doesn't know
    assert known["data"] == figure["data"]
    assert {"annotations": [], **known["layout"]} == {"annotations": [], **figure["layout"]}
    root = drawn(figure)
    assert root.get("role") == "img"
    assert [root.find(f"{SVG}{part}").text for part in ("title", "desc")] == ["Tittel <1>", "Beskrivelse & tall."]
    assert root.get("aria-labelledby") == "key-title key-description"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        pytest.param("a" * 42, ["a" * 42], id="longest-on-a-line"),
        pytest.param(
            "Forebygging av seksuell trakassering og diskriminering",
            ["Forebygging av seksuell trakassering og", "diskriminering"],
            id="two-lines",
        ),
    ],
)
def test_name_that_is_too_long_for_a_phone_goes_on_below(name, lines):
    figure = drawing.pairs(("2024", "2023"), [(name, Number(8), Number(2)), ("Annet", Number(4), Number(2))])

    written = sorted(figure["layout"]["annotations"], key=lambda note: note["y"])
    assert [note["text"] for note in written if note["x"] == 0] == [*lines, "Annet"]
    assert figure["layout"]["height"] == 2 * 70 + 20 * (len(lines) - 1)

    single = drawing.bars([(name, Number(8), ""), ("Annet", Number(4), "")])
    written = sorted(single["layout"]["annotations"], key=lambda note: note["y"])
    assert [note["text"] for note in written if note["x"] == 0] == [*lines, "Annet"]
    assert single["layout"]["height"] == 2 * 52 + 20 * (len(lines) - 1)


def test_bars_are_as_long_as_their_numbers():
    root = drawn(drawing.bars(BARS))
    rects = [rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "chart-accent"]

    assert [rect.get("width") for rect in rects] == ["100%", "33.3%"]
    assert texts(root) == ["Øst & vest", "30 (75 %)", "Nord", "10 (25 %)"]
    assert (root.get("width"), root.get("height")) == ("100%", "104")


def test_printed_bars_have_requested_width():
    root = drawn(drawing.bars(BARS), 375)

    assert (root.get("width"), root.get("height")) == ("375", "104")


def test_hidden_number_has_a_text_and_no_bar():
    root = drawn(drawing.pairs(("2024", "2023"), PAIRS))
    classes = [rect.get("class") for rect in root.iter(f"{SVG}rect")]

    assert classes == ["chart-accent", "chart-accent", "chart-sand"]
    assert texts(root) == ["Vitne", "Annet", "8", "4", "færre enn 5", "2"]


def test_pie_has_percents_without_zeros():
    root = drawn(drawing.pie(SHARES))

    assert len(list(root.iter(f"{SVG}path"))) == 3
    assert texts(root) == [f"{name} {percent}" for name, _number, percent in SHARES[:3]]


def test_pie_of_one_is_a_circle():
    root = drawn(drawing.pie(SHARES[:1]))

    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert list(root.iter(f"{SVG}path")) == []


def test_circles_have_areas_by_their_numbers():
    oslo, bergen, vadso = drawn(maps.circles(PLACES, "kurs")).iter(f"{SVG}circle")
    radii = [float(circle.get("r")) for circle in (oslo, bergen, vadso)]

    assert radii[0] / radii[2] == pytest.approx(3, abs=0.02)
    assert radii[1] / radii[2] == pytest.approx(2, abs=0.02)
    assert oslo.find(f"{SVG}title").text == "Oslo: 9 kurs"


def test_map_keeps_its_shape():
    corners = bounds()
    root = drawn(maps.circles(PLACES, "kurs"), 375)
    width, height = float(root.get("width")), float(root.get("height"))

    assert height / width == pytest.approx((corners.north - corners.south) / (corners.east - corners.west), abs=0.01)
    assert len([path for path in root.iter(f"{SVG}path") if path.get("class") == "chart-land"]) == 5


def test_place_near_the_eastern_edge_is_named_to_the_west():
    names = {note["text"]: note["xanchor"] for note in maps.circles(PLACES, "kurs")["layout"]["annotations"]}

    assert names == {"Oslo 9": "left", "Bergen 4": "left", "Vadsø 1": "right"}


def test_place_between_others_is_named():
    around = [("Midt", Number(9), 60.0, 10.0), ("Øst", Number(8), 60.0, 11.0), ("Vest", Number(8), 60.0, 9.0)]

    named = [note["text"] for note in maps.circles(around, "kurs")["layout"]["annotations"]]

    assert named == ["Midt 9", "Vest 8", "Øst 8"]


def test_no_more_places_are_named_than_there_is_room_to_read():
    many = [(f"By {place}", Number(1), 58.5 + place, 12.0) for place in range(12)]

    assert len(maps.circles(many, "kurs")["layout"]["annotations"]) == maps.NAMED_PLACES


@pytest.mark.parametrize(
    ("declared", "figure"),
    [
        pytest.param(
            chart(rows=[("Øst & vest", Number(30), Number(75, unit=Unit.PERCENT))]),
            drawing.bars([("Øst & vest", Number(30), "(75\N{NO-BREAK SPACE}%)")]),
            id="bars-with-shares",
        ),
        pytest.param(chart(rows=[("Nord", Number(10))]), drawing.bars([("Nord", Number(10), "")]), id="bars"),
        pytest.param(
            chart(ChartKind.PAIRS, PAIRS, series=("2024", "2023")), drawing.pairs(("2024", "2023"), PAIRS), id="pairs"
        ),
        pytest.param(chart(ChartKind.PIE, SHARES), drawing.pie(SHARES), id="pie"),
        pytest.param(
            replace(
                chart(ChartKind.MAP, [("Oslo", Number(9))], places={"Oslo": (59.91, 10.75)}),
                table=Table(("Kommune", "Kurs"), ()),
            ),
            maps.circles(PLACES[:1], "kurs"),
            id="map",
        ),
    ],
)
def test_chart_is_drawn_by_its_kind(declared, figure):
    assert drawing.draw(declared) == figure


def test_description_has_every_number():
    assert described("Stolpediagram", [(name, number) for name, number, _text in BARS]) == (
        "Stolpediagram. Øst & vest 30; Nord 10."
    )
    assert described("Kart", []) == "Kart uten tall."


def test_colours_of_the_charts_are_the_themes():
    known = Path(str(finders.find("vendor/designsystemet/theme.css"))).read_text()

    assert [name for name, colour in COLOURS.items() if f": {colour};" not in known] == []
