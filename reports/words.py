"""Numbers in running text: up to twelve they are written in words, as Norwegian has it, and above in digits."""

from django.utils.translation import pgettext

from balansekunst.figures import Unit
from radgivning.suppression import Hidden
from reports.numbers import Number


def in_text(number: Number) -> str:
    """Return the number as it stands in running text.

    A plain count from 0, and from 2 to 12, is a word. One is a digit, since its word would need the gender of what
    follows; so are kroner, percents, and what is a floor.
    """
    if number.unit is not Unit.COUNT or number.at_least or isinstance(number.value, Hidden):
        return str(number)
    return _names().get(number.value, str(number))


def _names() -> dict[int, str]:
    return {
        0: pgettext("antall", "ingen"),
        2: pgettext("antall", "to"),
        3: pgettext("antall", "tre"),
        4: pgettext("antall", "fire"),
        5: pgettext("antall", "fem"),
        6: pgettext("antall", "seks"),
        7: pgettext("antall", "sju"),
        8: pgettext("antall", "åtte"),
        9: pgettext("antall", "ni"),
        10: pgettext("antall", "ti"),
        11: pgettext("antall", "elleve"),
        12: pgettext("antall", "tolv"),
    }
