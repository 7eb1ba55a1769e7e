"""Members on My page: the details, membership, contacts and fees of an organisation, and the wish about mailings."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Case, Exists, OuterRef, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst import my_page
from balansekunst.dates import days_left
from balansekunst.fields import kroner_and_ore
from balansekunst.my_page import Part, Place, Task, Visit
from members import leave_requests, mailings, meetings, statements
from members.models import Fee, IdentityProposal, Meeting, Organisation
from members.payments import balance

MOST_FEES = 5


def details(visit: Visit) -> dict[str, Any]:
    """Return the proposal that waits, or else the newest, if the office refused or closed it with a word."""
    status = IdentityProposal.Status
    waits_first = Case(When(status=status.WAITING, then=0), default=1)
    newest = visit.organisation.identity_proposals.order_by(waits_first, "-proposed_at", "-pk").first()
    is_closed = newest and newest.status != status.ACCEPTED and newest.answer
    return {"proposal": newest if newest and (newest.status == status.WAITING or is_closed) else None}


def memberships(visit: Visit) -> dict[str, Any]:
    found = visit.organisation.memberships.all()
    return {"memberships": list(found), "leave_request": leave_requests.waiting_of(visit.organisation)}


def contacts(visit: Visit) -> dict[str, Any]:
    return {"contacts": list(visit.organisation.contacts.all())}


def fees(visit: Visit) -> dict[str, Any] | None:
    """Return the latest fees, each with what remains of it if paid in part, and the statement with the balance."""
    statement = statements.statement_of(visit.organisation)
    if not statement.fees:
        return None
    latest = [(fee, statements.remaining_of(fee)) for fee in statement.fees[:MOST_FEES]]
    return {"fees": latest, "statement": statement, "day": visit.day}


def meeting(visit: Visit) -> dict[str, Any] | None:
    """Return the next annual meeting to those who are members, and who votes for the organisation there."""
    found = visit.once(_next_meeting) if visit.organisation.is_member else None
    if found is None or not Organisation.objects.members_on(found.date).filter(pk=visit.organisation.pk).exists():
        return None
    registrations = found.registrations.filter(organisation=visit.organisation).select_related("proxy__organisation")
    return {"meeting": found, "registration": registrations.first(), "organisation": visit.organisation}


def _next_meeting(visit: Visit) -> Meeting | None:
    return meetings.next_meeting(visit.day)


def meeting_tasks(visit: Visit) -> Iterator[Task]:
    """Yield that a member has registered nobody for the next annual meeting, while it is time."""
    members = {organisation.pk for organisation in visit.organisations if organisation.is_member}
    found = visit.once(_next_meeting) if members else None
    if found is None or visit.day > found.register_by:
        return
    registered = Exists(found.registrations.filter(organisation=OuterRef("pk")))
    of_user = Organisation.objects.members_on(found.date).filter(~registered, pk__in=members)
    waiting = set(of_user.values_list("pk", flat=True))
    for organisation in visit.organisations:
        if organisation.pk in waiting:
            yield Task(
                title=_("Meld på delegat til årsmøtet"),
                about=date_format(found.date, "j. F Y"),
                button=_("Meld på"),
                url=reverse("meeting_registration", args=[organisation.pk]),
                organisation=organisation.name,
                due=found.register_by,
                when=_("Frist %(day)s") % {"day": date_format(found.register_by, "j. F Y")},
                left=days_left(found.register_by, visit.day),
            )


def fees_to_pay(visit: Visit) -> Iterator[Task]:
    """Yield the invoices that aren't paid, with the last day to pay."""
    found = Fee.objects.outstanding().filter(invoice_number__isnull=False)
    mine = found.filter(membership__organisation__in=[each.pk for each in visit.organisations])
    fees: Iterable[Any] = mine.select_related("membership__organisation", "rate").with_received()
    for fee in fees:
        organisation, left = fee.membership.organisation, balance(fee, fee.received).outstanding
        is_late = fee.due_on < visit.day
        when = _("Forfalt %(day)s") if is_late else _("Forfaller %(day)s")
        yield Task(
            title=_("Betal kontingenten"),
            about=_("%(year)s: %(amount)s") % {"year": fee.rate.year, "amount": kroner_and_ore(left)},
            button=_("Se fakturaen"),
            url=reverse("my_fees", args=[organisation.pk]),
            organisation=str(organisation),
            due=fee.due_on,
            when=when % {"day": date_format(fee.due_on)},
            is_late=is_late,
        )


def mailing_wish(visit: Visit) -> dict[str, Any] | None:
    return {"declined_mailings": mailings.user_declined(visit.user)} if visit.organisations else None


def register() -> None:
    at = Place.ORGANISATION
    my_page.register(
        Part(order=10, place=at, template="members/_parts/my_details.html", load=details),
        Part(order=20, place=at, template="members/_parts/my_contacts.html", load=contacts),
        Part(order=30, place=at, template="members/_parts/my_membership.html", load=memberships),
        Part(order=40, place=at, template="members/_parts/my_meeting.html", load=meeting),
        Part(order=70, place=at, template="members/_parts/my_fees.html", load=fees),
        Part(order=10, place=Place.FOOT, template="members/_parts/mailing_wish.html", load=mailing_wish),
    )
    my_page.register_tasks(fees_to_pay)
    my_page.register_tasks(meeting_tasks)
