"""Made-up rows of what is shown of Balansemerket."""

import datetime as dt

import factory

from balansemerket.models import Quote
from tests.factories import CertificationFactory
from tests.model_factory import ModelFactory


class MarkQuoteFactory(ModelFactory):
    """A quote about the mark, with consent and approved."""

    class Meta:
        model = Quote

    certification = factory.SubFactory(CertificationFactory)
    text = factory.Sequence(lambda n: f"Vi snakker sammen på en annen måte nå, {n}.")
    person = "Inga Eira"
    role = "daglig leder"
    consent_on = dt.date(2025, 6, 1)
    consent_by = "Inga Eira, på e-post"
    approved_on = dt.date(2025, 6, 2)
