"""Renewing the mark for a year."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from balansemerket import renewals
from balansemerket.models import Certification, Event, RequirementsVersion
from tests.factories import CertificationFactory, EventFactory

pytestmark = pytest.mark.django_db
Kind = Event.Kind


def certified(valid_until: date = date(2026, 3, 31)) -> Certification:
    """Return a certification with the mark awarded a year before."""
    certification = CertificationFactory.create()
    awarded = {"kind": Kind.AWARDED, "date": date(2025, 4, 2), "valid_until": valid_until}
    EventFactory.create(certification=certification, **awarded)
    return certification


@pytest.mark.parametrize(
    ("on", "until"),
    [
        pytest.param(date(2026, 3, 16), date(2027, 3, 31), id="valid"),
        pytest.param(date(2026, 3, 31), date(2027, 3, 31), id="last-day"),
        pytest.param(date(2026, 4, 1), date(2027, 4, 1), id="day-after"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 1), id="leap-day"),
    ],
)
def test_renewal_lasts_a_year_more(on: date, until: date) -> None:
    assert renewals.proposal(certified(), on=on).valid_until == until


def test_renewal_gets_requirements_of_its_date() -> None:
    RequirementsVersion.objects.all().delete()
    RequirementsVersion.objects.create(name="Nye", valid_from=date(2026, 3, 17))
    old = RequirementsVersion.objects.create(name="Gamle", valid_from=date(2020, 1, 1))

    assert renewals.proposal(certified(), on=date(2026, 3, 16)).version == old


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        pytest.param(Kind.STARTED, "kan ikke begynne", id="out-of-order"),
        pytest.param(Kind.WITHDRAWN, "Merket ble trukket 01.03.2026", id="withdrawn"),
        pytest.param(None, "", id="fits"),
    ],
)
def test_renewal_must_fit_the_events(kind: str | None, problem: str) -> None:
    certification = certified()
    if kind:
        EventFactory.create(certification=certification, kind=kind, date=date(2026, 3, 1), valid_until=None)

    assert problem in renewals.problem(renewals.proposal(certification, on=date(2026, 3, 16)))


def test_renewal_is_saved_once_a_day() -> None:
    certification = certified()
    renewals.add(renewals.proposal(certification, on=date(2026, 3, 16)))
    again = renewals.proposal(certification, on=date(2026, 3, 16))

    with pytest.raises(ValidationError, match="allerede registrert"):
        renewals.add(again)

    assert renewals.problem(again) == "Merket er allerede fornyet denne dagen."
    assert certification.events.filter(kind=Kind.RENEWED).get().valid_until == date(2027, 3, 31)
