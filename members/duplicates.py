"""Organisations that may be one: with nearly the same name, the same e-mail address, or the same domain.

Organisations are only compared with those that have something rare in common, so that the time grows with their number
and not with its square. A number can't be the same: the database refuses it, also for an earlier number.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.models import User
from members.models import LikelyDuplicate, Organisation
from members.names import folded_words, variants

# A word or domain that more organisations have says nothing of two of them.
MOST_WITH_WORD, MOST_WITH_DOMAIN = 20, 4
LEAST_ALIKE = 0.8
# Where anyone can have an address or a page.
ANYBODYS = {
    *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.no", "live.com", "live.no", "outlook.com", "msn.com"),
    *("icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.no", "online.no", "getmail.no", "frisurf.no"),
    *("broadpark.no", "start.no", "proton.me", "protonmail.com", "facebook.com", "instagram.com", "linktr.ee"),
    *("wixsite.com", "wordpress.com", "blogspot.com", "sites.google.com", "youtube.com", "linkedin.com"),
}

State = LikelyDuplicate.State
Pair = tuple[int, int]


class Known(NamedTuple):
    """What organisations are compared by."""

    pk: int
    name: str
    email: str
    website: str


@transaction.atomic
def refresh(day: date) -> int:
    """Store the pairs of today and return the number of new ones. Those that don't look like one any more go."""
    found = find(map(Known._make, Organisation.objects.order_by("pk").values_list("pk", "name", "email", "website")))
    stored = {(row.first_id, row.second_id): row for row in LikelyDuplicate.objects.select_for_update()}
    gone = [row.pk for pair, row in stored.items() if row.state == State.WAITING and pair not in found]
    LikelyDuplicate.objects.filter(pk__in=gone).delete()
    changed = [row for pair, row in stored.items() if row.reason != found.get(pair, row.reason)]
    for row in changed:
        row.reason = found[row.first_id, row.second_id]
    LikelyDuplicate.objects.bulk_update(changed, ["reason"], batch_size=500)
    new = [
        LikelyDuplicate(first_id=first, second_id=second, reason=reason, found_on=day)
        for (first, second), reason in found.items()
        if (first, second) not in stored
    ]
    LikelyDuplicate.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def find(organisations: Iterable[Known]) -> dict[Pair, str]:
    """Return the reason by pairs of primary keys, the lower one first."""
    known = list(organisations)
    reasons: dict[Pair, list[str]] = defaultdict(list)
    for words, pairs in (
        (_("nesten samme navn"), _by_name(known)),
        (
            _("samme e-postadresse"),
            _together(((each.email.casefold(), each.pk) for each in known), most=MOST_WITH_WORD),
        ),
        (_("samme nettsted"), _together(_domains(known), most=MOST_WITH_DOMAIN)),
    ):
        for pair in set(pairs):
            reasons[pair].append(words)
    return {pair: ", ".join(words) for pair, words in sorted(reasons.items())}


@transaction.atomic
def dismiss(duplicate: LikelyDuplicate, *, by: User, today: date) -> None:
    """Remember that the two are not one. Raises ValidationError if somebody has said so already."""
    row = LikelyDuplicate.objects.select_for_update().filter(pk=duplicate.pk, state=State.WAITING).first()
    if row is None:
        raise ValidationError(_("Noen har allerede tatt stilling til dette."))
    row.state, row.decided_by, row.decided_on = State.DISMISSED, by, today
    row.save()


def _by_name(known: list[Known]) -> Iterator[Pair]:
    """Yield those with one letter wrong, and those with a rare word in common and much alike."""
    words = {each.pk: folded_words(each.name) for each in known}
    folded = ((variant, pk) for pk, own in words.items() if own for variant in variants("".join(own)))
    yield from _together(folded, most=MOST_WITH_WORD)
    trigrams = {pk: _trigrams(own) for pk, own in words.items()}
    shared = ((word, pk) for pk, own in words.items() for word in set(own))
    for first, second in set(_together(shared, most=MOST_WITH_WORD)):
        if _likeness(trigrams[first], trigrams[second]) >= LEAST_ALIKE:
            yield first, second


def _together(keyed: Iterable[tuple[Hashable, int]], *, most: int) -> Iterator[Pair]:
    """Yield the pairs that share a key, unless more than `most` have it."""
    groups: dict[Hashable, set[int]] = defaultdict(set)
    for key, pk in keyed:
        if key:
            groups[key].add(pk)
    for group in groups.values():
        if len(group) <= most:
            yield from combinations(sorted(group), 2)


def _domains(known: list[Known]) -> Iterator[tuple[str, int]]:
    for each in known:
        for domain in {each.email.rpartition("@")[2], _host(each.website)}:
            plain = domain.casefold().removeprefix("www.")
            if plain and not any(plain == free or plain.endswith(f".{free}") for free in ANYBODYS):
                yield plain, each.pk


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _trigrams(words: list[str]) -> frozenset[str]:
    """Return the groups of three letters of each word: the order of the words says nothing."""
    padded = [f"  {word} " for word in words]
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the share of what two names have in common, from 0 to 1; names with different numbers are two."""
    if _digits(first) != _digits(second):
        return 0
    return 2 * len(first & second) / (len(first) + len(second))


def _digits(trigrams: frozenset[str]) -> set[str]:
    return {letter for each in trigrams for letter in each if letter.isdigit()}
