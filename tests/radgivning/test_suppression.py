"""No small count is shown, or follows from what is shown, for a reader who knows the rule."""

from collections import defaultdict
from itertools import product

import pytest

from balansekunst.figures import Hidden
from balansekunst.figures.suppression import SafeTable, is_small, suppress

SMALL, WITHHELD = Hidden.SMALL, Hidden.WITHHELD
ANY_SMALL = {1, 2, 3, 4}


def table(*counts: int) -> dict[str, int]:
    return {f"group {place}": count for place, count in enumerate(counts)}


def shown(*counts: int) -> tuple:
    safe = suppress(table(*counts))
    return safe.total, *safe.counts.values()


@pytest.mark.parametrize(
    ("count", "small"),
    [
        pytest.param(0, False, id="none"),
        pytest.param(1, True, id="one"),
        pytest.param(4, True, id="four"),
        pytest.param(5, False, id="five"),
    ],
)
def test_small_is_from_one_to_four(count, small):
    assert is_small(count) is small


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param((47, 9, 7, 6, 3), (72, 47, 9, 7, WITHHELD, SMALL), id="2024"),
        pytest.param((21, 6, 4, 3, 2), (36, 21, WITHHELD, SMALL, SMALL, SMALL), id="2023"),
        pytest.param((0, 0), (0, 0, 0), id="nothing"),
        pytest.param((9, 5, 0), (14, 9, 5, 0), id="none-small"),
        pytest.param((5,), (5, 5), id="one-group"),
        pytest.param((4,), (SMALL, SMALL), id="one-small-group"),
        pytest.param((2, 2), (SMALL, SMALL, SMALL), id="small-total"),
        pytest.param((1, 4), (5, WITHHELD, WITHHELD), id="total-just-not-small"),
        pytest.param((3, 5), (8, WITHHELD, WITHHELD), id="total-of-only-small-ones"),
        pytest.param((3, 6), (9, SMALL, WITHHELD), id="total-just-large-enough"),
        pytest.param((0, 0, 20, 0, 1), (21, 0, 0, WITHHELD, WITHHELD, SMALL), id="a-zero-is-withheld-on-the-way"),
    ],
)
def test_table_is_suppressed(counts, expected):
    assert shown(*counts) == expected


def test_withheld_counts_ignore_size():
    assert shown(5, 40, 30, 2) == (77, 5, 40, WITHHELD, SMALL)


def test_groups_keep_their_order():
    assert list(suppress({"b": 9, "a": 8}).counts) == ["b", "a"]


@pytest.mark.parametrize(
    ("groups", "most"),
    [
        pytest.param(1, 30, id="one"),
        pytest.param(2, 30, id="two"),
        pytest.param(3, 20, id="three"),
        pytest.param(4, 16, id="four"),
    ],
)
def test_small_counts_are_ambiguous(groups, most):
    """Whoever sees a table and knows the rule can draw up all tables that would be shown so: in them, it is 1 to 4.

    All tables with counts up to 8 are asked for, among all with counts so large that what is hidden can vary freely.
    """
    behind = defaultdict(list)
    for counts in product(range(most + 1), repeat=groups):
        behind[shown(*counts)].append(counts)

    for (total, *cells), tables in behind.items():
        for counts in tables:
            for place, count in enumerate(counts):
                if max(counts) <= 8 and is_small(count):
                    possible = {other[place] for other in tables}
                    is_distinct = cells[place] is SMALL and total is not SMALL
                    assert possible == ANY_SMALL if is_distinct else possible >= ANY_SMALL, counts


def test_shown_counts_are_true_and_never_small():
    for counts in product(range(9), repeat=4):
        total, *cells = shown(*counts)
        assert total in {sum(counts), SMALL}
        assert all(cell in {count, SMALL, WITHHELD} for cell, count in zip(cells, counts, strict=True))
        assert not any(isinstance(cell, int) and is_small(cell) for cell in (total, *cells))


def test_small_label_differs_from_others():
    for counts in product(range(9), repeat=3):
        safe = suppress(table(*counts))
        if safe.total is not SMALL:
            assert all(is_small(counts[place]) for place, cell in enumerate(safe.counts.values()) if cell is SMALL)


def test_table_is_a_value():
    assert suppress(table(9, 8)) == SafeTable(17, {"group 0": 9, "group 1": 8})
