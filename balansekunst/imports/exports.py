"""Exports: rows streamed from the database to a file, in constant memory."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import batched
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from balansekunst.file_responses import named

if TYPE_CHECKING:
    from balansekunst.imports.columns import Column
    from balansekunst.imports.formats import Xlsx

CHUNK = 2000
MOST_IN_MEMORY = 4 * 1024 * 1024  # bytes of a file


@dataclass(frozen=True)
class Export:
    """A sheet to write: its title, its headings, and its rows, which can be read once."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def exported_rows(queryset: QuerySet[Any], columns: Sequence["Column"]) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of each row. Only what the columns show is queried, a chunk at a time, and no model is made."""
    values = queryset.prefetch_related(None).values_list(*(column.source for column in columns))
    for chunk in batched(values.iterator(chunk_size=CHUNK), CHUNK):
        stored = zip(*chunk, strict=True)
        cells = [column.exported(each, queryset.model) for column, each in zip(columns, stored, strict=True)]
        yield from zip(*cells, strict=True)


def cells_by_key(queryset: QuerySet[Any], columns: Sequence["Column"]) -> dict[Any, tuple[Any, ...]]:
    """Return the cells of each row by its primary key."""
    found = list(queryset.prefetch_related(None).values_list("pk", *(column.source for column in columns)))
    if not found:
        return {}
    keys, *stored = zip(*found, strict=True)
    cells = [column.exported(each, queryset.model) for column, each in zip(columns, stored, strict=True)]
    return dict(zip(keys, zip(*cells, strict=True), strict=True))


def download(export: Export, file_format: "Xlsx", name: str) -> HttpResponseBase:
    """Return the export as a file to download. It is complete before it is sent, and on disk if it is large."""
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(max_size=MOST_IN_MEMORY))
        file_format.write(export, file)
        size = file.tell()
        file.seek(0)
        options: dict[str, Any] = {
            "content_type": file_format.get_content_type(),
            "headers": named(name),
        }
        if size <= MOST_IN_MEMORY:
            return HttpResponse(file.read(), **options)
        stack.pop_all()  # the response closes the file
        return FileResponse(file, **options)
