from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts_before() -> Iterator[None]:
    """Begin and end each test without any log-in attempts counted, since many from one address are refused."""
    cache.clear()
    yield
    cache.clear()
