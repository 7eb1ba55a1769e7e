"""Text in cells of spreadsheets: never a formula, and without characters that a workbook can't contain."""

import re
from datetime import date, datetime
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Those that XML has no place for.
ILLEGAL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_text(value: Any) -> str:
    """Format a cell's value: «31.12.2024», «31.12.2024 23:59», «85000»."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value)


def is_like_formula(text: str) -> bool:
    """Return whether a spreadsheet would take the text for a formula, also once it has been escaped."""
    return text.lstrip("'").startswith(FORMULA_STARTS)


def escape_formula(text: str) -> str:
    """Return the text for a cell of a csv file: an apostrophe before what is like a formula."""
    return f"'{text}" if is_like_formula(text) else text


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and is_like_formula(text) else text


def remove_illegal_characters(text: str, replacement: str = "") -> str:
    return ILLEGAL_CHARACTERS.sub(replacement, text)


def has_illegal_characters(text: str) -> bool:
    return ILLEGAL_CHARACTERS.search(text) is not None


def write_text(cell: Any, text: str) -> None:
    """Write a text into a cell of a workbook, as text whatever it begins with."""
    cell.value = remove_illegal_characters(text)
    cell.data_type = "s"
