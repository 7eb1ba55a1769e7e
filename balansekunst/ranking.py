"""The best of the rows that a search finds, in several lists at once: each index is asked once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from balansekunst.search import Fields, fields_of, rarity, words_in

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


class Search:
    """A search for rows of several models with these `search_words`, which are at least one."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.rarest, *self.others = sorted(words, key=rarity, reverse=True)
        self._candidates: dict[tuple[Any, ...], Candidates] = {}

    def rank(self, rows: QuerySet[Any], paths: Sequence[str], *, most: int) -> Ranked:
        """Return the best of the rows where each word is in one of the fields.

        First come those with this number or name, then with a name that begins with it, then where each word begins a
        word. If there are more than MOST_RANKED rows, some are left out, but none of the first two.
        """
        fields = fields_of(rows.model, paths)
        rows = rows.order_by().prefetch_related(None)
        ranks: dict[Any, tuple[int, int, str]] = {}
        is_more = False
        for place, each in enumerate(fields):
            found = self._found(each, rows.db)
            # Only the fields of another model can have the words that are missing.
            texts = found.partial | found.complete if len(fields) > 1 else found.complete
            if not texts:
                continue
            most_keys = len(texts) + MOST_RANKED
            condition = self._condition(each, found, fields)
            keys = rows.filter(condition).values_list("pk", each.path)[: most_keys + 1]
            for key, key_of_text in keys:
                text = texts[key_of_text]
                rank = (self._rank(text), place, text)
                ranks[key] = min(ranks.get(key, rank), rank)
            is_more = is_more or len(keys) > most_keys or (found.is_more and bool(keys))
        best = sorted(ranks, key=lambda key: (ranks[key], key))[:MOST_RANKED]
        return Ranked(best[:most], len(best), is_more or len(ranks) > MOST_RANKED)

    def _condition(self, fields: Fields, found: Candidates, all_fields: Sequence[Fields]) -> Q:
        condition = Q(**{f"{fields.path}__in": list(found.complete)})
        if found.partial and len(all_fields) > 1:
            condition |= Q(**{f"{fields.path}__in": list(found.partial)}) & words_in(all_fields, self.others)
        return condition

    def _found(self, fields: Fields, database: str) -> Candidates:
        key = (fields.model, fields.index.name if fields.index else fields.names)
        if key not in self._candidates:
            self._candidates[key] = self._look_up(fields, database)
        return self._candidates[key]

    def _look_up(self, fields: Fields, database: str) -> Candidates:
        complete, is_more = _first(fields, self.words, database)
        if is_more:
            for pattern in (f"^ {self._whole}", f"| {self._whole} |"):
                complete |= _first(fields, [pattern], database)[0]
        if len(self.words) == 1:
            return Candidates(complete, {}, is_more)
        with_rarest, is_more_partial = _first(fields, [self.rarest], database)
        partial = {key: text for key, text in with_rarest.items() if key not in complete}
        return Candidates(complete, partial, is_more or is_more_partial)

    @cached_property
    def _whole(self) -> str:
        return " ".join(self.words)

    def _rank(self, text: str) -> int:
        is_number = any(map(str.isdigit, self._whole))
        if text.startswith(f"^ {self._whole} |") or (is_number and f"| {self._whole} |" in text):
            return 0
        if text.startswith(f"^ {self._whole}"):
            return 1
        return 2 if all(f" {word}" in text for word in self.words) else 3


def _first(fields: Fields, words: Sequence[str], database: str) -> tuple[dict[Any, str], bool]:
    """Return the texts of up to MOST_RANKED rows with all the words, and whether there are more."""
    texts = fields.texts(words, database, most=MOST_RANKED + 1)
    return dict(texts[:MOST_RANKED]), len(texts) > MOST_RANKED
