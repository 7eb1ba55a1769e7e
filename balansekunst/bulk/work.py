"""The base class of each kind of work on many rows, which apps declare and register."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms
from django.db.models import Model, QuerySet
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.history import set_reason
from balansekunst.imports.batches import Batch
from balansekunst.models import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORKS: dict[str, type["BulkWork"]] = {}


@dataclass(frozen=True)
class Context:
    """When the work is done, and the address of the site, which e-mails link to."""

    at: datetime
    site: str

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)


class Effect(NamedTuple):
    """A value before and after, as people read them. It is recorded for good, so it is never personal data."""

    label: str
    before: str
    after: str


@dataclass
class Planned:
    """What will be done to a row of the list, or why it is `skipped`.

    `changed` is the stored row that changes. Work that adds a row sets it when it is done.
    """

    row: Any
    effects: Sequence[Effect] = ()
    changed: Any = None
    messages: list[Message] = field(default_factory=list)
    skipped: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        self.name = self.name or str(self.row)

    @property
    def is_done(self) -> bool:
        return not self.skipped


class BulkForm(forms.Form):
    """The answers that the work needs: for all rows, and in fields named by `name_of` for one row each."""

    def __init__(self, *args: Any, rows: Iterable[Model], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            self.add_fields_of(row)

    def add_fields_of(self, row: Any) -> None:
        """Add the fields of one row, if the work has any."""

    @staticmethod
    def name_of(row: Any) -> str:
        return f"row_{row.pk}"

    def field_of(self, row: Any) -> BoundField | None:
        name = self.name_of(row)
        return self[name] if name in self.fields else None

    def common_fields(self) -> list[BoundField]:
        return [bound for bound in self if not bound.name.startswith("row_")]

    def defaults(self) -> dict[str, Any]:
        """Return the initial values as if they were submitted."""
        initial = {name: self.get_initial_for_field(each, name) for name, each in self.fields.items()}
        return {
            name: self.fields[name].widget.format_value(value) for name, value in initial.items() if value is not None
        }

    def described(self) -> list[tuple[str, str]]:
        """Return the answers for all rows as a label and a text, without empty ones."""
        answers = ((str(bound.label), self.cleaned_data[bound.name]) for bound in self.common_fields())
        return [(label, as_text(value)) for label, value in answers if value not in (None, "")]


def as_text(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


class BulkWork:
    """A kind of work on rows of the list of `model`, which changes or adds rows of `changes`, if not only e-mails."""

    key: ClassVar[str]
    model: ClassVar[type[Model]]
    changes: ClassVar[type[Model] | None] = None
    permission: ClassVar[str]
    label: ClassVar["StrOrPromise"]
    explanation: ClassVar["StrOrPromise"] = ""
    form_class: ClassVar[type[BulkForm]] = BulkForm
    most: ClassVar[int] = 2_000

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with what `plan` reads."""
        return rows

    def plan(self, rows: Sequence[Any], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        """Return what is to be done to each of the rows."""
        raise NotImplementedError

    def summary(self, planned: Sequence[Planned]) -> str:
        """Return a sentence about all that is planned, or ""."""
        return ""

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        """Do it, except for the e-mails. Raises ValidationError."""

    def undo_problems(self, changed: Sequence[Any]) -> dict[int, str]:
        """Return why some rows, which nobody has changed since, can't be as before, by their primary keys."""
        return {}

    def undo(self, changed: Sequence[tuple[Any, Any]], reason: str) -> None:
        """Give each row its values of the version before, or delete it if it has none."""
        batch = Batch(reason)
        for row, before in changed:
            if before is None:
                set_reason(row, reason).delete()
            elif names := [name for name, value in _values(before).items() if getattr(row, name) != value]:
                for name in names:
                    setattr(row, name, _values(before)[name])
                batch.update(row, [row._meta.get_field(name).name for name in names])
        batch.write()

    def undo_reason(self) -> str:
        return _("Angret: %(label)s") % {"label": self.label}


def _values(version: Any) -> dict[str, Any]:
    return {each.attname: getattr(version, each.attname) for each in version.tracked_fields if not each.primary_key}


def register[Work: type[BulkWork]](work: Work) -> Work:
    """Register a kind of work by its key, which records contain."""
    WORKS[work.key] = work
    return work


def work_of(key: str) -> BulkWork:
    return WORKS[key]()
