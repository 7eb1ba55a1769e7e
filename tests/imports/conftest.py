"""The office's own folder, taken in once for all tests that only look at it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from folder.folder import Report

from office import folder
from tests.imports.folders import GOOD, Files, small, write

TakeIn = Callable[..., Report]


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> Iterator[Report]:
    """What the import says of the good folder, which is in the database as long as the fixture lives."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield folder.take_in(folder.read(GOOD))
        transaction.set_rollback(True)


@pytest.fixture
def take_in(db: None, tmp_path: Path) -> TakeIn:
    """`take_in(files)` writes the files, the small folder's without any, and imports them as the command does."""

    def take_in(files: Files | None = None, *, dry_run: bool = False, encoding: str = "utf-8") -> Report:
        folder = write(tmp_path / "kontoret", files or small(), encoding=encoding)
        return folder.take_in(folder.read(folder), dry_run=dry_run)

    return take_in
