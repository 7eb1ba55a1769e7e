"""Search: the rows where each word of a text is in one of their fields, folded (`balansekunst.folding`), best first.

A model names its fields that have an index in `SEARCHED`, and its migration makes it: `operations.TextIndex`. The index
finds three letters in a row, so that the rarest word is looked up, and only what it finds is checked for the others.
A word of two letters is only found at the beginning of a word: «Ås», but not «Lås».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import connections
from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Col, RawSQL
from django.db.models.functions import Cast, Concat
from django.utils.text import smart_split, unescape_string_literal

from balansekunst.folding import fold_text
from balansekunst.operations import TextIndex
from balansekunst.text import clean_line

INDEXED_LETTERS = 3
# How many rows are ranked: a text that more rows have is too common for their order to mean anything.
MOST_RANKED = 500


def search_words(text: str) -> list[str]:
    """Return the folded words of what somebody searches for. Words in quotation marks are one, as is a long number."""
    line = clean_line(text)
    digits = line.replace(" ", "").removeprefix("+")
    if digits.isdecimal() and len(digits) >= len("12345678"):
        return [digits]
    return list(filter(None, dict.fromkeys(map(fold_text, _split(line)))))


def _split(line: str) -> Iterable[str]:
    for word in smart_split(line):
        is_quoted = word.startswith(('"', "'")) and word[0] == word[-1]
        yield unescape_string_literal(word) if is_quoted else word


def rarity(word: str) -> tuple[bool, int]:
    """Return a key by which a number is rarer than a word, and a long one than a short one."""
    return any(map(str.isdigit, word)), len(word)


def matching(rows: QuerySet[Any], text: str, paths: Sequence[str]) -> QuerySet[Any]:
    """Filter to the rows where each word is in one of the fields, which are the rows' own or of rows they refer to."""
    words = search_words(text)
    if not words:
        return rows.none() if text.strip() else rows
    fields = fields_of(rows.model, paths)
    rarest, *others = sorted(words, key=rarity, reverse=True)
    conditions = [each.looked_up(rarest, rows.db) for each in fields]
    if len(conditions) > 1:
        # No index answers an OR over two tables, so that each is asked by itself.
        found: list[QuerySet[Any, Any]] = [
            QuerySet(rows.model, using=rows.db).filter(condition).values("pk") for condition in conditions
        ]
        conditions = [Q(pk__in=found[0].union(*found[1:]))]
    return with_words(rows.filter(conditions[0]), others, fields)


def with_words(rows: QuerySet[Any], words: Iterable[str], fields: Sequence["Fields"]) -> QuerySet[Any]:
    """Filter to the rows where each word is in one of the fields, without an index."""
    for word in words:
        rows = rows.filter(Q.create([each.contains(word) for each in fields], connector=Q.OR))
    return rows


@dataclass(frozen=True)
class Ranked:
    """The primary keys of the best rows, and the number of all: if `is_more`, there are more than `count`."""

    keys: list[Any]
    count: int
    is_more: bool


def rank(rows: QuerySet[Any], words: Sequence[str], paths: Sequence[str], *, most: int) -> Ranked:
    """Return the best of the rows with these `search_words`, in a fixed number of queries for up to MOST_RANKED rows.

    First come those with this number or name, then with a name that begins with it, then where each word begins a word.
    Of more than MOST_RANKED rows only some are ranked, but with those of the first two among them.
    """
    fields = fields_of(rows.model, paths)
    rarest, *others = sorted(words, key=rarity, reverse=True)
    rows, whole = rows.order_by().prefetch_related(None), " ".join(words)
    ranks: dict[Any, tuple[int, int, str]] = {}
    is_more = False
    for place, each in enumerate(fields):
        found = with_words(rows.filter(each.looked_up(rarest, rows.db)), others, fields)
        texts = _texts(found, each)
        if len(texts) > MOST_RANKED:
            is_more = True
            for pattern in (f"^ {whole}", f"| {whole} |"):
                texts += _texts(rows.filter(each.looked_up(pattern, rows.db)), each)
        for key, text in texts:
            ranks[key] = min(ranks.get(key, (len(fields) + 9, 0, "")), (_rank(text, words, whole), place, text))
    best = sorted(ranks, key=lambda key: (ranks[key], key))
    return Ranked(best[:most], MOST_RANKED if is_more else len(best), is_more)


def _texts(rows: QuerySet[Any], fields: "Fields") -> list[tuple[Any, str]]:
    return list(rows.annotate(found_text=fields.of_row()).values_list("pk", "found_text")[: MOST_RANKED + 1])


def _rank(text: str, words: Iterable[str], whole: str) -> int:
    is_number = any(map(str.isdigit, whole))
    if text.startswith(f"^ {whole} |") or (is_number and f"| {whole} |" in text):
        return 0
    if text.startswith(f"^ {whole}"):
        return 1
    return 2 if all(f" {word}" in text for word in words) else 3


def fields_of(model: type[Model], paths: Iterable[str]) -> list["Fields"]:
    """Return the searched fields at these paths, those of each model together."""
    by_relation: dict[str, list[str]] = {}
    for path in paths:
        relation, _separator, field = path.rpartition(LOOKUP_SEP)
        by_relation.setdefault(relation, []).append(field)
    return [Fields.at(model, relation, names) for relation, names in by_relation.items()]


@dataclass(frozen=True)
class Fields:
    """Searched fields of a model, at a relation from the rows; at "" they are the rows' own.

    If the model's index has all of them, all of the index is searched.
    """

    model: type[Model]
    relation: str
    names: tuple[str, ...]

    @classmethod
    def at(cls, model: type[Model], relation: str, names: Iterable[str]) -> Self:
        for name in filter(None, relation.split(LOOKUP_SEP)):
            model = model._meta.get_field(name).related_model  # type: ignore[assignment]
        return cls(model, relation, tuple(names))

    @property
    def index(self) -> TextIndex | None:
        """The index of the fields, if they have one."""
        searched: tuple[str, ...] = getattr(self.model, "SEARCHED", ())
        return TextIndex(self.model._meta.db_table, searched) if set(self.names) <= set(searched) else None

    @property
    def text(self) -> Any:
        """The folded text of a row of the model."""
        if self.index:
            return IndexedText(self.index)
        parts = [Fold(Cast(F(name), TextField())) for name in self.names]
        between = [part for each in parts for part in (Value(" | "), each)]
        return Concat(Value("^ "), *between[1:], Value(" |"), output_field=TextField())

    def of_row(self) -> Any:
        """Return the folded text of a row that refers to the model, or is of it."""
        if not self.relation:
            return self.text
        others = QuerySet(self.model).filter(pk=OuterRef(self.relation)).annotate(found_text=self.text)
        return Subquery(others.values("found_text"))

    def contains(self, word: str) -> Any:
        """Return the condition that the word is in the fields."""
        condition = Contains(self.text, Value(_pattern(word)))
        if not self.relation:
            return condition
        return Exists(QuerySet(self.model).filter(condition, pk=OuterRef(self.relation)))

    def looked_up(self, word: str, database: str) -> Q:
        """Return the same condition for the index."""
        condition = Q(Contains(self.text, Value(_pattern(word))))
        if self.index and connections[database].vendor == "sqlite":
            condition = Q(pk__in=_in_index(self.index, _pattern(word)))
        if not self.relation:
            return condition
        return Q(**{f"{self.relation}__in": QuerySet(self.model, using=database).filter(condition)})


def _pattern(word: str) -> str:
    return word if len(word) >= INDEXED_LETTERS else f" {word}"


def _in_index(index: TextIndex, pattern: str) -> RawSQL:
    """Return the primary keys of the rows with the pattern, by SQLite's index; one letter is in none."""
    parts = [pattern[place : place + INDEXED_LETTERS] for place in range(len(pattern) - INDEXED_LETTERS + 1)]
    found = f'SELECT rowid FROM "{index.name}" WHERE instr("{index.column}", %s) > 0'  # noqa: S608 (own names)
    if not parts:
        return RawSQL(found, [pattern])  # noqa: S611
    match = " ".join(f'"{part}"' for part in dict.fromkeys(parts))
    return RawSQL(f'{found} AND "{index.name}" MATCH %s', [pattern, match])  # noqa: S611


class Fold(Func):
    """The function `fold` of the database."""

    function = "fold"
    output_field = TextField()


class Contains(Func):
    """Whether a folded text has a pattern."""

    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """Use LIKE, which the index answers. A folded text has neither % nor _, and neither has its pattern."""
        text, pattern = self.get_source_expressions()
        like = self.copy()
        like.set_source_expressions([text, Value(f"%{pattern.value}%")])
        return super(Contains, like).as_sql(
            compiler, connection, template="%(expressions)s", arg_joiner=" LIKE ", **extra
        )

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, template="instr(%(expressions)s) > 0", **extra)


class IndexedText(Expression):
    """The text of a row in its model's index."""

    output_field = TextField()

    def __init__(self, index: TextIndex) -> None:
        super().__init__()
        self.index = index

    def resolve_expression(self, query: Any = None, *_args: Any, **_kwargs: Any) -> Any:
        return _IndexedColumn(query.get_initial_alias(), self.index)


class _IndexedColumn(Col):
    def __init__(self, alias: str, index: TextIndex) -> None:
        field = TextField()
        field.set_attributes_from_name(index.column)
        super().__init__(alias, field)
        self.index = index

    def relabeled_clone(self, relabels: Mapping[Any, str]) -> Self:
        return type(self)(relabels.get(self.alias, self.alias), self.index)

    def as_sqlite(self, compiler: Any, _connection: Any) -> tuple[str, Any]:
        quoted = compiler.quote_name(self.alias)
        return f'(SELECT "{self.index.column}" FROM "{self.index.name}" WHERE rowid = {quoted}."id")', ()  # noqa: S608
