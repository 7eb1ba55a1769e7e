"""The summaries of the office's years, counted once for all tests that only read them."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from balansekunst.figures import ReportYear
from radgivning import releases
from reports import pictures
from reports.counting.summary import Summary, summarise
from tests.saved_rows import Rows, insert_rows

DAY = date(2026, 3, 16)


@pytest.fixture(scope="session")
def summaries(office_rows: Rows, django_db_blocker: Any) -> dict[int, Summary]:
    """The summaries of the office's two years and of the current one, without links to lists of rows."""
    with django_db_blocker.unblock(), transaction.atomic():
        insert_rows(office_rows)
        releases.release(DAY)
        counted = {year: summarise(ReportYear(year, DAY)) for year in (2023, 2024, 2026)}
        transaction.set_rollback(True)
    return counted


@pytest.fixture
def summary(summaries: dict[int, Summary]) -> Summary:
    """The summary of 2024."""
    return summaries[2024]


@pytest.fixture
def with_pictures() -> Iterator[bytes]:
    """The files of the report's pictures."""
    drawn = BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(drawn, "JPEG")
    names = [name for file in ("forside.jpg", "kurs.jpg") for name in (file, pictures.small(file))]
    stored = [default_storage.save(f"{pictures.FOLDER}/{name}", ContentFile(drawn.getvalue())) for name in names]
    yield drawn.getvalue()
    for name in stored:
        default_storage.delete(name)
