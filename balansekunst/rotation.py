"""Key rotation: re-encrypt everything with the newest key, so that an old one can be discarded.

Whether a text has the newest key is found by trying that key alone, so an interrupted rotation can simply be repeated.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from balansekunst.encryption import EncryptedTextField, decrypt, encrypt, is_under_first_key

BATCH = 500
# What allauth encrypts in the data of an authenticator: the key of an app, and the seed of recovery codes.
AUTHENTICATOR_SECRETS = ("secret", "seed")


@dataclass(frozen=True)
class Batch:
    """The result for some rows of a field. `unreadable` are the primary keys of rows that no key decrypts."""

    field: str
    rotated: int = 0
    already: int = 0
    unreadable: tuple[object, ...] = ()

    def __add__(self, other: "Batch") -> "Batch":
        """Return the sum of two batches of the same field."""
        return Batch(
            self.field, self.rotated + other.rotated, self.already + other.already, self.unreadable + other.unreadable
        )


# Rotates the batch after a primary key, of at most so many rows; returns its last primary key and the result.
Step = Callable[[Any, int], tuple[Any, Batch | None]]


def encrypted_fields(tables: Iterable[type[models.Model]] | None = None) -> list[EncryptedTextField]:
    """Return the encrypted fields of the tables, by default of all tables, including the history."""
    return [
        field
        for model in tables or apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def rotate(*, batch: int = BATCH, tables: Iterable[type[models.Model]] | None = None) -> Iterator[Batch]:
    """Re-encrypt what doesn't have the first key, and yield each batch once it is committed.

    The rows of a batch are locked so that no edit is overwritten. Nothing is written to the history. Texts that no key
    decrypts are left alone. Without `tables`, the secrets of second factors are included.
    """
    steps: list[Step] = [partial(_rotate_next, field) for field in encrypted_fields(tables)]
    if tables is None:
        steps.append(_rotate_next_authenticators)
    for step in steps:
        last, done = step(None, batch)
        while done:
            yield done
            last, done = step(last, batch)


def totals(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Consume the batches and yield a total for each field."""
    for _field, of_field in groupby(batches, key=lambda batch: batch.field):
        first, *others = of_field
        yield sum(others, start=first)


@transaction.atomic
def _rotate_next(field: EncryptedTextField, after: object, size: int) -> tuple[object, Batch | None]:
    """Rotate the batch after primary key `after`; return its last primary key, and None if there was nothing left."""
    # A plain queryset: the model's manager could filter rows out.
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


@transaction.atomic
def _rotate_next_authenticators(after: object, size: int) -> tuple[object, Batch | None]:
    """Do what `_rotate_next` does, for the secrets in the data of authenticators."""
    rows = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    rows = rows if after is None else rows.filter(pk__gt=after)
    done, last = Batch(str(Authenticator._meta.get_field("data"))), after
    for row in rows.select_for_update()[:size]:
        done += _rotate_authenticator(row)
        last = row.pk
    return last, None if last == after else done


def _rotate_authenticator(row: Authenticator) -> Batch:
    field = str(Authenticator._meta.get_field("data"))
    secrets = {name: row.data[name] for name in AUTHENTICATOR_SECRETS if name in row.data}
    if all(map(is_under_first_key, secrets.values())):
        return Batch(field, already=1)
    try:
        row.data |= {name: encrypt(decrypt(secret)) for name, secret in secrets.items()}
    except InvalidToken:
        return Batch(field, unreadable=(row.pk,))
    row.save(update_fields=["data"])
    return Batch(field, rotated=1)
