"""Files as answers to requests. Those that only some may read are never guessed at and never cached."""

from codecs import getincrementalencoder
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

BLOCK = 1_000_000  # bytes


def named(name: str, *, is_inline: bool = False) -> dict[str, str]:
    """Return the header by which a browser saves the file under the name, or shows it if it is inline."""
    return {"Content-Disposition": content_disposition_header(as_attachment=not is_inline, filename=name) or ""}


def file_response(content: bytes | str, *, name: str, content_type: str, is_inline: bool = False) -> HttpResponse:
    """Return a file that was made for the request."""
    return HttpResponse(content, content_type=content_type, headers=named(name, is_inline=is_inline))


def file_in_parts(
    parts: Iterable[str], *, name: str = "", content_type: str, encoding: str = "utf-8"
) -> HttpResponse | StreamingHttpResponse:
    """Return a file that is made of these parts: as a whole if it is small, otherwise sent while it is made."""
    blocks = _blocks(parts, encoding)
    first = next(blocks, b"")
    headers = named(name) if name else {}
    if len(first) < BLOCK:
        return HttpResponse(first, content_type=content_type, headers=headers)
    return StreamingHttpResponse(chain([first], blocks), content_type=content_type, headers=headers)


def _blocks(parts: Iterable[str], encoding: str) -> Iterator[bytes]:
    """Yield the parts, encoded, together: at least BLOCK bytes at a time until the last."""
    encoder = getincrementalencoder(encoding)()
    block = bytearray()
    for part in parts:
        block += encoder.encode(part)
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)


def private_file(content: IO[bytes], *, name: str, content_type: str = "") -> FileResponse:
    """Return the file as a download. Without a content type, the name decides it."""
    typed = {"content_type": content_type} if content_type else {}
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return FileResponse(content, as_attachment=True, filename=name, headers=headers, **typed)


def stored_file(row: Any) -> FileResponse:
    """Return the uploaded `file` of a row, with its `name` and `content_type`. Raises Http404 if it is gone."""
    try:
        content = row.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    return private_file(content, name=row.name, content_type=row.content_type)
