"""The phase of a call at a given time, and the formatting of times."""

from datetime import datetime
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from balansepotten.models import Call


class CallState(NamedTuple):
    """The phase of a call at a given time; `wait` is until it opens or closes, and empty when it has closed."""

    call: Call
    phase: Call.Phase
    wait: str


def call_state(call: Call, at: datetime) -> CallState:
    return CallState(call, call.phase_at(at), _wait(call, at))


def format_datetime(moment: datetime) -> str:
    """Return a time formatted: «8. april 2026 kl. 23.59»."""
    local = timezone.localtime(moment)
    return _("%(day)s kl.\xa0%(time)s") % {
        "day": formats.date_format(local),
        "time": local.strftime("%H.%M"),
    }


def _wait(call: Call, at: datetime) -> str:
    phase = call.phase_at(at)
    if phase == Call.Phase.CLOSED:
        return ""
    until = call.opens_at if phase == Call.Phase.COMING else call.deadline
    days = (timezone.localdate(until) - timezone.localdate(at)).days
    if days > 1:
        return _("om %(days)s dager") % {"days": days}
    day = _("i morgen") if days else _("i dag")
    return _("%(day)s kl.\xa0%(time)s") % {
        "day": day,
        "time": timezone.localtime(until).strftime("%H.%M"),
    }
