"""What waits for management among the yearly reports: those that are not published."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.models import User
from reports.admin_front_page import unpublished_on


def waiting(_user: User, moment: datetime) -> Iterator[TaskRows]:
    """Yield the unpublished reports of years that are over, by year."""
    yield TaskRows(unpublished_on(timezone.localdate(moment)), _report, by="year")


def _report(count: int, year: int) -> Task:
    # A year has one report.
    words = _("årsrapport er ikke publisert ennå (%(year)s)")
    return Task(Urgency.WAITING, words % {"year": year}, count, reverse("report_publish", args=[year]))
