"""The page of an organisation: who they are, their contacts, memberships and fees, and its timeline."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Part, Rows, Table
from balansekunst.admin.timeline import MAIL, Facts, History, Kind, Messages, may_view
from balansekunst.fields import kroner_and_ore
from balansekunst.mail import outbox
from members.admin.fee_forms import FeePartForm, FeePaymentForm, FeeSettledForm
from members.admin.page_forms import DetailsForm, LeaveForm, NewContactForm, RejoinForm
from members.models import (
    Contact,
    EarlierIdentity,
    EarlierPlace,
    Fee,
    FeePayment,
    IdentityProposal,
    LeaveRequest,
    Membership,
    MembershipApplication,
    Municipality,
    Organisation,
)

DETAILS = Kind("opplysninger", gettext_lazy("Opplysninger"))
CONTACTS = Kind("kontakter", gettext_lazy("Kontaktpersoner"))
MEMBERSHIP = Kind("medlemskap", gettext_lazy("Medlemskap og kontingent"))
MOST_CONTACTS = 20


@dataclass(frozen=True)
class Details:
    """An organisation with the names and places that it had earlier, newest first."""

    organisation: Organisation
    identities: list[EarlierIdentity]
    places: list[EarlierPlace]


class DetailsPart(Part):
    """Who the organisation is, and where."""

    def is_visible(self, request: HttpRequest) -> bool:
        return True

    def content(self, request: HttpRequest, row: Organisation) -> Details:
        row.municipality = Municipality.objects.select_related("county").get(pk=row.municipality_id)
        identities, places = row.earlier_identities.all(), row.earlier_places.select_related("municipality")
        return Details(
            row,
            list(identities) if may_view(request, EarlierIdentity) else [],
            list(places) if may_view(request, EarlierPlace) else [],
        )


def membership_summary(table: Table, today: date) -> str:
    """Return since when the organisation is a member, or until when it was."""
    periods: list[Membership] = table.shown
    current = next((one for one in periods if one.joined <= today and (one.left is None or one.left > today)), None)
    if current and current.left:
        return _("Medlem til %(day)s") % {"day": f"{current.left:%d.%m.%Y}"}
    if current:
        return _("Medlem siden %(day)s") % {"day": f"{current.joined:%d.%m.%Y}"}
    return _("Ikke medlem nå") if periods else _("Har ikke vært medlem")


def of_memberships(organisation: Organisation) -> Q:
    """Return the condition on versions of fees: of memberships of the organisation, also of deleted ones."""
    return Q(membership__in=Membership.history.filter(organisation=organisation).values("id"))


def of_fees(organisation: Organisation) -> Q:
    """Return the condition on versions of payments: of fees of the organisation."""
    return Q(fee__in=Fee.objects.filter(membership__organisation=organisation).values("id"))


def membership_title(version: Any, previous: Any) -> str:
    """Return what a version of a membership says of joining and leaving."""
    if version.history_type == "+":
        return _("Medlemskap registrert fra %(day)s") % {"day": f"{version.joined:%d.%m.%Y}"}
    if version.history_type == "~" and previous and version.left and not previous.left:
        return _("Utmelding registrert fra %(day)s") % {"day": f"{version.left:%d.%m.%Y}"}
    return ""


def leave_text(row: Membership) -> str:
    """Return that the member left, and why if that is known."""
    why = ". ".join(filter(None, [row.get_leave_cause_display(), row.leave_reason]))
    return _("Meldt ut: %(reason)s") % {"reason": why} if why else _("Meldt ut")


def fee_name(version: Any) -> str:
    return str(version.rate or "")


def fee_title(version: Any, previous: Any) -> str:
    """Return that the fee was paid, if the version says so."""
    if version.history_type == "~" and previous and version.paid_on and not previous.paid_on:
        return _("Betaling registrert: kontingent %(rate)s") % {"rate": version.rate}
    if version.history_type == "~" and previous and version.invoice_number and not previous.invoice_number:
        params = {"number": version.invoice_number, "rate": version.rate}
        return _("Faktura %(number)s laget: kontingent %(rate)s") % params
    return ""


object_page.register(
    Organisation,
    DetailsPart(key="opplysninger", title=gettext_lazy("Opplysninger"), template="admin/members/_parts/details.html"),
    Rows(
        key="kontaktpersoner",
        title=gettext_lazy("Kontaktpersoner"),
        empty=gettext_lazy("Ingen kontaktpersoner ennå."),
        template="admin/members/_parts/contacts.html",
        model=Contact,
        path="organisation",
        columns=("name", "email", "phone", "may_log_in"),
        ordering=("name", "pk"),
        limit=MOST_CONTACTS,
        annotated=True,
    ),
    Rows(
        key="medlemskap",
        title=gettext_lazy("Medlemskap"),
        empty=gettext_lazy("Virksomheten har ikke vært medlem."),
        model=Membership,
        path="organisation",
        columns=("joined", "left", "leave_cause", "leave_reason"),
        summary=membership_summary,
    ),
    Rows(
        key="utmelding",
        title=gettext_lazy("Ønske om utmelding"),
        is_optional=True,
        model=LeaveRequest,
        path="membership__organisation",
        columns=("wished_on", "reason", "asked_by", "state"),
        related=("asked_by", "membership__organisation"),
    ),
    Rows(
        key="forslag",
        title=gettext_lazy("Forslag om nytt navn eller nummer"),
        is_optional=True,
        model=IdentityProposal,
        path="organisation",
        columns=("name", "number", "from_day", "proposed_by", "status"),
        related=("proposed_by",),
    ),
    Rows(
        key="kontingent",
        title=gettext_lazy("Kontingent"),
        empty=gettext_lazy("Ingen kontingent er registrert ennå."),
        model=Fee,
        path="membership__organisation",
        columns=("year", "size", "kroner", "due_on", "settled"),
        related=("rate",),
        annotated=True,
        all_query=lambda organisation: {"q": organisation.number},
    ),
    forms=(FeePaymentForm, FeePartForm, FeeSettledForm, LeaveForm, RejoinForm, DetailsForm, NewContactForm),
)
timeline.register(
    Organisation,
    History(
        DETAILS,
        lambda row: Q(id=row.pk),
        Organisation,
        name=lambda version: version.name,
        without=("formerly",),
    ),
    History(
        DETAILS,
        lambda row: Q(organisation=row.pk),
        EarlierPlace,
        name=lambda version: version.municipality,
        without=("organisation", "since"),
    ),
    History(
        DETAILS,
        lambda row: Q(organisation=row.pk),
        EarlierIdentity,
        name=lambda version: version.name or version.number,
        without=("organisation",),
    ),
    History(
        CONTACTS,
        lambda row: Q(organisation=row.pk),
        Contact,
        name=lambda version: version.name,
        without=("organisation",),
    ),
    History(
        DETAILS,
        lambda row: Q(organisation=row.pk),
        IdentityProposal,
        name=lambda version: " ".join(filter(None, (version.name, version.number))),
        without=("organisation",),
    ),
    Messages(MAIL, lambda row: Q(about__in=outbox.references(Fee.objects.filter(membership__organisation=row)))),
    Messages(MAIL, lambda row: Q(about__in=outbox.references(MembershipApplication.objects.filter(number=row.number)))),
    Facts(MEMBERSHIP, lambda row: Q(organisation=row), Membership, "joined", lambda _row: _("Ble medlem")),
    Facts(
        MEMBERSHIP,
        lambda row: Q(organisation=row),
        Membership,
        "left",
        leave_text,
    ),
    History(
        MEMBERSHIP,
        lambda row: Q(organisation=row.pk),
        Membership,
        name=lambda version: f"{version.joined:%d.%m.%Y}",
        title=membership_title,
        without=("organisation",),
    ),
    History(
        MEMBERSHIP,
        of_memberships,
        LeaveRequest,
        name=lambda version: f"{version.wished_on:%d.%m.%Y}",
        without=("membership",),
    ),
    History(MEMBERSHIP, of_memberships, Fee, name=fee_name, title=fee_title, without=("membership",)),
    Facts(
        MEMBERSHIP,
        lambda row: Q(membership__organisation=row),
        Fee,
        "paid_on",
        lambda row: _("Betalte kontingent %(rate)s") % {"rate": row.rate},
        related=("rate",),
    ),
    Facts(
        MEMBERSHIP,
        lambda row: Q(membership__organisation=row),
        Fee,
        "worked_on",
        lambda row: _("Ga kontingent %(rate)s som arbeid: %(work)s") % {"rate": row.rate, "work": row.work_reason},
        related=("rate",),
    ),
    Facts(
        MEMBERSHIP,
        lambda row: Q(fee__membership__organisation=row),
        FeePayment,
        "paid_on",
        lambda row: _("Innbetaling: %(amount)s") % {"amount": kroner_and_ore(row.amount)},
    ),
    History(
        MEMBERSHIP,
        of_fees,
        FeePayment,
        name=lambda version: kroner_and_ore(version.amount),
        without=("fee", "reference"),
    ),
    History(
        MEMBERSHIP,
        lambda row: Q(number=row.number),
        MembershipApplication,
        name=lambda version: version.name,
        without=("municipality", "membership"),
    ),
)
