"""The size of requests: refused by their length, before anything of them is read."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from balansekunst.refusals import MEGABYTE, limit_body

pytestmark = pytest.mark.one_database

LIMIT = project.MAX_BODY_MB * MEGABYTE
OPEN_LIMIT = project.DATA_UPLOAD_MAX_MEMORY_SIZE
TITLE = "Det du sendte, er for stort"


class Unreadable(BytesIO):
    """A body that fails the test when it is read."""

    def read(self, *_args: Any) -> bytes:
        raise AssertionError("The body was read")

    readline = read


def send(client: Client, length: object, address: str = "/min-side/") -> Any:
    """Send a request of which only the length is known."""
    about: dict[str, Any] = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    return client.post(address, **about, **{"wsgi.input": Unreadable()})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address", ["/", "/konto/login/", "/min-side/", "/admin/members/county/import/", "/finnes-ikke/"]
)
def test_large_request_of_visitor_is_refused(client: Client, address: str) -> None:
    response = send(client, OPEN_LIMIT + 1, address)

    assert (response.status_code, TITLE in response.text) == (413, True)


def test_large_request_of_user_is_refused(staff_client: Client) -> None:
    response = send(staff_client, LIMIT + 1)

    assert (response.status_code, TITLE in response.text, "høyst 110&nbsp;MB" in response.text) == (413, True, True)


@pytest.mark.parametrize(
    ("name", "length"),
    [
        pytest.param("client", OPEN_LIMIT, id="visitor"),
        pytest.param("staff_client", OPEN_LIMIT + 1, id="user-above-visitors"),
        pytest.param("staff_client", LIMIT, id="user"),
        pytest.param("client", "abc", id="no-number"),
        pytest.param("client", "", id="no-length"),
    ],
)
def test_request_within_limit_reaches_view(
    request: pytest.FixtureRequest, db: None, rf: RequestFactory, name: str, length: object
) -> None:
    request_of_user: Any = rf.post("/", CONTENT_LENGTH=str(length))
    request_of_user.user = request.getfixturevalue(name).get("/").wsgi_request.user

    assert limit_body(lambda _request: "svar")(request_of_user) == "svar"  # type: ignore[arg-type,return-value]


def test_body_without_length_is_not_read(staff_client: Client) -> None:
    assert send(staff_client, "", "/admin/members/county/import/").status_code == 200


def test_many_fields_are_refused(staff_client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    response = staff_client.post("/admin/members/county/import/", {str(number): "" for number in range(4)})

    assert (response.status_code, TITLE in response.text) == (413, True)


def test_many_files_are_refused(staff_client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    files = {str(number): SimpleUploadedFile("fil.csv", b"a") for number in range(2)}

    assert staff_client.post("/admin/members/county/import/", files).status_code == 413


def test_long_text_is_refused(staff_client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    response = staff_client.post("/admin/members/county/add/", {"name": "a" * 101})

    assert response.status_code == 413
