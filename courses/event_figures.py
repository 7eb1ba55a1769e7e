"""The year's figures of events that are not courses."""

from collections.abc import Iterator

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from balansekunst.figures import Figure, Period, Shown, When
from courses.models import PublicEvent

TRACED = ("date", "cancelled")
SUPPORTED = Q(role=PublicEvent.Role.SUPPORTED)
AT_LEAST = Q(participants_at_least=True)


def event_figures(period: Period) -> Iterator[Figure]:
    """Yield how many events there were, how many of them others held with our support, and how many people came."""
    events = PublicEvent.objects.between(*period.days)
    yield Figure(
        "events",
        _("Arrangementer"),
        events,
        meaning=_("Arrangementer i perioden som ikke er kurs, både egne og støttede; avlyste er ikke med."),
        when=When.DURING,
        traced=TRACED,
        shown=Shown.USUAL | Shown.SERIES,
        order=2,
        needs="events",
    )
    yield Figure(
        "events_supported",
        _("Støttede arrangementer"),
        events.filter(SUPPORTED),
        among=events,
        where=SUPPORTED,
        meaning=_("Arrangementer i perioden som andre holdt med støtte fra foreningen."),
        when=When.DURING,
        traced=(*TRACED, "role"),
        shown=Shown.PERIOD,
        order=2,
        needs="events",
    )
    yield Figure(
        "event_participants",
        _("Deltakere på arrangementer"),
        events,
        Sum("participants"),
        at_least="events_at_least",
        meaning=_("Deltakerne på arrangementene til sammen, der tallet er kjent."),
        when=When.DURING,
        traced=TRACED,
        order=2,
        needs="events",
    )
    yield Figure(
        "events_at_least",
        _("Arrangementer med minstetall"),
        events.filter(AT_LEAST),
        among=events,
        where=AT_LEAST,
        meaning=_("Arrangementer der det registrerte antallet er et minstetall."),
        when=When.DURING,
        traced=(*TRACED, "participants_at_least"),
        shown=Shown(0),
    )
