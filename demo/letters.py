"""The letters of the demo's decisions."""

from datetime import datetime

from balansekunst.models import Message
from balansepotten import letters
from balansepotten.models import Decision


def write(decision: Decision, *, sent_at: datetime | None = None) -> None:
    """Write the decision's letter, and let it have been sent at the moment, where there is one.

    It is not sent by balansepotten.letters, which can't be taken back: nobody is to get an e-mail of the demo's.
    """
    letter = letters.draft(decision)
    if sent_at:
        told = {"status": Message.Status.SENT, "drafted_at": sent_at, "sent_at": sent_at}
        Message.objects.filter(pk=letter.message_id).update(**told)
    else:
        Message.objects.filter(pk=letter.message_id).update(drafted_at=decision.decided_at)
