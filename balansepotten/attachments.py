"""Attachments of applications."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst import uploads
from balansepotten.models import Application, Attachment, ProjectReport

Purpose = Attachment.Purpose
MAX_FILES = 10


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
    name, content_type = uploads.check(upload)
    return draft.attachments.create(
        file=upload, purpose=purpose, name=name, content_type=content_type, size=upload.size or 0
    )


@transaction.atomic
def remove(attachment: Attachment, *, at: datetime | None = None) -> None:
    """Remove a file. Raises ValidationError if the draft is submitted."""
    _lock_draft(attachment.application, attachment.purpose, at)
    storage, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _lock_draft(application: Application, purpose: str, at: datetime | None) -> Application:
    draft = Application.objects.select_for_update().get(pk=application.pk)
    if purpose == Purpose.ACCOUNTS:
        if not ProjectReport.objects.filter(grant__application=draft, status__in=ProjectReport.WRITABLE).exists():
            raise ValidationError(_("Rapporten er sendt, og vedleggene kan ikke endres."))
    elif not draft.is_draft and not (at and draft.can_change_at(at)):
        raise ValidationError(_("Søknaden er sendt, og vedleggene kan ikke endres."))
    return draft
