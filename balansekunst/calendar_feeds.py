"""The calendar as a feed that a calendar program reads, at an address that only its user knows.

The program has no session, so the address is all that it shows: 256 random bits, found by their digest. Each time, the
feed contains what its user may see then, and for one who may no longer enter the admin there is none.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from balansekunst.access import may_enter_admin
from balansekunst.calendar_entries import Entry, entries_between, kinds_for
from balansekunst.models import CalendarFeed, User

TOKEN_BYTES = 32
BACK, AHEAD = timedelta(days=62), timedelta(days=366)
REFRESH = timedelta(hours=6)


@transaction.atomic
def renew(user: User) -> CalendarFeed:
    """Give the user a new address. The old one stops working."""
    CalendarFeed.objects.filter(user=user).delete()
    token = token_urlsafe(TOKEN_BYTES)
    return CalendarFeed.objects.create(user=user, token=token, digest=_digest(token))


def revoke(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def user_of(token: str) -> User | None:
    """Return the user whose feed has this address, if they may still see the calendar."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=_digest(token)).first()
    return feed.user if feed and may_enter_admin(feed.user) else None


def render(user: User, *, at: datetime, site: str) -> bytes:
    """Return the user's feed as iCalendar; `site` is the address that the entries' own begin with."""
    today = timezone.localdate(at)
    first, last = today - BACK, today + AHEAD
    feed = Calendar.new(name="Balansekunst", prodid="-//Balansekunst//Kalender//NO", uid="kalender@balansekunst")
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        feed.add(name, REFRESH, parameters={"VALUE": "DURATION"})
    for _kind, entry in entries_between(user, kinds_for(user), first, last):
        feed.add_component(_event(entry, at, site))
    feed.add_missing_timezones(first_date=first, last_date=last + timedelta(days=1))
    return feed.to_ical()


def _event(entry: Entry, at: datetime, site: str) -> Event:
    start: date | datetime = entry.moment or entry.day
    return Event.new(
        uid=f"{entry.key}@balansekunst",
        stamp=at,
        summary=entry.title,
        start=start,
        end=None if entry.moment else entry.day + timedelta(days=1),
        location=entry.place or None,
        transparency=TRANSP.TRANSPARENT,
        url=f"{site}{entry.url}",
    )


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
