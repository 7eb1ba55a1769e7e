"""A number as the report tells it, the list behind it, and the sentences that hold numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from balansekunst.fields import NO_BREAK_SPACE, kroner, number
from balansekunst.figures import Derived, Figure, Period, Section, Unit, Values, count
from radgivning.suppression import THRESHOLD, Hidden, Shown

MINUS = "\N{MINUS SIGN}"

Opens = Callable[[type[Model]], bool]


def nothing(_model: type[Model]) -> bool:
    """Open no lists: for what is printed or sent on."""
    return False


@dataclass(frozen=True)
class Number:
    """A number with its name. `url` is the list of the rows behind it, where the reader may open one.

    `key` is its full name, `section.figure` or `section.figure.group`; empty where it is made for one place only.
    """

    value: Shown
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
        return self._written(self.value)

    def _written(self, value: int) -> str:
        if self.unit is Unit.KRONER:
            return kroner(value)
        if self.unit is Unit.PERCENT:
            return f"{value}{NO_BREAK_SPACE}%"
        written = number(value).replace("-", MINUS)
        return _("minst %(number)s") % {"number": written} if self.at_least else written

    @property
    def shown(self) -> int:
        """The length of its bar: what is hidden has none."""
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

    words: str
    parts: Mapping[str, Number | str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.words.format(**{name: str(part) for name, part in self.parts.items()})

    @property
    def html(self) -> SafeString:
        """The sentence with its links."""
        parts = {name: part.html if isinstance(part, Number) else part for name, part in self.parts.items()}
        return format_html(self.words, **parts) if parts else format_html("{}", self.words)


class Area:
    """A section that has been counted, here or as `values`. `opens` tells whose lists the reader may open."""

    def __init__(self, section: Section, opens: Opens = nothing, values: Values | None = None) -> None:
        self.section = section
        self.values = section.values() if values is None else values
        self._opens = opens
        self._figures = {figure.key: figure for figure in section.everything}

    def label(self, key: str) -> str:
        """Return a figure's name."""
        return self._figures[key].label

    def count(self, key: str) -> int:
        """Return the value of a figure that is a single number."""
        return cast("int", self.values[key])

    def counts(self, key: str) -> dict[str, int]:
        """Return the value of a figure that is a number for each group."""
        return cast("dict[str, int]", self.values[key])

    def number(self, key: str, *, label: str = "") -> Number:
        """Return a figure as it is told, under its own name unless another one is given.

        It is a floor where `<key>_at_least` counts rows whose own number is one.
        """
        figure = self._figures[key]
        at_least = self.values.get(f"{key}_at_least", 0) > 0
        return Number(
            self.count(key),
            label or figure.label,
            figure.unit,
            figure.meaning,
            at_least,
            self._link(figure),
            f"{self.section.key}.{key}",
        )

    def groups(self, key: str) -> dict[str, Number]:
        """Return the figure's number for each group."""
        figure = self._figures[key]
        return {
            group: Number(
                count, group, figure.unit, url=self._link(figure, group), key=f"{self.section.key}.{key}.{group}"
            )
            for group, count in self.counts(key).items()
        }

    def total(self, key: str) -> Number:
        """Return the sum of the figure's groups, where no row is in two of them."""
        return Number(sum(self.counts(key).values()), url=self._link(self._figures[key]))

    def numbers(self) -> dict[str, Number]:
        """Return every number by its key, and `key.group` where it is told by group."""
        told: dict[str, Number] = {}
        for key, value in self.values.items():
            if isinstance(value, dict):
                told |= {f"{key}.{group}": number for group, number in self.groups(key).items()}
            else:
                told[key] = self.number(key)
        return told

    def _link(self, figure: Figure | Derived, group: str = "") -> str:
        """Return the address of the list; of a figure made of others, that of its definition, which leads to theirs."""
        if isinstance(figure, Derived):
            made_of = any(self._link(self._figures[part]) for part in figure.parts)
            return definition_url(f"{self.section.key}.{figure.key}", self.section.period) if made_of else ""
        return figure.list_url(self.section.period, group) if self._opens(figure.rows.model) else ""


def areas(sections: Sequence[Section], opens: Opens = nothing) -> list[Area]:
    """Count an area in several periods at once: a section for each of them."""
    return [Area(section, opens, values) for section, values in zip(sections, count(sections), strict=True)]


def definition_url(name: str, period: Period) -> str:
    """Return the address of a figure's definition, by its full name, with the lists of the period."""
    days = urlencode({"fra": period.first.isoformat(), "til": period.last.isoformat()})
    return f"{reverse('report_definitions')}?{days}#{name}"
