"""How memberships, fees, requests to join and contacts move when two organisations are merged."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.merging import RULES, Merge, Rule, discard, move_related, reassign
from members.models import (
    Contact,
    Fee,
    IdentityProposal,
    LeaveRequest,
    Membership,
    MembershipApplication,
    Organisation,
    Registration,
)


def move_memberships(merge: Merge, rows: list[Membership], field: str, target: Organisation) -> None:
    """Make one of periods that overlap, or follow each other without a day between, and move the others.

    Rows are deleted before others are changed: the periods of an organisation never overlap in the database.
    """
    of_target = list(target.memberships.order_by("joined"))
    groups = [_in_order(group, target) for group in _connected([*of_target, *rows])]
    for first, *others in groups:
        for membership in others:
            move_related(merge, membership, first)
            merge.delete(membership)
    for first, *others in groups:
        if others or first.organisation_id != target.pk:
            last = max([first, *others], key=lambda membership: (membership.left is None, membership.left))
            first.joined = min(membership.joined for membership in (first, *others))
            first.left, first.leave_cause, first.leave_reason = last.left, last.leave_cause, last.leave_reason
            reassign(merge, [first], field, target)


def _connected(memberships: Iterable[Membership]) -> list[list[Membership]]:
    """Return the memberships in groups: those of two organisations that share a day, or have none between them."""
    groups: list[list[Membership]] = []
    for membership in sorted(memberships, key=lambda each: (each.joined, each.pk)):
        joined = [group for group in groups if any(_continues(each, membership) for each in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(each for group in joined for each in group), membership])
    return groups


def _continues(earlier: Membership, later: Membership) -> bool:
    is_of_another = earlier.organisation_id != later.organisation_id
    return is_of_another and (earlier.left is None or later.joined <= earlier.left)


def _in_order(group: list[Membership], target: Organisation) -> list[Membership]:
    """Return the row that remains, which is the target's if it has one, and then the others."""
    return sorted(group, key=lambda each: (each.organisation_id != target.pk, each.joined))


def move_fees(merge: Merge, rows: list[Fee], field: str, target: Membership) -> None:
    """Move the fees. Of two with the same rate, the one that nobody paid and that has no invoice is dropped.

    Raises ValidationError if neither can be. Those that are written off stay beside others.
    """
    known = {fee.rate_id: fee for fee in target.fees.select_related("rate") if not fee.written_off_on}
    for fee in rows:
        same = known.get(fee.rate_id)
        if same is None or fee.written_off_on:
            reassign(merge, [fee], field, target)
        elif _can_be_dropped(fee):
            move_related(merge, fee, same)
            merge.delete(fee)
        elif _can_be_dropped(same):
            move_related(merge, same, fee)
            merge.delete(same)
            reassign(merge, [fee], field, target)
        else:
            message = _("Begge har betalt eller fått faktura: %(rate)s. Avskriv den ene som «feil faktura» først.")
            if same.paid_on and fee.paid_on:
                message = _("Begge har betalt kontingent: %(rate)s. Slett den ene betalingen først.")
            raise ValidationError(message, params={"rate": same.rate})


def _can_be_dropped(fee: Fee) -> bool:
    return fee.state == Fee.State.OUTSTANDING and fee.invoice_number is None


def move_request(merge: Merge, rows: list[MembershipApplication], field: str, target: Membership) -> None:
    """Move the request that the membership came from. Raises ValidationError if the target has its own."""
    if MembershipApplication.objects.filter(membership=target).exists():
        raise ValidationError(
            _("Begge ble medlem ved en innmelding, og medlemskapene blir ett. Slett den ene innmeldingen først.")
        )
    reassign(merge, rows, field, target)


def move_proposals(merge: Merge, rows: list[IdentityProposal], field: str, target: Organisation) -> None:
    """Move the proposals, and close one that waits: it is of a name or number that will be gone."""
    for proposal in rows:
        if proposal.status == IdentityProposal.Status.WAITING:
            proposal.status, proposal.answer = IdentityProposal.Status.WITHDRAWN, merge.reason
    reassign(merge, rows, field, target)


def move_leave_requests(merge: Merge, rows: list[LeaveRequest], field: str, target: Membership) -> None:
    """Move the requests to leave. Of two that are not withdrawn, that of the target remains."""
    has_one = target.leave_requests.filter(withdrawn_on=None).exists()
    for request in rows:
        if has_one and request.withdrawn_on is None:
            request.withdrawn_on = merge.today
    reassign(merge, rows, field, target)


def closed(target: Organisation, other: Organisation) -> Iterator[str]:
    """Yield what a merge closes instead of moving it, as sentences."""
    if other.identity_proposals.filter(status=IdentityProposal.Status.WAITING).exists():
        yield _("Forslaget fra %(other)s om nytt navn eller nummer blir lukket.") % {"other": other}
    asked = LeaveRequest.objects.waiting()
    if all(asked.filter(membership__organisation=each).exists() for each in (target, other)):
        yield _("Begge har bedt om utmelding. Ønsket fra %(target)s gjelder, og det andre blir trukket.") % {
            "target": target
        }


def move_contacts(merge: Merge, rows: list[Contact], field: str, target: Organisation) -> None:
    """Move the contacts. The same person at both becomes one, with the account, phone and wish of either.

    A wish of the organisation that is deleted was that of its contacts.
    """
    known = list(target.contacts.order_by("pk"))
    for contact in rows:
        contact.declined_mailings_on = contact.declined_mailings_on or contact.organisation.declined_mailings_on
        same = next((each for each in known if _is_same_person(each, contact)), None)
        if same is None:
            reassign(merge, [contact], field, target)
            continue
        move_related(merge, contact, same)
        merge.delete(contact)
        before = (same.user_id, same.phone, same.declined_mailings_on)
        same.user = same.user or contact.user
        same.phone = same.phone or contact.phone
        same.declined_mailings_on = same.declined_mailings_on or contact.declined_mailings_on
        if before != (same.user_id, same.phone, same.declined_mailings_on):
            merge.save(same)


def _is_same_person(known: Contact, contact: Contact) -> bool:
    if contact.email:
        return contact.email.casefold() == known.email.casefold()
    return contact.name.casefold() == known.name.casefold()


def move_registrations(merge: Merge, rows: list[Registration], field: str, target: Organisation) -> None:
    """Move the registrations for annual meetings. Raises ValidationError if both are registered for one."""
    for row in rows:
        if target.registrations.filter(meeting=row.meeting_id).exists():
            message = _("Begge er påmeldt: %(meeting)s. Slett den ene påmeldingen først.")
            raise ValidationError(message, params={"meeting": row.meeting})
    reassign(merge, rows, field, target)


def register() -> None:
    RULES.update(
        {
            "members.Membership.organisation": Rule(move_memberships),
            "members.Fee.membership": Rule(move_fees),
            "members.FeePayment.fee": Rule(reassign),
            "members.MembershipApplication.membership": Rule(move_request),
            "members.Contact.organisation": Rule(move_contacts),
            "members.Registration.organisation": Rule(move_registrations),
            "members.MailingRecipient.organisation": Rule(reassign),
            "members.MailingRecipient.contact": Rule(reassign),
            "members.IdentityProposal.organisation": Rule(move_proposals),
            "members.LeaveRequest.membership": Rule(move_leave_requests),
            "members.EarlierIdentity.organisation": Rule(reassign),
            "members.EarlierPlace.organisation": Rule(discard),
            "members.RegisterDifference.organisation": Rule(discard),
            "members.LikelyDuplicate.first": Rule(discard),
            "members.LikelyDuplicate.second": Rule(discard),
        }
    )
