"""The persons who book courses: what is stored about them, for how long, and erasing them."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from balansekunst.dates import years_after
from balansekunst.erasure import ERASERS, HELD, Person
from balansekunst.personal_data.download import COLLECTORS, Section, section_of
from balansekunst.personal_data.holds import is_held
from balansekunst.personal_data.retention import RULES, RowRule, correspondence_limit
from balansekunst.personal_data.rules import BOOKKEEPING, NECESSITY, NEEDED, is_at
from courses.models import Booking

DECLINED_YEARS = 1
ERASED_BOOKER = "Slettet bestiller"


def declined_bookings(day: date) -> QuerySet[Booking]:
    declined = Booking.objects.filter(status=Booking.Status.DECLINED).exclude(contact_email="")
    return declined.filter(decided_on__lte=years_after(day, -DECLINED_YEARS))


def old_bookings(day: date) -> QuerySet[Booking]:
    """Return the bookings of courses that were so long ago that the agreement is no longer needed."""
    confirmed = Booking.objects.filter(status=Booking.Status.CONFIRMED).exclude(contact_email="")
    return confirmed.filter(assignment__date__lt=correspondence_limit(day))


def erase_bookers(bookings: QuerySet[Booking]) -> None:
    """Replace the persons and their words in the bookings and their histories; the page stops working."""
    values = {"contact_name": ERASED_BOOKER, "contact_email": "", "contact_phone": "", "purpose": "", "answer": ""}
    Booking.history.filter(id__in=list(bookings.values_list("pk", flat=True))).update(**values)
    bookings.update(**values, digest=Concat(Value("slettet-"), F("form_key")))


def needed_accounts(_day: date) -> Q:
    """Accounts whose person waits for an answer, or is in a booking with a legal hold."""
    needed = Booking.objects.filter(Q(status=Booking.Status.RECEIVED) | is_held(Booking)).filter(is_at("contact_email"))
    return Q(Exists(needed))


def collect(person: Person) -> Iterator[Section]:
    """Yield the bookings with one of the person's addresses."""
    found = Booking.objects.filter(person.at("contact_email")).select_related("organisation", "municipality")
    fields = ("received_at", "organisation", "organisation_name", "form", "municipality", "people", "purpose")
    yield section_of(found, *fields, "contact_name", "contact_email", "contact_phone", "status", "decided_on", "answer")


def has_held_row(person: Person) -> bool:
    """Return whether a booking of the person has a legal hold."""
    return Booking.objects.filter(person.at("contact_email")).filter(is_held(Booking)).exists()


def erase(person: Person) -> None:
    """Replace the person in the bookings and in their histories."""
    values = {"contact_name": person.new_name, "contact_email": person.new_email, "contact_phone": ""}
    rows = Booking.objects.filter(person.at("contact_email"))
    earlier = Q(id__in=list(rows.values_list("pk", flat=True)), contact_name__in=person.names)
    Booking.history.filter(person.at("contact_email") | earlier).update(**values)
    rows.update(**values)


def register() -> None:
    ERASERS.append(erase)
    HELD.append(has_held_row)
    NEEDED.append(needed_accounts)
    COLLECTORS.append(collect)
    RULES.extend(
        [
            RowRule(
                _("Bestillinger av kurs som er avslått: navn, e-post, telefon og tekstene, også i historikken"),
                _("1 år etter svaret"),
                NECESSITY,
                declined_bookings,
                erase_bookers,
            ),
            RowRule(
                _("Bestillinger av kurs som ble avtalt: navn, e-post, telefon og tekstene, også i historikken"),
                _("3,5 år etter regnskapsåret kurset ble holdt i"),
                BOOKKEEPING,
                old_bookings,
                erase_bookers,
            ),
        ]
    )
