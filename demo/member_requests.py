"""What made-up contacts have asked for on Min side: another name, which waits or was refused, and to leave."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from balansekunst.models import User
from demo.made_up import NOTICE, SAMI_CENTRE
from demo.user_accounts import user_of
from members import leave_requests, proposals
from members.contacts import give_access
from members.models import Contact, Organisation

ASKED = (("Nytt navn og logo fra i høst.", timedelta(days=11)), ("Vi har blitt landsdekkende.", timedelta(days=3)))


def fill(day: date) -> None:
    """Let the contacts of some members ask, some days ago."""
    members = Organisation.objects.members_on(day).filter(contacts__email__contains="@", memberships__left=None)
    chosen = members.exclude(number=SAMI_CENTRE.number).distinct().order_by("number")[:3]
    for organisation, (note, ago) in zip(chosen, ASKED, strict=False):
        _propose(organisation, f"{organisation.name} Norge", note, day - ago)
    for organisation in chosen[2:]:
        _ask_to_leave(organisation, day)
    _refused(Organisation.objects.get(number=SAMI_CENTRE.number), day)


def _propose(organisation: Organisation, name: str, note: str, day: date) -> None:
    answers = {"name": name, "number": organisation.number, "note": f"{note} ({NOTICE})"}
    by = _contact_of(organisation)
    proposals.propose(organisation, **answers, from_day=day, by=by, at=_noon(day), today=day)


def _refused(organisation: Organisation, day: date) -> None:
    asked, by = day - timedelta(days=40), user_of("medlem")
    answers = {"name": f"{organisation.name} AS", "number": organisation.number, "note": NOTICE}
    found = proposals.propose(organisation, **answers, from_day=asked, by=by, at=_noon(asked), today=asked)
    words = f"Dere er ikke registrert som aksjeselskap i Enhetsregisteret ennå. ({NOTICE})"
    proposals.refuse(found, answer=words, by=user_of("ansatt"), at=_noon(asked + timedelta(days=2)))


def _ask_to_leave(organisation: Organisation, day: date) -> None:
    asked, reason = day - timedelta(days=5), f"Vi legger ned festivalen etter årets utgave. ({NOTICE})"
    wished_on, by = date(day.year + 1, 1, 1), _contact_of(organisation)
    leave_requests.ask(organisation, wished_on=wished_on, reason=reason, by=by, at=_noon(asked), today=asked)


def _contact_of(organisation: Organisation) -> User:
    contact: Contact = organisation.contacts.exclude(email="").order_by("pk")[0]
    return contact.user or give_access(contact)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
