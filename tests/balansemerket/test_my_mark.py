"""The mark of an organisation on Min side."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from members.contacts import give_access
from tests.factories import ContactFactory, EventFactory, MembershipFactory

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 3, 16)


@pytest.mark.parametrize(
    ("days_before", "is_offered"),
    [
        pytest.param(365, False, id="day-of-award"),
        pytest.param(91, False, id="day-before"),
        pytest.param(90, True, id="first-reminder"),
        pytest.param(0, True, id="last-day"),
        pytest.param(-1, True, id="expired"),
    ],
)
def test_renewal_is_offered_from_the_first_reminder(client: Client, days_before: int, is_offered: bool) -> None:  # noqa: FBT001
    organisation = MembershipFactory.create(joined=date(2025, 1, 1)).organisation
    award = LAST_DAY - timedelta(days=365)
    EventFactory.create(certification__organisation=organisation, date=award, valid_until=LAST_DAY)
    user = give_access(ContactFactory.create(organisation=organisation))

    with time_machine.travel(LAST_DAY - timedelta(days=days_before), tick=False):
        client.force_login(user)
        page = client.get(reverse("my_organisation", args=[organisation.pk]), follow=True).text

    assert 'id="mark-heading"' in page
    assert (reverse("round_begin", args=[organisation.pk]) in page) == is_offered
