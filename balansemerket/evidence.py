"""Files and links that show that a requirement is met."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from balansekunst import uploads
from balansekunst.models import User
from balansemerket.models import Evidence, Requirement, Round, RoundStep
from balansemerket.rounds import lock_step
from members.contacts import check_acts_for

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

MAX_FILES = 10


@transaction.atomic
def attach(work: Round, requirement: Requirement, *, upload: UploadedFile, by: User) -> Evidence:
    """Add a file to a step that is being written. Raises ValidationError if it is not accepted, or one too many."""
    _check_may_add(work, requirement, by)
    name, content_type = uploads.check(upload)
    found = Evidence(round=work, requirement=requirement, file=upload, name=name, content_type=content_type)
    found.size = upload.size or 0
    found.save()
    return found


@transaction.atomic
def add_link(work: Round, requirement: Requirement, *, link: str, by: User) -> Evidence:
    """Add a link to a step that is being written. One that is there already is not added again."""
    _check_may_add(work, requirement, by)
    found, _new = Evidence.objects.get_or_create(
        round=work, requirement=requirement, link=link, defaults={"name": link[:200]}
    )
    return found


@transaction.atomic
def remove(evidence: Evidence, *, by: User) -> None:
    """Remove a file or a link from a step that is being written."""
    check_acts_for(evidence.round.organisation, by)
    lock_step(evidence.round, evidence.requirement.step)
    storage, name = evidence.file.storage, str(evidence.file.name or "")
    evidence.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def readable_files(user: "User | AnonymousUser", *, as_staff: bool) -> "QuerySet[Evidence]":
    """Return the files of the user's own organisations, and for staff those of steps that are handed in."""
    readable: Any = Q(round__in=Round.objects.of_contact(user).values("pk"))
    if as_staff:
        drafts = RoundStep.objects.filter(
            round=OuterRef("round"), step=OuterRef("requirement__step"), status=RoundStep.Status.DRAFT
        )
        readable |= Q(round__shared_at__isnull=False) | ~Exists(drafts)
    return Evidence.objects.exclude(file="").filter(readable)


def _check_may_add(work: Round, requirement: Requirement, by: User) -> None:
    check_acts_for(work.organisation, by)
    lock_step(work, requirement.step)
    if work.evidence.filter(requirement=requirement).count() >= MAX_FILES:
        raise ValidationError(
            _("Det er plass til %(most)d filer og lenker til hvert krav."), params={"most": MAX_FILES}
        )
