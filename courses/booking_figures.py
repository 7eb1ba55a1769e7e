"""The year's figures of bookings: how many came, what was answered and how soon, and courses moved or cancelled."""

from collections.abc import Iterator
from statistics import median_low

from django.db.models import Q
from django.utils.translation import gettext as _

from balansekunst.figures import Derived, Figure, Period, Shown, Values, When
from courses.models import Assignment, Booking

CONFIRMED = Q(status=Booking.Status.CONFIRMED)
DECLINED = Q(status=Booking.Status.DECLINED)
ANSWERED = ("decided_on", "status")


def booking_figures(period: Period) -> Iterator[Figure | Derived]:
    """Yield the bookings of the period, those that were answered in it, and its courses that were changed."""
    answered = Booking.objects.answered_in(period)
    confirmed = answered.filter(CONFIRMED)
    yield Figure(
        "bookings",
        _("Bestilte kurs"),
        Booking.objects.received_in(period),
        meaning=_("Bestillinger fra nettsiden som kom i perioden, uansett hva svaret ble."),
        when=When.DURING,
        traced=("received_at",),
        order=3,
        needs="bookings",
    )
    yield Figure(
        "bookings_confirmed",
        _("Avtalte bestillinger"),
        confirmed,
        among=answered,
        where=CONFIRMED,
        meaning=_("Bestillinger som ble til et avtalt kurs i perioden, uansett når de kom."),
        when=When.DURING,
        traced=ANSWERED,
        order=3,
        needs="bookings",
    )
    yield Figure(
        "bookings_declined",
        _("Avslåtte bestillinger"),
        answered.filter(DECLINED),
        among=answered,
        where=DECLINED,
        meaning=_("Bestillinger som ble avslått i perioden, uansett når de kom."),
        when=When.DURING,
        traced=ANSWERED,
        shown=Shown.PERIOD,
        order=3,
    )
    yield Figure(
        "bookings_days",
        _("Avtalte bestillinger etter antall dager"),
        confirmed.with_days_waited(),
        by="days_waited",
        meaning=_("Avtalte bestillinger etter hvor mange dager det gikk fra bestillingen til kurset var avtalt."),
        when=When.DURING,
        traced=("received_at", *ANSWERED),
        shown=Shown(0),
    )
    yield Derived(
        "bookings_median",
        _("Dager til avtale, median"),
        _median,
        meaning=_("Halvparten av bestillingene som ble avtalt i perioden, var avtalt innen så mange dager."),
        when=When.DURING,
        shown=Shown.YEAR | Shown.PERIOD,
        order=3,
        needs="bookings_confirmed",
        parts=("bookings_days",),
    )
    yield Figure(
        "moved",
        _("Flyttede kurs"),
        Assignment.objects.moved_in(period),
        meaning=_("Kurs med dato i perioden som er flyttet minst én gang; avlyste er ikke med."),
        when=When.DURING,
        traced=("date", "status", "sequence"),
        shown=Shown.PERIOD,
        order=3,
    )
    yield Figure(
        "cancelled",
        _("Avlyste kurs"),
        Assignment.objects.cancelled_in(period),
        meaning=_("Kurs som var avtalt til en dato i perioden, og ble avlyst."),
        when=When.DURING,
        traced=("date", "status"),
        shown=Shown.PERIOD,
        order=3,
    )


def _median(values: Values) -> int:
    """Return the median in whole days: of two in the middle the lower one; 0 if nothing was agreed on."""
    waited = [int(days) for days, number in values["bookings_days"].items() for _each in range(number)]
    return median_low(waited) if waited else 0
