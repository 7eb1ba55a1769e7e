"""Renewing many marks for a year."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from balansekunst.models import BulkChange
from balansemerket.models import Certification, Event, RequirementsVersion
from tests.bulk import choose, confirm, skipped, undo
from tests.factories import CertificationFactory, EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]


@pytest.fixture
def fixed_day(moment):
    with time_machine.travel(moment, tick=False):
        yield


def certified(valid_until: date) -> Certification:
    certification = CertificationFactory.create()
    EventFactory.create(certification=certification, date=date(2025, 1, 1), valid_until=valid_until)
    return certification


def test_marks_are_renewed_for_a_year(staff_client: Client, day: date) -> None:
    valid, expired = certified(date(2026, 4, 2)), certified(date(2026, 2, 1))
    renewed, never = certified(date(2027, 3, 17)), CertificationFactory.create()

    page = choose(staff_client, "renewal", valid, expired, renewed, never)
    confirm(staff_client, page)

    assert skipped(page) == {
        renewed.pk: "Merket er allerede gyldig til 17.03.2027.",
        never.pk: "Merket må være tildelt før det kan fornyes.",
    }
    events = Event.objects.filter(kind=Event.Kind.RENEWED).order_by("pk")
    periods = {event.certification: (event.date, event.valid_until) for event in events}
    assert periods == {valid: (day, date(2027, 4, 2)), expired: (day, day.replace(year=2027))}
    assert {event.version for event in events} == {RequirementsVersion.objects.filter(valid_from__lte=day).first()}
    assert events[0].history.get().history_change_reason == "Forny merket for ett år"


def test_renewal_is_undone_unless_others_follow(staff_client: Client) -> None:
    valid, withdrawn = certified(date(2026, 4, 2)), certified(date(2026, 2, 1))
    confirm(staff_client, choose(staff_client, "renewal", valid, withdrawn))
    withdrawal = {"kind": Event.Kind.WITHDRAWN, "date": date(2026, 3, 17), "valid_until": None}
    EventFactory.create(certification=withdrawn, **withdrawal)

    asked = undo(staff_client)

    assert [each.problem for each, _row in asked.context["refused"]] == ["Senere hendelser bygger på fornyelsen."]
    assert list(valid.events.in_force().values_list("kind", flat=True)) == [Event.Kind.AWARDED]
    assert valid.events.get(is_cancelled=True).cancellation.reason == "Angret: Forny merket for ett år"
    assert withdrawn.events.count() == 3
    done = BulkChange.objects.get(undoes__isnull=False).rows.exclude(version_after=None).get()
    assert Event.history.get(history_id=done.version_after).is_cancelled
