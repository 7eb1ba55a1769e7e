"""The document that every output prints: the types of its nodes, and the two ways to go through them.

A live year, a period, a draft and a published report are all a `Document`. A node never changes; a changed document is
made with `transform`. Fields marked LOCAL are for one reader or one output: they are never serialised
(`reports.document.serialise`) and do not count when nodes are compared.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _

from balansekunst.figures import Hidden, Period, Unit
from reports.counting.definitions import Definition

FORMAT = "arsrapport-1"

Kind = Literal["year", "period", "draft", "report"]
Colour = Literal["accent", "rose", "sand"]
Value = int | Hidden
LOCAL = {"local": True}


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the document."""


@dataclass(frozen=True, slots=True)
class Inline(Node):
    """A part of running text. `type` is its name in JSON; one without a type cannot be serialised."""

    type: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Block(Node):
    """A part of a section. `type` is its name in JSON; one without a type cannot be serialised."""

    type: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Text(Inline):
    """Words as they are."""

    type: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class LineBreak(Inline):
    """The end of a line within a paragraph."""

    type: ClassVar[str] = "break"


@dataclass(frozen=True, slots=True)
class Mark:
    """A correction of the number that carries it: its number among the corrections, and the new number as shown."""

    place: int
    new: str


@dataclass(frozen=True, slots=True)
class Number(Inline):
    """A number, in running text, in a table or by itself.

    `key` is its full name, `area.figure` or `area.figure.group`; empty for a number computed for one place. `shown` is
    how it is written there: a small count in running text is a word. `label` is set where the number is by itself.
    `at_least` marks a lower bound.
    """

    type: ClassVar[str] = "number"
    key: str
    value: Value
    shown: str
    unit: Unit = Unit.COUNT
    label: str = ""
    at_least: bool = False
    # The list of the rows behind it, for a reader who may open that list.
    url: str = field(default="", compare=False, metadata=LOCAL)
    mark: Mark | None = field(default=None, compare=False, metadata=LOCAL)

    @property
    def hidden(self) -> bool:
        """Whether the value is not shown, because it is small or because a small one could be computed from it."""
        return isinstance(self.value, Hidden)


@dataclass(frozen=True, slots=True)
class Comparison(Inline):
    """Two numbers compared in words, such as «dobbelt så mange som»."""

    type: ClassVar[str] = "comparison"
    key: str
    shown: str


@dataclass(frozen=True, slots=True)
class Missing(Inline):
    """A placeholder in a draft that nothing can fill, as it was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed(Inline):
    """A number that was typed in a draft and equals no figure."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong(Inline):
    """Important words."""

    type: ClassVar[str] = "strong"
    inline: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis(Inline):
    """Stressed words."""

    type: ClassVar[str] = "emphasis"
    inline: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link(Inline):
    """Words that link to a page or an e-mail address."""

    type: ClassVar[str] = "link"
    href: str
    inline: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    """A paragraph of running text."""

    type: ClassVar[str] = "paragraph"
    inline: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """A heading within a section; there is one level of them."""

    type: ClassVar[str] = "heading"
    inline: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote(Block):
    """A quotation in the text."""

    type: ClassVar[str] = "quote"
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class List(Block):
    """A list; each item consists of blocks."""

    type: ClassVar[str] = "list"
    ordered: bool
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class KeyFigures(Block):
    """Numbers by themselves: large ones across the page, or small ones beside the text."""

    type: ClassVar[str] = "figures"
    figures: tuple[Number, ...]
    is_large: bool = True


@dataclass(frozen=True, slots=True)
class PersonQuote(Block):
    """A statement by a person who has consented to be quoted."""

    type: ClassVar[str] = "said"
    text: str
    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Picture(Block):
    """A picture; `file` is named by the SHA-256 of its bytes."""

    type: ClassVar[str] = "picture"
    file: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


Cell = str | Number


@dataclass(frozen=True, slots=True)
class Table(Node):
    """Headings, rows and a total (empty for none). The first cell of a row is its name."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart(Block):
    """A chart: `description` is its text alternative, with every number; `figure` is what plotly draws."""

    type: ClassVar[str] = "chart"
    key: str
    title: str
    description: str
    series: tuple[str, ...]
    notes: tuple[str, ...]
    table: Table
    figure: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TableBlock(Block):
    """A table by itself; a folded one is opened by its title."""

    type: ClassVar[str] = "table_block"
    title: str
    table: Table
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Recipient(Node):
    """A project that was granted support, with the amount in whole kroner."""

    organisation: str
    county: str
    title: str
    category: str
    amount: int


@dataclass(frozen=True, slots=True)
class Recipients(Block):
    """The projects of the year's call that were granted support; the total is in whole kroner."""

    type: ClassVar[str] = "recipients"
    rows: tuple[Recipient, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Note(Block):
    """A remark on how the numbers are to be read."""

    type: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True, slots=True)
class Section(Node):
    """A part of the document. `kind` is the key of its area, or `free`; `id` is its anchor on the page."""

    id: str
    kind: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Cover(Node):
    """The cover: `colour` is named as in the theme."""

    colour: Colour
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class FigureWarning(Node):
    """A rule that an area's numbers break."""

    area: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure for machines: one value, or one a group. `groups` is None for a figure that is a single value."""

    key: str
    value: Value = 0
    groups: tuple[tuple[str, Value], ...] | None = None

    def parts(self) -> tuple[tuple[str, Value], ...]:
        """Return each group's value, or the single value under an empty name."""
        return (("", self.value),) if self.groups is None else self.groups


@dataclass(frozen=True, slots=True)
class AreaValues:
    """An area's figures for machines. `values` is None while they may not be released.

    `before` has the year before of an area whose years are released together (the advice line).
    """

    key: str
    values: tuple[FigureValue, ...] | None
    before: tuple[FigureValue, ...] | None = None


@dataclass(frozen=True, slots=True)
class YearValues:
    """All figures of the year for machines, shown on the page or not."""

    year: int
    as_of: date
    is_over: bool
    areas: tuple[AreaValues, ...]

    def by_name(self) -> dict[str, Value]:
        """Return each value by its full name, `area.figure` or `area.figure.group`."""
        return {
            ".".join(filter(None, (area.key, figure.key, group))): value
            for area in self.areas
            for figure in area.values or ()
            for group, value in figure.parts()
        }


@dataclass(frozen=True, slots=True)
class CorrectedNumber:
    """A published number that was corrected: the last number before, and the new one."""

    key: str
    label: str
    group: str
    old: Number
    new: Number
    note: str
    date: date


@dataclass(frozen=True, slots=True)
class Document(Node):
    """A year or a period: what every output prints.

    `rules` is the edition of the counting rules. A period has no `figures` for machines.
    """

    format: str
    rules: str
    year: int
    period: Period
    is_over: bool
    title: str
    lead: tuple[Inline, ...]
    cover: Cover
    key_figures: tuple[Number, ...]
    sections: tuple[Section, ...]
    figures: YearValues | None
    definitions: tuple[Definition, ...]
    warnings: tuple[FigureWarning, ...]
    kind: Kind = field(default="report", compare=False, metadata=LOCAL)
    # Those made after publication.
    corrections: tuple[CorrectedNumber, ...] = field(default=(), compare=False, metadata=LOCAL)

    @property
    def kicker(self) -> str:
        """The title without the year that it ends with, which is then printed large; empty for another title."""
        year = str(self.year)
        return (self.title.removesuffix(year).strip(" :,–-") or _("Årsrapport")) if self.title.endswith(year) else ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is printed about a document that is not in it, as far as it is known.

    `published` is the day of publication, `printed` the day a draft was printed; `digest` is the SHA-256 of what was
    published, `address` its address on the web.
    """

    published: date | None = None
    printed: date | None = None
    digest: str = ""
    address: str = ""


Change = Callable[[Node], Node | Iterable[Node]]


def walk(within: Node | Iterable[Any]) -> Iterator[Node]:
    """Yield every node within a node or a sequence of them, itself first, in reading order."""
    if isinstance(within, Node):
        yield within
        for one in fields(within):
            yield from _walk_value(getattr(within, one.name))
    else:
        yield from _walk_value(tuple(within))


def _walk_value(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield from walk(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from _walk_value(part)


def find[N: Node](within: Node | Iterable[Any], kind: type[N]) -> list[N]:
    """Return all nodes of a class, in reading order."""
    return [node for node in walk(within) if isinstance(node, kind)]


def transform[N: Node](node: N, change: Change) -> N:
    """Return the node with `change` applied to every node within it, the innermost first, but not to itself.

    `change` returns a node, or several where the node is one of a sequence.
    """
    changed = {}
    for one in fields(node):
        before = getattr(node, one.name)
        after = _change_value(before, change)
        if after is not before:
            changed[one.name] = after
    return replace(node, **changed) if changed else node


def _change_value(value: Any, change: Change) -> Any:
    if isinstance(value, Node):
        return change(transform(value, change))
    if isinstance(value, tuple):
        after = tuple(part for one in value for part in _change_part(one, change))
        same = len(after) == len(value) and all(new is old for new, old in zip(after, value, strict=True))
        return value if same else after
    return value


def _change_part(part: Any, change: Change) -> Iterable[Any]:
    changed = _change_value(part, change)
    if isinstance(part, Node) and not isinstance(changed, Node):
        return changed
    return (changed,)


def with_corrections(document: Document, corrections: Iterable[CorrectedNumber]) -> Document:
    """Return the document with its corrections, and a mark with the latest one at each number that was corrected."""
    found = tuple(corrections)
    marks = {one.key: Mark(place, one.new.shown) for place, one in enumerate(found, start=1)}

    def marked(node: Node) -> Node:
        return replace(node, mark=marks[node.key]) if isinstance(node, Number) and node.key in marks else node

    return replace(transform(document, marked), corrections=found)


def charts(document: Document) -> list[Chart]:
    """Return the charts in the order of their first place, each key once."""
    return list({chart.key: chart for chart in find(document.sections, Chart)}.values())


def pictures(document: Document) -> list[Picture]:
    """Return the pictures, that of the cover first."""
    return [*find(document.cover, Picture), *find(document.sections, Picture)]


def recipients(document: Document) -> tuple[Recipient, ...]:
    """Return those who were granted support, if the document lists them."""
    lists = find(document.sections, Recipients)
    return lists[0].rows if lists else ()


def standalone_figures(document: Document) -> list[Number]:
    """Return the numbers that are by themselves, each key once: those of the text under their names there."""
    placed = [figure for block in find(document.sections, KeyFigures) for figure in block.figures]
    return list({figure.key: figure for figure in [*placed, *document.key_figures]}.values())


def plain_text(inline: Iterable[Inline]) -> str:
    """Return the words of running text, without emphasis and links."""
    return "".join(_word(node) for node in walk(inline))


def _word(node: Node) -> str:
    match node:
        case Text(text=text) | Missing(text=text) | Typed(text=text):
            return text
        case Number(shown=shown) | Comparison(shown=shown):
            return shown
        case LineBreak():
            return " "
    return ""
