"""A quote about the mark whose consent is withdrawn, wherever the quote is printed."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from balansekunst.models import User
from balansemerket.models import Quote

# What other apps do to the places where they print the quote. Each returns the names of these places.
WITHDRAWALS: list[Callable[[Quote, User, datetime], list[str]]] = []


@transaction.atomic
def withdraw_elsewhere(quote: Quote, *, by: User, at: datetime) -> list[str]:
    """Withdraw the quote from all other places, and return their names."""
    return [place for withdraw in WITHDRAWALS for place in withdraw(quote, by, at)]
