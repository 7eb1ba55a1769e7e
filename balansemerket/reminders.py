"""Reminders to holders whose mark expires, 90, 30 and 7 days before.

The dedupe key has the event and the number of days: each is sent once, and after a missed day on the next one.
"""

from datetime import date, datetime, timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.mail import outbox
from balansemerket.models import Event
from members.contacts import addressees

DAYS_BEFORE = (7, 30, 90)


def remind_of_expiry(at: datetime) -> int:
    """Remind the contacts of each holder whose mark expires, and return the number of e-mails."""
    today = timezone.localdate(at)
    ending = Event.objects.ending_between(today, today + timedelta(days=max(DAYS_BEFORE)))
    found = ending.select_related("certification__organisation").order_by("pk")
    return sum(_remind(event, today) for event in found.prefetch_related("certification__organisation__contacts"))


def step_on(valid_until: date, day: date) -> int | None:
    """Return which reminder is the newest by the day, as a number of days before, or None before the first."""
    return next((days for days in DAYS_BEFORE if (valid_until - day).days <= days), None)


def is_time_to_renew(valid_until: date, day: date) -> bool:
    """Return whether the first reminder is sent by the day, or the mark has expired."""
    return step_on(valid_until, day) is not None


def _remind(event: Event, today: date) -> int:
    if event.valid_until is None or (step := step_on(event.valid_until, today)) is None:
        return 0
    organisation = event.certification.organisation
    body = render_to_string("balansemerket/mail/reminder_expiry.txt", {"event": event, "organisation": organisation})
    sent = [
        outbox.post_once(
            f"mark-expiry/{event.pk}/{step}/{key}",
            recipient=email,
            subject=_("Balansemerket må snart fornyes"),
            body=body,
            about=event.certification,
        )
        for key, email in addressees(organisation)
    ]
    return sum(message is not None for message in sent)
