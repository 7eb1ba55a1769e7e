"""Made-up rows: the same for the same day, and never among real ones."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from balansepotten.models import Call
from demo import balansemerket, balansepotten, courses, filling, made_up, members, radgivning, user_accounts
from demo.made_up import NON_MEMBER, SAMI_CENTRE
from members.models import MembershipApplication, Organisation
from radgivning.models import Enquiry
from tests.factories import OrganisationFactory


@pytest.mark.one_database
def test_same_day_gives_the_same_rows(db):
    def made_on(day):
        with transaction.atomic():
            for part in (members, radgivning):
                part.fill(day)
            found = (
                sorted(MembershipApplication.objects.values_list("number", "name", "received_on", "status")),
                sorted(Enquiry.objects.values_list("date", "caller", "region")),
            )
            transaction.set_rollback(True)
        return found

    assert made_on(date(2025, 9, 1)) == made_on(date(2025, 9, 1))


@pytest.mark.one_database
def test_demo_is_filled_on_first_day_of_year(office):
    """Without the rounds whose days are counted back from the day (tests/demo/filled)."""
    for part in (members, courses, balansemerket, user_accounts, balansepotten, radgivning):
        part.fill(date(2026, 1, 1))

    assert [call.year for call in Call.objects.open_at(datetime(2026, 1, 1, 11, tzinfo=UTC))] == [2026]


def test_made_up_numbers_are_unique():
    found = [named.number for year in range(2025, 2035) for named in made_up.organisations_of(year)]

    assert len({*found, SAMI_CENTRE.number, NON_MEMBER.number}) == len(found) + 2


def test_demo_refuses_real_organisations(db):
    OrganisationFactory.create(number="974760673")

    with pytest.raises(ValidationError, match="ikke er oppdiktet"):
        filling.fill(date(2026, 1, 2))

    assert Organisation.objects.count() == 1
