"""Folding of texts for search: «Sámi» and «sami», «Ås», «Aas» and «as» become the same, on both databases.

`fold` is defined once, by the tables below: as a function of Python, which SQLite calls, and as SQL for PostgreSQL.
"""

import re
import unicodedata

_MARKS = r"[\u0300-\u036f]+"
# All that is neither a letter nor a digit, in Latin script: spaces, punctuation, quotation marks, dashes.
_BETWEEN_WORDS = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f]+"
_LETTERS = {"ø": "o", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "ħ": "h"}
# In this order: «œ» is «oe», which is «ø».
_PAIRS = {"æ": "ae", "ß": "ss", "þ": "th", "œ": "oe", "oe": "o", "aa": "a"}

_marks, _between_words, _letters = re.compile(_MARKS), re.compile(_BETWEEN_WORDS), str.maketrans(_LETTERS)


def fold(text: str | None) -> str | None:
    """Return the words of the text in small letters without accents, with one space between them; None for NULL."""
    return None if text is None else fold_text(str(text))


def fold_text(text: str) -> str:
    """Return `fold` of a text."""
    letters = text.lower()
    if not text.isascii():
        letters = _marks.sub("", unicodedata.normalize("NFKD", text).lower()).translate(_letters)
    for pair, replacement in _PAIRS.items():
        letters = letters.replace(pair, replacement)
    return _between_words.sub(" ", letters).strip(" ")


def fold_sql() -> str:
    """Return the statement that creates `fold` on PostgreSQL."""
    letters = f"regexp_replace(lower(normalize($1, NFKD) COLLATE \"und-x-icu\"), '{_MARKS}', '', 'g')"
    letters = f"translate({letters}, '{''.join(_LETTERS)}', '{''.join(_LETTERS.values())}')"
    for pair, replacement in _PAIRS.items():
        letters = f"replace({letters}, '{pair}', '{replacement}')"
    words = f"btrim(regexp_replace({letters}, '{_BETWEEN_WORDS}', ' ', 'g'))"
    return (
        "CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
        f"AS $fold$ SELECT {words} $fold$"
    )


def joined_sql(columns: list[str]) -> str:
    """Return SQL, the same on both databases, for the folded texts of the columns as one: «^ name | number |»."""
    return f"'^ ' || {" || ' | ' || ".join(f'fold({column})' for column in columns)} || ' |'"
