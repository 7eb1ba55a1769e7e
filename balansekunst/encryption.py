"""Text encrypted before it reaches the database, with keys of its own (settings.ENCRYPTION_KEYS)."""

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.base import SerializationError
from django.db import models
from django.db.models.lookups import Exact

from balansekunst import forms
from balansekunst.text import CleanText

# Fernet tokens contain the time of encryption in plain text. The hour of a note could point at who called.
NO_TIME = 0


def encrypt(text: str) -> str:
    """Return the ciphertext by the first of the keys. The same text gives a new ciphertext each time."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).encrypt_at_time(text.encode(), NO_TIME).decode()


def decrypt(ciphertext: str) -> str:
    """Return the text. Raises cryptography.fernet.InvalidToken when none of the keys is the right one."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).decrypt(ciphertext.encode()).decode()


def is_under_first_key(ciphertext: str) -> bool:
    """Return whether the first key decrypts it, without trying the others."""
    try:
        _cipher(tuple(settings.ENCRYPTION_KEYS[:1])).decrypt(ciphertext.encode())
    except InvalidToken:
        return False
    return True


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class IsEmpty(Exact):
    """The one lookup that makes sense: comparison with the empty text."""

    def get_prep_lookup(self) -> Any:
        if self.rhs is not None and self.rhs != "":
            raise FieldError("An encrypted text can only be asked for being empty")
        return super().get_prep_lookup()


class EncryptedTextField(CleanText, models.TextField):
    """A text field stored as ciphertext; the empty text is stored as it is.

    It can only be filtered by being empty. Sorting or grouping by it makes no sense, since ciphertext is random.
    Serialisers would write the decrypted text, so they are refused (`dumpdata` stops with an error); the database's own
    dump contains ciphertext. Results of database functions (Upper, Concat) can't be decrypted.
    """

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.TextField, **kwargs})

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the value to store. Raises FieldError for an expression, which would be stored unencrypted."""
        if hasattr(value, "as_sql") and not isinstance(value.output_field, EncryptedTextField):
            raise FieldError(f"{self.name} is encrypted: an expression can't be stored in it")
        return super().get_db_prep_save(value, connection)

    def from_db_value(self, value: Any, *_args: Any) -> Any:
        """Return the text. Raises cryptography.fernet.InvalidToken when none of the keys is the right one."""
        return decrypt(value) if value else value

    def value_to_string(self, obj: models.Model) -> str:
        """Raise SerializationError unless the text is empty: a serialiser would write it unencrypted."""
        if self.value_from_object(obj):
            raise SerializationError(f"{self.name} is encrypted: take a dump by the database's own tools")
        return ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Return a lookup for being empty. Raises FieldError for all others."""
        if lookup_name == "exact":
            return IsEmpty
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: it can't be asked for by «{lookup_name}»")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted: it can't be asked for by «{lookup_name}»")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Report unique, db_index and ordering, which would compare ciphertext."""
        problems = super().check(**kwargs)
        ordering = {str(name).lstrip("-") for name in self.model._meta.ordering or ()}
        if self.unique or self.deconstruct()[3].get("db_index") or self.name in ordering:
            message = "An encrypted field can't be unique, indexed or sorted by."
            problems.append(checks.Error(message, obj=self, id="balansekunst.E001"))
        return problems
