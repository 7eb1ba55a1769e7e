"""Uploaded files that no row names are deleted after a day, and no others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import FileField

from balansekunst import stored_files
from members.models import MeetingPaper
from tests.meeting_factories import MeetingFactory


def paper(meeting: Any) -> Any:
    """Return a stored paper. Its file is in the storage whatever becomes of the transaction."""
    content = ContentFile(b"%PDF-1.4", "sak.pdf")
    return MeetingPaper.objects.create(meeting=meeting, title="Sak 1", file=content)


@pytest.mark.one_database
@pytest.mark.django_db
def test_file_of_rolled_back_save_is_deleted(time_machine: Any, moment: datetime) -> None:
    time_machine.move_to(moment, tick=False)
    saved = paper(MeetingFactory.create())
    with transaction.atomic():
        lost = paper(saved.meeting)
        transaction.set_rollback(True)
    picture = default_storage.save("report-pictures/unnamed.jpg", ContentFile(b"picture"))

    assert default_storage.exists(lost.file.name)
    stored_files.delete_unnamed(moment + timedelta(days=1, seconds=-1))
    assert default_storage.exists(lost.file.name)
    assert stored_files.delete_unnamed(moment + timedelta(days=1)) >= 1

    assert not default_storage.exists(lost.file.name)
    for name in (saved.file.name, picture):
        assert default_storage.exists(name)
        default_storage.delete(name)


@pytest.mark.one_database
def test_each_upload_has_folder_of_its_own() -> None:
    fields = [
        field for model in apps.get_models() for field in model._meta.concrete_fields if isinstance(field, FileField)
    ]

    folders = [stored_files.folder_of(field) for field in fields]

    assert {str(field) for field in fields if not stored_files.folder_of(field)} == {"reports.Picture.file"}
    assert len(set(folders)) == len(folders)
