"""Files that belong to an application: what they are is told by their content, never by their name."""

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
MOST_FILES = 10
MOST_BYTES = 10 * 1024 * 1024
MOST_LETTERS = 120

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
SIGNATURES = {
    b"%PDF-": "application/pdf",
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
    """Keep the file with the draft, or with the draft of the report when it is the project's accounts.

    With `at`, a sent application takes it too as long as its call is open at that moment. Raises ValidationError when
    it is of a kind that isn't taken, too large or one too many, or nothing more is taken.
    """
    draft = _lock_draft(application, purpose, at)
    if draft.attachments.filter(purpose=purpose).count() >= MOST_FILES:
        raise ValidationError(
            _("«%(name)s» ble ikke lagret: det er plass til %(most)s vedlegg."),
            params={"name": upload.name, "most": MOST_FILES},
        )
    if not upload.size or upload.size > MOST_BYTES:
        reason = _("«%(name)s» er for stor: høyst 10 MB.") if upload.size else _("«%(name)s» er tom.")
        raise ValidationError(reason, params={"name": upload.name})
    content_type = content_type_of(upload.read())
    if content_type is None:
        raise ValidationError(
            _("«%(name)s» er ikke av et slag vi kan ta imot: PDF, Word, Excel, OpenDocument, PNG eller JPG."),
            params={"name": upload.name},
        )
    upload.seek(0)
    name = _named(upload.name or "", content_type)
    return draft.attachments.create(
        file=upload, purpose=purpose, name=name, content_type=content_type, size=upload.size
    )


@transaction.atomic
def remove(attachment: Attachment, *, at: datetime | None = None) -> None:
    """Take the file away from the draft, as `attach` puts it there. Raises ValidationError when the draft is sent."""
    _lock_draft(attachment.application, attachment.purpose, at)
    storage, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def content_type_of(content: bytes) -> str | None:
    """Return what the content is, of the kinds that are taken, or None. Nothing packed is unpacked to tell."""
    for signature, content_type in SIGNATURES.items():
        if content.startswith(signature):
            return content_type
    if content.startswith(b"PK\x03\x04"):
        return _packed_type_of(content)
    return None


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
    """Return the kind that an OpenDocument file says at its very start, where the standard puts it unpacked."""
    for content_type in (f"{OPEN_DOCUMENT}.spreadsheet", f"{OPEN_DOCUMENT}.text"):
        said = f"mimetype{content_type}".encode()
        if content[30 : 30 + len(said)] == said and content[30 + len(said) :][:2] == b"PK":
            return content_type
    return None


def _named(name: str, content_type: str) -> str:
    """Return the given name without what can't be shown, and with an ending that tells the truth."""
    shown = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip()
    suffixes = SUFFIXES[content_type]
    path = PurePath(shown or _("vedlegg"))
    if path.suffix.lower() in suffixes:
        return f"{path.stem[:MOST_LETTERS]}{path.suffix}"
    return f"{path.name[:MOST_LETTERS]}{suffixes[0]}"


def _lock_draft(application: Application, purpose: str, at: datetime | None) -> Application:
    draft = Application.objects.select_for_update().get(pk=application.pk)
    if purpose == Purpose.ACCOUNTS:
        if not ProjectReport.objects.filter(grant__application=draft, status__in=ProjectReport.WRITABLE).exists():
            raise ValidationError(_("Rapporten er sendt, og vedleggene kan ikke endres."))
    elif not draft.is_draft and not (at and draft.can_change_at(at)):
        raise ValidationError(_("Søknaden er sendt, og vedleggene kan ikke endres."))
    return draft
