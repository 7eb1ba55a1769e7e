"""The fees of an organisation on My page."""

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import kid, payments
from members.contacts import give_access
from tests.factories import ContactFactory, FeeFactory, FeePaymentFactory

pytestmark = pytest.mark.django_db


def test_invoice_is_something_to_do_on_my_page(client: Client, moment: datetime) -> None:
    fee = FeeFactory.create(invoice_number=7, invoiced_on=date(2026, 2, 1), kid=kid.make(7), due_on=date(2026, 3, 15))
    FeePaymentFactory.create(fee=fee, amount=200_000)
    client.force_login(give_access(ContactFactory.create(organisation=fee.membership.organisation)))

    with time_machine.travel(moment, tick=False):
        (task,) = client.get(reverse("my_page")).context["tasks"]

    assert (task.title, task.is_late) == ("Betal kontingenten", True)
    assert "3\N{NO-BREAK SPACE}000" in task.about


def test_fee_without_invoice_says_that_it_comes(client: Client) -> None:
    organisation = FeeFactory.create().membership.organisation
    client.force_login(give_access(ContactFactory.create(organisation=organisation)))

    page = client.get(reverse("my_fees", args=[organisation.pk]))

    assert "er ikke laget ennå. Den kommer på e-post" in page.text


@pytest.mark.parametrize(
    ("received", "text"),
    [
        pytest.param(0, "", id="nothing-paid"),
        pytest.param(350_000, "gjenstår 1\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}kr", id="part"),
        pytest.param(500_000, "", id="all"),
    ],
)
def test_row_of_fee_says_what_remains_of_a_part_payment(client: Client, received: int, text: str) -> None:
    fee = FeeFactory.create(due_on=timezone.localdate())
    organisation = fee.membership.organisation
    if received:
        payments.add([FeePaymentFactory.build(fee=fee, amount=received)])
    client.force_login(give_access(ContactFactory.create(organisation=organisation)))

    page = client.get(reverse("my_organisation", args=[organisation.pk]), follow=True).text
    section = page.partition('id="fees-heading"')[2].partition("</section>")[0]

    assert section
    assert text in section if text else "gjenstår" not in section
    assert ("Delvis betalt" in section) == bool(text)
