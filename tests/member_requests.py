"""Made-up requests that contacts make on Min side, for tests."""

import datetime as dt

import factory

from members.models import IdentityProposal, LeaveRequest
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.model_factory import ModelFactory


class IdentityProposalFactory(ModelFactory):
    class Meta:
        model = IdentityProposal

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Nytt navn {n}")
    from_day = dt.date(2026, 3, 1)
    proposed_by = factory.SubFactory(UserFactory)
    proposed_at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


class LeaveRequestFactory(ModelFactory):
    class Meta:
        model = LeaveRequest

    membership = factory.SubFactory(MembershipFactory)
    wished_on = dt.date(2027, 1, 1)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
