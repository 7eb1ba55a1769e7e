"""Made-up events for tests."""

import datetime as dt

import factory

from courses.models import PublicEvent
from tests.factories import municipality
from tests.model_factory import ModelFactory


class PublicEventFactory(ModelFactory):
    class Meta:
        model = PublicEvent

    date = dt.date(2024, 6, 3)
    title = factory.Sequence(lambda n: f"Arrangement {n}")
    municipality = factory.LazyFunction(lambda: municipality("Bergen"))
    participants = 40
