"""Legal holds: rows that no rule of retention deletes, such as those of a dispute."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import FETCH_PEERS, CharField, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from balansekunst.mail import outbox
from balansekunst.models import User
from balansekunst.personal_data.models import LegalHold


def is_held(model: type[Model], key: str = "pk") -> Q:
    """Return the condition on rows that the row of `model` with the primary key in the field `key` has an open hold."""
    reference = Concat(Value(f"{model._meta.label_lower}:"), Cast(OuterRef(key), CharField(max_length=20)))
    return Q(Exists(LegalHold.objects.filter(ended_at=None, about=reference)))


def hold_of(row: Model) -> LegalHold | None:
    """Return the row's open hold."""
    return LegalHold.objects.filter(about=outbox.reference(row), ended_at=None).first()


def begin(row: Model, *, reason: str, by: User, at: datetime) -> LegalHold:
    """Begin a hold of the row. Raises ValidationError without a reason, or if it has one already."""
    hold = LegalHold(about=outbox.reference(row), reason=reason, begun_by=by, begun_at=at)
    hold.full_clean(exclude=["begun_by"])
    hold.save()
    return hold


def end(hold: LegalHold, *, by: User, at: datetime) -> None:
    """End the hold. Raises ValidationError if it has ended."""
    if not LegalHold.objects.filter(pk=hold.pk, ended_at=None).update(ended_by=by, ended_at=at):
        raise ValidationError(_("Stansen er avsluttet allerede."))


def row_of(reference: str) -> Any | None:
    """Return the row that the text refers to, or None."""
    label, _colon, key = reference.partition(":")
    try:
        return apps.get_model(label)._meta.default_manager.filter(pk=int(key)).first()
    except (LookupError, ValueError, OverflowError):
        return None


def rows_of(found: Iterable[LegalHold], visible: Callable[[type[Model]], QuerySet[Any]]) -> dict[str, Any]:
    """Return those of the `visible` rows that the holds are of, by their references, with a query for each model."""
    keys: dict[Any, list[int]] = {}
    for hold in found:
        label, _colon, key = hold.about.partition(":")
        with suppress(LookupError, ValueError):
            keys.setdefault(apps.get_model(label), []).append(int(key))
    rows = [visible(model).filter(pk__in=those) for model, those in keys.items()]
    return {outbox.reference(row): row for each in rows for row in each.fetch_mode(FETCH_PEERS)}
