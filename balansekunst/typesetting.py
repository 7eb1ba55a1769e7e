"""Documents as PDF, set by typst: tagged for screen readers (PDF/UA-1), the same bytes for the same data."""

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


MISSING = "□"  # what is printed for a sign that the font lacks, such as an emoji: tagged PDFs can't hold such signs


class TypesettingError(Exception):
    """A document could be set, but not as it should look."""


def render(source: Path, *, told: Mapping[str, Any], day: date, drawings: Mapping[str, str] | None = None) -> bytes:
    """Return the PDF that `source` makes of what it is `told`, which it reads as JSON from `sys.inputs.told`.

    `day` is when the document says it was made. `drawings` are SVGs by name, each read as `sys.inputs.at(name)`.
    Raises TypesettingError for anything that typst warns of, such as a missing font.
    """
    told_as_json = json.dumps(_printable({"colours": COLOURS, **told}), ensure_ascii=False)
    content, warnings = typst.compile_with_warnings(
        source,
        root=source.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"told": told_as_json, **(drawings or {})},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(day, time(), UTC),
    )
    if warnings:
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    return content


def picture(source: Path, *, told: Mapping[str, str], pixels_an_inch: int = 144) -> bytes:
    """Return the PNG that `source` makes of its one page; it reads what it is `told` as `sys.inputs.at(name)`.

    A point is a pixel at 72 pixels an inch. Raises TypesettingError for anything that typst warns of.
    """
    content, warnings = typst.compile_with_warnings(
        source,
        root=source.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={name: _printable(value) for name, value in told.items()},
        format="png",
        ppi=pixels_an_inch,
    )
    if warnings:
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    return content


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _printable(told: Any) -> Any:
    """Return what is told with MISSING for what the font lacks, and nothing for signs that aren't seen anyway."""
    if isinstance(told, Mapping):
        return {name: _printable(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_printable(value) for value in told]
    if not isinstance(told, str) or (unicodedata.is_normalized("NFC", told) and _signs().issuperset(told)):
        return told
    seen = [sign for sign in unicodedata.normalize("NFC", told) if not _is_unseen(sign)]
    return "".join(sign if sign in _signs() else MISSING for sign in seen)


def _is_unseen(sign: str) -> bool:
    """Tell if the font lacks a sign that only steers how others look, such as the one that makes an emoji coloured."""
    return sign not in _signs() and unicodedata.category(sign) in ("Cc", "Cf", "Mn", "Me")


@cache
def _signs() -> frozenset[str]:
    """Return the signs that the font has, as its table of them says, and the ends of lines."""
    font = (FONTS / "SourceSans3_400Regular.ttf").read_bytes()
    tables = dict(struct.iter_unpack(">4s4xI4x", font[12 : 12 + 16 * _number(font, 4)]))
    characters = tables[b"cmap"]
    for place in range(_number(font, characters + 2)):
        start = characters + struct.unpack_from(">4xI", font, characters + 4 + 8 * place)[0]
        # Format 12 lists ranges of all of Unicode.
        if _number(font, start) == 12:
            end = start + 16 + 12 * struct.unpack_from(">I", font, start + 12)[0]
            ranges = struct.iter_unpack(">II4x", font[start + 16 : end])
            return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1)) | {"\n"}
    raise TypesettingError("the font has no table of all its signs")


def _number(font: bytes, place: int) -> int:
    return struct.unpack_from(">H", font, place)[0]
