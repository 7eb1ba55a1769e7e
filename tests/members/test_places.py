"""Municipalities: their names, and how they are found by them."""

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Municipality

pytestmark = pytest.mark.django_db


def test_name_identifies_one_municipality() -> None:
    municipalities = list(Municipality.objects.filter(valid_until=None))
    names = [name for place in municipalities for name in place.names if place.name == place.display_name]

    assert len(names) == len(set(names))
    assert Municipality.objects.get(number="5540").names == ["Kåfjord", "Gáivuotna", "Kaivuono"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Oslo kommune", "0301"),
        ("guovdageaidnu", "5612"),
        ("Guovdageaidnu kommune", "5612"),
        ("porsáŋgu", "5622"),
        ("0301", "0301"),
    ],
)
def test_field_with_suggestions_finds_municipality(staff_client: Client, text: str, number: str) -> None:
    field = {"app_label": "members", "model_name": "organisation", "field_name": "municipality"}

    answer = staff_client.get(reverse("admin:autocomplete"), {**field, "term": text})

    (found,) = answer.json()["results"]
    assert Municipality.objects.get(pk=found["id"]).number == number
