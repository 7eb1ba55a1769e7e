"""Members on My page: the details, membership, contacts and fees of an organisation, and the wish about mailings."""

from typing import Any

from balansekunst import my_page
from balansekunst.my_page import Part, Place, Visit
from members import mailings, statements

MOST_FEES = 5


def details(_visit: Visit) -> dict[str, Any]:
    return {}


def memberships(visit: Visit) -> dict[str, Any]:
    return {"memberships": list(visit.organisation.memberships.all())}


def contacts(visit: Visit) -> dict[str, Any]:
    return {"contacts": list(visit.organisation.contacts.all())}


def fees(visit: Visit) -> dict[str, Any] | None:
    """Return the latest fees, and the statement, which has the balance."""
    statement = statements.statement_of(visit.organisation)
    if not statement.fees:
        return None
    return {"fees": statement.fees[:MOST_FEES], "statement": statement, "day": visit.day}


def mailing_wish(visit: Visit) -> dict[str, Any] | None:
    return {"declined_mailings": mailings.user_declined(visit.user)} if visit.organisations else None


def register() -> None:
    at = Place.ORGANISATION
    my_page.register(
        Part(order=10, place=at, template="members/_parts/my_details.html", load=details),
        Part(order=20, place=at, template="members/_parts/my_contacts.html", load=contacts),
        Part(order=30, place=at, template="members/_parts/my_membership.html", load=memberships),
        Part(order=70, place=at, template="members/_parts/my_fees.html", load=fees),
        Part(order=10, place=Place.FOOT, template="members/_parts/mailing_wish.html", load=mailing_wish),
    )
