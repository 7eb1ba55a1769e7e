"""Rows of annual meetings and of supporting members."""

import datetime as dt

import factory

from members.models import Meeting, Registration, SupportingMember
from tests.factories import MembershipFactory
from tests.model_factory import ModelFactory


class MeetingFactory(ModelFactory):
    class Meta:
        model = Meeting

    date = factory.Sequence(lambda n: dt.date(2026, 4, 20) + dt.timedelta(days=n))
    register_by = factory.SelfAttribute("date")


class RegistrationFactory(ModelFactory):
    class Meta:
        model = Registration

    meeting = factory.SubFactory(MeetingFactory)
    organisation = factory.LazyAttribute(lambda _registration: MembershipFactory.create().organisation)
    name = factory.Sequence(lambda n: f"Delegat {n}")
    email = factory.Sequence(lambda n: f"delegat{n}@eksempel.example")


class SupportingMemberFactory(ModelFactory):
    class Meta:
        model = SupportingMember

    name = factory.Sequence(lambda n: f"Støtte {n}")
    email = factory.Sequence(lambda n: f"stotte{n}@eksempel.example")
    joined = dt.date(2020, 1, 1)
