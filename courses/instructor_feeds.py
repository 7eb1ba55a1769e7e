"""The calendar feed of an instructor, who has no account: an address that staff give, and renew."""

from datetime import datetime

from balansekunst.calendar_feeds import days_of_feed, render_events
from balansekunst.secret_addresses import digest, renew_feed
from courses.calendar_files import event_of
from courses.models import Assignment, Instructor, InstructorFeed


def renew(instructor: Instructor) -> InstructorFeed:
    """Give the instructor a new address. The old one stops working."""
    return renew_feed(InstructorFeed, instructor=instructor)


def revoke(instructor: Instructor) -> None:
    InstructorFeed.objects.filter(instructor=instructor).delete()


def instructor_of(token: str) -> Instructor | None:
    """Return the instructor whose feed has this address, if they still give courses."""
    feeds = InstructorFeed.objects.select_related("instructor")
    feed = feeds.filter(digest=digest(token), instructor__active=True).first()
    return feed.instructor if feed else None


def render(instructor: Instructor, *, at: datetime) -> bytes:
    """Return the instructor's courses as iCalendar: with their clients, and no persons but instructors."""
    first, last = days_of_feed(at)
    found = Assignment.objects.of_instructors([instructor.pk]).filter(date__range=(first, last))
    found = found.exclude(status=Assignment.Status.CANCELLED).select_related("client", "municipality", "instructor")
    found = found.prefetch_related("other_instructors").order_by("date", "pk")
    events = [event_of(assignment, at=at) for assignment in found]
    name = f"Balansekunst: {instructor}"
    return render_events(events, at=at, name=name, uid=f"kursholder-{instructor.pk}@balansekunst")
