"""PDFs made by typst: tagged for screen readers (PDF/UA-1), with the same bytes for the same data."""

import json
import struct
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).parent / "fonts"
COLOURS = {
    "accent": "#0b6e6e",
    "rose": "#d6336c",
    "sand": "#b08968",
    "red": "#c92a2a",
    "ink": "#282c31",
    "quiet": "#5b5e61",
    "track": "#efe7e0",
    "tint": "#deebeb",
    "land": "#e5d8cd",
    "paper": "#ffffff",
}


# Printed for characters that aren't in the font, such as emoji: PDF/UA-1 doesn't allow missing glyphs.
MISSING = "□"


class TypesettingError(Exception):
    """Typst compiled the document, but with warnings."""


def render(source: Path, *, data: Mapping[str, Any], day: date, drawings: Mapping[str, str] | None = None) -> bytes:
    """Return the PDF that the typst file `source` makes of `data`, which it reads as JSON from `sys.inputs.data`.

    `day` is the PDF's creation date. `drawings` are SVGs by name, read as `sys.inputs.at(name)`. Raises
    TypesettingError for anything that typst warns of, such as a missing font.
    """
    content, warnings = typst.compile_with_warnings(
        source,
        root=source.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={
            "data": json.dumps(_printable({"colours": COLOURS, **data}), ensure_ascii=False),
            **(drawings or {}),
        },
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(day, time(), UTC),
    )
    if warnings:
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    return content


def picture(source: Path, *, data: Mapping[str, str], pixels_an_inch: int = 144) -> bytes:
    """Return the one page of the typst file `source` as PNG; it reads each of `data` as `sys.inputs.at(name)`.

    A point is a pixel at 72 pixels an inch. Raises TypesettingError for anything that typst warns of.
    """
    return _drawn(source, data, format="png", ppi=pixels_an_inch)


def drawing(source: Path, *, data: Mapping[str, str]) -> bytes:
    """Return the same as SVG, in which the letters are shapes."""
    return _drawn(source, data, format="svg")


def _drawn(source: Path, data: Mapping[str, str], **options: Any) -> bytes:
    content, warnings = typst.compile_with_warnings(
        source,
        root=source.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={name: _printable(value) for name, value in data.items()},
        **options,
    )
    if warnings:
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    return content


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _printable(value: Any) -> Any:
    """Replace characters that aren't in the font by MISSING, and remove those that are invisible anyway."""
    if isinstance(value, Mapping):
        return {name: _printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    if not isinstance(value, str) or (unicodedata.is_normalized("NFC", value) and _glyphs().issuperset(value)):
        return value
    visible = [character for character in unicodedata.normalize("NFC", value) if not _is_invisible(character)]
    return "".join(character if character in _glyphs() else MISSING for character in visible)


def _is_invisible(character: str) -> bool:
    """Return whether a character that isn't in the font only modifies others, such as an emoji's variation selector."""
    return character not in _glyphs() and unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me")


@cache
def _glyphs() -> frozenset[str]:
    """Return the characters in the font, read from its cmap table, and the line break."""
    font = (FONTS / "SourceSans3_400Regular.ttf").read_bytes()
    tables = dict(struct.iter_unpack(">4s4xI4x", font[12 : 12 + 16 * _number(font, 4)]))
    characters = tables[b"cmap"]
    for place in range(_number(font, characters + 2)):
        start = characters + struct.unpack_from(">4xI", font, characters + 4 + 8 * place)[0]
        # Only format 12 covers all of Unicode.
        if _number(font, start) == 12:
            end = start + 16 + 12 * struct.unpack_from(">I", font, start + 12)[0]
            ranges = struct.iter_unpack(">II4x", font[start + 16 : end])
            return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1)) | {"\n"}
    raise TypesettingError("the font has no table of all its characters")


def _number(font: bytes, place: int) -> int:
    return struct.unpack_from(">H", font, place)[0]
