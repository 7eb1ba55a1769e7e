"""How many random requests are sent."""

import pytest


@pytest.fixture(scope="session")
def fuzz(request: pytest.FixtureRequest) -> tuple[int, int]:
    """How many random requests to send, and the seed."""
    return request.config.getoption("--fuzz-cases"), request.config.getoption("--fuzz-seed")
