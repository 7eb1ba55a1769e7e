"""The document as JSON, back again, and the JSON Schema: all three follow from the types of `reports.document.nodes`.

Every field is written and required, except local ones. Inline nodes and blocks have a `type`. A hidden value is an
object: `{"under": 5}` for a small one, `{"hidden": true}` for one withheld to protect a small one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from balansekunst.figures import ChartKind, Period, Unit
from balansekunst.figures import encode as encode_value
from reports.counting.definitions import Definition, GroupLabel
from reports.document import nodes
from reports.document.nodes import Block, Cell, Document, Inline, Node
from reports.document.values import (
    VALUE_SCHEMA,
    YEAR_VALUES_SCHEMA,
    NotADocumentError,
    Value,
    YearValues,
    decode_value,
    decode_values,
    encode_values,
)

INLINE: tuple[type[Inline], ...] = (
    nodes.Text,
    nodes.LineBreak,
    nodes.Number,
    nodes.Comparison,
    nodes.Strong,
    nodes.Emphasis,
    nodes.Link,
)
BLOCKS: tuple[type[Block], ...] = (
    nodes.Paragraph,
    nodes.Heading,
    nodes.Quote,
    nodes.List,
    nodes.KeyFigures,
    nodes.PersonQuote,
    nodes.Picture,
    nodes.Chart,
    nodes.TableBlock,
    nodes.Recipients,
    nodes.Note,
)
ABSTRACT: dict[type[Node], tuple[type[Node], ...]] = {Inline: INLINE, Block: BLOCKS}
SCHEMA = Path(__file__).parents[1] / "schema" / f"{nodes.FORMAT}.json"

Json = Any


def to_json(document: Document) -> dict[str, Json]:
    """Return the document as JSON data. Raises NotADocumentError for nodes that belong in a draft only."""
    return _codec(Document).encode(document)


def from_json(data: Json) -> Document:
    """Return the document of JSON data. Raises NotADocumentError when the data is not one."""
    document: Document = _codec(Document).decode(data)
    if document.format != nodes.FORMAT:
        raise NotADocumentError(f"the format {document.format!r} is unknown")
    return document


def schema() -> dict[str, Json]:
    """Return the JSON Schema (2020-12) of a document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{nodes.FORMAT}.json",
        "title": "A published yearly report of Balansekunst",
        "description": "All that the report's page, PDF and files are made from. The report's page shows the SHA-256 "
        "of the file.",
        **_codec(Document).schema,
        "$defs": {
            **{cls.__name__: _schema_of(cls) for cls in _classes()},
            **{base.__name__: {"anyOf": [_ref(cls) for cls in found]} for base, found in ABSTRACT.items()},
            "Value": VALUE_SCHEMA,
            "YearValues": YEAR_VALUES_SCHEMA,
        },
    }


def write_schema() -> None:
    """Write the schema's file."""
    SCHEMA.write_text(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")


@dataclass(frozen=True)
class _Codec:
    """How values of one type are written to JSON, read from it, and described in the schema."""

    encode: Callable[[Any], Json]
    decode: Callable[[Json], Any]
    schema: dict[str, Json]


def _codec_of(hint: Any) -> _Codec:
    """Return the codec of a field's type."""
    if hint in _SPECIAL:
        return _SPECIAL[hint]
    if hint in ABSTRACT:
        return _polymorphic(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _node(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _choice(args)
    if origin is tuple and args[1:] == (...,):
        return _sequence(_codec(args[0]))
    if origin in (Union, UnionType) and type(None) in args and len(args) == 2:
        return _optional(_codec(next(arg for arg in args if arg is not type(None))))
    raise TypeError(f"{hint} has no JSON form")


# Typed as taking anything: mypy does not accept classes for a cached function's hashable parameters.
_codec: Callable[[Any], _Codec] = cache(_codec_of)


def _plain(kind: type) -> _Codec:
    def decode(data: Json) -> Any:
        if type(data) is not kind:
            raise NotADocumentError(f"{data!r} is not of type {kind.__name__}")
        return data

    names = {str: "string", int: "integer", bool: "boolean", dict: "object"}
    return _Codec(kind, decode, {"type": names[kind]})


def _choice(values: tuple[str, ...]) -> _Codec:
    def decode(data: Json) -> Any:
        if data not in values:
            raise NotADocumentError(f"{data!r} is none of {', '.join(values)}")
        return data

    return _Codec(decode, decode, {"enum": list(values)})


def _enum(kind: type[Enum]) -> _Codec:
    return _Codec(lambda value: value.value, kind, {"enum": [one.value for one in kind]})


def _sequence(item: _Codec) -> _Codec:
    def decode(data: Json) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise NotADocumentError(f"{data!r} is not a list")
        return tuple(item.decode(one) for one in data)

    return _Codec(lambda value: [item.encode(one) for one in value], decode, {"type": "array", "items": item.schema})


def _optional(inner: _Codec) -> _Codec:
    return _Codec(
        lambda value: None if value is None else inner.encode(value),
        lambda data: None if data is None else inner.decode(data),
        {"anyOf": [inner.schema, {"type": "null"}]},
    )


def _node(cls: Any) -> _Codec:
    """Return the codec of a class. Its fields' codecs are looked up on first use, as types may contain themselves."""
    name = getattr(cls, "type", "")

    def encode(value: Any) -> Json:
        if type(value) is not cls:
            raise NotADocumentError(f"{type(value).__name__} where {cls.__name__} is expected")
        data = {"type": name} if name else {}
        return data | {key: codec.encode(getattr(value, key)) for key, codec in _fields(cls).items()}

    def decode(data: Json) -> Any:
        codecs = _fields(cls)
        expected = {*codecs, "type"} if name else set(codecs)
        if not isinstance(data, dict) or set(data) != expected or data.get("type", "") != name:
            raise NotADocumentError(f"{data!r} is not a {cls.__name__}")
        return cls(**{key: codec.decode(data[key]) for key, codec in codecs.items()})

    return _Codec(encode, decode, _ref(cls))


def _polymorphic(base: type[Node]) -> _Codec:
    """Return the codec of an abstract class, whose nodes have their type written with them."""
    by_type = {cls.type: cls for cls in ABSTRACT[base]}  # type: ignore[attr-defined]

    def encode(value: Any) -> Json:
        if type(value) not in ABSTRACT[base]:
            raise NotADocumentError(f"{type(value).__name__} cannot be serialised")
        return _codec(type(value)).encode(value)

    def decode(data: Json) -> Any:
        cls = by_type.get(data.get("type", "")) if isinstance(data, dict) else None
        if cls is None:
            raise NotADocumentError(f"{data!r} is not a node of the document")
        return _codec(cls).decode(data)

    return _Codec(encode, decode, _ref(base))


def _fields_of(cls: Any) -> dict[str, _Codec]:
    hints = get_type_hints(cls)
    return {one.name: _codec(hints[one.name]) for one in fields(cls) if not one.metadata.get("local")}


_fields: Callable[[Any], dict[str, _Codec]] = cache(_fields_of)


def _cell() -> _Codec:
    """Return the codec of a table's cell: a text, or a number."""

    def encode(value: Cell) -> Json:
        return value if isinstance(value, str) else _codec(nodes.Number).encode(value)

    def decode(data: Json) -> Cell:
        return data if isinstance(data, str) else _codec(nodes.Number).decode(data)

    return _Codec(encode, decode, {"anyOf": [{"type": "string"}, _ref(nodes.Number)]})


def _period() -> _Codec:
    def decode(data: Json) -> Period:
        return Period(date.fromisoformat(data["first"]), date.fromisoformat(data["last"]))

    day = {"type": "string", "format": "date"}
    return _Codec(
        lambda value: {"first": value.first.isoformat(), "last": value.last.isoformat()},
        decode,
        _object({"first": day, "last": day}),
    )


def _object(properties: dict[str, Json]) -> dict[str, Json]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _ref(cls: type) -> dict[str, Json]:
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _classes() -> list[type]:
    """Return the classes that a document consists of."""
    return [
        Document,
        nodes.Cover,
        nodes.Section,
        *BLOCKS,
        *INLINE,
        nodes.Table,
        nodes.Recipient,
        Definition,
        GroupLabel,
        nodes.FigureWarning,
    ]


def _schema_of(cls: Any) -> dict[str, Json]:
    """Return the schema of a class, described by its docstring."""
    properties = {key: codec.schema for key, codec in _fields(cls).items()}
    if name := getattr(cls, "type", ""):
        properties = {"type": {"const": name}, **properties}
    if cls is Document:
        properties["format"] = {"const": nodes.FORMAT}
    words = cls.__doc__ or ""
    described = {} if words.startswith(f"{cls.__name__}(") else {"description": " ".join(words.split())}
    return {**described, **_object(properties)}


_SPECIAL: dict[Any, _Codec] = {
    str: _plain(str),
    int: _plain(int),
    bool: _plain(bool),
    dict[str, Any]: _plain(dict),
    Value: _Codec(encode_value, decode_value, {"$ref": "#/$defs/Value"}),
    Unit: _enum(Unit),
    ChartKind: _enum(ChartKind),
    Period: _period(),
    Cell: _cell(),
    YearValues: _Codec(encode_values, decode_values, {"$ref": "#/$defs/YearValues"}),
}
