"""The fees that are due, and the annual meeting with its deadlines, in the calendar."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.calendar_entries import Entry, EntryKind
from balansekunst.models import User
from members.models import Fee, Meeting


def _fees_due(_user: User, first: date, last: date) -> Iterator[Entry]:
    """Yield one entry a day, since all members' fees are due together."""
    unpaid = Fee.objects.outstanding().filter(due_on__range=(first, last)).order_by("due_on")
    for day, count in unpaid.values_list("due_on").annotate(Count("pk")):
        words = ngettext("%(count)s kontingent forfaller", "%(count)s kontingenter forfaller", count)
        query = urlencode({"due_on__exact": day.isoformat(), "betaling": "ubetalt"})
        yield Entry(
            key=f"kontingent-{day.isoformat()}",
            title=words % {"count": count},
            on=day,
            url=f"{reverse('admin:members_fee_changelist')}?{query}",
        )


def _meetings(_user: User, first: date, last: date) -> Iterator[Entry]:
    """Yield the annual meetings and their deadlines, which come before them."""
    for meeting in Meeting.objects.filter(date__gte=first):
        url = reverse("admin:members_meeting_page", args=[meeting.pk])
        dates = {
            "innkalling": (_("Siste dag for innkalling til årsmøtet"), meeting.summons_due),
            "forslag": (_("Siste dag for forslag til årsmøtet"), meeting.proposals_due),
            "saksliste": (_("Siste dag for full saksliste til årsmøtet"), meeting.agenda_due),
            "pamelding": (_("Påmeldingsfrist for årsmøtet"), meeting.register_by),
            "arsmote": (_("Årsmøte"), meeting.date),
        }
        for key, (title, day) in dates.items():
            if first <= day <= last:
                yield Entry(f"{key}-{meeting.pk}", title, day, url, meeting.place if key == "arsmote" else "")


KINDS = [
    EntryKind("kontingent", gettext_lazy("Kontingent"), "members.view_fee", _fees_due),
    EntryKind("arsmote", gettext_lazy("Årsmøtet"), "members.view_meeting", _meetings),
]
