"""E-mails to the staff about the deadlines of the annual meeting, a week before each, if it is not done.

The dedupe key has the deadline: each is sent once, after a missed day on the next one, and again if the meeting moves.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.access import Role
from balansekunst.mail import outbox
from balansekunst.models import User
from members.models import Meeting

BEFORE = timedelta(weeks=1)


class Deadline(NamedTuple):
    """A last day, and what is to be done by then. `words` has a place for the day."""

    key: str
    day: date
    words: str


def remind_staff(at: datetime) -> int:
    """Remind the staff of the deadlines of coming meetings, and return the number of e-mails."""
    today = timezone.localdate(at)
    coming = Meeting.objects.filter(date__gte=today).select_related("summons").order_by("date")
    found = [(meeting, deadline) for meeting in coming for deadline in _deadlines(meeting, today)]
    staff = User.objects.filter(is_active=True, groups__name=Role.STAFF).order_by("pk") if found else []
    sent = [_remind(user, meeting, deadline) for user in staff for meeting, deadline in found]
    return sum(sent)


def _deadlines(meeting: Meeting, today: date) -> Iterator[Deadline]:
    """Yield the deadlines that are within a week, or over, and not met. Proposals are no longer possible afterwards."""
    is_summoned = meeting.summons and meeting.summons.sent_at
    if not is_summoned and meeting.summons_due - BEFORE <= today:
        words = _("Siste dag for innkallingen er %(day)s. Den skriver og sender du fra siden til møtet.")
        yield Deadline("summons", meeting.summons_due, words)
    if meeting.proposals_due - BEFORE <= today <= meeting.proposals_due:
        yield Deadline("proposals", meeting.proposals_due, _("Siste dag for forslag fra medlemmene er %(day)s."))
    if not meeting.agenda_sent_on and meeting.agenda_due - BEFORE <= today:
        words = _(
            "Siste dag for full saksliste med papirer er %(day)s. Last opp papirene på siden til møtet, og fyll ut "
            "«Full saksliste sendt»."
        )
        yield Deadline("agenda", meeting.agenda_due, words)


def _remind(user: User, meeting: Meeting, deadline: Deadline) -> bool:
    """Remind the user, and return whether that is new."""
    params = {"meeting": meeting, "text": deadline.words % {"day": date_format(deadline.day, "j. F Y")}}
    message = outbox.post_once(
        f"meeting/{meeting.pk}/{deadline.key}/{deadline.day}/{user.pk}",
        recipient=user.email,
        subject=_("En frist for årsmøtet"),
        body=_("Hei!\n\n%(meeting)s: %(text)s\n") % params,
        about=meeting,
    )
    return message is not None
