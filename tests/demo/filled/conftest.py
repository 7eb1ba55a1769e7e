"""The demo's rows, inserted once for all the tests here."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests.conftest import DEMO_DAY
from tests.saved_rows import Rows, insert_rows


@pytest.fixture(scope="package")
def day(demo_rows: Rows, django_db_blocker: Any) -> Iterator[date]:
    """The day on which the demo was filled. Its rows are in the database until the fixture ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        insert_rows(demo_rows)
        yield DEMO_DAY
        transaction.set_rollback(True)
