"""The rules of retention for contacts, requests to join and e-mails that came back."""

from collections.abc import Callable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balansekunst.dates import midnight, years_after
from balansekunst.personal_data.holds import is_held
from balansekunst.personal_data.retention import RULES, RowRule, Rule, correspondence_limit
from balansekunst.personal_data.rules import BOOKKEEPING, NECESSITY, NEEDED, is_at
from members import mailings, public_joining
from members.models import (
    Contact,
    Membership,
    MembershipApplication,
    Organisation,
    PublicApplication,
    Registration,
    SupportingMember,
)

# What other apps need contacts for: functions of a day that return the condition on rows with an `organisation`.
NEEDED_CONTACTS: list[Callable[[date], Q]] = []
DECLINED_YEARS = 1
MEETING_YEARS = 1
# What a contact that has been erased is called.
ERASED_CONTACT = "Slettet kontaktperson"


def needed_accounts(day: date) -> Q:
    """Accounts whose person is in a row that is needed, or has a legal hold: erasing the person would empty the row.

    That is contacts of members, also those without access to them, applicants, delegates and supporting members.
    """
    members = Membership.objects.active_on(day).values("organisation")
    contacts = Contact.objects.filter(Q(user=OuterRef("pk")) | is_at("email")).filter(
        Q(organisation__in=members) | is_held(Organisation, "organisation") | is_held(Contact)
    )
    organisations = Organisation.objects.filter(Q(pk__in=members) | is_held(Organisation)).filter(is_at("email"))
    undecided = MembershipApplication.objects.filter(status=MembershipApplication.Status.RECEIVED)
    delegates = Registration.objects.filter(Q(meeting__date__gte=day) | is_held(Registration)).filter(is_at("email"))
    supporting = SupportingMember.objects.filter(Q(left=None) | Q(left__gt=day)).filter(is_at("email"))
    applicants = undecided.filter(is_at("contact_email"))
    return reduce(or_, (Q(Exists(rows)) for rows in (contacts, organisations, applicants, delegates, supporting)))


def former_supporting_members(day: date) -> QuerySet[SupportingMember]:
    return SupportingMember.objects.filter(left__lt=correspondence_limit(day))


def former_contacts(day: date) -> QuerySet[Contact]:
    """Return the contacts of organisations that left so long ago that the agreement is no longer needed.

    Without those of organisations that have something going on, such as a project that is not reported.
    """
    left = Organisation.objects.annotate(last=Max("memberships__left")).filter(
        ~Exists(Membership.objects.filter(organisation=OuterRef("pk"), left=None)), last__lt=correspondence_limit(day)
    )
    remaining = Contact.objects.filter(organisation__in=left.values("pk")).exclude(name=ERASED_CONTACT)
    needed = reduce(or_, (condition(day) for condition in NEEDED_CONTACTS), is_held(Organisation, "organisation"))
    return remaining.exclude(needed)


def erase_contacts(contacts: QuerySet[Contact]) -> None:
    """Replace the persons in the rows and their histories. Other rows may refer to them."""
    values = {"name": ERASED_CONTACT, "email": "", "phone": "", "user": None}
    keys = list(contacts.values_list("pk", flat=True))
    Contact.history.filter(id__in=keys).update(**values)
    contacts.update(**values)


def erase_removed_contacts(at: datetime) -> int:
    """Replace persons in the histories of contacts that are removed, once the agreement is no longer needed."""
    limit = midnight(correspondence_limit(timezone.localdate(at)))
    versions = Contact.history.exclude(id__in=Contact.objects.values("pk")).exclude(name=ERASED_CONTACT)
    last = Contact.history.filter(id=OuterRef("id"), history_date__gte=limit)
    return versions.filter(~Exists(last)).update(name=ERASED_CONTACT, email="", phone="", user=None)


def declined_requests(day: date) -> QuerySet[MembershipApplication]:
    declined = MembershipApplication.objects.filter(status=MembershipApplication.Status.DECLINED)
    return declined.filter(decided_on__lte=years_after(day, -DECLINED_YEARS))


def delete_requests(applications: QuerySet[MembershipApplication]) -> None:
    """Delete the requests with their histories and the applicants' pages."""
    PublicApplication.objects.filter(application__in=list(applications)).delete()
    delete_with_history(applications)


def old_registrations(day: date) -> QuerySet[Registration]:
    """Return the registrations of old meetings, without delegates to whom one with a legal hold gave a proxy."""
    old = Registration.objects.filter(meeting__date__lte=years_after(day, -MEETING_YEARS))
    held = Registration.objects.filter(is_held(Registration), proxy=OuterRef("pk"))
    return old.exclude(Exists(held))


def delete_with_history(rows: QuerySet[Any]) -> None:
    """Delete the rows with their histories."""
    model: Any = rows.model
    model.history.filter(id__in=list(rows.values_list("pk", flat=True))).delete()
    rows._raw_delete(rows.db)  # noqa: SLF001 - without a last version in the history


def register() -> None:
    NEEDED.append(needed_accounts)
    RULES.extend(
        [
            RowRule(
                _("Kontaktpersoner i virksomheter som er utmeldt: navn, e-post og telefon, også i historikken"),
                _("3,5 år etter regnskapsåret virksomheten meldte seg ut"),
                BOOKKEEPING,
                former_contacts,
                erase_contacts,
            ),
            Rule(
                _("Kontaktpersoner som er fjernet: navn, e-post og telefon i historikken"),
                _("3,5 år etter regnskapsåret de ble fjernet i"),
                BOOKKEEPING,
                erase_removed_contacts,
            ),
            RowRule(
                _("Innmeldinger som er avslått, med historikk"),
                _("1 år etter styrets vedtak"),
                NECESSITY,
                declined_requests,
                delete_requests,
            ),
            RowRule(
                _("Støttemedlemmer som er utmeldt, med historikk"),
                _("3,5 år etter regnskapsåret de meldte seg ut"),
                BOOKKEEPING,
                former_supporting_members,
                delete_with_history,
            ),
            RowRule(
                _("Påmeldinger til årsmøter: delegatene og fullmaktene, med historikk"),
                _("1 år etter møtet"),
                NECESSITY,
                old_registrations,
                delete_with_history,
            ),
            Rule(
                _("Innmeldinger fra nettsiden med en e-postadresse som ingen har bekreftet"),
                _("etter 3 dager"),
                NECESSITY,
                public_joining.delete_unverified,
            ),
            Rule(
                _("E-post i retur fra en adresse som ingen har lenger"),
                _("etter 90 dager"),
                NECESSITY,
                mailings.delete_old_bounces,
            ),
        ]
    )
