"""A number as it is displayed, and sentences with numbers in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from balansekunst.fields import NO_BREAK_SPACE, kroner, number
from balansekunst.figures.figures import THRESHOLD, Hidden, Unit

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Number:
    """A number with its name. `url` is the list of the rows behind it, where the reader may open one.

    `key` is its full name, `area.figure` or `area.figure.group`; empty where it is made for one place only.
    """

    value: int | Hidden
    label: str = ""
    unit: Unit = Unit.COUNT
    meaning: str = ""
    at_least: bool = False
    url: str = ""
    key: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.value is Hidden.SMALL:
            return _("færre enn %(threshold)s") % {"threshold": THRESHOLD}
        if self.value is Hidden.WITHHELD:
            return _("skjult")
        return self._format(self.value)

    def _format(self, value: int) -> str:
        if self.unit is Unit.KRONER:
            return kroner(value)
        if self.unit is Unit.PERCENT:
            return f"{value}{NO_BREAK_SPACE}%"
        if self.unit is Unit.TENTHS:
            return f"{value // 10},{value % 10}"
        text = number(value).replace("-", MINUS)
        return _("minst %(number)s") % {"number": text} if self.at_least else text

    @property
    def shown(self) -> int:
        """The length of its bar: a hidden number has none."""
        return 0 if isinstance(self.value, Hidden) else self.value

    @property
    def html(self) -> SafeString:
        """The number, as a link where there is a list to open."""
        if self.url:
            return format_html('<a class="number" href="{}">{}</a>', self.url, self)
        return format_html('<span class="number">{}</span>', self)


@dataclass(frozen=True)
class Sentence:
    """A sentence with numbers, for a page (`html`, with the links) or for print (`str`)."""

    text: str
    parts: Mapping[str, Number | str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**{name: str(part) for name, part in self.parts.items()})

    @property
    def html(self) -> SafeString:
        """The sentence with its links."""
        parts = {name: part.html if isinstance(part, Number) else part for name, part in self.parts.items()}
        return format_html(self.text, **parts) if parts else format_html("{}", self.text)
