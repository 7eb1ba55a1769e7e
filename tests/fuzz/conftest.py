"""How many random requests are sent."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def fuzz(request: pytest.FixtureRequest) -> tuple[int, int]:
    """How many random requests to send, and the seed."""
    return request.config.getoption("--fuzz-cases"), request.config.getoption("--fuzz-seed")


@pytest.fixture
def _without_log() -> Iterator[None]:
    """Log nothing: Django logs each refused request, with a traceback."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)
