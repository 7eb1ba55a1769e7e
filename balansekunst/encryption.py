"""Text that is encrypted before it reaches the database, by keys of its own (settings.ENCRYPTION_KEYS)."""

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.base import SerializationError
from django.db import models
from django.db.models.lookups import Exact

# A token says when it was made. Ours say nothing: the hour of a note could point at who called.
NO_TIME = 0


def encrypt(text: str) -> str:
    """Return the ciphertext of a text, by the first of the keys. The same text never gives the same one twice."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).encrypt_at_time(text.encode(), NO_TIME).decode()


def decrypt(ciphertext: str) -> str:
    """Return the text. Raises cryptography.fernet.InvalidToken when none of the keys is the right one."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).decrypt(ciphertext.encode()).decode()


def is_under_first_key(ciphertext: str) -> bool:
    """Tell if the first of the keys reads it, without trying the others."""
    try:
        _cipher(tuple(settings.ENCRYPTION_KEYS[:1])).decrypt(ciphertext.encode())
    except InvalidToken:
        return False
    return True


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class IsEmpty(Exact):
    """The one comparison that makes sense: with no text at all."""

    def get_prep_lookup(self) -> Any:
        """Let the empty text and None pass. Raises FieldError for anything else."""
        if self.rhs is not None and self.rhs != "":
            raise FieldError("An encrypted text can only be asked for being empty")
        return super().get_prep_lookup()


class EncryptedTextField(models.TextField):
    """A text that the database knows as ciphertext only; an empty one stays empty.

    It can be asked for being empty, and for nothing else. To sort or group by it means nothing, since ciphertext is
    random. What reads it through the model gets the text, so a serializer is refused (`dumpdata` stops and says so);
    the database's own dump holds ciphertext. What the database makes of it (Upper, Concat) can't be read.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Return the ciphertext."""
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return what is stored. Raises FieldError for an expression, which would be stored in the clear."""
        if hasattr(value, "as_sql") and not isinstance(value.output_field, EncryptedTextField):
            raise FieldError(f"{self.name} is encrypted: an expression can't be stored in it")
        return super().get_db_prep_save(value, connection)

    def from_db_value(self, value: Any, *_args: Any) -> Any:
        """Return the text. Raises cryptography.fernet.InvalidToken when none of the keys is the right one."""
        return decrypt(value) if value else value

    def value_to_string(self, obj: models.Model) -> str:
        """Return an empty text. Raises SerializationError for any other: a file would hold it in the clear."""
        if self.value_from_object(obj):
            raise SerializationError(f"{self.name} is encrypted: take a dump by the database's own tools")
        return ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every question but whether it is empty. Raises FieldError."""
        if lookup_name == "exact":
            return IsEmpty
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: it can't be asked for by «{lookup_name}»")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """Refuse to make anything of the ciphertext. Raises FieldError."""
        raise FieldError(f"{self.name} is encrypted: it can't be asked for by «{lookup_name}»")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse what would sort or compare ciphertext."""
        problems = super().check(**kwargs)
        ordering = {str(name).lstrip("-") for name in self.model._meta.ordering or ()}
        if self.unique or self.deconstruct()[3].get("db_index") or self.name in ordering:
            told = "An encrypted field can't be unique, indexed or sorted by."
            problems.append(checks.Error(told, obj=self, id="balansekunst.E001"))
        return problems
