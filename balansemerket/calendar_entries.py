"""The marks that expire, in the calendar."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.calendar_entries import Entry, EntryKind
from balansekunst.models import User
from balansemerket.models import Event


def _expiries(_user: User, first: date, last: date) -> Iterator[Entry]:
    for event in Event.objects.ending_between(first, last).select_related("certification__organisation"):
        yield Entry(
            key=f"merke-{event.pk}",
            title=_("Balansemerket utløper: %(organisation)s") % {"organisation": event.certification.organisation},
            on=event.valid_until or last,  # all that end have a last day
            url=reverse("admin:balansemerket_certification_change", args=[event.certification_id]),
        )


KINDS = [EntryKind("merke", gettext_lazy("Merker som utløper"), "balansemerket.view_certification", _expiries)]
