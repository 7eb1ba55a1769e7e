"""Text in one form, for imports, forms and searches: the same word is the same characters wherever it comes from."""

import re
import unicodedata

# Soft hyphens, zero-width characters, marks of direction and byte order marks: pasted along, and seen by nobody.
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Return the text in NFC, without invisible characters, and with `\\n` as its only line break."""
    return unicodedata.normalize("NFC", LINE_BREAK.sub("\n", INVISIBLE.sub("", text)))


def clean_line(text: str) -> str:
    """Return the text of one line, with single plain spaces. A line break within it stays, to be refused."""
    return "\n".join(" ".join(line.split()) for line in clean_text(text).strip().split("\n"))
