"""Text in cells of spreadsheets: never a formula, and without characters that a workbook can't contain."""

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
    return ILLEGAL_CHARACTERS_RE.sub(replacement, text)


def has_illegal_characters(text: str) -> bool:
    return ILLEGAL_CHARACTERS_RE.search(text) is not None


def write_text(cell: Any, text: str) -> None:
    """Write a text into a cell of a workbook, as text whatever it begins with."""
    cell.value = remove_illegal_characters(text)
    cell.data_type = "s"
