"""Files of imports between preview and confirmation: encrypted in the database, and only for their owner.

They expire after an hour; those of a job when it is done.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.forms import ConfirmImportForm
from import_export.tmp_storages import BaseStorage

from balansekunst.imports.formats import FORMATS
from balansekunst.models import ImportFile, User

if TYPE_CHECKING:
    from collections.abc import Callable

PREVIEW_MINUTES = 60


@dataclass
class Files:
    """The files of one user, and the names of those that are stored within the block."""

    owner: User
    stored: list[str] = field(default_factory=list)

    def readable(self, at: datetime) -> QuerySet[ImportFile]:
        """Return the files that the user may still read."""
        return ImportFile.objects.filter(owner=self.owner, expires_at__gt=at)

    def discard(self) -> None:
        """Delete what was stored within the block."""
        ImportFile.objects.filter(pk__in=self.stored).delete()


# django-import-export makes its storages without the request.
_files: ContextVar[Files] = ContextVar("files")


@contextmanager
def files_of(owner: User) -> Iterator[Files]:
    """Read and write files of this user only, within the block."""
    files = Files(owner)
    token = _files.set(files)
    try:
        yield files
    finally:
        _files.reset(token)


class ImportFileStorage(BaseStorage):
    """The storage that django-import-export uses for a file, by its name."""

    def save(self, data: bytes) -> None:
        """Store the file, and delete those that have expired."""
        now = timezone.now()
        delete_expired(now)
        files = _files.get()
        content = b64encode(data).decode()
        self.name = str(ImportFile.objects.create(owner=files.owner, content=content, expires_at=hour_after(now)).pk)
        files.stored.append(self.name)

    def read(self) -> bytes:
        """Return the content. Raises ImportFile.DoesNotExist when it is another's, or has expired."""
        return b64decode(_files.get().readable(timezone.now()).get(pk=self.name).content)

    def remove(self) -> None:
        _files.get().readable(timezone.now()).filter(pk=self.name).delete()


def extend(name: str, until: datetime) -> None:
    """Store a file of the user until then."""
    _files.get().readable(timezone.now()).filter(pk=name).update(expires_at=until)


def lock(name: str) -> None:
    """Lock a file of the user until the transaction ends."""
    _files.get().readable(timezone.now()).select_for_update().values_list("pk").filter(pk=name).first()


class ConfirmForm(ConfirmImportForm):
    """The confirmation of an import, of a file that the user has uploaded and that has not expired.

    `accepted` is the fingerprint of the warnings that the preview showed, `columns` that of how it used the columns.
    """

    import_file_name = forms.ModelChoiceField(ImportFile.objects.none(), widget=forms.HiddenInput)
    format = forms.ChoiceField(choices=[(str(place), place) for place in range(len(FORMATS))], widget=forms.HiddenInput)
    accepted = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["import_file_name"].queryset = _files.get().readable(timezone.now()).defer("content")

    def clean_import_file_name(self) -> str:
        return str(self.cleaned_data["import_file_name"].pk)

    def clean_resource(self) -> str:
        """Return the number of the resource: no list has more than one."""
        return "0"


def hour_after(at: datetime) -> datetime:
    """Return when a file that somebody has to look at expires."""
    return at + timedelta(minutes=PREVIEW_MINUTES)


def delete_expired(at: datetime) -> int:
    """Delete the files that nobody can read any more, and return how many."""
    return ImportFile.objects.filter(expires_at__lte=at).delete()[0]


class TooSlowError(ValidationError):
    """An import has taken too long."""


def time_limit(seconds: int | None = None) -> "Callable[[], None]":
    """Return a function that raises TooSlowError when it is called so long from now, or settings.IMPORT_SECONDS."""
    start, seconds = monotonic(), settings.IMPORT_SECONDS if seconds is None else seconds

    def check() -> None:
        if monotonic() - start > seconds:
            raise TooSlowError(
                _("Filen tar for lang tid å gå gjennom: høyst %(seconds)s sekunder. Del den i flere filer."),
                params={"seconds": seconds},
            )

    return check
