"""Quotes about the mark that contacts propose."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import Message, User
from balansemerket import quotes
from balansemerket.models import Event, Quote
from members.models import Contact
from tests.factories import CertificationFactory, EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_contact_proposes_quote_and_staff_answer(
    time_machine: Any, contact: Contact, contact_client: Client, outsider_client: Client, client: Client, staff: User
) -> None:
    time_machine.move_to(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False)
    page = reverse("quote_propose", args=[contact.organisation_id])
    said = {"text": "Endelig!", "person": "Inga Eira", "role": "daglig leder", "on_public_page": "on"}
    assert contact_client.get(page).status_code == 404
    certification = CertificationFactory.create(organisation=contact.organisation)
    period = {"kind": Event.Kind.AWARDED, "date": date(2026, 1, 1), "valid_until": date(2026, 12, 31)}
    EventFactory.create(certification=certification, **period)

    assert page in contact_client.get(reverse("my_page")).text
    assert outsider_client.post(page, {**said, "agreed": "on"}).status_code == 404
    assert contact_client.post(page, said).context["form"].errors.keys() == {"agreed"}
    assert contact_client.post(page, {**said, "agreed": "on"}).status_code == 302

    quote = Quote.objects.waiting().get()
    assert (quote.certification, quote.consent_on, quote.in_report) == (certification, date(2026, 3, 16), False)
    assert contact.user
    assert quote.consent_by == f"{contact.user.name}, på Min side"
    assert "Venter på svar" in contact_client.get(page).text
    assert "Endelig!" not in client.get(certification.get_absolute_url()).text
    quote.declined_on = date(2026, 3, 16)
    quote.full_clean()
    quotes.save(quote, by=staff, at=timezone.now())
    quotes.save(quote, by=staff, at=timezone.now())
    assert [(answer.recipient, "bruker det ikke" in answer.body) for answer in Message.objects.all()] == [
        (contact.user.email, True)
    ]
    assert "Ikke brukt" in contact_client.get(page).text
    assert not Quote.objects.waiting().exists()
    quote.approved_on = date(2026, 3, 16)
    with pytest.raises(ValidationError, match="enten godkjent eller avslått"):
        quote.full_clean()

    for _each in range(4):
        answer = contact_client.post(page, {**said, "agreed": "on"})
    assert Quote.objects.waiting().count() == 3
    assert "Vi har ikke lest de siste forslagene" in answer.text
