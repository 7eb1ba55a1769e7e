"""Files that are made for a request, of parts."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from balansekunst.file_responses import BLOCK, file_in_parts

HALF = "å" * (BLOCK // 4)  # half of a block in bytes


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        pytest.param([], HttpResponse, id="empty"),
        pytest.param(["æ", "ø"], HttpResponse, id="small"),
        pytest.param([HALF, HALF[1:]], HttpResponse, id="largest-small"),
        pytest.param([HALF, HALF], StreamingHttpResponse, id="smallest-large"),
        pytest.param([HALF, HALF, "ø"], StreamingHttpResponse, id="large"),
    ],
)
def test_file_has_all_parts(parts: list[str], kind: type[HttpResponse]) -> None:
    response = file_in_parts(parts, name="måned.csv", content_type="text/csv")

    assert type(response) is kind
    assert b"".join(response) == "".join(parts).encode()
    assert response.headers["Content-Type"] == "text/csv"
    assert response.headers["Content-Disposition"] == "attachment; filename*=utf-8''m%C3%A5ned.csv"


def test_mark_is_only_at_the_start() -> None:
    parts = [HALF, HALF, "ø"]

    assert b"".join(file_in_parts(parts, content_type="text/csv", encoding="utf-8-sig")) == (
        b"\xef\xbb\xbf" + "".join(parts).encode()
    )


def test_large_file_is_made_while_it_is_sent() -> None:
    made = []

    def parts() -> Iterator[str]:
        for place in range(6):
            made.append(place)
            yield HALF

    response = file_in_parts(parts(), content_type="text/plain")

    assert made == [0, 1]
    assert len(list(response)) == 3
    assert made == list(range(6))
