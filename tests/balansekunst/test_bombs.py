"""Files that are small and become enormous, at every place that takes files from people."""

import re
import struct
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from balansekunst import uploads
from balansekunst.imports.formats import FORMATS
from balansemerket import evidence, rounds
from balansepotten import attachments
from members.admin.bank_files import UploadForm
from members.admin.meetings import PaperForm
from members.models import Contact
from reports import pictures
from tests.factories import DraftFactory

OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


@cache
def packed(kind: str) -> bytes:
    """Return a document of some hundred kilobytes, of which more is unpacked than is accepted."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as document:
        document.writestr("[Content_Types].xml", "<Types/>")
        with document.open(OFFICE[kind], "w") as part:
            for _megabyte in range(uploads.MAX_UNPACKED // 2**20 + 1):
                part.write(bytes(2**20))
    return file.getvalue()


def png(width: int, height: int) -> bytes:
    """Return a PNG whose header says that it is so large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    end = b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + header + struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\0" + end


def jpeg(width: int, height: int) -> bytes:
    """Return a JPEG whose header says that it is so large."""
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + bytes(20)


BOMBS: dict[str, Callable[[], bytes]] = {
    "docx": lambda: packed("docx"),
    "xlsx": lambda: packed("xlsx"),
    "png": lambda: png(50_000, 50_000),
    "jpg": lambda: jpeg(60_000, 60_000),
    "txt": lambda: b"NY000010" + b"8" * 5_000_000,
}


def attach(upload: SimpleUploadedFile, _contact: Contact) -> None:
    attachments.attach(DraftFactory.create(), upload=upload)


def add_evidence(upload: SimpleUploadedFile, contact: Contact) -> None:
    leader: Any = contact.user
    work = rounds.begin(contact.organisation, by=leader, on=contact.organisation.memberships.get().joined)
    requirement: Any = work.version and work.version.requirements.filter(proof="evidence").first()
    evidence.attach(work, requirement, upload=upload, by=leader)


def check_form(form: forms.BaseForm, name: str) -> None:
    if name in form.errors:
        raise ValidationError(form.errors[name].as_data())


def add_paper(upload: SimpleUploadedFile, _contact: Contact) -> None:
    check_form(PaperForm({"title": "Regnskap", "kind": "paper"}, MultiValueDict({"file": [upload]})), "file")


def read_payments(upload: SimpleUploadedFile, _contact: Contact) -> None:
    check_form(UploadForm({}, MultiValueDict({"bank_file": [upload]})), "bank_file")


def add_picture(upload: SimpleUploadedFile, _contact: Contact) -> None:
    pictures.store(upload)


def import_workbook(upload: SimpleUploadedFile, _contact: Contact) -> None:
    FORMATS[0]().create_dataset(upload.read())


def import_text(upload: SimpleUploadedFile, _contact: Contact) -> None:
    FORMATS[1]().create_dataset(upload.read())


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("kind", BOMBS)
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(attach, id="attachment, or accounts of a report"),
        pytest.param(add_evidence, id="evidence"),
        pytest.param(add_paper, id="paper of a meeting"),
        pytest.param(read_payments, id="payments"),
        pytest.param(add_picture, id="picture"),
        pytest.param(import_workbook, id="import of a workbook"),
        pytest.param(import_text, id="import of csv"),
    ],
)
def test_bomb_is_refused(contact: Contact, place: Callable[[SimpleUploadedFile, Contact], None], kind: str) -> None:
    Contact.objects.filter(pk=contact.pk).update(is_leader=True)
    content = BOMBS[kind]()

    assert len(content) < uploads.MAX_BYTES
    with pytest.raises(ValidationError):
        place(SimpleUploadedFile(f"stor.{kind}", content), contact)


TAKES_FILES = re.compile(r"forms\.FileField\(|FilesField\(|ImageField\(|request\.FILES\b|models\.FileField\(")
# Where files are taken, or their fields declared: each is a place above, or leads to one.
PLACES = {
    "balansekunst/admin/imports.py",
    "balansemerket/models/answers.py",
    "balansemerket/round_forms.py",
    "balansemerket/views/rounds.py",
    "balansepotten/forms.py",
    "balansepotten/grant_forms.py",
    "balansepotten/models/applications.py",
    "balansepotten/views/applications.py",
    "balansepotten/views/grants.py",
    "members/admin/bank_files.py",
    "members/models/meetings.py",
    "reports/admin_forms.py",
    "reports/models/drafts.py",
}
# What asks whether there are files, or is itself the field.
OTHERS = {
    "balansekunst/access.py",
    "balansekunst/uploads.py",
    "balansekunst/backup/archives.py",
    "balansekunst/admin/restoring.py",
    "balansekunst/merging_forms.py",
}


def test_every_place_that_takes_files_is_tried() -> None:
    root = Path(settings.BASE_DIR)
    found = {
        str(path.relative_to(root))
        for app in (
            "balansekunst",
            "balansemerket",
            "balansepotten",
            "courses",
            "members",
            "office",
            "radgivning",
            "reports",
        )
        for path in (root / app).rglob("*.py")
        if "migrations" not in path.parts and TAKES_FILES.search(path.read_text())
    }

    assert found - OTHERS == PLACES
