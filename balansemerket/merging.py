"""How a certification moves when two organisations are merged: the events of both are one ledger."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from balansemerket.ledger import misplaced
from balansemerket.models import Certification, Event, Round
from members.merging import RULES, Merge, Rule, move_related, reassign
from members.models import Organisation


def move_certification(merge: Merge, rows: list[Certification], field: str, target: Organisation) -> None:
    """Move the certification, or its events to that of the target."""
    known = Certification.objects.filter(organisation=target).first()
    if known is None:
        reassign(merge, rows, field, target)
        return
    for certification in rows:
        move_related(merge, certification, known)
        merge.delete(certification)


def move_events(merge: Merge, rows: list[Event], field: str, target: Certification) -> None:
    """Move the events. One that both have is cancelled. Raises ValidationError if they can't follow each other."""
    known = {_facts(event) for event in target.events.in_force()}
    for event in rows:
        event.is_cancelled = event.is_cancelled or _facts(event) in known
        reassign(merge, [event], field, target)
    problems = [
        _("%(event)s: %(problem)s") % {"event": found.entry, "problem": " ".join(found.error.messages)}
        for found in misplaced(target.events.all())
    ]
    if problems:
        raise ValidationError([_("Hendelsene i de to merkeløpene passer ikke sammen. Rett dem først."), *problems])


def move_rounds(merge: Merge, rows: list[Round], field: str, target: Organisation) -> None:
    """Move the rounds. Raises ValidationError if both have one that is open: nobody knows which is right."""
    is_open = Round.objects.open().filter(organisation=target).exists()
    if is_open and any(row.is_open for row in rows):
        raise ValidationError(_("Begge virksomhetene har et arbeid i gang med Balansemerket. Avslutt det ene først."))
    reassign(merge, rows, field, target)


def _facts(event: Event) -> tuple[Any, ...]:
    return event.kind, event.date, event.valid_until


def register() -> None:
    RULES.update(
        {
            "balansemerket.Certification.organisation": Rule(move_certification),
            "balansemerket.Event.certification": Rule(move_events),
            "balansemerket.Quote.certification": Rule(reassign),
            "balansemerket.Round.organisation": Rule(move_rounds),
        }
    )
