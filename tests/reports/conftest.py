"""The summaries of the office's own years, counted once for all tests that only look at them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

import demo
from balansekunst.figures import ReportYear
from office.folder import import_folder, read_folder
from radgivning import releases
from reports.counting.summary import Summary, summarise

OFFICE = Path(demo.__file__).parent / "office" / "2024"
DAY = date(2026, 3, 16)


@pytest.fixture(scope="session")
def summaries(django_db_setup: None, django_db_blocker: Any) -> dict[int, Summary]:
    """The years of the office's folder, and one that lasts, as they are told without lists to open."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert import_folder(read_folder(OFFICE)).faults == []
        releases.release(DAY)
        told = {year: summarise(ReportYear(year, DAY)) for year in (2023, 2024, 2026)}
        transaction.set_rollback(True)
    return told


@pytest.fixture
def summary(summaries: dict[int, Summary]) -> Summary:
    """The summary of 2024."""
    return summaries[2024]
