"""The demo as filled late in a year, once for all tests here."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from demo import filling


@pytest.fixture(scope="package")
def day(django_db_setup: None, django_db_blocker: Any) -> Iterator[date]:
    """The day on which the demo was filled. The data is rolled back with the fixture."""
    late = date(2026, 11, 23)
    with django_db_blocker.unblock(), transaction.atomic():
        filling.fill(late)
        yield late
        transaction.set_rollback(True)
