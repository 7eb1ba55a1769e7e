"""The office's own folder, taken in once for all tests that only look at it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from office.folder import Report, import_folder, read_folder
from tests.imports.folders import GOOD, Files, small, write

ImportFiles = Callable[..., Report]


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> Iterator[Report]:
    """What the import says of the good folder, which is in the database as long as the fixture lives."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield import_folder(read_folder(GOOD))
        transaction.set_rollback(True)


@pytest.fixture
def import_files(db: None, tmp_path: Path) -> ImportFiles:
    """`import_files(files)` writes the files, the small folder's without any, and imports them as the command does."""

    def import_files(files: Files | None = None, *, dry_run: bool = False, encoding: str = "utf-8") -> Report:
        folder = write(tmp_path / "kontoret", files or small(), encoding=encoding)
        return import_folder(read_folder(folder), dry_run=dry_run)

    return import_files
