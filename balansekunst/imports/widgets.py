"""How Norwegian cells are read and written.

A widget's `clean` takes a cell's content and raises ValidationError with what is wrong and what was expected; `render`
returns the value to write, as a number or date if it is one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.db.models.constants import LOOKUP_SEP
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from balansekunst.fields import or_list, read_kroner, validate_organisation_number
from balansekunst.spreadsheets import as_text, has_illegal_characters, remove_illegal_characters
from balansekunst.text import clean_line, clean_text, clean_url, read_whole_number, validate_line

DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
MOMENT = re.compile(r"(?P<date>\S+) (?P<hour>\d{1,2})[:.](?P<minute>\d{2})")
MAX_LENGTH = 60


def shorten(value: Any) -> str:
    """Return a cell's value for an error message: on one line, and not too long."""
    text = " ".join(remove_illegal_characters(as_text(value), "\N{REPLACEMENT CHARACTER}").split())
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]}…"


def cell_error(value: Any, message: str, **params: Any) -> ValidationError:
    """Return an error about a cell, whose value is `%(value)s` in the message."""
    return ValidationError(message, params={"value": shorten(value), **params})


def is_whole(value: Any) -> bool:
    """Return whether the cell is a whole number. Spreadsheets may store 123 as 123.0."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


class CellWidget(Widget):
    """Strips text and returns None for a blank cell.

    `recognised` is how surely cells that `recognise` accepts say what their column is, from 0 to 1. The template of a
    sheet says what is `expected`, and lists it in `allowed_texts` if it is one of a few.
    """

    recognised: ClassVar[float] = 0
    expected: ClassVar[Any] = gettext_lazy("Tekst")
    has_several: ClassVar[bool] = False

    @property
    def allowed_texts(self) -> list[str]:
        return []

    def recognise(self, value: Any, **kwargs: Any) -> None:
        """Raise ValidationError unless the cell is likely to be of such a column."""
        self.clean(value, row={}, **kwargs)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "":
            return None
        return self.read(value, row=row, **kwargs)

    def read(self, value: Any, **_kwargs: Any) -> Any:
        """Return the value of a cell that isn't blank. Raises ValidationError."""
        raise NotImplementedError

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        """Return the value to write."""
        return value

    def render_stored(self, values: Sequence[Any]) -> Sequence[Any]:
        """Return what to write for what a query returned, one for each row."""
        return [self.render(value) for value in values]


class RelatedWidget(CellWidget):
    """A row of another table, written as one of its fields."""

    written_as: str

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        return None if value is None else attrgetter(self.written_as.replace(LOOKUP_SEP, "."))(value)

    def render_stored(self, values: Sequence[Any]) -> Sequence[Any]:
        """Return the values: they are those of the field."""
        return values


class LongTextWidget(CellWidget):
    """Text of any number of lines. A number in the cell is accepted as text; a blank cell is the empty text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs) or ""

    def read(self, value: Any, **_kwargs: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise cell_error(value, _("«%(value)s» er ikke tekst. Skriv tekst."))
        if has_illegal_characters(str(value)):
            raise cell_error(value, _("«%(value)s» har usynlige styretegn. Skriv vanlig tekst."))
        return str(int(value)) if is_whole(value) else clean_text(str(value))


class TextWidget(LongTextWidget):
    """Text of one line."""

    def read(self, value: Any, **_kwargs: Any) -> str:
        text = clean_line(super().read(value))
        validate_line(text)
        return text


class UrlWidget(TextWidget):
    """The address of a page. Without a scheme it is https."""

    def read(self, value: Any, **_kwargs: Any) -> str:
        return clean_url(super().read(value))


class PostcodeWidget(TextWidget):
    """A postcode. A number in the cell has lost its leading zeros."""

    def read(self, value: Any, **_kwargs: Any) -> str:
        return super().read(value).zfill(4) if isinstance(value, int | float) else super().read(value)


class OrganisationNumberWidget(CellWidget):
    """An organisation number as text or number, with or without spaces."""

    recognised = 0.7
    expected = gettext_lazy("Ni sifre")

    def recognise(self, value: Any, **_kwargs: Any) -> None:
        """Raise ValidationError unless it is a number. Whether anybody has it doesn't matter."""
        OrganisationNumberWidget().clean(value)

    def read(self, value: Any, **_kwargs: Any) -> Any:
        number = "".join(TextWidget().read(value).split())
        validate_organisation_number(number)
        return number


class WholeNumberWidget(CellWidget):
    """A whole number, as a number or as text."""

    expected = gettext_lazy("Et helt tall")

    def read(self, value: Any, **_kwargs: Any) -> int:
        try:
            return int(value) if is_whole(value) else read_whole_number(str(value))
        except ValueError as error:
            raise cell_error(value, _("«%(value)s» er ikke et helt tall. Skriv et tall, for eksempel 25.")) from error


class KronerWidget(CellWidget):
    """An amount in whole kroner, as a number or as `read_kroner` reads it."""

    expected = gettext_lazy("Hele kroner")

    def read(self, value: Any, **_kwargs: Any) -> int:
        try:
            return int(value) if is_whole(value) else read_kroner(str(value))
        except ValueError as error:
            raise cell_error(
                value, _("«%(value)s» er ikke et beløp. Skriv hele kroner, for eksempel 85\xa0000.")
            ) from error


class DateWidget(CellWidget):
    """A date, as a real date or as `dd.mm.yyyy`."""

    recognised = 0.3
    expected = gettext_lazy("En dato, for eksempel 31.12.2024")

    def read(self, value: Any, **_kwargs: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        match = DATE.fullmatch(value) if isinstance(value, str) else None
        if not match:
            raise cell_error(value, _("«%(value)s» er ikke en dato. Skriv den slik: 31.12.2024."))
        day, month, year = map(int, match.groups())
        try:
            return date(year, month, day)
        except ValueError as error:
            raise cell_error(value, _("Datoen «%(value)s» finnes ikke. Skriv den slik: 31.12.2024.")) from error


class MomentWidget(DateWidget):
    """A moment in Norwegian time. A date without a time gets the time `at`."""

    expected = gettext_lazy("En dato, for eksempel 31.12.2024 14:30")

    def __init__(self, at: time) -> None:
        super().__init__()
        self.at = at

    def read(self, value: Any, **_kwargs: Any) -> datetime:
        """Return the moment. Raises ValidationError, also if it has no time in UTC, as which it is stored."""
        moment = timezone.make_aware(self._read(value))
        try:
            moment.astimezone(UTC)
        except OverflowError as error:
            raise cell_error(value, _("Datoen «%(value)s» finnes ikke. Skriv den slik: 31.12.2024.")) from error
        return moment

    def _read(self, value: Any) -> datetime:
        if isinstance(value, datetime) and value.time() != time():
            return value
        match = MOMENT.fullmatch(" ".join(value.split())) if isinstance(value, str) else None
        if not match:
            return datetime.combine(super().read(value), self.at)
        try:
            at = time(int(match["hour"]), int(match["minute"]))
        except ValueError as error:
            raise cell_error(
                value, _("Klokkeslettet i «%(value)s» finnes ikke. Skriv det slik: 31.12.2024 14:30.")
            ) from error
        return datetime.combine(super().read(match["date"]), at)

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        """Return only the date if the time is `at`."""
        if value is None:
            return None
        local = timezone.make_naive(value)
        return local.date() if local.time() == self.at else local


class ChoiceWidget(CellWidget):
    """One of the choices by its label or another name, ignoring case. Those in `hidden` can't be chosen."""

    recognised = 0.6
    expected = gettext_lazy("Et av valgene")

    def __init__(
        self,
        choices: type[Choices] | Iterable[tuple[Any, Any]],
        *,
        hidden: Iterable[Any] = (),
        other_names: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.other_names = other_names or {}
        self.choices = choices.choices if isinstance(choices, type) else choices
        self.hidden = tuple(hidden)

    @property
    def allowed_texts(self) -> list[str]:
        return [self.labels[choice] for choice in self.allowed.values()]

    @cached_property
    def labels(self) -> dict[Any, str]:
        return {value: str(label) for value, label in self.choices}

    @cached_property
    def allowed(self) -> dict[str, Any]:
        """What can be chosen, by the label without case."""
        return {label.casefold(): choice for choice, label in self.labels.items() if choice not in self.hidden}

    def read(self, value: Any, **_kwargs: Any) -> Any:
        name = " ".join(value.split()).casefold() if isinstance(value, str) else None
        if name and name in self.other_names:
            return self.other_names[name]
        if name not in self.allowed:
            labels = or_list(self.labels[choice] for choice in self.allowed.values())
            raise cell_error(value, _("«%(value)s» er ikke et av valgene. Skriv %(labels)s."), labels=labels)
        return self.allowed[name]

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        return self.labels.get(value, value)


class OptionalChoiceWidget(ChoiceWidget):
    """One of the choices, or the empty text for a blank cell."""

    def clean(self, *args: Any, **kwargs: Any) -> Any:
        return super().clean(*args, **kwargs) or ""


class YesNoWidget(CellWidget):
    """«Ja» or «Nei», ignoring case."""

    expected = gettext_lazy("Ja eller Nei")

    def read(self, value: Any, **_kwargs: Any) -> bool:
        answers = {_("Ja").casefold(): True, _("Nei").casefold(): False}
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.casefold() in answers:
            return answers[value.casefold()]
        raise cell_error(value, _("«%(value)s» er ikke et av valgene. Skriv Ja eller Nei."))

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> str:
        return _("Ja") if value else _("Nei")


class NameWidget(RelatedWidget):
    """A row of another table by its name, ignoring case. The table is read once."""

    recognised = 0.6
    expected = gettext_lazy("Et av valgene")
    written_as = "name"

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    @property
    def allowed_texts(self) -> list[str]:
        return [str(row) for row in self.by_name.values()]

    @cached_property
    def by_name(self) -> dict[str, Any]:
        return {str(row).casefold(): row for row in self.model.objects.all()}

    def read(self, value: Any, **_kwargs: Any) -> Any:
        name = TextWidget().read(value)
        if not self.by_name:
            raise cell_error(value, _("«%(value)s» er ikke et av valgene, for ingen er registrert ennå."))
        if name.casefold() not in self.by_name:
            names = or_list(str(row) for row in self.by_name.values())
            raise cell_error(value, _("«%(value)s» er ikke et av valgene. Skriv %(names)s."), names=names)
        return self.by_name[name.casefold()]


class NamesWidget(NameWidget):
    """Rows of another table by their names, separated by `;`."""

    expected = gettext_lazy("Ett eller flere av valgene, med semikolon mellom")
    has_several = True

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> frozenset[Any]:
        return super().clean(value, row, **kwargs) or frozenset()

    def read(self, value: Any, **_kwargs: Any) -> frozenset[Any]:
        names = TextWidget().read(value).split(";")
        return frozenset(super(NamesWidget, self).read(name.strip()) for name in names if name.strip())

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> str:
        return "; ".join(sorted(map(str, value or ())))
