"""Which grants, reports and payments wait for something: each condition once, for lists, counts and reminders."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q

from balansekunst.models import Message
from balansepotten import conflicts, outcomes
from balansepotten.models import Application, Decision, Grant, Letter, Payment, ProjectReport

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from balansekunst.models import User

Status = ProjectReport.Status


def standing() -> Q:
    """Return the condition on grants that the award stands."""
    return Q(application__status=Application.Status.GRANTED)


def told() -> Q:
    """Return the condition on grants whose recipient has been told, by letter where the round was decided here."""
    letters = Letter.objects.filter(
        decision__application=OuterRef("application"),
        decision__outcome=Decision.Outcome.GRANTED,
        message__status=Message.Status.SENT,
    )
    return Q(accepted_at__isnull=False) | Q(application__call__locked_at__isnull=True) | Q(Exists(letters))


def owes_report() -> Q:
    """Return the condition on grants that are accepted, and whose report isn't sent, or is sent back."""
    reports = ProjectReport.objects.filter(grant=OuterRef("pk"))
    is_sent = Q(Exists(reports.exclude(status__in=ProjectReport.WRITABLE)))
    return standing() & Q(accepted_at__isnull=False) & ~is_sent


def overdue_on(day: date) -> Q:
    """Return the condition on grants that owe a report whose last day was before `day`."""
    return owes_report() & Q(report_due__lt=day)


def due_between(first: date, last: date) -> Q:
    """Return the condition on grants that owe a report whose last day is from `first` to `last`, both counted in."""
    return owes_report() & Q(report_due__range=(first, last))


def owes_answer() -> Q:
    """Return the condition on grants whose recipient has been told, and hasn't accepted."""
    return standing() & told() & Q(accepted_at__isnull=True)


def to_read() -> Q:
    """Return the condition on reports that wait to be read."""
    return Q(status=Status.SUBMITTED)


def unpaid() -> Q:
    """Return the condition on payments that aren't made yet, whichever way the money goes."""
    return Q(paid_on__isnull=True)


def payable_on(day: date) -> Q:
    """Return the condition on payments to recipients that are due by `day`, and not made."""
    return unpaid() & Q(due_on__lte=day) & ~Q(part=Payment.Part.REFUND)


def late_refund_on(day: date) -> Q:
    """Return the condition on money asked back that should have come before `day`."""
    return unpaid() & Q(due_on__lt=day, part=Payment.Part.REFUND)


def grants_for(user: "User | AnonymousUser") -> "QuerySet[Grant]":
    """Return the grants that the user has no conflict of interest with."""
    return Grant.objects.filter(application__in=Application.objects.filter(conflicts.unhindered(user)))


def grants_of_contact(user: "User") -> "QuerySet[Grant]":
    """Return the grants of the user's organisations as far as they have been told, the newest first.

    Each has its application as `outcomes.as_told` gives it: a changed decision waits for its letter.
    """
    found = Grant.objects.filter(told(), application__in=Application.objects.of_contact(user))
    applications = outcomes.as_told(Application.objects.select_related("call", "organisation"))
    found = found.select_related("report", "accepted_by").prefetch_related(Prefetch("application", applications))
    return found.order_by("-application__number")
