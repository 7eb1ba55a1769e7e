"""E-mails that came back, and the addresses that do not work.

Staff register them by hand. With a MAIL_PROVIDER (settings) its reports do too, through django-anymail's webhook, which
`urls` has only then. A hard bounce marks the address: all rows with it, until their address is another or the bounce is
deleted. A soft one, such as a full mailbox, is only counted.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.db.models.lookups import In
from django.utils import timezone
from django.utils.text import capfirst

from balansekunst.models import Bounce, Message
from balansekunst.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from anymail.signals import AnymailTrackingEvent

Kind = Bounce.Kind
# An e-mail that came back is the last one that was sent to the address, within this time.
RETURNED_WITHIN = timedelta(days=7)
REPORTED = {"bounced", "rejected", "deferred", "failed"}
# Why a provider gave up an e-mail, where the address is what is wrong.
OF_ADDRESS = {"invalid", "bounced"}


def record(
    email: str, *, kind: Kind = Kind.HARD, reason: str = "", at: datetime, message: Message | None, event_key: str = ""
) -> Bounce | None:
    """Register that an e-mail to the address came back, or return None if it is registered already.

    Without an `event_key` it is the same one if it is of the same kind and about the same message, or about none.
    """
    same = {"email": email.lower(), "kind": kind, "message": message}
    values = {"reason": " ".join(clean_text(reason).split())[:300], "bounced_at": at}
    if event_key:
        bounce, new = Bounce.objects.get_or_create(event_key=event_key, defaults={**same, **values})
    else:
        bounce, new = Bounce.objects.get_or_create(**same, event_key="", defaults=values)
    return bounce if new else None


def has_bounced(email: str = "email") -> In:
    """Return the condition on rows that the address in their field `email`, which is never null, does not work.

    A list of the few bounced addresses, and not a question about each row: an index of addresses finds the rows.
    """
    return In(Lower(email), Bounce.objects.filter(kind=Kind.HARD).values("email"))


def is_returned(message: str = "pk") -> Exists:
    """Return the condition on messages that they came back, or on rows with the field `message`."""
    return Exists(Bounce.objects.filter(message=OuterRef(message), kind=Kind.HARD))


def of_addresses(emails: "Collection[str]") -> dict[str, list[Bounce]]:
    """Return the bounces of each of the addresses that has any, the newest first."""
    found: dict[str, list[Bounce]] = {}
    for bounce in Bounce.objects.filter(email__in={email.lower() for email in emails if email}):
        found.setdefault(bounce.email, []).append(bounce)
    return found


def notes_on(email: str) -> str:
    """Return when e-mails to the address came back, and why."""
    return " ".join(map(in_words, of_addresses([email]).get(email.lower(), [])))


def in_words(bounce: Bounce) -> str:
    """Return what came back, when and why: «Adressen virker ikke (16.03.2026): Ukjent mottaker.»"""
    day = f"{timezone.localdate(bounce.bounced_at):%d.%m.%Y}"
    start = f"{capfirst(str(bounce.get_kind_display()))} ({day})"
    return f"{start}: {bounce.reason.rstrip('.')}." if bounce.reason else f"{start}."


def handle_report(event: "AnymailTrackingEvent", esp_name: str, **_kwargs: Any) -> None:
    """Register a bounce that the provider reports. It may report an event several times, and events of other kinds."""
    if event.event_type not in REPORTED or not event.recipient:
        return
    at = event.timestamp or timezone.now()
    is_hard = event.event_type in {"bounced", "rejected"} and event.reject_reason in OF_ADDRESS
    record(
        event.recipient,
        kind=Kind.HARD if is_hard else Kind.SOFT,
        reason=event.mta_response or event.description or "",
        at=at,
        message=_last_sent_to(event.recipient, at),
        event_key=_key_of(event, esp_name),
    )


def _last_sent_to(email: str, at: datetime) -> Message | None:
    """Return the message that came back. Providers number e-mails in their own ways, so it is found by the address."""
    sent = Q(status=Message.Status.SENT, sent_at__range=(at - RETURNED_WITHIN, at + timedelta(minutes=1)))
    return Message.objects.filter(sent, recipient__iexact=email).order_by("-sent_at").defer("attachment").first()


def _key_of(event: "AnymailTrackingEvent", esp_name: str) -> str:
    """Return what identifies the event, without the address."""
    parts = [esp_name, event.event_type, event.event_id, event.message_id, event.recipient.lower(), event.timestamp]
    return sha256("|".join(map(str, parts)).encode()).hexdigest()
