"""Ratios and shares in words: exact, near with «om lag», and none of a hidden count."""

import pytest

from balansekunst.figures import Hidden, compared, share


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        pytest.param(72, 36, "dobbelt så mange som", id="twice"),
        pytest.param(206, 100, "om lag dobbelt så mange som", id="twice-last-near"),
        pytest.param(207, 100, "107 flere enn", id="twice-first-too-many"),
        pytest.param(194, 100, "om lag dobbelt så mange som", id="twice-first-near"),
        pytest.param(193, 100, "93 flere enn", id="twice-last-too-few"),
        pytest.param(30, 10, "tre ganger så mange som", id="three-times"),
        pytest.param(15, 10, "halvannen gang så mange som", id="half-as-many-again"),
        pytest.param(40, 30, "en tredjedel flere enn", id="a-third-more"),
        pytest.param(41, 30, "om lag en tredjedel flere enn", id="about-a-third-more"),
        pytest.param(50, 40, "en fjerdedel flere enn", id="a-quarter-more"),
        pytest.param(30, 40, "en fjerdedel færre enn", id="a-quarter-fewer"),
        pytest.param(20, 30, "en tredjedel færre enn", id="a-third-fewer"),
        pytest.param(18, 36, "halvparten så mange som", id="half"),
        pytest.param(51, 100, "om lag halvparten så mange som", id="about-half"),
        pytest.param(52, 100, "48 færre enn", id="not-half"),
        pytest.param(10, 30, "en tredjedel så mange som", id="a-third"),
        pytest.param(9, 9, "like mange som", id="same"),
        pytest.param(0, 0, "like mange som", id="none-either-year"),
        pytest.param(9, 0, "9 flere enn", id="none-before"),
        pytest.param(0, 9, "9 færre enn", id="none-now"),
        pytest.param(101, 100, "1 mer enn", id="one-more"),
        pytest.param(Hidden.SMALL, 9, "", id="small-now"),
        pytest.param(9, Hidden.SMALL, "", id="small-before"),
        pytest.param(9, Hidden.WITHHELD, "", id="withheld-before"),
    ],
)
def test_years_are_compared_in_words(now, before, words):
    assert compared(now, before) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        pytest.param(0, 9, "ingen", id="none"),
        pytest.param(9, 9, "alle", id="all"),
        pytest.param(50, 100, "halvparten", id="half"),
        pytest.param(52, 100, "om lag halvparten", id="half-last-near"),
        pytest.param(53, 100, "53 prosent", id="half-first-too-many"),
        pytest.param(48, 100, "om lag halvparten", id="half-first-near"),
        pytest.param(47, 100, "47 prosent", id="half-last-too-few"),
        pytest.param(47, 72, "om lag to tredjedeler", id="2024"),
        pytest.param(10, 30, "en tredjedel", id="third"),
        pytest.param(25, 100, "en fjerdedel", id="quarter"),
        pytest.param(75, 100, "tre fjerdedeler", id="three-quarters"),
        pytest.param(199, 200, "nesten alle", id="nearly-all"),
        pytest.param(198, 200, "99 prosent", id="not-nearly-all"),
        pytest.param(9, 2000, "nesten ingen", id="hardly-any"),
        pytest.param(5, 0, "", id="no-whole"),
        pytest.param(Hidden.WITHHELD, 9, "", id="part-hidden"),
        pytest.param(5, Hidden.SMALL, "", id="whole-hidden"),
    ],
)
def test_shares_are_formatted_in_words(part, whole, words):
    assert share(part, whole) == words
