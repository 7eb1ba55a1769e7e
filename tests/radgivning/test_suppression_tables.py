"""Tables of two ways, and of groups that overlap: asked of every table that would be shown in the same way.

The total is told, or is 1 to 4; so the tables here are all that there are, and the search leaves none out.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from radgivning.suppression import Hidden, SafeTable, is_small, suppress_overlapping, suppress_two_way

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


def two_way(cells: tuple[int, ...], columns: int):
    rows = {
        f"row {row}": {f"column {place}": count for place, count in enumerate(cells[row * columns :][:columns])}
        for row in range(len(cells) // columns)
    }
    return suppress_two_way(rows)


def told_two_way(cells: tuple[int, ...], columns: int) -> tuple:
    """Return all that the reader sees: the total, the rows' totals, the cells, the columns' totals."""
    safe = two_way(cells, columns)
    inner = tuple(shown for row in safe.rows.values() for shown in row.counts.values())
    return safe.totals.total, *safe.totals.counts.values(), *inner, *safe.columns.values()


@pytest.mark.parametrize(
    ("rows", "columns", "most"),
    [
        pytest.param(1, 3, 18, id="1x3"),
        pytest.param(3, 1, 18, id="3x1"),
        pytest.param(2, 2, 22, id="2x2"),
        pytest.param(2, 3, 15, id="2x3"),
        pytest.param(3, 2, 15, id="3x2"),
    ],
)
def test_every_small_cell_and_total_of_two_ways_can_be_any_small_count(rows, columns, most):
    """Whoever knows the rule, and draws up every table that would be shown so, finds each number from 1 to 4."""

    def secrets(cells: tuple[int, ...]) -> tuple[int, ...]:
        by_row = [sum(cells[row * columns :][:columns]) for row in range(rows)]
        by_column = [sum(cells[column::columns]) for column in range(columns)]
        return *cells, *by_row, *by_column

    behind = defaultdict(list)
    for total in range(most + 1):
        for cells in compositions(total, rows * columns):
            behind[told_two_way(cells, columns)].append(secrets(cells))

    kept = rows * columns + rows
    for told, tables in behind.items():
        for place, possible in enumerate(zip(*tables, strict=True)):
            # A column's total has no label of its own: of several small cells it can be more than 4, and then not 1.
            if place < kept and any(map(is_small, possible)):
                assert set(possible) >= ANY_SMALL, told
            if place >= kept and any(map(is_small, possible)):
                assert max(possible) - min(possible) >= max(ANY_SMALL) - min(ANY_SMALL), told


def test_small_sums_of_a_column_are_never_told():
    for total in range(23):
        for cells in compositions(total, 4):
            assert not any(isinstance(count, int) and is_small(count) for count in told_two_way(cells, 2)), cells


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param((9, 8, 7, 6), (30, 17, 13, 9, 8, 7, 6, 16, 14), id="all-told"),
        pytest.param(
            (9, 3, 7, 6),
            (25, 12, 13, WITHHELD, SMALL, 7, 6, WITHHELD, WITHHELD),
            id="a-small-cell-takes-its-row-and-the-columns-with-it",
        ),
        pytest.param(
            (1, 2, 9, 9),
            (21, SMALL, WITHHELD, SMALL, SMALL, WITHHELD, WITHHELD, WITHHELD, WITHHELD),
            id="a-hidden-row-has-no-cell-told",
        ),
        pytest.param((0, 0, 9, 9), (18, 0, 18, 0, 0, 9, 9, 9, 9), id="an-empty-row"),
        pytest.param((1, 1, 1, 1), (SMALL,) * 7 + (WITHHELD,) * 2, id="small-total"),
    ],
)
def test_two_ways_are_shown_as_far_as_they_may(cells, expected):
    assert told_two_way(cells, 2) == expected


def test_rows_may_have_columns_of_their_own():
    safe = suppress_two_way({"spring": {"April": 9, "May": 8}, "summer": {"June": 7, "July": 6}})

    assert safe.columns == {"April": 9, "May": 8, "June": 7, "July": 6}


def overlapping(total: int, counts: tuple[int, ...]) -> SafeTable:
    return suppress_overlapping({f"topic {place}": count for place, count in enumerate(counts)}, total=total)


@pytest.mark.parametrize(
    ("topics", "most"), [pytest.param(1, 20, id="one"), pytest.param(2, 20, id="two"), pytest.param(3, 16, id="three")]
)
@pytest.mark.parametrize(
    ("apart", "open_to"), [pytest.param(False, 4, id="may-overlap"), pytest.param(True, 3, id="taken-to-be-apart")]
)
def test_every_small_count_of_groups_that_overlap_can_be_any_small_count(topics, most, apart, open_to):
    """Those with a topic and those without it: where either is small, it can be 1, 2, 3 and 4.

    A reader who takes it, rightly or not, that no contact has two topics may rule out one of the four, and no more.
    """
    behind = defaultdict(list)
    for total in range(most + 1):
        for counts in product(range(total + 1), repeat=topics):
            if sum(counts) == total or (not apart and sum(counts) > total):
                safe = overlapping(total, counts)
                behind[safe.total, *safe.counts.values()].append((total, counts))

    for told, tables in behind.items():
        for place in range(topics):
            with_it = {counts[place] for _total, counts in tables}
            without = {total - counts[place] for total, counts in tables}
            if any(map(is_small, with_it)):
                assert len(with_it & ANY_SMALL) >= open_to, told
            if any(map(is_small, without)) and told[0] is not SMALL and not apart:
                assert without >= ANY_SMALL, told


@pytest.mark.parametrize(
    ("total", "counts", "expected"),
    [
        pytest.param(30, (20, 10, 5), (30, 20, 10, 5), id="none-small"),
        pytest.param(30, (20, 10, 3), (30, 20, WITHHELD, SMALL), id="small"),
        pytest.param(30, (3, 20, 10), (30, SMALL, 20, WITHHELD), id="the-last-is-withheld-with-it"),
        pytest.param(30, (27, 20, 10), (30, WITHHELD, 20, WITHHELD), id="few-without-it"),
        pytest.param(9, (3, 9), (9, SMALL, WITHHELD), id="total-just-large-enough"),
        pytest.param(8, (3, 8), (8, WITHHELD, WITHHELD), id="total-too-small-for-a-table"),
        pytest.param(12, (4, 4, 4), (12, WITHHELD, WITHHELD, WITHHELD), id="all-small"),
        pytest.param(4, (4, 1), (SMALL, SMALL, SMALL), id="small-total"),
        pytest.param(0, (0, 0), (0, 0, 0), id="nothing"),
        pytest.param(9, (), (9,), id="no-groups"),
    ],
)
def test_groups_that_overlap_are_shown_as_far_as_they_may(total, counts, expected):
    safe = overlapping(total, counts)

    assert (safe.total, *safe.counts.values()) == expected


def test_a_group_that_the_table_does_not_know_is_not_told():
    safe = SafeTable(9, {"a": 9})

    assert (safe.count("a"), safe.count("b")) == (9, WITHHELD)
