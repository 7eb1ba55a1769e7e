"""What changed between two versions of a row in its history, in words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from simple_history.models import ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper

from balansekunst.encryption import EncryptedTextField
from balansekunst.fields import KronerField, OreField, kroner, kroner_and_ore

NOTHING = "\N{EN DASH}"
LONGEST = 200


@dataclass(frozen=True)
class Change:
    """A field that changed, by its label, from `old` to `new`."""

    label: str
    old: str
    new: str


def changes(version: Any, previous: Any, *, without: Collection[str] = ()) -> Iterator[Change]:
    """Yield the fields whose values differ between the versions, but for those in `without`."""
    for field in version.tracked_fields:
        if field.primary_key or field.name in without or getattr(field, "auto_now", False):
            continue
        if getattr(version, field.attname) != getattr(previous, field.attname):
            yield Change(capfirst(str(field.verbose_name)), display(previous, field), display(version, field))


def display(version: Any, field: models.Field) -> str:
    """Return the version's value of the field for people."""
    stored = getattr(version, field.attname)
    is_related = isinstance(field, models.ForeignKey) and stored
    return display_value(getattr(version, field.name) if is_related else stored, field)


def display_value(value: Any, field: models.Field) -> str:
    """Return a value, or the related object, for people. What is encrypted is never displayed."""
    if value in (None, ""):
        return NOTHING
    if isinstance(field, EncryptedTextField):
        return _("skjult")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value) if isinstance(field, models.ForeignKey) else _text(value, field)


def _text(value: Any, field: models.Field) -> str:
    match value:
        case bool():
            return _("ja") if value else _("nei")
        case datetime():
            return format_moment(value)
        case date():
            return f"{value:%d.%m.%Y}"
    if isinstance(field, OreField):
        return kroner_and_ore(value)
    return kroner(value) if isinstance(field, KronerField) else Truncator(value).chars(LONGEST)


def format_moment(moment: datetime) -> str:
    """Return the day and the time, such as «16.03.2026 kl. 12.05»."""
    return date_format(timezone.localtime(moment), "d.m.Y \\k\\l.\xa0H.i")


class ChangesForPeople(HistoricalRecordContextHelper):
    """What changed in a version on the page of a row's history. A long text is shown from where it differs."""

    def prepare_delta_change_value(self, change: ModelChange, value: Any) -> Any:
        field: Any = self.model._meta.get_field(change.field)
        if isinstance(field, models.ManyToManyField):
            return ", ".join(map(str, super().prepare_delta_change_value(change, value))) or NOTHING
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, EncryptedTextField)
        return value if value and is_text and not field.choices else display_value(value, field)
