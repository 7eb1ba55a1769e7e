"""Norwegian collation and LIKE on SQLite, equal to PostgreSQL's ICU collation `nb`."""

import re
import unicodedata
from functools import lru_cache

# After z come æ, ø and å, and the letters of other languages that Norwegian sorts as one of them.
_LAST_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_SAMI_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "ß": "ss"})


@lru_cache(maxsize=8192)
def sort_key(text: str) -> tuple[str, str]:
    """Return the sort key of `text`: «aa» sorts as å, and accents and case only break ties."""
    if text.isascii():
        return text.lower().replace("aa", "}"), text.swapcase()
    folded = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    letters = unicodedata.normalize("NFD", folded.translate(_LAST_LETTERS).translate(_SAMI_LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)), text.swapcase()


def collate(left: str, right: str) -> int:
    if left == right:
        return 0
    return -1 if sort_key(left) < sort_key(right) else 1


@lru_cache(maxsize=512)
def _pattern(like: str, escape: str) -> re.Pattern[str]:
    parts, letters = [], iter(like.casefold())
    for letter in letters:
        if letter == escape:
            parts.append(re.escape(next(letters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(letter) or re.escape(letter))
    return re.compile("".join(parts), re.DOTALL)


def like(pattern: str | None, text: str | None, escape: str = "") -> bool | None:
    """Return whether `text` matches the LIKE `pattern`, ignoring case; None for NULL."""
    if pattern is None or text is None:
        return None
    return _pattern(str(pattern), escape).fullmatch(str(text).casefold()) is not None


def lower(text: str | None) -> str | None:
    """Return `text` in lower case, as PostgreSQL's LOWER does; SQLite's own only knows the letters a to z."""
    return None if text is None else str(text).lower()
