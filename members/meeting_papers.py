"""The papers of annual meetings: PDFs, whose type is detected from their content."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansekunst.uploads import PDF_SIGNATURE_WITHIN, content_type_of
from members.models import MeetingPaper, Membership

MAX_BYTES = 20 * 1024 * 1024


def check(file: File) -> None:
    """Raise ValidationError unless the file is a PDF of at most 20 MB."""
    if not file.size or file.size > MAX_BYTES:
        raise ValidationError(_("Filen er tom.") if not file.size else _("Filen er for stor: høyst 20\xa0MB."))
    is_pdf = content_type_of(file.read(PDF_SIGNATURE_WITHIN)) == "application/pdf"
    file.seek(0)
    if not is_pdf:
        raise ValidationError(_("Filen er ikke en PDF. Lagre den som PDF, og last den opp på nytt."))


def readable_papers(user: User, *, as_staff: bool, today: date) -> QuerySet[MeetingPaper]:
    """Return the papers that the user may read: all as staff, or the sent ones of meetings where they are members."""
    papers = MeetingPaper.objects.select_related("meeting")
    if as_staff:
        return papers
    day: Any = OuterRef("meeting__date")
    memberships = Membership.objects.filter(organisation__contacts__user=user).active_on(day)
    return papers.filter(Exists(memberships), meeting__agenda_sent_on__lte=today)
