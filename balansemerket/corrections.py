"""Corrections of the ledger: a wrong event is cancelled, and the right one is added. Neither changes any more."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.imports.batches import Batch
from balansemerket import ledger
from balansemerket.models import Cancellation, Certification, Event


@transaction.atomic
def cancel(event: Event, *, on: date, reason: str) -> Cancellation:
    """Cancel an event that was registered by mistake. Raises ValidationError if others follow from it."""
    certification = Certification.objects.select_for_update().get(pk=event.certification_id)
    event = certification.events.get(pk=event.pk)
    if event.is_cancelled:
        raise ValidationError(_("Hendelsen er allerede annullert."))
    others = certification.events.exclude(pk=event.pk)
    for _entry, _field, error in ledger.misplaced(others):
        raise error
    return mark_cancelled(event, on=on, reason=reason)


def mark_cancelled(event: Event, *, on: date, reason: str) -> Cancellation:
    """Store the cancellation of an event of a locked certification, without looking at the other events."""
    cancellation = Cancellation(event=event, date=on, reason=reason)
    cancellation.full_clean()
    cancellation.save()
    event.is_cancelled = True
    event.save(update_fields=["is_cancelled"])
    return cancellation


@transaction.atomic
def replace(event: Event, *, on: date, reason: str) -> Event:
    """Cancel the stored event, and add one with the values that `event` has now; return it.

    The certification is locked, and its events are checked.
    """
    mark_cancelled(Event.objects.get(pk=event.pk), on=on, reason=reason)
    replacement = copy_of(event)
    replacement.save()
    return replacement


def copy_of(event: Event) -> Event:
    facts = {field.attname: getattr(event, field.attname) for field in Event._meta.fields if field.name in Event.FACTS}
    return Event(certification=event.certification, **facts)


def add_replacement(event: Event, batch: Batch, *, on: date) -> None:
    """Do what `replace` does, as a part of the batch."""
    batch.insert(copy_of(event))
    batch.insert(Cancellation(event=event, date=on, reason=batch.reason))
    event.is_cancelled = True
    batch.update(event, ["is_cancelled"])
