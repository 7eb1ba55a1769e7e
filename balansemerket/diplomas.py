"""The badge of a mark as SVG and PNG, and the diploma as PDF."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst import typesetting
from balansemerket.register import PublicMark, State

TYPST = Path(__file__).parent / "typst"


def badge_svg(mark: PublicMark) -> bytes:
    return _badge("svg", *_words(mark))


def badge_png(mark: PublicMark) -> bytes:
    """Return the badge of 640 by 640 pixels."""
    return _badge("png", *_words(mark))


def badge_description(mark: PublicMark) -> str:
    """Return the text of the badge, for those who don't see it."""
    _state, line, day = _words(mark)
    return f"{_('Balansemerket')}, {line} {day}"


def _words(mark: PublicMark) -> tuple[str, str, str]:
    match mark.state:
        case State.VALID:
            line, day = _("gyldig til"), mark.valid_until
        case State.LAPSED:
            line, day = _("utløpt"), mark.valid_until
        case State.WITHDRAWN:
            line, day = _("trukket"), mark.ended_on or mark.valid_until
    return mark.state.value, line, f"{day:%d.%m.%Y}"


# Pages of others show it to each of their readers.
@lru_cache(maxsize=256)
def _badge(ending: str, state: str, line: str, day: str) -> bytes:
    data = {**typesetting.COLOURS, "state": state, "name": _("Balansemerket"), "line": line, "day": day}
    if ending == "svg":
        return typesetting.drawing(TYPST / "badge.typ", data=data)
    return typesetting.picture(TYPST / "badge.typ", data=data)


def diploma(mark: PublicMark, *, url: str) -> bytes:
    """Return the diploma of the latest award or renewal."""
    names = {"from": _long(mark.begins_on), "until": _long(mark.valid_until)}
    data = {
        "title": _("Balansemerket: %(name)s") % {"name": mark.name},
        "name": mark.name,
        "url": url,
        "words": {
            "association": "Balansekunst",
            "heading": _("Balansemerket"),
            "awarded_to": _("er tildelt"),
            "because": _(
                "Virksomheten har kartlagt risikoen for seksuell trakassering og diskriminering, "
                "har rutiner for varsling og arbeider videre etter en plan."
            ),
            "period": _("Gyldig fra %(from)s til og med %(until)s.") % names,
            "day": names["from"],
            "check": _("Se om merket fortsatt gjelder:"),
        },
    }
    return typesetting.render(TYPST / "diploma.typ", data=data, day=mark.begins_on)


def _long(day: date) -> str:
    return date_format(day, "j. F Y")
