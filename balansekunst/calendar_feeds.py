"""The calendar as a feed that a calendar program reads, at an address that only its user knows.

The program has no session, so the address is all that it shows: 256 random bits, found by their digest. Each time, the
feed contains what its user may see then, and for one who may no longer enter the admin there is none.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone
from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from balansekunst.access import may_enter_admin
from balansekunst.calendar_entries import Entry, entries_between, kinds_for
from balansekunst.models import CalendarFeed, User
from balansekunst.secret_addresses import digest, renew_feed

PRODUCT = "-//Balansekunst//Kalender//NO"
BACK, AHEAD = timedelta(days=62), timedelta(days=366)
REFRESH = timedelta(hours=6)


def renew(user: User) -> CalendarFeed:
    """Give the user a new address. The old one stops working."""
    return renew_feed(CalendarFeed, user=user)


def revoke(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def user_of(token: str) -> User | None:
    """Return the user whose feed has this address, if they may still see the calendar."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=digest(token)).first()
    return feed.user if feed and may_enter_admin(feed.user) else None


def render(user: User, *, at: datetime, site: str) -> bytes:
    """Return the user's feed as iCalendar; `site` is the address that the entries' own begin with."""
    first, last = days_of_feed(at)
    entries = entries_between(user, kinds_for(user), first, last)
    events = (_event(entry, at, site) for _kind, entry in entries)
    return render_events(events, at=at, name="Balansekunst", uid="kalender@balansekunst")


def days_of_feed(at: datetime) -> tuple[date, date]:
    """Return the first and the last day that a feed contains at the moment."""
    today = timezone.localdate(at)
    return today - BACK, today + AHEAD


def render_events(events: Iterable[Event], *, at: datetime, name: str, uid: str) -> bytes:
    """Return a feed of the events as iCalendar, with the time zone of its days."""
    feed = Calendar.new(name=name, prodid=PRODUCT, uid=uid)
    for interval in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        feed.add(interval, REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        feed.add_component(event)
    first, last = days_of_feed(at)
    feed.add_missing_timezones(first_date=first, last_date=last + timedelta(days=1))
    return feed.to_ical()


def _event(entry: Entry, at: datetime, site: str) -> Event:
    start: date | datetime = entry.moment or entry.day
    end = timezone.localtime(entry.until) if entry.until else None
    return Event.new(
        uid=f"{entry.key}@balansekunst",
        stamp=at,
        summary=f"{entry.title}, {entry.people}" if entry.people else entry.title,
        start=start,
        end=end if entry.moment else entry.day + timedelta(days=1),
        location=entry.place or None,
        transparency=TRANSP.TRANSPARENT,
        url=f"{site}{entry.url}",
    )
