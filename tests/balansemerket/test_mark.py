from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from balansekunst.figures import Period
from balansemerket.figures import AREA
from balansemerket.models import Certification, Event, RequirementsVersion
from tests.factories import CertificationFactory, EventFactory

pytestmark = pytest.mark.django_db

AWARDED = date(2024, 3, 1)
LAST_DAY = date(2025, 2, 28)
ONE_DAY = timedelta(days=1)
Kind = Event.Kind


@pytest.mark.parametrize(
    ("day", "held"),
    [
        pytest.param(AWARDED - ONE_DAY, False, id="day-before"),
        pytest.param(AWARDED, True, id="first-day"),
        pytest.param(LAST_DAY, True, id="last-day"),
        pytest.param(LAST_DAY + ONE_DAY, False, id="day-after"),
    ],
)
def test_mark_is_held_through_last_day(day, held):
    certification = EventFactory(date=AWARDED, valid_until=LAST_DAY).certification

    assert list(Certification.objects.held_on(day)) == [certification] * held


@pytest.mark.parametrize(
    ("day", "held"),
    [
        pytest.param(date(2024, 5, 4), True, id="day-before-the-withdrawal"),
        pytest.param(date(2024, 5, 5), False, id="day-of-the-withdrawal"),
        pytest.param(LAST_DAY, False, id="last-day-of-the-period"),
    ],
)
def test_withdrawn_mark_is_not_held(day, held):
    certification = EventFactory(date=AWARDED, valid_until=LAST_DAY).certification
    EventFactory(certification=certification, kind=Kind.WITHDRAWN, date=date(2024, 5, 5), valid_until=None)

    assert Certification.objects.held_on(day).exists() is held


def test_mark_awarded_after_withdrawal_is_held():
    certification = EventFactory(date=AWARDED, valid_until=LAST_DAY).certification
    EventFactory(certification=certification, kind=Kind.WITHDRAWN, date=date(2024, 5, 5), valid_until=None)
    EventFactory(certification=certification, date=date(2024, 8, 1), valid_until=date(2025, 7, 31))

    assert list(Certification.objects.held_on(date(2024, 12, 31))) == [certification]


def test_early_renewal_counts_once():
    certification = EventFactory(date=AWARDED, valid_until=LAST_DAY).certification
    EventFactory(certification=certification, kind=Kind.RENEWED, date=date(2024, 12, 1), valid_until=date(2026, 2, 28))

    values = AREA.in_period(Period.year(2024)).values()

    assert values == {"awarded": 1, "renewed": 1, "lapsed": 0, "holders": 1}


def test_started_mark_is_not_held():
    EventFactory(kind=Kind.STARTED, valid_until=None)

    assert AREA.in_period(Period.year(2024)).values() == {"awarded": 0, "renewed": 0, "lapsed": 0, "holders": 0}


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        pytest.param({"valid_until": None}, "valid_until", id="award-without-end"),
        pytest.param({"valid_until": date(2001, 1, 1)}, "valid_until", id="ends-before-it-begins"),
        pytest.param({"kind": Kind.STARTED}, "valid_until", id="start-with-end"),
        pytest.param({"kind": Kind.WITHDRAWN, "reason": "Ja"}, "valid_until", id="withdrawal-with-end"),
    ],
)
def test_invalid_event_gives_error_at_field(fields, place):
    event = EventFactory()
    for name, value in fields.items():
        setattr(event, name, value)

    with pytest.raises(ValidationError) as refusal:
        event.full_clean()
    assert set(refusal.value.message_dict) == {place}

    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()


def test_only_awards_and_renewals_have_version():
    event = EventFactory(kind=Kind.STARTED, valid_until=None)
    event.version = RequirementsVersion.objects.first()

    with pytest.raises(ValidationError) as refusal:
        event.full_clean()

    assert refusal.value.message_dict == {"version": ["Bare en tildeling eller fornyelse har en kravversjon."]}


def test_duplicate_event_is_refused():
    event = EventFactory()

    with pytest.raises(ValidationError) as refusal:
        Event(certification=event.certification, kind=event.kind, date=event.date, valid_until=LAST_DAY).full_clean()

    assert refusal.value.message_dict == {"date": ["Denne hendelsen er allerede registrert."]}


def test_organisation_has_one_certification():
    certification = CertificationFactory()

    with pytest.raises(ValidationError) as refusal:
        Certification(organisation=certification.organisation).full_clean()

    assert refusal.value.message_dict == {"organisation": ["Virksomheten er i merkeordningen fra før."]}
