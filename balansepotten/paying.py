"""The list of payments that the bookkeeper pays from, as a sheet."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from tablib import Dataset

from balansepotten import account_numbers
from balansepotten.models import Payment


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
        account_numbers.spoken(payment.grant.account_number),
        payment.amount,
        payment.due_on,
        application.number,
        payment.get_part_display(),
        payment.paid_on,
    )
