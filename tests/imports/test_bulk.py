"""Rows are saved together: the number of statements doesn't grow with them."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.folder import import_folder, read_folder
from tests.imports.folders import GOOD


def test_office_folder_takes_few_statements(db: None) -> None:
    folder = read_folder(GOOD)

    counts = []
    for _time in ("first", "unchanged"):
        with CaptureQueriesContext(connection) as queries:
            import_folder(folder)
        counts.append(len(queries))

    assert len(folder) == 751
    assert counts[0] < 150
    assert counts[1] < 50
