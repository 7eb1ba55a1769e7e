"""Numbers as people say them: «dobbelt så mange», «om lag en tredel». Only of numbers that are told themselves.

A word is used where it is true: outright where the numbers fit exactly, «om lag» where they are near, and else the
numbers are left to speak. None is made from a hidden count, so that no ratio gives one away.
"""

from fractions import Fraction

from django.utils.translation import gettext as _

from balansekunst.figures import percent
from radgivning.suppression import Hidden, Shown

NEAR_RATIO = Fraction(3, 100)  # of the ratio itself
NEAR_SHARE = Fraction(2, 100)  # of the whole: two percentage points


def compared(now: Shown, before: Shown) -> str:
    """Return how many `now` are beside `before`, to be followed by «i 2023»; empty where either is hidden."""
    if isinstance(now, Hidden) or isinstance(before, Hidden):
        return ""
    if now == before:
        return _("like mange som")
    if before:
        ratio = Fraction(now, before)
        for named, words in _ratios().items():
            if abs(ratio - named) <= NEAR_RATIO * named:
                return words if ratio == named else _("om lag %(words)s") % {"words": words}
    if now > before:
        return _("%(more)s flere enn") % {"more": now - before}
    return _("%(fewer)s færre enn") % {"fewer": before - now}


def share(part: Shown, whole: Shown) -> str:
    """Return what `part` is of `whole`, as «om lag en tredel»; empty where either is hidden, or there is no whole."""
    if isinstance(part, Hidden) or isinstance(whole, Hidden) or not whole:
        return ""
    if part in (0, whole):
        return _("alle") if part else _("ingen")
    rate = Fraction(part, whole)
    for named, words in _shares().items():
        if abs(rate - named) <= NEAR_SHARE:
            return words if rate == named else _("om lag %(words)s") % {"words": words}
    told = percent(part, whole)
    if told in (0, 100):
        return _("nesten alle") if told else _("nesten ingen")
    return _("%(percent)s prosent") % {"percent": told}


def _ratios() -> dict[Fraction, str]:
    return {
        Fraction(3): _("tre ganger så mange som"),
        Fraction(2): _("dobbelt så mange som"),
        Fraction(3, 2): _("halvannen gang så mange som"),
        Fraction(4, 3): _("en tredel flere enn"),
        Fraction(5, 4): _("en firedel flere enn"),
        Fraction(3, 4): _("en firedel færre enn"),
        Fraction(2, 3): _("en tredel færre enn"),
        Fraction(1, 2): _("halvparten så mange som"),
        Fraction(1, 3): _("en tredel så mange som"),
    }


def _shares() -> dict[Fraction, str]:
    return {
        Fraction(1, 4): _("en firedel"),
        Fraction(1, 3): _("en tredel"),
        Fraction(1, 2): _("halvparten"),
        Fraction(2, 3): _("to tredeler"),
        Fraction(3, 4): _("tre firedeler"),
    }
