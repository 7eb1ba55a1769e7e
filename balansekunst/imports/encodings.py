"""The text of csv files: in UTF-8, UTF-16, Windows-1252 or Mac Roman."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A byte that is one of these in both encodings decides nothing.
COMMON = frozenset("æøåÆØÅäöÄÖéÉèüáàóôêçŠŽšž«»–’…€®§°\N{NO-BREAK SPACE}")


def decode(data: bytes) -> str:
    """Return the text of a file, whose encoding is guessed. Raises ValidationError rather than return garbled text."""
    if data.startswith(UTF_16_MARKS):
        return _decode(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode(data, _one_byte_encoding(data))


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable() from error


def _one_byte_encoding(data: bytes) -> str:
    """Return the one in which more is what Norwegian texts have, and at least half of what isn't ASCII."""
    windows, mac = (
        sum(character in COMMON for character in data.decode(encoding, errors="replace"))
        for encoding in ("cp1252", "mac_roman")
    )
    others = sum(byte > 127 for byte in data)
    if windows == mac or max(windows, mac) * 2 < others:
        raise _unreadable()
    return "cp1252" if windows > mac else "mac_roman"


def _unreadable() -> ValidationError:
    return ValidationError(
        _(
            "Tegnene i filen kan ikke leses. De skal være UTF-8, UTF-16, Windows-1252 eller Mac Roman. "
            "Lagre filen som «CSV UTF-8» i Excel."
        )
    )
