"""The fees that are due, in the calendar: one entry a day, since all members' fees are due together."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.calendar_entries import Entry, EntryKind
from balansekunst.models import User
from members.models import Fee


def _fees_due(_user: User, first: date, last: date) -> Iterator[Entry]:
    unpaid = Fee.objects.outstanding().filter(due_on__range=(first, last)).order_by("due_on")
    for day, count in unpaid.values_list("due_on").annotate(Count("pk")):
        words = ngettext("%(count)s kontingent forfaller", "%(count)s kontingenter forfaller", count)
        query = urlencode({"due_on__exact": day.isoformat(), "paid_on__isnull": "1"})
        yield Entry(
            key=f"kontingent-{day.isoformat()}",
            title=words % {"count": count},
            on=day,
            url=f"{reverse('admin:members_fee_changelist')}?{query}",
        )


KINDS = [EntryKind("kontingent", gettext_lazy("Kontingent"), "members.view_fee", _fees_due)]
