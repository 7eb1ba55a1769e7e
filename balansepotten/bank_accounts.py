"""Norwegian bank account numbers: eleven digits, the last of which is a check digit, formatted «1234 56 78903»."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.no import kontonr

DIGITS = 11


def parse(text: str) -> str:
    """Return the compact number in `text`, which may contain spaces and dots. Raises ValidationError if it is wrong.

    The error does not repeat the number, so that no log of errors contains it.
    """
    number = "".join(text.split()).replace(".", "")
    if not (number.isascii() and number.isdigit()):
        raise ValidationError(_("Skriv kontonummeret med bare sifre, for eksempel 1234 56 78903."), code="account")
    if len(number) != DIGITS:
        raise ValidationError(
            _("Et kontonummer har 11 sifre. Du har skrevet %(count)s."), code="account", params={"count": len(number)}
        )
    try:
        return str(kontonr.validate(number))
    except NumberError:
        raise ValidationError(
            _("Kontonummeret stemmer ikke. Se etter om to sifre er byttet om, eller ett er feil."), code="account"
        ) from None


def format_number(number: str) -> str:
    """Return the number formatted: «1234 56 78903»."""
    return f"{number[:4]} {number[4:6]} {number[6:]}" if len(number) == DIGITS else number
