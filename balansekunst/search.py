"""Search: rows where each word of a text is in one of their fields, ignoring case, the same on both databases.

A model names its fields that have an index in `SEARCHED`, and its migration makes it: `operations.TextIndex`. The index
finds three letters in a row, so that the rarest word is looked up, and only what it finds is checked for the others.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections
from django.db.models import Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import RawSQL
from django.utils.text import smart_split, unescape_string_literal

from balansekunst.operations import TextIndex
from balansekunst.sqlite.norwegian import fold
from balansekunst.text import clean_line

INDEXED_LETTERS = 3


def matching(rows: QuerySet[Any], text: str, paths: Sequence[str]) -> QuerySet[Any]:
    """Filter to the rows where each word is in one of the fields, which are the rows' own or of rows they refer to.

    Words in quotation marks are one.
    """
    words = list(_words(text))
    indexed = [word for word in words if len(fold(word)) >= INDEXED_LETTERS]
    if indexed:
        rarest = max(indexed, key=rarity)
        words.remove(rarest)
        rows = rows.filter(_looked_up(rows, rarest, paths))
    for word in words:
        rows = rows.filter(_contains(word, paths))
    return rows


def rarity(word: str) -> tuple[bool, int]:
    """Return a key by which a number is rarer than a word, and a long one than a short one."""
    return any(map(str.isdigit, word)), len(word)


def _words(text: str) -> Iterable[str]:
    for word in smart_split(clean_line(text)):
        is_quoted = word.startswith(('"', "'")) and word[0] == word[-1]
        yield unescape_string_literal(word) if is_quoted else word


def _contains(word: str, paths: Iterable[str]) -> Q:
    return Q.create([(f"{path}__icontains", word) for path in paths], connector=Q.OR)


def _looked_up(rows: QuerySet[Any], word: str, paths: Iterable[str]) -> Q:
    """Return the condition that the word is in one of the fields, as one that the tables' indexes answer.

    No index answers an OR over two tables, so that each is asked by itself.
    """
    by_relation: dict[str, list[str]] = {}
    for path in paths:
        relation, _separator, field = path.rpartition(LOOKUP_SEP)
        by_relation.setdefault(relation, []).append(field)
    conditions = [_of_relation(rows, relation, fields, word) for relation, fields in by_relation.items()]
    if len(conditions) == 1:
        return conditions[0]
    found: list[QuerySet[Any, Any]] = [
        QuerySet(rows.model, using=rows.db).filter(condition).values("pk") for condition in conditions
    ]
    return Q(pk__in=found[0].union(*found[1:]))


def _of_relation(rows: QuerySet[Any], relation: str, fields: list[str], word: str) -> Q:
    if not relation:
        return _in_index(rows.model, fields, word, rows.db) & _contains(word, fields)
    model = rows.model
    for name in relation.split(LOOKUP_SEP):
        model = model._meta.get_field(name).related_model
    others: QuerySet[Any] = QuerySet(model, using=rows.db).filter(
        _in_index(model, fields, word, rows.db), _contains(word, fields)
    )
    return Q(**{f"{relation}__in": others})


def _in_index(model: type[Model], fields: list[str], word: str, database: str) -> Q:
    """Return what SQLite's index finds; PostgreSQL uses its own by itself."""
    searched: tuple[str, ...] = getattr(model, "SEARCHED", ())
    if connections[database].vendor != "sqlite" or not set(fields) <= set(searched):
        return Q()
    letters = fold(word)
    parts = [letters[place : place + INDEXED_LETTERS] for place in range(len(letters) - INDEXED_LETTERS + 1)]
    match = " ".join('"{}"'.format(part.replace('"', '""')) for part in dict.fromkeys(parts))
    index = TextIndex(model._meta.db_table, searched).name
    found = RawSQL(f'SELECT rowid FROM "{index}" WHERE "{index}" MATCH %s', [match])  # noqa: S608, S611 (own names)
    return Q(pk__in=found)
