"""How Norwegian cells are read, and what is written in them.

A widget's `clean` takes what stands in a cell and raises ValidationError with what is wrong and what was expected;
`render` gives the value to write, a real number or date where it is one.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from balansekunst.fields import read_kroner, validate_organisation_number
from balansekunst.imports.formats import as_text
from balansekunst.spreadsheets import has_illegal_characters, remove_illegal_characters

DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
MOMENT = re.compile(r"(?P<date>\S+) (?P<hour>\d{1,2})[:.](?P<minute>\d{2})")
WHOLE_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?\d{1,15}")
LONGEST_SHOWN = 60


def shown(value: Any) -> str:
    """Return a cell's value as it is told in an error: on one line, and not too long."""
    text = " ".join(remove_illegal_characters(as_text(value), "\N{REPLACEMENT CHARACTER}").split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def wrong(value: Any, message: str, **params: Any) -> ValidationError:
    """Return the error of a cell, whose value the message calls `%(value)s`."""
    return ValidationError(message, params={"value": shown(value), **params})


def is_whole(value: Any) -> bool:
    """Tell if a cell holds a whole number as a number; a spreadsheet may keep 123 as 123.0."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


class CellWidget(Widget):
    """Reads a cell, with the blanks around its text taken away; a blank cell is None."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return what the cell says, None where it is blank. Raises ValidationError."""
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "":
            return None
        return self.read(value, row=row, **kwargs)

    def read(self, value: Any, **_kwargs: Any) -> Any:
        """Return what a cell that isn't blank says. Raises ValidationError."""
        raise NotImplementedError

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        """Return what to write."""
        return value


class TextWidget(CellWidget):
    """Text; a number in the cell is text too. A blank cell is empty text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the text, without blanks around it. Raises ValidationError."""
        return super().clean(value, row, **kwargs) or ""

    def read(self, value: Any, **_kwargs: Any) -> str:
        """Return the text. Raises ValidationError for a date or the like."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise wrong(value, _("«%(value)s» er ikke tekst. Ventet tekst."))
        if has_illegal_characters(str(value)):
            raise wrong(value, _("«%(value)s» har usynlige styretegn. Ventet vanlig tekst."))
        return str(int(value)) if is_whole(value) else str(value)


class PostcodeWidget(TextWidget):
    """A postcode; a number has lost the zeros that it began with."""

    def read(self, value: Any, **_kwargs: Any) -> str:
        """Return the postcode. Raises ValidationError."""
        return super().read(value).zfill(4) if isinstance(value, int | float) else super().read(value)


class OrganisationNumberWidget(CellWidget):
    """An organisation number, text or number, that may hold spaces."""

    def read(self, value: Any, **_kwargs: Any) -> Any:
        """Return the nine digits. Raises ValidationError."""
        number = "".join(TextWidget().read(value).split())
        validate_organisation_number(number)
        return number


class WholeNumberWidget(CellWidget):
    """A whole number, as a number or as text."""

    def read(self, value: Any, **_kwargs: Any) -> int:
        """Return the number. Raises ValidationError."""
        if isinstance(value, str) and WHOLE_NUMBER.fullmatch(value):
            return int(value.replace("\N{MINUS SIGN}", "-"))
        if is_whole(value):
            return int(value)
        raise wrong(value, _("«%(value)s» er ikke et helt tall. Ventet et tall, for eksempel 25."))


class KronerWidget(CellWidget):
    """An amount in whole kroner, as a number or as `read_kroner` reads it."""

    def read(self, value: Any, **_kwargs: Any) -> int:
        try:
            return int(value) if is_whole(value) else read_kroner(str(value))
        except ValueError as error:
            raise wrong(value, _("«%(value)s» er ikke et beløp. Ventet hele kroner, for eksempel 85 000.")) from error


class DateWidget(CellWidget):
    """A day, as a real date or `dd.mm.yyyy`."""

    def read(self, value: Any, **_kwargs: Any) -> date:
        """Return the day. Raises ValidationError."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        written = DATE.fullmatch(value) if isinstance(value, str) else None
        if not written:
            raise wrong(value, _("«%(value)s» er ikke en dato. Ventet dd.mm.åååå, for eksempel 31.12.2024."))
        day, month, year = map(int, written.groups())
        try:
            return date(year, month, day)
        except ValueError as error:
            raise wrong(value, _("Datoen «%(value)s» finnes ikke. Ventet dd.mm.åååå.")) from error


class MomentWidget(DateWidget):
    """A moment, Norwegian time; a day without a time is `at` that time of it."""

    def __init__(self, at: time) -> None:
        super().__init__()
        self.at = at

    def read(self, value: Any, **_kwargs: Any) -> datetime:
        """Return the moment. Raises ValidationError."""
        return timezone.make_aware(self._read(value))

    def _read(self, value: Any) -> datetime:
        if isinstance(value, datetime) and value.time() != time():
            return value
        written = MOMENT.fullmatch(" ".join(value.split())) if isinstance(value, str) else None
        if not written:
            return datetime.combine(super().read(value), self.at)
        try:
            at = time(int(written["hour"]), int(written["minute"]))
        except ValueError as error:
            raise wrong(value, _("Klokkeslettet i «%(value)s» finnes ikke. Ventet dd.mm.åååå tt:mm.")) from error
        return datetime.combine(super().read(written["date"]), at)

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        """Return the day alone where its time is the one that goes without saying."""
        if value is None:
            return None
        local = timezone.make_naive(value)
        return local.date() if local.time() == self.at else local


class ChoiceWidget(CellWidget):
    """One of the choices by its label, without regard to case; those in `hidden` can't be chosen."""

    def __init__(self, choices: type[Choices], *, hidden: Iterable[Any] = ()) -> None:
        super().__init__()
        self.choices = choices
        self.hidden = tuple(hidden)

    @cached_property
    def labels(self) -> dict[Any, str]:
        """The choices' labels, each by its choice's value."""
        return {choice.value: str(choice.label) for choice in self.choices}

    def read(self, value: Any, **_kwargs: Any) -> Any:
        """Return the choice's value. Raises ValidationError that names the allowed ones."""
        allowed = {label: choice for choice, label in self.labels.items() if choice not in self.hidden}
        for label, choice in allowed.items():
            if isinstance(value, str) and " ".join(value.split()).casefold() == label.casefold():
                return choice
        raise wrong(value, _("«%(value)s» er ikke et av valgene. Ventet %(labels)s."), labels=or_list(allowed))

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        """Return the choice's label."""
        return self.labels.get(value, value)


class YesNoWidget(CellWidget):
    """«Ja» or «Nei», without regard to case."""

    def read(self, value: Any, **_kwargs: Any) -> bool:
        """Tell if it is yes. Raises ValidationError."""
        answers = {_("Ja").casefold(): True, _("Nei").casefold(): False}
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.casefold() in answers:
            return answers[value.casefold()]
        raise wrong(value, _("«%(value)s» er ikke et av valgene. Ventet Ja eller Nei."))

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> str:
        """Return the answer."""
        return _("Ja") if value else _("Nei")


class NameWidget(CellWidget):
    """A row of another table by its name, without regard to case. The table is read once."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    @cached_property
    def by_name(self) -> dict[str, Any]:
        """The rows of the table, each by its name."""
        return {str(row).casefold(): row for row in self.model.objects.all()}

    def read(self, value: Any, **_kwargs: Any) -> Any:
        """Return the row. Raises ValidationError that names the allowed ones."""
        name = " ".join(TextWidget().read(value).split())
        if name.casefold() not in self.by_name:
            names = or_list(str(row) for row in self.by_name.values())
            raise wrong(value, _("«%(value)s» er ikke et av valgene. Ventet %(names)s."), names=names)
        return self.by_name[name.casefold()]

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> str:
        """Return the name."""
        return "" if value is None else str(value)


class NamesWidget(NameWidget):
    """Rows of another table by their names, separated by `;`."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> frozenset[Any]:
        """Return the rows. Raises ValidationError."""
        return super().clean(value, row, **kwargs) or frozenset()

    def read(self, value: Any, **_kwargs: Any) -> frozenset[Any]:
        """Return the rows. Raises ValidationError."""
        names = TextWidget().read(value).split(";")
        return frozenset(super(NamesWidget, self).read(name.strip()) for name in names if name.strip())

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> str:
        """Return the names."""
        return "; ".join(sorted(map(str, value or ())))


def or_list(names: Iterable[str]) -> str:
    """Return names as one chooses among them: «a, b eller c»."""
    *first, last = names
    return _("%(first)s eller %(last)s") % {"first": ", ".join(first), "last": last} if first else last
