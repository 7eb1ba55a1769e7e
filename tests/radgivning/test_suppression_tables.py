"""Groups within groups, and groups that overlap: an exhaustive search over tables that would be shown in the same way.

The total is shown, or is 1 to 4, so the search is over all tables there are.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product

import pytest

from balansekunst.figures import Hidden
from balansekunst.figures.suppression import SafeTable, SafeWithin, is_small, suppress_overlapping, suppress_within

SMALL, WITHHELD = Hidden.SMALL, Hidden.WITHHELD
ANY_SMALL = {1, 2, 3, 4}


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Give every way to share the total between so many cells."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def within(cells: tuple[int, ...], sizes: tuple[int, ...]) -> SafeWithin:
    """Return as it may be shown what is made of the cells in turn, so many of them in each group."""
    left = iter(enumerate(cells))
    outer = {f"outer {place}": dict(islice(left, size)) for place, size in enumerate(sizes)}
    return suppress_within(
        {group: {f"inner {of}": count for of, count in of_it.items()} for group, of_it in outer.items()}
    )


def shown_within(cells: tuple[int, ...], sizes: tuple[int, ...]) -> tuple:
    """Return all that the reader sees: the total, the outer groups' counts, the inner ones'."""
    safe = within(cells, sizes)
    inner = (shown for row in safe.rows.values() for shown in row.counts.values())
    return safe.totals.total, *safe.totals.counts.values(), *inner


@pytest.mark.parametrize(
    ("sizes", "most"),
    [
        pytest.param((3,), 22, id="one-of-three"),
        pytest.param((1, 1, 1), 22, id="three-of-one"),
        pytest.param((2, 2), 22, id="two-of-two"),
        pytest.param((3, 1), 22, id="of-three-and-of-one"),
        pytest.param((3, 3), 15, id="two-of-three"),
        pytest.param((2, 2, 2), 15, id="three-of-two"),
    ],
)
def test_nested_small_counts_are_ambiguous(sizes, most):
    """Whoever knows the rule, and draws up every table that would be shown so, finds each number from 1 to 4."""
    behind = defaultdict(list)
    for total in range(most + 1):
        for cells in compositions(total, sum(sizes)):
            left = iter(cells)
            outer = [sum(islice(left, size)) for size in sizes]
            behind[shown_within(cells, sizes)].append((total, *outer, *cells))

    for shown_table, tables in behind.items():
        for possible in map(set, zip(*tables, strict=True)):
            assert possible >= ANY_SMALL or not any(map(is_small, possible)), shown_table


def test_nested_shown_counts_are_true():
    for total in range(19):
        for cells in compositions(total, 4):
            true = (total, sum(cells[:2]), sum(cells[2:]), *cells)
            for shown, count in zip(shown_within(cells, (2, 2)), true, strict=True):
                assert isinstance(shown, Hidden) or (shown == count and not is_small(count)), cells


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param((9, 8, 7, 6), (30, 17, 13, 9, 8, 7, 6), id="all-shown"),
        pytest.param((9, 3, 7, 6), (25, 12, 13, WITHHELD, SMALL, 7, 6), id="small-one-takes-its-group-with-it"),
        pytest.param(
            (1, 2, 9, 9),
            (21, SMALL, WITHHELD, SMALL, SMALL, WITHHELD, WITHHELD),
            id="hidden-group-hides-its-own",
        ),
        pytest.param((0, 0, 9, 9), (18, 0, 18, 0, 0, 9, 9), id="empty-group"),
        pytest.param((1, 1, 1, 1), (SMALL,) * 7, id="small-total"),
    ],
)
def test_nested_groups_are_suppressed(cells, expected):
    assert shown_within(cells, (2, 2)) == expected


def overlapping(total: int, counts: tuple[int, ...]) -> SafeTable:
    return suppress_overlapping({f"topic {place}": count for place, count in enumerate(counts)}, total=total)


def tables_with_topics(topics: int, most: int, *, apart: bool) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Give every total and its counts: of contacts with one topic or more, or with just one each."""
    for total in range(most + 1):
        if apart:
            yield from ((total, counts) for counts in compositions(total, topics))
        else:
            yield from ((total, counts) for counts in product(range(total + 1), repeat=topics) if sum(counts) >= total)


@pytest.mark.parametrize(
    ("topics", "most", "apart"),
    [
        pytest.param(1, 20, False, id="one"),
        pytest.param(2, 20, False, id="two"),
        pytest.param(3, 18, False, id="three"),
        pytest.param(2, 30, True, id="two-taken-to-be-apart"),
        pytest.param(3, 30, True, id="three-taken-to-be-apart"),
        pytest.param(4, 22, True, id="four-taken-to-be-apart"),
        pytest.param(5, 18, True, id="five-taken-to-be-apart"),
    ],
)
def test_overlapping_small_counts_are_ambiguous(topics, most, apart):
    """Those with a topic and those without it: where either is small, it can be 1, 2, 3 and 4.

    It holds for who thinks of all ways in which topics may overlap, and for who takes it that each contact has one.
    """
    behind = defaultdict(list)
    for total, counts in tables_with_topics(topics, most, apart=apart):
        safe = overlapping(total, counts)
        behind[safe.total, *safe.counts.values()].append((total, counts))

    for shown_table, tables in behind.items():
        for place in range(topics):
            with_it = {counts[place] for _total, counts in tables}
            without = {total - counts[place] for total, counts in tables}
            assert with_it >= ANY_SMALL or not any(map(is_small, with_it)), shown_table
            assert without >= ANY_SMALL or not any(map(is_small, without)) or shown_table[0] is SMALL, shown_table


@pytest.mark.parametrize(
    ("total", "counts", "expected"),
    [
        pytest.param(30, (20, 10, 5), (30, 20, 10, 5), id="none-small"),
        pytest.param(30, (20, 10, 3), (30, 20, WITHHELD, SMALL), id="small"),
        pytest.param(30, (3, 20, 10), (30, SMALL, 20, WITHHELD), id="the-last-is-withheld-with-it"),
        pytest.param(30, (27, 20, 10), (30, WITHHELD, 20, WITHHELD), id="few-without-it"),
        pytest.param(13, (5, 3, 13), (13, 5, SMALL, WITHHELD), id="total-just-large-enough"),
        pytest.param(12, (5, 3, 12), (12, WITHHELD, WITHHELD, WITHHELD), id="total-too-small-for-a-table"),
        pytest.param(13, (0, 3, 13), (13, WITHHELD, WITHHELD, WITHHELD), id="empty-ones-alone-are-hidden"),
        pytest.param(12, (4, 4, 4), (12, WITHHELD, WITHHELD, WITHHELD), id="all-small"),
        pytest.param(4, (4, 1), (SMALL, SMALL, SMALL), id="small-total"),
        pytest.param(0, (0, 0), (0, 0, 0), id="nothing"),
        pytest.param(9, (), (9,), id="no-groups"),
    ],
)
def test_overlapping_groups_are_suppressed(total, counts, expected):
    safe = overlapping(total, counts)

    assert (safe.total, *safe.counts.values()) == expected


def test_unknown_group_is_hidden():
    safe = SafeTable(9, {"a": 9})

    assert (safe.count("a"), safe.count("b")) == (9, WITHHELD)
