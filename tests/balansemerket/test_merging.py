"""The certifications of two organisations that are merged."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from balansemerket.models import Certification, Event
from members import merging
from members.models import Organisation
from tests.factories import CertificationFactory, EventFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

STARTED, AWARDED = (Event.Kind.STARTED, 2020, None), (Event.Kind.AWARDED, 2021, 2022)
RENEWED, WITHDRAWN = (Event.Kind.RENEWED, 2022, 2023), (Event.Kind.WITHDRAWN, 2022, None)


@pytest.fixture
def organisations() -> tuple[Organisation, Organisation]:
    return OrganisationFactory.create(), OrganisationFactory.create()


@pytest.fixture
def merge(organisations: tuple[Organisation, Organisation], staff: User) -> Callable[[], Organisation]:
    target, other = organisations
    days = {"from_day": date(2024, 7, 1), "today": date(2026, 3, 16)}
    return lambda: merging.merge(target, other=other, **days, by=staff)


def certify(organisation: Organisation, *events: Any) -> Certification:
    certification = CertificationFactory.create(organisation=organisation)
    for kind, year, valid_until in events:
        end = valid_until and date(valid_until, 6, 1)
        EventFactory.create(certification=certification, kind=kind, date=date(year, 6, 1), valid_until=end)
    return certification


def kinds(organisation: Organisation) -> list[str]:
    events = Event.objects.in_force().filter(certification__organisation=organisation)
    return list(events.order_by("date").values_list("kind", flat=True))


def test_certification_of_other_moves(
    organisations: tuple[Organisation, Organisation], merge: Callable[[], Organisation]
) -> None:
    target, other = organisations
    certification = certify(other, STARTED, AWARDED)

    merge()

    assert Certification.objects.get() == certification
    assert kinds(target) == ["started", "awarded"]


def test_events_of_both_are_one_ledger(
    organisations: tuple[Organisation, Organisation], merge: Callable[[], Organisation]
) -> None:
    target, other = organisations
    certification = certify(target, RENEWED)
    certify(other, STARTED, AWARDED)

    merge()

    assert Certification.objects.get() == certification
    assert kinds(target) == ["started", "awarded", "renewed"]
    assert Certification.history.filter(history_type="-", organisation=other.pk).count() == 1


def test_event_that_both_have_is_one(
    organisations: tuple[Organisation, Organisation], merge: Callable[[], Organisation]
) -> None:
    target, _other = organisations
    for organisation in organisations:
        certify(organisation, STARTED, AWARDED)

    merge()

    assert kinds(target) == ["started", "awarded"]


@pytest.mark.parametrize(
    ("of_target", "message"),
    [
        pytest.param((Event.Kind.AWARDED, 2022, 2023), "Merket ble tildelt 01.06.2021", id="two-awards"),
        pytest.param((Event.Kind.AWARDED, 2021, 2023), "allerede registrert", id="same-day-other-period"),
    ],
)
def test_events_that_do_not_fit_prevent_merge(
    organisations: tuple[Organisation, Organisation], merge: Callable[[], Organisation], of_target: Any, message: str
) -> None:
    target, other = organisations
    certify(target, of_target)
    certify(other, STARTED, AWARDED)

    with pytest.raises(ValidationError) as refused:
        merge()

    assert message in " ".join(refused.value.messages)
    assert (kinds(target), kinds(other)) == (["awarded"], ["started", "awarded"])


def test_public_page_of_merged_holder_leads_to_the_other(
    client: Client, organisations: tuple[Organisation, Organisation], merge: Callable[[], Organisation]
) -> None:
    target, other = organisations
    remaining, old = certify(target, STARTED), certify(other, AWARDED)
    pages = [
        [reverse(name, args=[each.uuid]) for each in (old, remaining)] for name in ("holder_detail", "holder_badge_svg")
    ]
    assert client.get(pages[0][1]).status_code == 404

    merge()

    for page, moved in pages:
        response = client.get(page)
        assert (response.status_code, response.headers["Location"]) == (301, moved)
        assert client.get(moved).status_code == 200
    certify(OrganisationFactory.create(), STARTED)
    assert client.get(reverse("holder_detail", args=[Certification.objects.latest("pk").uuid])).status_code == 404
