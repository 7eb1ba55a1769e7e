"""The file of an import between preview and confirmation, in the admin."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.imports import limits, previews
from balansekunst.models import ImportFile, User
from members.models import County
from tests.conftest import log_in, user_in_role

pytestmark = pytest.mark.one_database

IMPORT, PROCESS = reverse("admin:members_county_import"), reverse("admin:members_county_process_import")
ROWS = b"Fylkesnummer;Navn;Landsdel\n77;Bl\xc3\xa5b\xc3\xa6rfylket;S\xc3\xb8rlandet\n"
NOON = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
GONE = "Filen finnes ikke lenger. Last den opp på nytt."
TOO_SLOW = "Filen tar for lang tid å gå gjennom: høyst -1 sekunder. Del den i flere filer."


def upload(client: Client, content: bytes = ROWS) -> Any:
    return client.post(IMPORT, {"import_file": SimpleUploadedFile("fylker.csv", content), "resource": "0"})


def confirm(client: Client, preview: Any, **changes: str) -> list[str]:
    """Confirm, and return the messages of a page that leads back to the upload."""
    response = client.post(PROCESS, {**preview.context["confirm_form"].initial, **changes})
    assert response.headers["Location"] == IMPORT
    return [str(message) for message in get_messages(response.wsgi_request)]


def is_imported() -> bool:
    return County.objects.filter(number="77").exists()


def test_file_is_encrypted(staff_client: Client) -> None:
    upload(staff_client)

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM balansekunst_importfile")
        ((stored,),) = cursor.fetchall()
    assert stored.startswith("gAAAA")


def test_nothing_is_written_to_temporary_folder(
    staff_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    upload(staff_client)

    assert list(tmp_path.iterdir()) == []


def test_confirmed_file_is_deleted(staff_client: Client) -> None:
    preview = upload(staff_client)

    staff_client.post(PROCESS, preview.context["confirm_form"].initial)

    assert (is_imported(), ImportFile.objects.count()) == (True, 0)


@pytest.mark.parametrize("content", [ROWS.replace(b"77", b"x"), b"", b"\xff\xfe"])
def test_file_with_faults_is_not_stored(staff_client: Client, content: bytes) -> None:
    upload(staff_client, content)

    assert ImportFile.objects.count() == 0


def test_file_of_another_is_not_imported(staff_client: Client) -> None:
    other = log_in(user_in_role(Role.STAFF, "Kari Kollega", is_staff=True))

    assert confirm(other, upload(staff_client)) == [GONE]
    assert (is_imported(), ImportFile.objects.count()) == (False, 1)


@pytest.mark.parametrize(
    ("minutes", "is_open"), [pytest.param(59, True, id="last-minute"), pytest.param(60, False, id="expired")]
)
def test_file_expires(staff: User, time_machine: Any, minutes: int, is_open: bool) -> None:  # noqa: FBT001
    time_machine.move_to(NOON, tick=False)
    client = log_in(staff)
    preview = upload(client)
    time_machine.move_to(NOON + timedelta(minutes=minutes), tick=False)

    client.post(PROCESS, preview.context["confirm_form"].initial)

    assert is_imported() is is_open


@pytest.mark.parametrize(("seconds", "left"), [pytest.param(-1, 1, id="before"), pytest.param(0, 0, id="expired")])
def test_expired_files_are_deleted(staff: User, seconds: int, left: int) -> None:
    ImportFile.objects.create(owner=staff, content="abc", expires_at=NOON)

    previews.delete_expired(NOON + timedelta(seconds=seconds))

    assert ImportFile.objects.count() == left


def test_upload_deletes_expired_files(staff: User, staff_client: Client) -> None:
    old = ImportFile.objects.create(owner=staff, content="abc", expires_at=NOON - timedelta(days=9999))

    upload(staff_client)

    assert ImportFile.objects.exclude(pk=old.pk).count() == ImportFile.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"import_file_name": "finnes-ikke.csv"},
        {"import_file_name": "7aa3d949-955e-4ac6-b2c3-122bd917ca8d"},
        {"import_file_name": "../../etc/passwd"},
        {"import_file_name": "a\0b"},
        {"import_file_name": ""},
        {"format": "abc"},
        {"format": "99"},
        {"format": "-1"},
        {"original_file_name": ""},
    ],
    ids=str,
)
def test_changed_confirmation_imports_nothing(staff_client: Client, changes: dict[str, str]) -> None:
    assert confirm(staff_client, upload(staff_client), **changes) == [GONE]
    assert not is_imported()


def test_other_resource_is_ignored(staff_client: Client) -> None:
    staff_client.post(PROCESS, {**upload(staff_client).context["confirm_form"].initial, "resource": "99"})

    assert is_imported()


def test_confirmation_requires_permission(staff_client: Client, management: User) -> None:
    preview = upload(staff_client)

    assert log_in(management).post(PROCESS, preview.context["confirm_form"].initial).status_code == 403
    assert not is_imported()


def test_large_upload_is_refused_before_it_is_stored(staff_client: Client) -> None:
    response = upload(staff_client, b"a" * (limits.MOST_BYTES + 1))

    assert response.context["form"].errors["import_file"] == ["Filen er for stor: høyst 5\xa0MB."]
    assert ImportFile.objects.count() == 0


def test_slow_preview_is_ended(staff_client: Client, settings: Any) -> None:
    settings.IMPORT_SECONDS = -1

    response = upload(staff_client)

    assert [str(message) for message in get_messages(response.wsgi_request)] == [TOO_SLOW]
    assert ImportFile.objects.count() == 0


def test_slow_import_is_ended(staff_client: Client, settings: Any) -> None:
    preview = upload(staff_client)
    settings.IMPORT_SECONDS = -1

    assert confirm(staff_client, preview) == [TOO_SLOW]
    assert not is_imported()


def test_first_faults_are_shown(staff_client: Client) -> None:
    rows = b"".join(b"x%d;Navn;Intet\n" % number for number in range(300))

    response = upload(staff_client, b"Fylkesnummer;Navn;Landsdel\n" + rows)

    assert len(response.context["faults"]) == 200 < response.context["fault_count"]
    assert f"{response.context['fault_count']} feil i filen" in response.text
    assert "Her er de 200 første." in response.text
