"""Attachments of applications. Their type is detected from their content, never from their name."""

import unicodedata
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from balansepotten.models import Application, Attachment, ProjectReport

Purpose = Attachment.Purpose
MAX_FILES = 10
MAX_BYTES = 10 * 1024 * 1024
MAX_NAME_LENGTH = 120

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
SUFFIXES = {
    "application/pdf": (".pdf",),
    f"{OFFICE}.wordprocessingml.document": (".docx",),
    f"{OFFICE}.spreadsheetml.sheet": (".xlsx",),
    f"{OPEN_DOCUMENT}.text": (".odt",),
    f"{OPEN_DOCUMENT}.spreadsheet": (".ods",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
# Some programs write a byte order mark or other bytes first, and readers look for the signature this far.
PDF_SIGNATURE, PDF_SIGNATURE_WITHIN = b"%PDF-", 1024
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
OFFICE_DOCUMENTS = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
}


@transaction.atomic
def attach(
    application: Application,
    *,
    upload: UploadedFile,
    purpose: Attachment.Purpose = Purpose.APPLICATION,
    at: datetime | None = None,
) -> Attachment:
    """Attach a file to a draft, or as the accounts to the draft of a report.

    With `at`, a submitted application accepts files while its call is open. Raises ValidationError if the type is not
    accepted, the file is too large or one too many, or files are no longer accepted.
    """
    draft = _lock_draft(application, purpose, at)
    if draft.attachments.filter(purpose=purpose).count() >= MAX_FILES:
        raise ValidationError(
            _("«%(name)s» ble ikke lagret: det er plass til %(most)s vedlegg."),
            params={"name": upload.name, "most": MAX_FILES},
        )
    if not upload.size or upload.size > MAX_BYTES:
        reason = _("«%(name)s» er for stor: høyst 10\xa0MB.") if upload.size else _("«%(name)s» er tom.")
        raise ValidationError(reason, params={"name": upload.name})
    content_type = content_type_of(upload.read())
    if content_type is None:
        raise ValidationError(
            _("Filtypen til «%(name)s» støttes ikke. Bruk PDF, Word, Excel, OpenDocument, PNG eller JPG."),
            params={"name": upload.name},
        )
    upload.seek(0)
    name = _named(upload.name or "", content_type)
    return draft.attachments.create(
        file=upload, purpose=purpose, name=name, content_type=content_type, size=upload.size
    )


@transaction.atomic
def remove(attachment: Attachment, *, at: datetime | None = None) -> None:
    """Remove a file. Raises ValidationError if the draft is submitted."""
    _lock_draft(attachment.application, attachment.purpose, at)
    storage, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def content_type_of(content: bytes) -> str | None:
    """Return the detected type, or None if it is not accepted. Archives are not unpacked, only listed."""
    for signature, content_type in SIGNATURES.items():
        if content.startswith(signature):
            return content_type
    if content.startswith(b"PK\x03\x04"):
        return _packed_type_of(content)
    return "application/pdf" if PDF_SIGNATURE in content[:PDF_SIGNATURE_WITHIN] else None


def _packed_type_of(content: bytes) -> str | None:
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "[Content_Types].xml" in names:
        return next((kind for name, kind in OFFICE_DOCUMENTS.items() if name in names), None)
    return _open_document_type_of(content) if "content.xml" in names else None


def _open_document_type_of(content: bytes) -> str | None:
    """Return the type that an OpenDocument file states at its start, where the standard puts it uncompressed."""
    for content_type in (f"{OPEN_DOCUMENT}.spreadsheet", f"{OPEN_DOCUMENT}.text"):
        said = f"mimetype{content_type}".encode()
        if content[30 : 30 + len(said)] == said and content[30 + len(said) :][:2] == b"PK":
            return content_type
    return None


def _named(name: str, content_type: str) -> str:
    """Return the name without control characters, and with the extension of the detected type."""
    shown = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip()
    suffixes = SUFFIXES[content_type]
    path = PurePath(shown or _("vedlegg"))
    if path.suffix.lower() in suffixes:
        return f"{path.stem[:MAX_NAME_LENGTH]}{path.suffix}"
    return f"{path.name[:MAX_NAME_LENGTH]}{suffixes[0]}"


def _lock_draft(application: Application, purpose: str, at: datetime | None) -> Application:
    draft = Application.objects.select_for_update().get(pk=application.pk)
    if purpose == Purpose.ACCOUNTS:
        if not ProjectReport.objects.filter(grant__application=draft, status__in=ProjectReport.WRITABLE).exists():
            raise ValidationError(_("Rapporten er sendt, og vedleggene kan ikke endres."))
    elif not draft.is_draft and not (at and draft.can_change_at(at)):
        raise ValidationError(_("Søknaden er sendt, og vedleggene kan ikke endres."))
    return draft
