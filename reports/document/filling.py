"""What the places in a report's texts are filled with, and what is said of those that nothing can fill."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext as _

from balansekunst.figures import Unit
from radgivning.suppression import Hidden
from reports.counting.numbers import Number
from reports.document import words
from reports.document.words import Comparison, Part
from reports.document.writing import PLACED_TYPES, Node, leaves

YEAR, YEAR_BEFORE = "år", "året før"
BEFORE, COMPARED = "året før", "sammenlignet"
ASKED = re.compile(rf"(?P<key>.+?)(?: (?P<asked>{BEFORE}|{COMPARED}))?")
ASKS_BEFORE = re.compile(rf"\.[^{{}}\n]*\s(?:{BEFORE}|{COMPARED})\s*\}}")
NOTED = ("line", "written")


@dataclass(frozen=True)
class Material:
    """What there is by name: numbers of the year and of the one before, charts, quotes, pictures, and recipients."""

    year: int
    numbers: Mapping[str, Number]
    charts: Mapping[str, Node] = field(default_factory=dict)
    quotes: Mapping[str, Node] = field(default_factory=dict)
    pictures: Mapping[str, Node] = field(default_factory=dict)
    recipients: Node = field(default_factory=dict)
    before: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What can't be filled in, told in words, and the line of the text that it stands in."""

    line: int
    words: str

    def __str__(self) -> str:
        return _("Linje %(line)s: %(words)s") % {"line": self.line, "words": self.words}


class UnknownError(LookupError):
    """Nothing can be filled in here; the message says why, in words for the one who writes."""


def asks_before(texts: Iterable[str]) -> bool:
    """Tell if any of the texts wants a number of the year before."""
    return any(ASKS_BEFORE.search(text) for text in texts)


def fill(nodes: list[Node], material: Material) -> tuple[list[Node], list[Problem]]:
    """Return the blocks with their places filled, and what could not be.

    A place that nothing can fill becomes a node of type `missing`, with what was written there as its `text`.
    """
    filling = _Filling(material)
    return filling.blocks(nodes), filling.problems


def fill_inline(nodes: list[Node], material: Material) -> tuple[list[Node], list[Problem]]:
    """Return the nodes of one paragraph, as `fill` does."""
    filling = _Filling(material)
    return filling.inline(nodes), filling.problems


class _Filling:
    """Fills one text, and notes what it can't."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.problems: list[Problem] = []

    def blocks(self, nodes: list[Node], *, alone: bool = True) -> list[Node]:
        """Fill blocks; those of a list or a quote don't stand `alone`, and can't have anything placed among them."""
        return [self._block(node, alone=alone) for node in nodes]

    def inline(self, nodes: list[Node]) -> list[Node]:
        """Fill running text, all of it at once: how a number is written depends on its sentence."""
        found = [(leaf, self._part(leaf)) for leaf in leaves(nodes)]
        told = words.in_sentences([part for _leaf, part in found])
        return _put_back(nodes, (_leaf(leaf, part, shown) for (leaf, part), shown in zip(found, told, strict=True)))

    def _block(self, node: Node, *, alone: bool) -> Node:
        match node:
            case {"items": items}:
                return {**node, "items": [self.blocks(item, alone=False) for item in items]}
            case {"blocks": blocks}:
                return {**node, "blocks": self.blocks(blocks, alone=False)}
            case {"inline": inline}:
                return {**node, "inline": self.inline(inline)}
        try:
            return {"type": node["type"], **self._placed(node, alone=alone)}
        except UnknownError as unknown:
            self._note(node, unknown)
            return {"type": "paragraph", "inline": [{"type": "missing", "text": node["written"]}]}

    def _placed(self, node: Node, *, alone: bool) -> Node:
        """Return what is placed on a line of its own. Raises UnknownError."""
        kind, names, material = node["type"], node["names"], self.material
        name = " ".join(names)
        if not alone:
            raise UnknownError(_("%(written)s kan ikke stå i en liste eller et sitat.") % {"written": node["written"]})
        if kind == "figures":
            if not names:
                raise UnknownError(_("skriv hvilke tall som skal stå her, for eksempel {tall members.closing}."))
            return {"figures": [figure_data(key, _named(key, material.numbers, _("tall"))) for key in names]}
        if kind == "chart":
            return {"chart": _named(name, material.charts, _("diagram"))}
        if kind == "said":
            return _named(name, material.quotes, _("sitat"))
        if kind == "picture":
            return _named(name, material.pictures, _("bilde"))
        if name:
            raise UnknownError(_("skriv bare {mottakere}, uten noe mer mellom klammene."))
        return material.recipients

    def _part(self, leaf: Node) -> Part:
        """Return what the leaf is in running text: what nothing can fill, as it was written."""
        if leaf["type"] != "number":
            return leaf.get("text", " ")
        try:
            return asked(leaf["key"], self.material)
        except UnknownError as unknown:
            self._note(leaf, unknown)
            return leaf["written"]

    def _note(self, node: Node, unknown: UnknownError) -> None:
        self.problems.append(Problem(node["line"], str(unknown)))


def asked(key: str, material: Material) -> Part:
    """Return what is asked for between braces in running text. Raises UnknownError.

    That is the year, the year before, a number by its name, or the same `året før` or `sammenlignet` with it.
    """
    if key in (YEAR, YEAR_BEFORE):
        return str(material.year - (key == YEAR_BEFORE))
    found = ASKED.fullmatch(key)
    name, how = (found["key"], found["asked"]) if found else (key, None)
    if name.split(" ")[0] in PLACED_TYPES:
        raise UnknownError(_("{%(name)s} må stå på en linje for seg selv.") % {"name": name})
    now = _named(name, material.numbers, _("tall"))
    if how is None:
        return now
    before = material.before.get(name)
    if before is None:
        raise UnknownError(
            _("tallet «%(name)s» er ikke å finne for %(year)s.") % {"name": name, "year": material.year - 1}
        )
    return before if how == BEFORE else _compared(name, now, before)


def _compared(name: str, now: Number, before: Number) -> Comparison:
    if now.unit is not Unit.COUNT or now.at_least or before.at_least:
        words = _("«%(name)s» kan ikke sammenlignes i ord: det er ikke et rent antall. Bruk «året før».")
        raise UnknownError(words % {"name": name})
    if isinstance(now.value, Hidden) or isinstance(before.value, Hidden):
        raise UnknownError(_("«%(name)s» kan ikke sammenlignes: et av tallene er skjult.") % {"name": name})
    return Comparison(now, before)


def _named[Value](name: str, there: Mapping[str, Value], kind: str) -> Value:
    """Return what has the name. Raises UnknownError, which tells the names that are near."""
    if name in there:
        return there[name]
    told = _("det er ikke noe %(kind)s som heter «%(name)s».") % {"kind": kind, "name": name}
    near = near_names(name, there)
    if near:
        told += " " + _("Mente du %(names)s?") % {"names": _(" eller ").join(f"«{one}»" for one in near)}
    raise UnknownError(told)


def near_names(name: str, there: Mapping[str, object]) -> list[str]:
    """Return the names that look most like it, two at most; a number may be called by its label."""
    names = {key.casefold(): key for key in there}
    for key, one in there.items():
        if isinstance(one, Number) and key.count(".") == 1:
            names.setdefault(one.label.casefold(), key)
    if name.casefold() in names:
        return [names[name.casefold()]]
    near = get_close_matches(name.casefold(), names, n=2, cutoff=0.8)
    return list(dict.fromkeys(names[one] for one in near))


def _leaf(leaf: Node, part: Part, shown: str) -> Node:
    """Return the leaf as the document has it."""
    if leaf["type"] != "number":
        return {key: value for key, value in leaf.items() if key not in NOTED}
    if isinstance(part, Number):
        return {"type": "number", "key": leaf["key"], "value": value_of(part), "shown": shown}
    if isinstance(part, Comparison):
        return {"type": "number", "key": leaf["key"], "value": None, "shown": shown}
    if part == leaf["written"]:
        return {"type": "missing", "text": part}
    return {"type": "text", "text": shown}


def _put_back(nodes: list[Node], filled: Iterator[Node]) -> list[Node]:
    """Return the nodes with their leaves replaced, in the order that `leaves` walks them."""
    return [
        {**node, "inline": _put_back(node["inline"], filled)} if node.get("inline") else next(filled) for node in nodes
    ]


def figure_data(key: str, number: Number) -> Node:
    """Return a number that stands by itself, with its name below."""
    return {
        "key": key,
        "label": number.label,
        "value": value_of(number),
        "shown": str(number),
        "unit": number.unit.value,
        "at_least": number.at_least,
    }


def value_of(number: Number) -> int | None:
    """Return the number; None for what is hidden since it is small, or since a small one could be made of it."""
    return None if isinstance(number.value, Hidden) else number.value
