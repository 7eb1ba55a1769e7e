"""Small counts can point at a person: they are never shown.

The rule, as statistics offices have it (Handbook on Statistical Disclosure Control, 2nd edition, chapter 5,
https://sdctools.github.io/HandbookSDC/: the threshold rule, with secondary suppression):

- A count from 1 to 4 is small and is told as «færre enn 5». So is a total, and then nothing under it is told.
- A hidden count must not come out of what is shown by subtraction, so other counts are withheld with it, zeros too
  if need be, until the hidden ones together leave each small one anywhere from 1 to 4.
- The reader knows this rule, so which counts are withheld must say nothing of the small ones. They are taken in the
  table's own order, from its end, never by their size. With `n` small counts the hidden ones must add up to
  `n + 8` at least: the other small ones can be 1 each, and a withheld one 5, while any one small count is 4.
- A total that `4 × groups` counts of 4 could make up, or that falls short of that sum, can't be told apart safely:
  the total is then told alone.

So for every small count, each number from 1 to 4 is true of some table that would be shown in just the same way.
That is `suppress`, for groups that share the contacts between them.

**Groups within groups** (`suppress_within`), as months are within quarters. The quarters' counts are one such table,
and the months of each quarter that is told are another, under its own count; of a quarter that isn't told, no month
is. No count stands in two of these tables but a quarter's, which is told there or is hidden with all that is in it:
so the months of one quarter vary freely of all else, and what holds for each table holds for all of it. There are no
sums across, as of the first months of all quarters: such a sum of several small counts could be told apart.

**Groups that overlap** (`suppress_overlapping`). A contact has one topic or more, so a topic is told beside those
without it: neither may be small. What could give a hidden count away is that the topics must cover the total. So
others are withheld as above, from the end: the last of them could be as large as the total, and cover it alone, and
those before it 0. A reader may also take it, rightly or not, that no contact has two topics: the topics then add up
to the total, and of a withheld one as large as the rest, those without it would be few. So the table is told only
where it tells of a group that isn't empty, which those without any withheld one then have in them: else the total is
told alone. Every small count, of a topic and of those without it, can be 1, 2, 3 and 4 to either reader.

**Tables of the same contacts, beside each other.** They may share their total and nothing else: whatever each one
hides can be arranged freely under the total, so nothing is learnt from laying them side by side. What is told at
different times: `radgivning.releases`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from balansekunst.figures import THRESHOLD, Hidden

LARGEST_SMALL = THRESHOLD - 1


Shown = int | Hidden


@dataclass(frozen=True)
class SafeTable:
    """A total and the counts that make it up, as they may be shown."""

    total: Shown
    counts: dict[str, Shown]

    def count(self, group: str) -> Shown:
        """Return a group's count; of a group that the table doesn't know, that it isn't told."""
        return self.counts.get(group, Hidden.WITHHELD)


@dataclass(frozen=True)
class SafeWithin:
    """Groups within groups as they may be shown: the outer ones' counts, and what each of them is made up of."""

    totals: SafeTable
    rows: dict[str, SafeTable]


def is_small(count: int) -> bool:
    """Tell if the count could point at a person."""
    return 0 < count < THRESHOLD


def suppress(counts: Mapping[str, int]) -> SafeTable:
    """Return the table as it may be shown; its total is the sum of the counts."""
    total = sum(counts.values())
    if is_small(total):
        return _nothing_told(counts, Hidden.SMALL)
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
    """Return the counts of groups within groups as they may be shown; no inner group is in two outer ones."""
    totals = suppress({outer: sum(inner.values()) for outer, inner in counts.items()})
    return SafeWithin(totals, {outer: _told_within(totals.counts[outer], inner) for outer, inner in counts.items()})


def suppress_overlapping(counts: Mapping[str, int], *, total: int) -> SafeTable:
    """Return counts of groups that may overlap, as they may be shown; together they cover the total."""
    if is_small(total):
        return _nothing_told(counts, Hidden.SMALL)
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


def _nothing_told(counts: Mapping[str, int], why: Hidden) -> SafeTable:
    return SafeTable(why, dict.fromkeys(counts, why))


def _told_within(outer: Shown, inner: Mapping[str, int]) -> SafeTable:
    return _nothing_told(inner, outer) if isinstance(outer, Hidden) else suppress(inner)


def _least_hidden(small: int) -> int:
    """Return what the hidden counts must add up to when `small` of them are small."""
    return (small - 1) + LARGEST_SMALL + THRESHOLD


def _withheld(counts: Mapping[str, int], small: Collection[str], others: Iterable[str]) -> list[str]:
    """Return those of the others that are withheld: from the end, until enough is hidden."""
    hidden = sum(counts[group] for group in small)
    least = _least_hidden(len(small))
    withheld: list[str] = []
    for group in reversed(list(others)):
        if withheld and hidden >= least:
            break
        withheld.append(group)
        hidden += counts[group]
    return withheld
