"""Comparisons in words: «dobbelt så mange», «om lag en tredjedel». Only of numbers that are shown themselves.

The words are exact where the numbers fit exactly, prefixed by «om lag» where they are near, and otherwise plain
numbers. Hidden counts give no words, so that no ratio reveals them.
"""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balansekunst.figures.figures import Hidden, percent

NEAR_RATIO = Fraction(3, 100)  # of the ratio itself
NEAR_SHARE = Fraction(2, 100)  # of the whole: two percentage points


def compared(now: int | Hidden, before: int | Hidden) -> str:
    """Return `now` compared with `before`, to be followed by «i 2023»; empty if either is hidden."""
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
        return ngettext("%(more)s mer enn", "%(more)s flere enn", now - before) % {"more": now - before}
    return _("%(fewer)s færre enn") % {"fewer": before - now}


def share(part: int | Hidden, whole: int | Hidden) -> str:
    """Return `part` as a share of `whole`, as «om lag en tredjedel»; empty if either is hidden, or `whole` is 0."""
    if isinstance(part, Hidden) or isinstance(whole, Hidden) or not whole:
        return ""
    if part in (0, whole):
        return _("alle") if part else _("ingen")
    rate = Fraction(part, whole)
    for named, words in _shares().items():
        if abs(rate - named) <= NEAR_SHARE:
            return words if rate == named else _("om lag %(words)s") % {"words": words}
    rounded = percent(part, whole)
    if rounded in (0, 100):
        return _("nesten alle") if rounded else _("nesten ingen")
    return _("%(percent)s prosent") % {"percent": rounded}


def _ratios() -> dict[Fraction, str]:
    return {
        Fraction(3): _("tre ganger så mange som"),
        Fraction(2): _("dobbelt så mange som"),
        Fraction(3, 2): _("halvannen gang så mange som"),
        Fraction(4, 3): _("en tredjedel flere enn"),
        Fraction(5, 4): _("en fjerdedel flere enn"),
        Fraction(3, 4): _("en fjerdedel færre enn"),
        Fraction(2, 3): _("en tredjedel færre enn"),
        Fraction(1, 2): _("halvparten så mange som"),
        Fraction(1, 3): _("en tredjedel så mange som"),
    }


def _shares() -> dict[Fraction, str]:
    return {
        Fraction(1, 4): _("en fjerdedel"),
        Fraction(1, 3): _("en tredjedel"),
        Fraction(1, 2): _("halvparten"),
        Fraction(2, 3): _("to tredjedeler"),
        Fraction(3, 4): _("tre fjerdedeler"),
    }
