"""Made-up rows: the same for the same day, and never among real ones."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from demo import filling, made_up, members, radgivning
from demo.made_up import NON_MEMBER, SAMI_CENTRE
from members.models import MembershipApplication, Organisation
from radgivning.models import Enquiry
from tests.factories import OrganisationFactory


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


def test_made_up_numbers_are_unique():
    found = [named.number for year in range(2025, 2035) for named in made_up.organisations_of(year)]

    assert len({*found, SAMI_CENTRE.number, NON_MEMBER.number}) == len(found) + 2


def test_demo_refuses_real_organisations(db):
    OrganisationFactory.create(number="974760673")

    with pytest.raises(ValidationError, match="ikke er oppdiktet"):
        filling.fill(date(2026, 1, 2))

    assert Organisation.objects.count() == 1
