"""Uploaded files in the storage that no row names.

A file is stored before its row, so a transaction that is rolled back leaves the file. Another transaction may be about
to store the row, so that only files of a day ago or more are deleted.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db.models import FileField

UNNAMED_FOR = timedelta(days=1)

PathOf = Callable[[Any, str], str]


def stored_in(folder: str) -> Callable[[PathOf], PathOf]:
    """Store the files of a field in a folder where all files belong to rows, by its function `upload_to`."""

    def decorate(path_of: PathOf) -> PathOf:
        @wraps(path_of)
        def path_in_folder(row: Any, file_name: str) -> str:
            return f"{folder}/{path_of(row, file_name)}"

        path_in_folder.__dict__["folder"] = folder
        return path_in_folder

    return decorate


def delete_unnamed(at: datetime) -> int:
    """Delete the files in the folders of `stored_in` that no row names, and return how many there were."""
    deleted = 0
    for field in _fields():
        named = set(field.model._meta.base_manager.values_list(field.name, flat=True).iterator())
        for name in _files(field.storage, folder_of(field)):
            if name not in named and field.storage.get_modified_time(name) <= at - UNNAMED_FOR:
                field.storage.delete(name)
                deleted += 1
    return deleted


def folder_of(field: Any) -> str:
    """Return the folder in which each file belongs to a row of the field, or ""."""
    return getattr(field.upload_to, "folder", "")


def _fields() -> Iterator[Any]:
    for model in apps.get_models():
        yield from (each for each in model._meta.concrete_fields if isinstance(each, FileField) and folder_of(each))


def _files(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing is uploaded yet
        return
    yield from (f"{folder}/{name}" for name in files)
    for inner in folders:
        yield from _files(storage, f"{folder}/{inner}")
