from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts_before() -> Iterator[None]:
    """Clear allauth's rate limits before and after each test: all tests log in from one address."""
    cache.clear()
    yield
    cache.clear()
