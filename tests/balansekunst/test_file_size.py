"""Sizes of files, for people."""

import pytest

from balansekunst.fields import file_size


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        pytest.param(0, "0\xa0byte", id="empty"),
        pytest.param(999, "999\xa0byte", id="below-a-kilobyte"),
        pytest.param(1000, "1\xa0kB", id="kilobyte"),
        pytest.param(24_300, "24\xa0kB", id="rounded"),
        pytest.param(999_499, "999\xa0kB", id="below-a-megabyte"),
        pytest.param(999_500, "1,0\xa0MB", id="rounded-to-a-megabyte"),
        pytest.param(1_250_000, "1,2\xa0MB", id="megabytes"),
    ],
)
def test_size_is_rounded(size, shown):
    assert file_size(size) == shown
