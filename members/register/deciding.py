"""What was found in another register is taken over or ignored, once."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.models import User
from members.models.differences import FoundElsewhere

State = FoundElsewhere.State


def lock[Row: FoundElsewhere](row: Row) -> Row:
    """Return the row, which nobody else decides meanwhile. Raises ValidationError if somebody has decided already."""
    rows: Any = row._meta.default_manager
    locked = rows.select_for_update().filter(pk=row.pk, state=State.WAITING).first()
    if locked is None:
        raise ValidationError(_("Noen har allerede tatt stilling til dette."))
    return locked


def decide(row: FoundElsewhere, state: FoundElsewhere.State, *, by: User, today: date) -> None:
    row.state, row.decided_by, row.decided_on = state, by, today
    row.save()


@transaction.atomic
def ignore(row: FoundElsewhere, *, by: User, today: date) -> None:
    """Leave ours as it is. Raises ValidationError if somebody has decided already."""
    decide(lock(row), State.IGNORED, by=by, today=today)
