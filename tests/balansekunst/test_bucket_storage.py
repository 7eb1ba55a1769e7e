"""Attachments in a bucket of an object store behave as those in a folder."""

import errno
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from balansekunst import stored_files
from balansekunst.backup.archives import StoredAttachment
from balansekunst.backup.restoring import _store
from balansekunst.bucket_storage import BucketStorage
from balansekunst.environment import Environment
from balansepotten import attachments
from balansepotten.models import Attachment
from tests import object_store
from tests.factories import DraftFactory

pytestmark = pytest.mark.one_database

PDF = b"%PDF-1.7 " + bytes(100_000)


def test_bucket_or_folder_by_settings(monkeypatch):
    environment = Environment()
    folder = environment.file_storage(bucket="", folder="media")
    bucket = environment.file_storage(bucket="vedlegg", folder="media")
    assert environment.problems == []
    monkeypatch.setitem(sys.modules, "storages", None)  # as if it were not installed
    environment.file_storage(bucket="vedlegg", folder="media")

    assert folder == {"BACKEND": "balansekunst.storage.WholeFileStorage", "OPTIONS": {"location": "media"}}
    assert bucket == {
        "BACKEND": "balansekunst.bucket_storage.BucketStorage",
        "OPTIONS": {"bucket_name": "vedlegg"},
    }
    assert environment.problems == ["ATTACHMENTS_BUCKET needs more packages: uv sync --group s3 installs them."]


@pytest.fixture
def store(monkeypatch) -> Iterator[object_store.ObjectStore]:
    """The store, with a bucket of it as the storage of the program."""
    with object_store.running() as server:
        for name, value in {
            "AWS_ENDPOINT_URL": server.url,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "eu-north-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(default_storage, "_wrapped", BucketStorage(bucket_name="vedlegg"))
        yield server


def test_file_is_stored_read_and_deleted(store):
    name = default_storage.save("applications/1/a", ContentFile(PDF))
    again = default_storage.save("applications/1/a", ContentFile(b"another"))

    with default_storage.open(name) as file:
        assert (file.size, file.read()) == (len(PDF), PDF)
    assert (name, default_storage.size(again)) == ("applications/1/a", 7)
    assert again != name
    assert default_storage.listdir("applications") == (["1"], [])
    assert set(default_storage.listdir("applications/1")[1]) == {path.rpartition("/")[2] for path in (name, again)}
    for each in (name, again):
        default_storage.delete(each)
    assert store.objects == {}


def test_file_that_is_gone_is_not_found(store):
    assert not default_storage.exists("applications/1/a")
    with pytest.raises(FileNotFoundError):
        default_storage.open("applications/1/a")


@pytest.mark.django_db
def test_contact_attaches_reads_and_removes_file(store, contact, contact_client, django_capture_on_commit_callbacks):
    draft = DraftFactory.create(organisation=contact.organisation)
    upload = ContentFile(PDF, "Plan.pdf")
    attachment = attachments.attach(draft, upload=upload)

    page = contact_client.get(reverse("attachment_download", args=[attachment.uuid]))
    assert (page.getvalue(), page["Content-Length"]) == (PDF, str(len(PDF)))
    assert list(store.objects.values()) == [PDF]

    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(attachment)
    assert store.objects == {}
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_unnamed_file_is_deleted_after_a_day(store):
    modified = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
    default_storage.save("applications/1/lost", ContentFile(PDF))

    assert stored_files.delete_unnamed(modified + timedelta(days=1, seconds=-1)) == 0
    assert stored_files.delete_unnamed(modified + timedelta(days=1)) == 1
    assert store.objects == {}


def test_attachment_is_restored_into_bucket(store):
    stored: list[str] = []
    _store(StoredAttachment("applications/1/a", iter([PDF[:9], PDF[9:]])), stored)

    assert store.objects == {"applications/1/a": PDF}
    assert stored == ["applications/1/a"]


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda: default_storage.save("a", ContentFile(PDF)), id="save"),
        pytest.param(lambda: default_storage.open("a"), id="open"),
        pytest.param(lambda: default_storage.delete("a"), id="delete"),
        pytest.param(lambda: default_storage.exists("a"), id="exists"),
        pytest.param(lambda: default_storage.size("a"), id="size"),
        pytest.param(lambda: default_storage.listdir("a"), id="listdir"),
        pytest.param(lambda: default_storage.get_modified_time("a"), id="modified"),
    ],
)
def test_store_that_refuses_is_an_error_of_files(store, act):
    """Which pages answer with 503 (tests/pages/test_errors.py)."""
    store.is_down = True

    with pytest.raises(OSError, match="Error") as caught:
        act()

    assert caught.value.errno == errno.EIO
