"""Proposals of a new name or number, which contacts make and staff accept or refuse with a word."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.mail import outbox
from balansekunst.models import User
from members import contacts, identities
from members.models import IdentityProposal, Organisation

Status = IdentityProposal.Status


@transaction.atomic
def propose(
    organisation: Organisation,
    *,
    name: str,
    number: str,
    from_day: date,
    note: str,
    by: User,
    at: datetime,
    today: date,
) -> IdentityProposal:
    """Propose another name or number from a day on. What is as it was may be given, or left empty.

    Raises ValidationError if neither differs, one waits already, or for a day that the change could not be from.
    """
    locked: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    contacts.check_acts_for(locked, by)
    identities.check_day(from_day, after=locked.earlier_identities.all(), today=today)
    proposal = IdentityProposal(
        organisation=locked,
        name="" if name == locked.name else name,
        number="" if number == locked.number else number,
        from_day=from_day,
        note=note,
        proposed_by=by,
        proposed_at=at,
    )
    proposal.full_clean()
    set_author(proposal, by).save()
    return proposal


@transaction.atomic
def withdraw(proposal: IdentityProposal, *, by: User) -> None:
    """Withdraw it, on behalf of a contact. Raises ValidationError if it has been answered."""
    proposal = _waiting(proposal)
    contacts.check_acts_for(proposal.organisation, by)
    proposal.status = Status.WITHDRAWN
    set_author(proposal, by).save()


@transaction.atomic
def accept(
    proposal: IdentityProposal, *, from_day: date, answer: str, by: User, at: datetime, today: date
) -> IdentityProposal:
    """Give the organisation the new name or number from the day, and tell its contacts.

    Raises ValidationError if it has been answered, or `identities.change` does.
    """
    proposal = _waiting(proposal)
    organisation: Organisation = proposal.organisation
    identities.change(
        organisation,
        number=proposal.number or organisation.number,
        name=proposal.name or organisation.name,
        from_day=from_day,
        today=today,
        by=by,
    )
    proposal.from_day = from_day
    return _answer(proposal, Status.ACCEPTED, answer, by=by, at=at)


@transaction.atomic
def refuse(proposal: IdentityProposal, *, answer: str, by: User, at: datetime) -> IdentityProposal:
    """Refuse it, and tell the contacts why. Raises ValidationError without a word, or if it has been answered."""
    return _answer(_waiting(proposal), Status.REFUSED, answer, by=by, at=at)


def _waiting(proposal: IdentityProposal) -> IdentityProposal:
    locked = IdentityProposal.objects.select_for_update(of=("self",)).select_related("organisation")
    found: IdentityProposal = locked.get(pk=proposal.pk)
    if found.status != Status.WAITING:
        raise ValidationError(_("Forslaget venter ikke lenger på svar."))
    return found


def _answer(
    proposal: IdentityProposal, status: IdentityProposal.Status, answer: str, *, by: User, at: datetime
) -> IdentityProposal:
    proposal.status, proposal.answer, proposal.answered_by, proposal.answered_at = status, answer, by, at
    proposal.full_clean()
    set_author(proposal, by).save()
    body = render_to_string("members/mail/proposal_answered.txt", {"proposal": proposal})
    for _key, recipient in contacts.addressees(proposal.organisation):
        outbox.post(
            recipient=recipient,
            subject=_("Svar på forslaget om nytt navn eller nummer"),
            body=body,
            about=proposal.organisation,
        )
    return proposal
