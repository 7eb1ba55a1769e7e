"""The demo as it is filled late in a year: once, for all the tests here to look at."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from demo import filling


@pytest.fixture(scope="package")
def day(django_db_setup: None, django_db_blocker: Any) -> Iterator[date]:
    """The day on which the demo was filled; it is in the database as long as the fixture lives."""
    late = date(2026, 11, 23)
    with django_db_blocker.unblock(), transaction.atomic():
        filling.fill(late)
        yield late
        transaction.set_rollback(True)
