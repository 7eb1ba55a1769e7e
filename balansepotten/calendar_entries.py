"""The calls, reports and payments of Balansepotten, in the calendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.access import RUN_ROUNDS
from balansekunst.calendar_entries import Entry, EntryKind
from balansekunst.dates import midnight
from balansekunst.fields import kroner
from balansekunst.models import User
from balansepotten import conflicts, follow_up
from balansepotten.models import Call, DeadlineExtension, Grant, Payment


def _calls(user: User, first: date, last: date) -> Iterator[Entry]:
    """Yield when calls open and close, and the longer deadlines of single organisations."""
    begins, ends = midnight(first), midnight(last + timedelta(days=1))
    dates = Q(opens_at__gte=begins, opens_at__lt=ends) | Q(deadline__gte=begins, deadline__lt=ends)
    for call in Call.objects.filter(dates):
        url = reverse("admin:balansepotten_call_change", args=[call.pk])
        if begins <= call.opens_at < ends:
            yield Entry(f"apner-{call.pk}", _("%(call)s åpner") % {"call": call}, call.opens_at, url)
        if begins <= call.deadline < ends:
            yield Entry(f"stenger-{call.pk}", _("Søknadsfrist: %(call)s") % {"call": call}, call.deadline, url)
    if user.has_perm(RUN_ROUNDS):
        yield from _longer_deadlines(user, begins, ends)


def _longer_deadlines(user: User, begins: datetime, ends: datetime) -> Iterator[Entry]:
    """Yield the longer deadlines that apply, in calls whose page of them the user may see."""
    later = DeadlineExtension.objects.filter(
        call=OuterRef("call"), organisation=OuterRef("organisation"), until__gt=OuterRef("until")
    )
    found = DeadlineExtension.objects.filter(
        ~conflicts.has_any(user), ~Exists(later), until__gte=begins, until__lt=ends
    )
    for extension in found.select_related("call", "organisation"):
        yield Entry(
            key=f"frist-{extension.pk}",
            title=_("Lengre søknadsfrist: %(organisation)s") % {"organisation": extension.organisation},
            on=extension.until,
            url=reverse("deadline_extend", args=[extension.call.year]),
        )


def _reports(user: User, first: date, last: date) -> Iterator[Entry]:
    """Yield the reports that recipients owe."""
    found = follow_up.grants_visible_to(user).filter(follow_up.due_between(first, last))
    for grant in found.select_related("application__organisation"):
        yield Entry(
            key=f"rapport-{grant.pk}",
            title=_("Rapport: %(organisation)s") % {"organisation": grant.application.organisation},
            on=grant.report_due,
            url=_page_of(grant),
        )


def _payments(user: User, first: date, last: date) -> Iterator[Entry]:
    """Yield the payments and refunds that are not made."""
    visible = conflicts.without_conflict(user, "grant__application")
    found = Payment.objects.filter(visible, follow_up.unpaid(), due_on__range=(first, last))
    for payment in found.select_related("grant__application__organisation"):
        name = _("Tilbakebetaling") if payment.part == Payment.Part.REFUND else _("Utbetaling")
        yield Entry(
            key=f"betaling-{payment.pk}",
            title=f"{name}: {payment.grant.application.organisation}, {kroner(payment.amount)}",
            on=payment.due_on,
            url=_page_of(payment.grant),
        )


def _page_of(grant: Grant) -> str:
    return reverse("grant_handle", args=[grant.application.uuid])


KINDS = [
    EntryKind("utlysning", gettext_lazy("Utlysninger og søknadsfrister"), "balansepotten.view_call", _calls),
    EntryKind("rapport", gettext_lazy("Rapportfrister"), RUN_ROUNDS, _reports),
    EntryKind("betaling", gettext_lazy("Betalinger i Balansepotten"), RUN_ROUNDS, _payments),
]
