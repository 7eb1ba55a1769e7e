"""The best of the rows that a search finds, in several lists at once: all indexes are asked by one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from balansekunst.search import SQL, Fields, fields_of, rarity, words_in

type Texts = Sequence[tuple[Any, str]]  # folded, by the primary keys of their rows

# How many rows are ranked: a text that more rows have is too common for their order to mean anything.
MOST_RANKED = 200


@dataclass(frozen=True)
class Ranked:
    """The primary keys of the best rows, and how many rows were found: if `is_more`, there are others."""

    keys: list[Any]
    count: int
    is_more: bool


@dataclass(frozen=True)
class Candidates:
    """The folded texts of a model's rows by primary key: with all words, and with the rarest but not all of them."""

    complete: dict[Any, str]
    partial: dict[Any, str]
    is_more: bool


@dataclass
class Ranking:
    """The ranks of the rows of one list, which has these searched fields."""

    rows: QuerySet[Any]
    fields: Sequence[Fields]
    ranks: dict[Any, tuple[int, int, str]] = field(default_factory=dict)
    is_more: bool = False

    def best(self, most: int) -> Ranked:
        best = sorted(self.ranks, key=lambda key: (self.ranks[key], key))[:MOST_RANKED]
        return Ranked(best[:most], len(best), self.is_more or len(self.ranks) > MOST_RANKED)


class Search:
    """A search for rows of several models with these `search_words`, which are at least one."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.rarest, *self.others = sorted(words, key=rarity, reverse=True)

    def rank(self, lists: Iterable[tuple[QuerySet[Any], Sequence[str]]], *, most: int) -> list[Ranked]:
        """Return the best of each list's rows where each word is in one of the fields at the paths, by two queries.

        First come those with this number or name, then with a name that begins with it, then where each word begins a
        word. If there are more than MOST_RANKED rows, some are left out, but none of the first two.
        """
        rankings = [
            Ranking(
                rows.order_by().prefetch_related(None),
                [] if rows.query.is_empty() else fields_of(rows.model, paths),
            )
            for rows, paths in lists
        ]
        found = self._look_up([each for ranking in rankings for each in ranking.fields])
        asked = [
            (ranking, place, found[each.source])
            for ranking in rankings
            for place, each in enumerate(ranking.fields)
            if self._texts(found[each.source], ranking)
        ]
        for question, keys in zip(asked, fetch_together([self._keys_sql(*each) for each in asked]), strict=True):
            self._add(*question, keys)
        return [ranking.best(most) for ranking in rankings]

    def _texts(self, found: Candidates, ranking: Ranking) -> dict[Any, str]:
        """Return the texts that rows are found by. Only fields of another model can have words that are missing."""
        return found.partial | found.complete if len(ranking.fields) > 1 else found.complete

    def _keys_sql(self, ranking: Ranking, place: int, found: Candidates) -> SQL | None:
        """Return SQL for the primary keys of the rows, and of the texts by which they are found."""
        fields = ranking.fields[place]
        texts = self._texts(found, ranking)
        rows = ranking.rows.filter(
            Q(**{f"{fields.path}__in": list(texts)})
            if connection.vendor == "sqlite"  # which reads a whole table for any other condition
            else IsOneOf(F(fields.path), texts)
        )
        if len(texts) > len(found.complete):
            rows = rows.filter(words_in(ranking.fields, self.others))
        keys = rows.values_list("pk", fields.path)
        try:
            return keys[: self._most_keys(found, ranking) + 1].query.sql_with_params()
        except EmptyResultSet:
            return None

    def _most_keys(self, found: Candidates, ranking: Ranking) -> int:
        return len(self._texts(found, ranking)) + MOST_RANKED

    def _add(self, ranking: Ranking, place: int, found: Candidates, keys: Sequence[tuple[Any, Any]]) -> None:
        texts = self._texts(found, ranking)
        for key, key_of_text in keys:
            rank = (self._rank(texts[key_of_text]), place, texts[key_of_text])
            ranking.ranks[key] = min(ranking.ranks.get(key, rank), rank)
        ranking.is_more |= len(keys) > self._most_keys(found, ranking) or (found.is_more and bool(keys))

    def _look_up(self, fields: Iterable[Fields]) -> dict[Any, Candidates]:
        """Return the candidates of each source of texts."""
        sources = {each.source: each for each in fields}
        searches = [self.words, [f"^ {self._whole}"]]
        searches.append([f"| {self._whole} |"] if self._is_number else [])
        searches.append([self.rarest] if self.others else [])
        asked = [
            each.texts_sql(words, most=MOST_RANKED + 1) if words else None
            for each in sources.values()
            for words in searches
        ]
        answers = batched(fetch_together(asked), len(searches), strict=True)
        return {source: self._candidates(*found) for source, found in zip(sources, answers, strict=True)}

    def _candidates(self, complete: Texts, beginning: Texts, whole: Texts, with_rarest: Texts) -> Candidates:
        texts = dict([*complete[:MOST_RANKED], *beginning[:MOST_RANKED], *whole[:MOST_RANKED]])
        partial = {key: text for key, text in with_rarest[:MOST_RANKED] if key not in texts}
        return Candidates(texts, partial, max(len(complete), len(with_rarest)) > MOST_RANKED)

    @cached_property
    def _whole(self) -> str:
        return " ".join(self.words)

    @cached_property
    def _is_number(self) -> bool:
        return any(map(str.isdigit, self._whole))

    def _rank(self, text: str) -> int:
        if text.startswith(f"^ {self._whole} |") or (self._is_number and f"| {self._whole} |" in text):
            return 0
        if text.startswith(f"^ {self._whole}"):
            return 1
        return 2 if all(f" {word}" in text for word in self.words) else 3


class IsOneOf(Func):
    """Whether a primary key is one of these, as one parameter of PostgreSQL: hundreds take most of a search's time."""

    output_field = BooleanField()
    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY ("

    def __init__(self, key: Any, keys: Iterable[int]) -> None:
        super().__init__(key, Value(f"{{{','.join(map(str, keys))}}}"))


def fetch_together(queries: Sequence[SQL | None]) -> list[list[tuple[Any, Any]]]:
    """Return the rows of each of the queries, which have two columns, by one statement; None has no rows."""
    answers: list[list[tuple[Any, Any]]] = [[] for _query in queries]
    asked = [(place, *query) for place, query in enumerate(queries) if query]
    if not asked:
        return answers
    parts = [f"SELECT {place}, found.* FROM ({sql}) AS found" for place, sql, _params in asked]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [param for _place, _sql, params in asked for param in params])
        for place, key, value in cursor.fetchall():
            answers[place].append((key, value))
    return answers
