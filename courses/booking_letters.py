"""The e-mails to one who books a course: the receipt with the address of their page, and what becomes of it."""

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansekunst.mail import outbox
from balansekunst.models import Message
from courses import calendar_files
from courses.models import Assignment, Booking
from courses.querysets import ANSWERED_WITHIN_DAYS


def send_receipt(recipient: str, *, url: str) -> None:
    """Send the secret address of the booker's page, at once. Raises OSError if the mail server fails.

    As a code for logging in, it is not in the outbox: the outbox is stored for years, and staff read it.
    """
    body = render_to_string("courses/mail/booking_received.txt", {"url": url, "days": ANSWERED_WITHIN_DAYS})
    EmailMessage(_("Vi har fått bestillingen"), body, None, [recipient]).send()


def booking_of(assignment: Assignment) -> Booking | None:
    """Return the booking that became the assignment, if its person is not erased."""
    found: Booking | None = Booking.objects.filter(assignment=assignment).exclude(contact_email="").first()
    return found


def confirmed(booking: Booking) -> Message:
    return _with_calendar_file(booking, _("Kurset er avtalt"), "booking_confirmed", key="confirmed")


def moved(booking: Booking, *, before: str, words: str) -> Message:
    values = {"before": before, "words": words}
    return _with_calendar_file(booking, _("Kurset er flyttet"), "booking_moved", key="moved", **values)


def cancelled(booking: Booking) -> Message:
    return _with_calendar_file(booking, _("Kurset er avlyst"), "booking_cancelled", key="cancelled")


def declined(booking: Booking) -> Message:
    return _message(booking, _("Svar på bestillingen av kurs"), "booking_declined", key="declined")


def _message(booking: Booking, subject: str, template: str, *, key: str, **values: Any) -> Message:
    return Message(
        recipient=booking.contact_email,
        subject=subject,
        body=render_to_string(f"courses/mail/{template}.txt", {"booking": booking, **values}),
        about=outbox.reference(booking),
        dedupe_key=f"booking-{key}/{booking.pk}",
    )


def _with_calendar_file(booking: Booking, subject: str, template: str, *, key: str, **values: Any) -> Message:
    """Return an e-mail about the assignment, with its file. Each version of the file is sent once."""
    related = Assignment.objects.select_related("client", "municipality", "instructor")
    assignment = related.prefetch_related("other_instructors").get(booking=booking)
    price = "" if assignment.price is None else _("gratis") if assignment.price == 0 else kroner(assignment.price)
    key = f"{key}/{assignment.sequence}"
    message = _message(booking, subject, template, key=key, assignment=assignment, price=price, **values)
    message.attachment = calendar_files.invitation(assignment, to=booking.contact_email, at=timezone.now())
    message.attachment_name = calendar_files.FILE_NAME
    return message
