"""The document that every output prints: the types of its nodes.

A live year, a period, a draft and a published report are all a `Document`; `traversal.transform` makes a changed one.
Fields marked LOCAL are for one reader or one output: never serialised, and not counted when nodes are compared.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _

from balansekunst.figures import ChartKind, Hidden, Period, Unit
from reports.counting.definitions import Definition
from reports.document.values import Value, YearValues

FORMAT = "arsrapport-1"

Kind = Literal["year", "period", "draft", "report"]
Colour = Literal["accent", "rose", "sand"]
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
    """A statement by a person, of which the JSON has only a SHA-256: the words can be withdrawn."""

    type: ClassVar[str] = "said"
    text: str = field(default="", compare=False, metadata=LOCAL)
    person: str = field(default="", compare=False, metadata=LOCAL)
    role: str = field(default="", compare=False, metadata=LOCAL)
    seal: str = ""


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
    """A chart of an area: `description` is its text alternative, with every number; `figure` is what plotly draws."""

    type: ClassVar[str] = "chart"
    key: str
    area: str
    kind: ChartKind
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
class CorrectedNumber:
    """A published number that was corrected: the last number before, and the new one."""

    key: str
    label: str
    group: str
    old: Number
    new: Number
    note: str
    date: date
    severity: str = ""


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
    corrections: tuple[CorrectedNumber, ...] = field(default=(), compare=False, metadata=LOCAL)

    @property
    def kicker(self) -> str:
        """The title without the year that it ends with, which is then printed large; empty for another title."""
        year = str(self.year)
        return (self.title.removesuffix(year).strip(" :,–-") or _("Årsrapport")) if self.title.endswith(year) else ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is printed about a document that is not in it; `digest` is the SHA-256 of what was published."""

    published: date | None = None
    printed: date | None = None
    digest: str = ""
    address: str = ""
