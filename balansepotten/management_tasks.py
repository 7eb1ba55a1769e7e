"""What waits for management in the grant rounds: sharing the pot, letters and payments."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.models import User
from balansepotten import allocation, conflicts, follow_up
from balansepotten.admin.letters import unsent
from balansepotten.models import Payment


def waiting(user: User, moment: datetime) -> Iterator[TaskRows]:
    """Yield the applications to decide, the letters to send and the payments that are due, by the year of the call."""
    yield TaskRows(allocation.undecided_applications(moment, by=user), _round, by="call__year")
    yield unsent(user)
    payable = Payment.objects.filter(
        follow_up.payable_on(timezone.localdate(moment)), conflicts.without_conflict(user, "grant__application")
    )
    yield TaskRows(payable, _payments, by="grant__application__call__year")


def _round(count: int, year: int) -> Task:
    words = ngettext(
        "søknad i Balansepotten %(year)s venter på vedtak", "søknader i Balansepotten %(year)s venter på vedtak", count
    )
    return Task(Urgency.WAITING, words % {"year": year}, count, reverse("allocation", args=[year]))


def _payments(count: int, year: int) -> Task:
    words = ngettext(
        "betaling fra Balansepotten %(year)s forfaller", "betalinger fra Balansepotten %(year)s forfaller", count
    )
    page = f"{reverse('round_overview', args=[year])}#betalinger"
    return Task(Urgency.WAITING, words % {"year": year}, count, page)
