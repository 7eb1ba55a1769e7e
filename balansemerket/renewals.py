"""Renewing the mark for a year, and awarding it."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.dates import years_after
from balansekunst.imports.batches import Batch
from balansemerket import ledger
from balansemerket.models import Certification, Event, RequirementsVersion


def proposal(
    certification: Certification,
    *,
    on: date,
    kind: Event.Kind = Event.Kind.RENEWED,
    versions: Sequence[RequirementsVersion] | None = None,
) -> Event:
    """Return an unsaved renewal or award on the day, by the requirements in force then.

    It lasts a year longer than the mark does, or a year from the day if the mark has expired. The certification's
    events are read; they and the `versions` may be fetched before.
    """
    before = [event for event in certification.events.all() if event.date <= on]
    until = ledger.mark_after(before).valid_until
    known = RequirementsVersion.objects.all() if versions is None else versions
    in_force = [version for version in known if version.valid_from <= on]
    return Event(
        certification=certification,
        kind=kind,
        date=on,
        valid_until=years_after(max(until or on, on), 1),
        version=max(in_force, key=lambda version: version.valid_from, default=None),
    )


def problem(renewal: Event) -> str:
    """Return why the renewal can't be added to its certification's events, or ""."""
    events = list(renewal.certification.events.all())
    same = (renewal.kind, renewal.date, False)
    if any((event.kind, event.date, event.is_cancelled) == same for event in events):
        return _("Merket er allerede fornyet denne dagen.")
    for _entry, _field, error in ledger.misplaced([*events, renewal]):
        return error.messages[0]
    return ""


@transaction.atomic
def add(event: Event) -> None:
    """Save an event, after those that its certification has now. Raises ValidationError."""
    Certification.objects.select_for_update().get(pk=event.certification_id)
    event.full_clean()
    others = event.certification.events.all()
    for entry, field, error in ledger.misplaced([*others, event]):
        raise ValidationError({field: error} if entry is event else error.messages)
    event.save()


@transaction.atomic
def renew_all(certifications: Sequence[Certification], *, on: date, reason: str) -> list[Event]:
    """Renew the marks as `proposal` says, and return the events in the same order. Raises ValidationError.

    The certifications are locked, and their events fetched. A constant number of queries.
    """
    versions = list(RequirementsVersion.objects.all())
    events = [proposal(certification, on=on, versions=versions) for certification in certifications]
    batch = Batch(reason)
    for event in events:
        event.clean_fields(exclude=["certification", "version"])
        if found := problem(event):
            raise ValidationError(found)
        batch.insert(event)
    batch.write()
    return events
