"""The figures of a year for machines, as a document has them, and their JSON: all figures are there, printed or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from balansekunst.figures import THRESHOLD, Hidden
from balansekunst.figures import encode as encode_value

Json = Any
Value = int | Hidden
SMALL, WITHHELD = encode_value(Hidden.SMALL), encode_value(Hidden.WITHHELD)
YEAR_BEFORE = "year_before"

VALUE_SCHEMA: dict[str, Json] = {
    "description": "A number, or an object where it is hidden: below a limit, or withheld to protect a small one.",
    "anyOf": [
        {"type": "integer"},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["under"],
            "properties": {"under": {"const": THRESHOLD}},
        },
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["hidden"],
            "properties": {"hidden": {"const": True}},
        },
    ],
}
FIGURES_SCHEMA: dict[str, Json] = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            {"$ref": "#/$defs/Value"},
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/Value"}},
        ]
    },
}
YEAR_VALUES_SCHEMA: dict[str, Json] = {
    "description": "All figures of the year by area, shown on the page or not; null for an area that may not be "
    "released yet. `year_before` has the year before, for an area whose years are released together.",
    "type": "object",
    "required": ["year", "as_of", "is_over"],
    "properties": {
        "year": {"type": "integer"},
        "as_of": {"type": "string", "format": "date"},
        "is_over": {"type": "boolean"},
    },
    "additionalProperties": {
        "anyOf": [
            {"type": "null"},
            {**FIGURES_SCHEMA, "properties": {YEAR_BEFORE: FIGURES_SCHEMA}},
        ]
    },
}


class NotADocumentError(ValueError):
    """Data or nodes that have no place in a serialised document."""


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure for machines: one value, or one a group. `groups` is None for a figure that is a single value."""

    key: str
    value: Value = 0
    groups: tuple[tuple[str, Value], ...] | None = None

    def parts(self) -> tuple[tuple[str, Value], ...]:
        """Return each group's value, or the single value under an empty name."""
        return (("", self.value),) if self.groups is None else self.groups


@dataclass(frozen=True, slots=True)
class AreaValues:
    """An area's figures for machines. `values` is None while they may not be released.

    `before` has the year before of an area whose years are released together (the advice line).
    """

    key: str
    values: tuple[FigureValue, ...] | None
    before: tuple[FigureValue, ...] | None = None


@dataclass(frozen=True, slots=True)
class YearValues:
    """All figures of the year for machines, shown on the page or not."""

    year: int
    as_of: date
    is_over: bool
    areas: tuple[AreaValues, ...]

    def by_name(self) -> dict[str, Value]:
        """Return each value by its full name, `area.figure` or `area.figure.group`."""
        return {
            ".".join(filter(None, (area.key, figure.key, group))): value
            for area in self.areas
            for figure in area.values or ()
            for group, value in figure.parts()
        }


def decode_value(data: Json) -> Value:
    """Return the count of JSON data. Raises NotADocumentError when the data is not one."""
    if data == SMALL:
        return Hidden.SMALL
    if data == WITHHELD:
        return Hidden.WITHHELD
    if type(data) is not int:
        raise NotADocumentError(f"{data!r} is not a number")
    return data


def encode_values(values: YearValues) -> dict[str, Json]:
    """Return the figures for machines as JSON data: each area's by figure, and by group."""
    data: dict[str, Json] = {"year": values.year, "as_of": values.as_of.isoformat(), "is_over": values.is_over}
    for area in values.areas:
        data[area.key] = None if area.values is None else _encode_figures(area.values)
        if area.before is not None:
            data[area.key][YEAR_BEFORE] = _encode_figures(area.before)
    return data


def decode_values(data: Mapping[str, Json]) -> YearValues:
    """Return the figures for machines of JSON data."""
    head = ("year", "as_of", "is_over")
    return YearValues(
        data["year"],
        date.fromisoformat(data["as_of"]),
        data["is_over"],
        tuple(_decode_area(key, figures) for key, figures in data.items() if key not in head),
    )


def _encode_figures(figures: tuple[FigureValue, ...]) -> dict[str, Json]:
    return {
        figure.key: {group: encode_value(value) for group, value in figure.groups}
        if figure.groups is not None
        else encode_value(figure.value)
        for figure in figures
    }


def _decode_area(key: str, data: Json) -> AreaValues:
    if data is None:
        return AreaValues(key, None)
    before = data.get(YEAR_BEFORE)
    values = _decode_figures({name: value for name, value in data.items() if name != YEAR_BEFORE})
    return AreaValues(key, values, None if before is None else _decode_figures(before))


def _decode_figures(data: Mapping[str, Json]) -> tuple[FigureValue, ...]:
    return tuple(_decode_figure(key, value) for key, value in data.items())


def _decode_figure(key: str, data: Json) -> FigureValue:
    if isinstance(data, dict) and data not in (SMALL, WITHHELD):
        return FigureValue(key, groups=tuple((group, decode_value(value)) for group, value in data.items()))
    return FigureValue(key, decode_value(data))
