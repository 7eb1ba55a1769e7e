"""Made-up e-mails in the outbox: receipts, and one that failed."""

from datetime import date, datetime

from django.utils import timezone

from balansekunst.mail.outbox import reference
from balansekunst.models import Message
from balansepotten.models import Application
from demo.made_up import NOTICE, add

BODY = "Hei!\n\nVi har fått søknaden «{title}», nummer {number}.\n\n{notice}\n\nVennlig hilsen\nBalansekunst"


def fill(day: date) -> None:
    """Add a receipt for each application in the call of the year; the last one failed."""
    sent = Application.objects.filter(call__year=day.year, submitted_at__isnull=False)
    for application in sent.select_related("organisation").order_by("-submitted_at"):
        message = Message(
            recipient=application.organisation.email,
            subject="Vi har fått søknaden til Balansepotten",
            body=BODY.format(title=application.title, number=application.number, notice=NOTICE),
            about=reference(application),
            drafted_at=application.submitted_at or timezone.now(),
            status=Message.Status.SENT,
            sent_at=application.submitted_at,
        )
        if application == sent.latest("submitted_at"):
            message.status, message.sent_at = Message.Status.FAILED, None
            message.failure = "452 4.2.2 Mottakerens postkasse er full"
        add(message)


def mark_sent(moment: datetime) -> None:
    """Mark the queued messages as sent at that time, so that nobody gets them now."""
    queued = Message.objects.filter(status=Message.Status.QUEUED)
    queued.update(status=Message.Status.SENT, drafted_at=moment, sent_at=moment)
