"""How the public form that books a course is laid out."""

import re

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_errors_are_in_the_order_of_the_fields(client: Client) -> None:
    page = client.post(reverse("booking_form"), {"contact_name": ""}).text

    listed = re.findall(r'href="#(id_[a-z_0-9]+)"', page)
    assert len(listed) > 5
    assert listed == sorted(listed, key=lambda key: page.index(f'id="{key}'))
