"""Small counts can point at a person: they are never shown.

The rule, as statistics offices have it (Handbook on Statistical Disclosure Control, 2nd edition, chapter 5,
https://sdctools.github.io/HandbookSDC/: the threshold rule, with secondary suppression):

- A count from 1 to 4 is small and is shown as «færre enn 5». So is a total, and then nothing under it is shown.

- A hidden count must not follow from what is shown by subtraction, so other counts are withheld with it, zeros too if
needed, until the hidden ones together leave each small one anywhere from 1 to 4.

- The reader knows this rule, so the choice of withheld counts must reveal nothing of the small ones. They are taken in
the table's own order, from its end, never by size. With `n` small counts the hidden ones must add up to at least `n +
8`: the other small ones can be 1 each, and a withheld one 5, while any one small count is 4.

- A total that `4 × groups` counts of 4 could make up, or that is less than that sum, can't be split safely: then only
the total is shown.

So for every small count, each number from 1 to 4 is true of some table that would be shown in the same way. That is
`suppress`, for groups that don't overlap.

**Groups within groups** (`suppress_within`), as months in quarters. The quarters' counts are one such table, and the
months of each quarter that is shown are another, under its own count; of a hidden quarter, no month is shown. Two of
these tables only share a quarter's count, which is either shown or hidden with all its months: so the months of one
quarter vary independently of everything else, and what is true of each table is true of all. There are no sums across
quarters, such as of their first months: they could reveal a sum of several small counts.

**Groups that overlap** (`suppress_overlapping`). An enquiry has one topic or more, so a topic divides the enquiries
into those with it and those without it: neither part may be small. The topics must cover the total, which could reveal
a hidden count. So others are withheld as above, from the end: the last of them could be as large as the total and cover
it alone, and those before it 0. A reader may also assume, rightly or not, that no enquiry has two topics: the topics
then add up to the total, and if a withheld one is as large as the rest, those without it would be few. So the table is
only shown if it shows a group that isn't empty, whose enquiries are then without any withheld topic: otherwise only the
total is shown. Every small count, of a topic and of those without it, can be 1, 2, 3 and 4 to either reader.

**Several tables of the same enquiries.** They may share their total and nothing else: whatever each one hides can vary
independently under the total, so nothing follows from comparing them. For tables released at different times, see
`radgivning.releases`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from balansekunst.figures import THRESHOLD, Hidden

LARGEST_SMALL = THRESHOLD - 1


Shown = int | Hidden


@dataclass(frozen=True)
class SafeTable:
    """A total and its counts after suppression."""

    total: Shown
    counts: dict[str, Shown]

    def count(self, group: str) -> Shown:
        """Return a group's count; WITHHELD for a group that isn't in the table."""
        return self.counts.get(group, Hidden.WITHHELD)


@dataclass(frozen=True)
class SafeWithin:
    """Suppressed groups within groups: the outer groups' counts, and the inner counts of each."""

    totals: SafeTable
    rows: dict[str, SafeTable]


def is_small(count: int) -> bool:
    """Return whether the count could point at a person."""
    return 0 < count < THRESHOLD


def suppress(counts: Mapping[str, int]) -> SafeTable:
    """Return the suppressed table; its total is the sum of the counts."""
    total = sum(counts.values())
    if is_small(total):
        return _all_hidden(counts, Hidden.SMALL)
    small = [group for group, count in counts.items() if is_small(count)]
    if not small:
        return SafeTable(total, dict(counts))
    if total <= LARGEST_SMALL * len(counts) or total < _least_hidden(len(counts) - 1):
        return SafeTable(total, dict.fromkeys(counts, Hidden.WITHHELD))
    withheld = _withheld(counts, small, [group for group in counts if group not in small])
    shown: dict[str, Shown] = dict(counts)
    shown |= dict.fromkeys(small, Hidden.SMALL) | dict.fromkeys(withheld, Hidden.WITHHELD)
    return SafeTable(total, shown)


def suppress_within(counts: Mapping[str, Mapping[str, int]]) -> SafeWithin:
    """Return suppressed groups within groups; no inner group may be in two outer ones."""
    totals = suppress({outer: sum(inner.values()) for outer, inner in counts.items()})
    return SafeWithin(totals, {outer: _inner_table(totals.counts[outer], inner) for outer, inner in counts.items()})


def suppress_overlapping(counts: Mapping[str, int], *, total: int) -> SafeTable:
    """Return suppressed counts of groups that may overlap; together they cover the total."""
    if is_small(total):
        return _all_hidden(counts, Hidden.SMALL)
    risky = {group for group, count in counts.items() if is_small(count) or is_small(total - count)}
    if not risky:
        return SafeTable(total, dict(counts))
    small = [group for group, count in counts.items() if is_small(count)]
    others = {group: count for group, count in counts.items() if group not in risky}
    most = sum(counts[group] for group in small) + sum(others.values())
    # Of less than 9, a group and those without it could both be small.
    least = max(LARGEST_SMALL + THRESHOLD, LARGEST_SMALL * len(counts) + 1)
    if not others or total < least or most < _least_hidden(len(small)):
        return SafeTable(total, dict.fromkeys(counts, Hidden.WITHHELD))
    withheld = risky | {*_withheld(counts, small, others)}
    if not any(count for group, count in counts.items() if group not in withheld):
        return SafeTable(total, dict.fromkeys(counts, Hidden.WITHHELD))
    shown: dict[str, Shown] = dict(counts) | dict.fromkeys(withheld, Hidden.WITHHELD)
    return SafeTable(total, shown | dict.fromkeys(small, Hidden.SMALL))


def _all_hidden(counts: Mapping[str, int], why: Hidden) -> SafeTable:
    return SafeTable(why, dict.fromkeys(counts, why))


def _inner_table(outer: Shown, inner: Mapping[str, int]) -> SafeTable:
    return _all_hidden(inner, outer) if isinstance(outer, Hidden) else suppress(inner)


def _least_hidden(small: int) -> int:
    """Return the least sum of the hidden counts when `small` of them are small."""
    return (small - 1) + LARGEST_SMALL + THRESHOLD


def _withheld(counts: Mapping[str, int], small: Collection[str], others: Iterable[str]) -> list[str]:
    """Return the groups to withhold: from the end, until enough is hidden."""
    hidden = sum(counts[group] for group in small)
    least = _least_hidden(len(small))
    withheld: list[str] = []
    for group in reversed(list(others)):
        if withheld and hidden >= least:
            break
        withheld.append(group)
        hidden += counts[group]
    return withheld
