"""The letters of the demo's decisions."""

from datetime import datetime

from balansekunst.models import Message
from balansepotten import letters
from balansepotten.models import Decision


def write(decision: Decision, *, sent_at: datetime | None = None) -> None:
    """Write the decision's letter, and mark it as sent at that time, if any.

    It isn't sent by balansepotten.letters: the demo must not send e-mails.
    """
    letter = letters.draft(decision)
    if sent_at:
        fields = {"status": Message.Status.SENT, "drafted_at": sent_at, "sent_at": sent_at}
        Message.objects.filter(pk=letter.message_id).update(**fields)
    else:
        Message.objects.filter(pk=letter.message_id).update(drafted_at=decision.decided_at)
