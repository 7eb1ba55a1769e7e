"""The payments of a call, and the sheet that the bookkeeper pays from."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _
from tablib import Dataset

from balansepotten import bank_accounts
from balansepotten.follow_up import grants_for
from balansepotten.models import Call, Payment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from balansekunst.models import User


def for_call(call: Call, *, user: "User") -> "QuerySet[Payment]":
    """Return the call's payments of grants that the user has no conflict with, in the order they are due."""
    found = Payment.objects.filter(grant__in=grants_for(user), grant__application__call=call)
    return found.select_related("grant__application__organisation", "paid_by").fetch_mode(models.FETCH_RAISE)


def sheet(payments: Iterable[Payment]) -> Dataset:
    """Return the payments with what it takes to pay them; the reference is the application's number.

    The account number holds spaces, so that no spreadsheet takes it for a number and rounds it.
    """
    headings = (
        _("Mottaker"),
        _("Organisasjonsnummer"),
        _("Kontonummer"),
        _("Beløp"),
        _("Forfaller"),
        _("Referanse"),
        _("Del"),
        _("Betalt"),
    )
    return Dataset(*(_cells(payment) for payment in payments), headers=headings, title=_("Utbetalinger"))


def _cells(payment: Payment) -> tuple[object, ...]:
    application = payment.grant.application
    return (
        application.organisation.name,
        application.organisation.number,
        bank_accounts.spoken(payment.grant.account_number),
        payment.amount,
        payment.due_on,
        application.number,
        payment.get_part_display(),
        payment.paid_on,
    )
