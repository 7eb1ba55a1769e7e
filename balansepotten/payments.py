"""The payments of a call, and the sheet that the bookkeeper pays from."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _

from balansekunst.imports.exports import CHUNK, Export
from balansepotten import bank_accounts
from balansepotten.conflicts import without_conflict
from balansepotten.models import Call, Payment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from balansekunst.models import User


def for_call(call: Call, *, user: "User") -> "QuerySet[Payment]":
    """Return the call's payments of grants that the user has no conflict of interest with, by due date."""
    visible = without_conflict(user, "grant__application")
    found = Payment.objects.filter(visible, grant__application__call=call)
    return found.select_related("grant__application__organisation", "paid_by").fetch_mode(models.FETCH_RAISE)


def sheet(payments: "QuerySet[Payment]") -> Export:
    """Return the payments as a sheet for the bookkeeper; the reference is the application's number.

    The account numbers contain spaces, so that no spreadsheet reads them as numbers and rounds them.
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
    return Export(_("Utbetalinger"), headings, map(_cells, payments.iterator(chunk_size=CHUNK)))


def _cells(payment: Payment) -> tuple[object, ...]:
    application = payment.grant.application
    return (
        application.organisation.name,
        application.organisation.number,
        bank_accounts.format_number(payment.grant.account_number),
        payment.amount,
        payment.due_on,
        application.number,
        payment.get_part_display(),
        payment.paid_on,
    )
