"""Putting every encrypted text under the newest key, so that an old one can be thrown away.

What is under the newest key is told by trying that key alone, so an interrupted rotation is simply begun again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from balansekunst.encryption import EncryptedTextField, decrypt, is_under_first_key

BATCH = 500


@dataclass(frozen=True)
class Batch:
    """What was done with some rows of a field; `unreadable` are the keys of rows that no encryption key reads."""

    field: str
    rotated: int = 0
    already: int = 0
    unreadable: tuple[object, ...] = ()

    def __add__(self, other: "Batch") -> "Batch":
        """Return the two of the same field as one."""
        return Batch(
            self.field, self.rotated + other.rotated, self.already + other.already, self.unreadable + other.unreadable
        )


def encrypted_fields(tables: Iterable[type[models.Model]] | None = None) -> list[EncryptedTextField]:
    """Return every encrypted field of the tables: of all there are, the history's too, where none are given."""
    return [
        field
        for model in tables or apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def rotate(*, batch: int = BATCH, tables: Iterable[type[models.Model]] | None = None) -> Iterator[Batch]:
    """Encrypt anew what isn't under the first of the keys, telling of each batch once it is safely stored.

    The rows of a batch are locked meanwhile, so that no edit is lost. Nothing of it enters the history. What no key
    reads is left as it is.
    """
    for field in encrypted_fields(tables):
        last, done = _rotate_next(field, None, batch)
        while done:
            yield done
            last, done = _rotate_next(field, last, batch)


def totals(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Go through the batches, and tell of each field when it is done."""
    for _field, of_field in groupby(batches, key=lambda batch: batch.field):
        first, *others = of_field
        yield sum(others, start=first)


@transaction.atomic
def _rotate_next(field: EncryptedTextField, after: object, size: int) -> tuple[object, Batch | None]:
    """Rotate the rows that come next after a primary key; return the last one's, and None when there are no more."""
    # A plain queryset: a manager of the model could leave rows out.
    rows: models.QuerySet[models.Model] = (
        models.QuerySet(field.model)
        .exclude(**{field.name: ""})
        .exclude(**{f"{field.name}__isnull": True})
        .order_by("pk")
    )
    rows = rows if after is None else rows.filter(pk__gt=after)
    found = rows.select_for_update().annotate(ciphertext=Cast(field.name, models.TextField()))
    done = Batch(str(field))
    last = after
    for last, ciphertext in list(found.values_list("pk", "ciphertext")[:size]):
        done += _rotate_row(field, last, ciphertext)
    return last, None if last == after else done


def _rotate_row(field: EncryptedTextField, pk: object, ciphertext: str) -> Batch:
    if is_under_first_key(ciphertext):
        return Batch(str(field), already=1)
    try:
        text = decrypt(ciphertext)
    except InvalidToken:
        return Batch(str(field), unreadable=(pk,))
    models.QuerySet(field.model).filter(pk=pk).update(**{field.name: text})
    return Batch(str(field), rotated=1)
