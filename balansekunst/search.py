"""Search: the rows where each word of a text is in one of their fields, folded (`balansekunst.folding`).

A model names its fields that have an index in `SEARCHED`, and its migration makes it: `operations.TextIndex`. The index
finds three letters in a row, so that the rarest word is looked up, and only what it finds is checked for the others.
A word of two letters is only found at the beginning of a word: «Ås», but not «Lås».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BooleanField,
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

type SQL = tuple[str, tuple[Any, ...]]  # with its parameters

INDEXED_LETTERS = 3
MOST_WORDS = 30  # a name has fewer, and the databases refuse conditions on thousands


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
    if not text.strip():
        return rows
    words = search_words(text)
    if not 0 < len(words) <= MOST_WORDS:
        return rows.none()
    fields = fields_of(rows.model, paths)
    rarest, *others = sorted(words, key=rarity, reverse=True)
    conditions = [each.looked_up([rarest], rows.db) for each in fields]
    if len(conditions) > 1:
        # No index answers an OR over two tables, so that each is asked by itself.
        found: list[QuerySet[Any, Any]] = [
            QuerySet(rows.model, using=rows.db).filter(condition).values("pk") for condition in conditions
        ]
        conditions = [Q(pk__in=found[0].union(*found[1:]))]
    return rows.filter(conditions[0], words_in(fields, others))


def forget_deleted() -> None:
    """Remove what is left of deleted and changed texts from SQLite's indexes.

    FTS5 marks such a text as deleted, and its parts of three letters remain until it happens to rewrite them. The
    setting «secure-delete» of FTS5 needs SQLite 3.42.
    """
    if connection.vendor != "sqlite":
        return
    tables = [model._meta.db_table for model in apps.get_models() if hasattr(model, "SEARCHED")]
    with connection.cursor() as cursor:
        for name in (TextIndex(table, ()).name for table in tables):
            cursor.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'optimize\')')  # noqa: S608 (own names)


def words_in(fields: Sequence["Fields"], words: Iterable[str]) -> Q:
    """Return the condition that each word is in one of the fields, which no index answers."""
    each = (Q.create([field.contains(word) for field in fields], connector=Q.OR) for word in words)
    return Q.create(list(each))


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

    @property
    def path(self) -> str:
        """The path from the rows to the primary key of the model's row."""
        return self.relation or "pk"

    def contains(self, word: str) -> Any:
        """Return the condition that the word is in the fields."""
        if not self.relation:
            return Contains(self.text, Value(_pattern(word)))
        # With EXISTS, PostgreSQL may find all rows with the word first, which may be most of the table.
        row = QuerySet(self.model).filter(pk=OuterRef(self.relation)).order_by().annotate(related_text=self.text)
        return Contains(Subquery(row.values("related_text")), Value(_pattern(word)))

    def looked_up(self, words: Sequence[str], database: str) -> Q:
        """Return the condition that all the words are in the fields, as the index answers it."""
        if not self.relation:
            return self._in_text(words, database)
        return Q(**{f"{self.relation}__in": self.rows_with(words, database)})

    def rows_with(self, words: Sequence[str], database: str) -> QuerySet[Any]:
        """Return the model's rows that have all the words."""
        return QuerySet(self.model, using=database).filter(self._in_text(words, database))

    @property
    def source(self) -> tuple[Any, ...]:
        """Where the texts of the fields are: the same for fields in one index."""
        return self.model, self.index.name if self.index else self.names

    def texts_sql(self, words: Sequence[str], *, most: int) -> SQL:
        """Return SQL for the primary keys and folded texts of up to so many rows that have all the words."""
        if self.index:
            return _texts_in_index(self.index, list(map(_pattern, words)), most)
        rows = self.rows_with(words, DEFAULT_DB_ALIAS).order_by().annotate(found_text=self.text)
        return rows.values_list("pk", "found_text")[:most].query.sql_with_params()

    def _in_text(self, words: Sequence[str], database: str) -> Q:
        patterns = list(map(_pattern, words))
        if self.index and connections[database].vendor == "sqlite":
            return Q(pk__in=_in_index(self.index, patterns))
        return Q.create([Q(Contains(self.text, Value(pattern))) for pattern in patterns])


def _pattern(word: str) -> str:
    return word if len(word) >= INDEXED_LETTERS else f" {word}"


def _in_index(index: TextIndex, patterns: Sequence[str]) -> RawSQL:
    """Return the primary keys of the rows with all the patterns, by SQLite's index."""
    has_patterns, params = _has_patterns(index, patterns)
    return RawSQL(f'SELECT rowid FROM "{index.name}" WHERE {has_patterns}', params)  # noqa: S608, S611 (own names)


def _texts_in_index(index: TextIndex, patterns: Sequence[str], most: int) -> SQL:
    """Return SQL for the first rows with all the patterns. In a condition of another query, it would find all first."""
    if connection.vendor == "sqlite":
        key, table = "rowid", index.name
        conditions, params = _has_patterns(index, patterns)
    else:
        key, table = "id", index.table
        conditions, params = _has_patterns_by_like(index, patterns)
    found = f'SELECT {key}, "{index.column}" FROM "{table}" WHERE {conditions} LIMIT %s'  # noqa: S608 (own names)
    return found, (*params, most)


def _has_patterns_by_like(index: TextIndex, patterns: Sequence[str]) -> tuple[str, list[str]]:
    """Return the condition of PostgreSQL's indexes that a row has all the patterns: «^» begins the text."""
    likes = []
    for pattern in patterns:
        if pattern.startswith("^"):
            likes.append((index.beginning, f"{pattern[: index.letters_of_beginning]}%"))
        likes.append((f'"{index.column}"', f"%{pattern}%"))
    return " AND ".join(f"{text} LIKE %s" for text, _like in likes), [like for _text, like in likes]


def _has_patterns(index: TextIndex, patterns: Sequence[str]) -> tuple[str, list[str]]:
    """Return the condition of SQLite's index that a row has all the patterns. One letter is in no index."""
    conditions = [f'instr("{index.column}", %s) > 0'] * len(patterns)
    parts = dict.fromkeys(part for pattern in patterns for part in _indexed_parts(pattern))
    if not parts:
        return " AND ".join(conditions), list(patterns)
    match = " ".join(f'"{part}"' for part in parts)
    return " AND ".join([*conditions, f'"{index.name}" MATCH %s']), [*patterns, match]


def _indexed_parts(pattern: str) -> list[str]:
    return [pattern[place : place + INDEXED_LETTERS] for place in range(len(pattern) - INDEXED_LETTERS + 1)]


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
