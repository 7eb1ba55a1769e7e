"""Bookings of courses: sent by the public form, and made an assignment or declined by staff.

The booker's page has a secret address: 256 random bits in an e-mail, of which only the digest is stored.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst import public_forms
from balansekunst.mail import outbox
from balansekunst.secret_addresses import digest, new_token
from courses import booking_letters
from courses.models import Assignment, Booking, Instructor, Topic, WishedDate

Status = Booking.Status


class OpenedForm(public_forms.OpenedForm):
    """The form of a booking."""

    salt = "courses.bookings"


@transaction.atomic
def submit(
    booking: Booking,
    *,
    topics: Collection[Topic],
    wishes: Sequence[WishedDate],
    form_key: str,
    at: datetime,
    site: str,
) -> str:
    """Store the booking with its topics and wishes, the best first, and return the address of its page.

    Somebody who goes back in the browser and corrects something replaces what was sent, and its address. Raises
    ValidationError if it has been answered.
    """
    sent = Booking.objects.select_for_update().filter(form_key=form_key).first()
    if sent and sent.status != Status.RECEIVED:
        raise ValidationError(_("Denne bestillingen er besvart. Åpne skjemaet på nytt for å bestille et kurs til."))
    token = new_token()
    booking.pk = sent.pk if sent else None
    booking._state.adding = sent is None  # noqa: SLF001 - Django documents it
    booking.received_at, booking.form_key, booking.digest = at, form_key, digest(token)
    booking.full_clean()
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:  # it was sent twice at once
        raise ValidationError(_("Bestillingen er sendt.")) from error
    booking.topics.set(topics)
    booking.wishes.all().delete()
    for place, wish in enumerate(wishes, 1):
        wish.booking, wish.place = booking, place
    WishedDate.objects.bulk_create(wishes)
    return urljoin(site, reverse("booking_status", args=[token]))


def find(token: str) -> Booking | None:
    """Return the booking whose page has this address."""
    return Booking.objects.with_page().filter(digest=digest(token)).first()


@transaction.atomic
def confirm(
    booking: Booking,
    assignment: Assignment,
    *,
    topics: Collection[Topic],
    other_instructors: Collection[Instructor] = (),
    words: str = "",
    on: date,
) -> Assignment:
    """Save the assignment that the booking becomes, and send the confirmation with its calendar file.

    Raises ValidationError if the booking has been answered, or one of the other instructors is the main one.
    """
    booking = _waiting(booking)
    assignment.client, assignment.client_name = booking.organisation, booking.organisation_name
    if assignment.instructor in other_instructors:
        raise ValidationError(
            {"other_instructors": _("%(name)s er kursholder allerede.") % {"name": assignment.instructor}}
        )
    assignment.full_clean()
    assignment.save()
    assignment.topics.set(topics)
    assignment.other_instructors.set(other_instructors)
    booking.assignment = assignment
    _decide(booking, Status.CONFIRMED, words, on)
    outbox.post_all([booking_letters.confirmed(booking)])
    return assignment


@transaction.atomic
def decline(booking: Booking, *, answer: str, on: date, sends: bool = True) -> None:
    """Decline the booking, and send the answer. Raises ValidationError without an answer, or if it has one."""
    booking = _waiting(booking)
    _decide(booking, Status.DECLINED, answer, on)
    if sends:
        outbox.post_all([booking_letters.declined(booking)])


def waited(booking: Booking, *, until: date) -> int:
    """Return how many days the booker waited for an answer, or has waited until the day."""
    return ((booking.decided_on or until) - timezone.localdate(booking.received_at)).days


def _decide(booking: Booking, status: Booking.Status, answer: str, on: date) -> None:
    booking.status, booking.answer, booking.decided_on = status, answer, on
    booking.full_clean()
    booking.save()


def _waiting(booking: Booking) -> Booking:
    locked = Booking.objects.select_for_update().get(pk=booking.pk)
    if locked.status != Status.RECEIVED:
        raise ValidationError(_("Bestillingen er besvart."))
    return locked
