"""The phase of a call at a given time, and the formatting of times."""

from datetime import datetime
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from balansekunst.dates import days_left
from balansepotten.models import Call


class CallState(NamedTuple):
    """The phase of a call at a given time; `wait` is until it opens or closes, and empty when it has closed."""

    call: Call
    phase: Call.Phase
    deadline: datetime
    wait: str

    @property
    def is_extended(self) -> bool:
        """Whether the deadline is a longer one that an applicant was granted."""
        return self.deadline > self.call.deadline


def call_state(call: Call, at: datetime, *, deadline: datetime | None = None) -> CallState:
    """Return the state of the call, for an applicant with this `deadline` (`Call.deadline_for`) if it is given."""
    last = call.deadline if deadline is None else deadline
    phase = call.phase_at(at, deadline=last)
    return CallState(call, phase, last, _wait(call, phase, last, at))


def format_datetime(moment: datetime) -> str:
    """Return a time formatted: «8. april 2026 kl. 23.59»."""
    local = timezone.localtime(moment)
    return _("%(day)s kl.\xa0%(time)s") % {
        "day": formats.date_format(local),
        "time": local.strftime("%H.%M"),
    }


def _wait(call: Call, phase: Call.Phase, deadline: datetime, at: datetime) -> str:
    if phase == Call.Phase.CLOSED:
        return ""
    until = call.opens_at if phase == Call.Phase.COMING else deadline
    due, day = timezone.localdate(until), timezone.localdate(at)
    words = days_left(due, day)
    if not words or (due - day).days > 1:
        return words
    return _("%(day)s kl.\xa0%(time)s") % {"day": words, "time": timezone.localtime(until).strftime("%H.%M")}
