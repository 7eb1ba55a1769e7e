"""Filling the placeholders of a report's texts, and the problems with those that nothing can fill."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext as _

from balansekunst.figures import Hidden, Number, Unit
from reports.document import markup, wording
from reports.document.conversion import figure_node, number_node
from reports.document.markup import Placeholder, Placement, SourceText
from reports.document.nodes import (
    Block,
    Chart,
    Comparison,
    Heading,
    Inline,
    KeyFigures,
    LineBreak,
    List,
    Missing,
    Node,
    Paragraph,
    PersonQuote,
    Picture,
    Quote,
    Recipients,
    Table,
    TableBlock,
    Text,
)
from reports.document.traversal import transform, walk
from reports.document.wording import NumberPair, Part

YEAR, YEAR_BEFORE = "år", "året før"
BEFORE, COMPARED = "året før", "sammenlignet"
REQUEST = re.compile(rf"(?P<key>.+?)(?: (?P<form>{BEFORE}|{COMPARED}))?")
NEEDS_BEFORE = re.compile(rf"\.[^{{}}\n]*\s(?:{BEFORE}|{COMPARED})\s*\}}")


@dataclass(frozen=True)
class Material:
    """What placeholders can be filled with, by name. `before` has the numbers of the year before."""

    year: int
    numbers: Mapping[str, Number]
    charts: Mapping[str, Chart] = field(default_factory=dict)
    quotes: Mapping[str, PersonQuote] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    recipients: Recipients = Recipients((), 0)  # noqa: RUF009 it is immutable
    people: TableBlock = TableBlock("", Table((), ()))  # noqa: RUF009 it is immutable
    events: TableBlock = TableBlock("", Table((), ()))  # noqa: RUF009 it is immutable
    before: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A placeholder that cannot be filled: why, for the author, and the line of the text."""

    line: int
    message: str

    def __str__(self) -> str:
        return _("Linje %(line)s: %(words)s") % {"line": self.line, "words": self.message}


class UnknownError(LookupError):
    """Nothing can be filled in here; the message is the reason, for the author."""


def needs_year_before(texts: Iterable[str]) -> bool:
    """Whether any of the texts has a placeholder for a number of the year before."""
    return any(NEEDS_BEFORE.search(text) for text in texts)


def fill(blocks: Iterable[Block], material: Material) -> tuple[tuple[Block, ...], list[Problem]]:
    """Return parsed blocks with their placeholders filled, and the problems.

    A placeholder that nothing can fill becomes a `Missing` node with what was typed.
    """
    filler = _Filler(material)
    return filler.blocks(blocks), filler.problems


def fill_inline(inline: tuple[Inline, ...], material: Material) -> tuple[tuple[Inline, ...], list[Problem]]:
    """Return parsed running text with its placeholders filled, as `fill` does."""
    filler = _Filler(material)
    return filler.inline(inline), filler.problems


class _Filler:
    """Fills one text, and collects the problems."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.problems: list[Problem] = []

    def blocks(self, blocks: Iterable[Block], *, nested: bool = False) -> tuple[Block, ...]:
        """Fill blocks; nothing can be placed among those `nested` in a list or a quote."""
        return tuple(self._block(block, nested=nested) for block in blocks)

    def inline(self, inline: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Fill running text, all of it at once: how a number is written depends on its sentence."""
        leaves = [node for node in walk(inline) if isinstance(node, (SourceText, LineBreak, Placeholder))]
        parts = [self._part(leaf) for leaf in leaves]
        texts = wording.write_in_sentences(parts)
        filled = iter(map(_filled, leaves, parts, texts))

        def fill_next(node: Node) -> Node:
            return next(filled) if isinstance(node, (SourceText, LineBreak, Placeholder)) else node

        return transform(Paragraph(inline), fill_next).inline

    def _block(self, block: Block, *, nested: bool) -> Block:
        match block:
            case List(ordered, items):
                return List(ordered, tuple(self.blocks(item, nested=True) for item in items))
            case Quote(blocks):
                return Quote(self.blocks(blocks, nested=True))
            case Paragraph(inline):
                return Paragraph(self.inline(inline))
            case Heading(inline):
                return Heading(self.inline(inline))
            case Placement():
                return self._placement(block, nested=nested)
        raise TypeError(f"{type(block).__name__} is not parsed from a text")

    def _placement(self, block: Placement, *, nested: bool) -> Block:
        try:
            return self._placed(block, nested=nested)
        except UnknownError as unknown:
            self._add_problem(block.line, unknown)
            return Paragraph((Missing(block.source),))

    def _placed(self, block: Placement, *, nested: bool) -> Block:
        """Return what is placed on a line of its own. Raises UnknownError."""
        name, material = " ".join(block.names), self.material
        if nested:
            raise UnknownError(_("%(written)s kan ikke stå i en liste eller et sitat.") % {"written": block.source})
        match block.what:
            case markup.FIGURES:
                return self._figures(block.names)
            case markup.CHART:
                return _find(name, material.charts, _("diagram"))
            case markup.QUOTE:
                return _find(name, material.quotes, _("sitat"))
            case markup.PICTURE:
                return _find(name, material.pictures, _("bilde"))
        if name:
            raise UnknownError(_("skriv bare {%(what)s}, uten noe mer mellom klammene.") % {"what": block.what})
        lists: Mapping[str, Block] = {markup.PEOPLE: material.people, markup.EVENTS: material.events}
        return lists.get(block.what, material.recipients)

    def _figures(self, keys: tuple[str, ...]) -> KeyFigures:
        if not keys:
            raise UnknownError(_("skriv hvilke tall som skal stå her, for eksempel {tall members.closing}."))
        numbers = self.material.numbers
        return KeyFigures(tuple(figure_node(_find(key, numbers, _("tall")), key=key) for key in keys))

    def _part(self, leaf: Node) -> Part:
        """Return what the leaf is in its sentence; a placeholder that nothing can fill is as it was typed."""
        match leaf:
            case SourceText(text=text):
                return text
            case Placeholder(key=key, line=line, source=source):
                try:
                    return resolve(key, self.material)
                except UnknownError as unknown:
                    self._add_problem(line, unknown)
                    return source
        return " "

    def _add_problem(self, line: int, unknown: UnknownError) -> None:
        self.problems.append(Problem(line, str(unknown)))


def resolve(key: str, material: Material) -> Part:
    """Return what a placeholder in running text asks for. Raises UnknownError.

    That is the year, the year before, or a number by its key, alone or with `året før` or `sammenlignet`.
    """
    if key in (YEAR, YEAR_BEFORE):
        return str(material.year - (key == YEAR_BEFORE))
    found = REQUEST.fullmatch(key)
    name, form = (found["key"], found["form"]) if found else (key, None)
    if name.split(" ")[0] in markup.PLACED:
        raise UnknownError(_("{%(name)s} må stå på en linje for seg selv.") % {"name": name})
    now = _find(name, material.numbers, _("tall"))
    if form is None:
        return now
    before = material.before.get(name)
    if before is None:
        raise UnknownError(_("tallet «%(name)s» finnes ikke for %(year)s.") % {"name": name, "year": material.year - 1})
    return before if form == BEFORE else _compare(name, now, before)


def _compare(name: str, now: Number, before: Number) -> NumberPair:
    if now.unit is not Unit.COUNT or now.at_least or before.at_least:
        message = _("«%(name)s» kan ikke sammenlignes i ord: det er ikke et rent antall. Bruk «året før».")
        raise UnknownError(message % {"name": name})
    if isinstance(now.value, Hidden) or isinstance(before.value, Hidden):
        raise UnknownError(_("«%(name)s» kan ikke sammenlignes: et av tallene er skjult.") % {"name": name})
    return NumberPair(now, before)


def _find[Value](name: str, available: Mapping[str, Value], kind: str) -> Value:
    """Return what has the name. Raises UnknownError, which suggests similar names."""
    if name in available:
        return available[name]
    message = _("det er ikke noe %(kind)s som heter «%(name)s».") % {"kind": kind, "name": name}
    if similar := similar_names(name, available):
        message += " " + _("Mente du %(names)s?") % {"names": _(" eller ").join(f"«{one}»" for one in similar)}
    raise UnknownError(message)


def similar_names(name: str, available: Mapping[str, object]) -> list[str]:
    """Return at most two similar names; a number can also be called by its label."""
    names = {key.casefold(): key for key in available}
    for key, one in available.items():
        if isinstance(one, Number) and key.count(".") == 1:
            names.setdefault(one.label.casefold(), key)
    if name.casefold() in names:
        return [names[name.casefold()]]
    near = get_close_matches(name.casefold(), names, n=2, cutoff=0.8)
    return list(dict.fromkeys(names[one] for one in near))


def _filled(leaf: Node, part: Part, text: str) -> Inline:
    """Return the leaf as the document has it: `text` is the part as its sentence has it."""
    match leaf:
        case LineBreak():
            return leaf
        case Placeholder(key=key, source=source):
            if isinstance(part, Number):
                return number_node(part, key=key, shown=text)
            if isinstance(part, NumberPair):
                return Comparison(key, text)
            return Missing(source) if part == source else Text(text)
    return Text(text)
