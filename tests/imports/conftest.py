"""The office's folder, imported once for all tests that only read it."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from balansekunst.imports.exports import Export
from balansekunst.imports.formats import Xlsx
from office.folder import Report, import_folder, read_folder
from tests.imports.folders import GOOD, Files, small, write

ImportFiles = Callable[..., Report]


def written(file_format: Xlsx, export: Export) -> bytes:
    """Return the file of an export."""
    file = BytesIO()
    file_format.write(export, file)
    return file.getvalue()


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> Iterator[Report]:
    """The report of importing the good folder. The data is rolled back with the fixture."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield import_folder(read_folder(GOOD))
        transaction.set_rollback(True)


@pytest.fixture
def import_files(db: None, tmp_path: Path) -> ImportFiles:
    """`import_files(files)` writes the files, by default the small folder's, and imports them."""

    def import_files(
        files: Files | None = None, *, encoding: str = "utf-8", dry_run: bool = False, accept_warnings: bool = False
    ) -> Report:
        folder = write(tmp_path / "kontoret", files or small(), encoding=encoding)
        return import_folder(read_folder(folder), dry_run=dry_run, accept_warnings=accept_warnings)

    return import_files
