"""Renewing the mark for a year, and awarding it."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.dates import same_day_after
from balansekunst.imports.batches import Batch
from balansemerket import ledger
from balansemerket.models import Certification, Event, RequirementsVersion

YEAR = 12  # the months of a mark without a version


def proposal(
    certification: Certification,
    *,
    on: date,
    kind: Event.Kind = Event.Kind.RENEWED,
    versions: Sequence[RequirementsVersion] | None = None,
    version: RequirementsVersion | None = None,
) -> Event:
    """Return an unsaved renewal or award on the day, by the `version`, or the requirements in force then.

    It lasts for as long as the version says, from the end of the mark, or from the day if the mark has expired. The
    certification's events are read; they and the `versions` may be fetched before.
    """
    before = [event for event in certification.events.all() if event.date <= on]
    until = ledger.mark_after(before).valid_until
    if version is None:
        known = RequirementsVersion.objects.all() if versions is None else versions
        in_force = [each for each in known if each.valid_from <= on]
        version = max(in_force, key=lambda each: each.valid_from, default=None)
    return Event(
        certification=certification,
        kind=kind,
        date=on,
        valid_until=same_day_after(max(until or on, on), months=version.validity_months if version else YEAR),
        version=version,
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
