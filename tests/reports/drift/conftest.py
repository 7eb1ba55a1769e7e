"""A report that is published, and edits that come later."""

import pytest
import time_machine

from reports.models import Publication
from tests.reports.drift.differences import BEFORE, LATER
from tests.reports.written import PUBLISHED_AT, published, write


@pytest.fixture
def publish(management):
    """Return what publishes the report of what there is: `publish()` at the moment of publishing."""

    def act() -> Publication:
        with time_machine.travel(PUBLISHED_AT, tick=False):
            return published(management)

    return act


@pytest.fixture(autouse=True)
def _entered_before():
    """Let what a test enters first be entered before anything is published."""
    with time_machine.travel(BEFORE, tick=False):
        yield


@pytest.fixture
def edit(staff):
    """Return what saves rows later, as staff."""

    def act(*rows, at=LATER):
        with time_machine.travel(at, tick=False):
            for row in rows:
                write(row, staff)

    return act
