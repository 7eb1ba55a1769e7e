"""The number of people at a course as people type it: «30», «over 30», «30+», «minst 1 550»."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import number
from balansekunst.text import CleanLine, clean_line, read_whole_number

# What PositiveIntegerField can store in both databases.
MOST = 2_147_483_647
FLOOR = re.compile(r"(?:over|minst|(?:mer|fler|flere) enn|>=?|≥) ?(?P<before>.+)|(?P<after>.+?) ?(?:\+|eller fle?re?)")
ABOUT = re.compile(r"(?:ca\.?|cirka|rundt|omtrent|omkring|omlag|om lag|~) ?(?P<number>.+)")
UNIT = re.compile(r" (?:stk\.?|personer|deltakere|deltagere|mennesker|stykker)$")


@dataclass(frozen=True)
class Participants:
    """A number, or a minimum; `is_about` is a guess, which is neither."""

    count: int
    at_least: bool = False
    is_about: bool = False

    @classmethod
    def read(cls, text: str) -> "Participants":
        """Return what the text says. Raises ValueError for anything else, and for numbers below 0."""
        line = UNIT.sub("", clean_line(text).casefold())
        floor, about = FLOOR.fullmatch(line), ABOUT.fullmatch(line)
        written = (floor["before"] or floor["after"]) if floor else about["number"] if about else line
        count = read_whole_number(written)
        if count < 0:
            raise ValueError(text)
        return cls(count, at_least=bool(floor), is_about=bool(about))

    def __str__(self) -> str:
        return f"{_('over')} {number(self.count)}" if self.at_least else number(self.count)


class ParticipantsField(CleanLine, forms.CharField):
    """The number of people, exact or a minimum. A guess is only taken where the number is expected (`takes_guess`)."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    default_error_messages = {
        "invalid": gettext_lazy("Skriv et tall, for eksempel 30. Er det et minstetall, skriv «over 30» eller «30+»."),
        "guess": gettext_lazy("«%(text)s» er ikke et bestemt tall. Skriv for eksempel «25» eller «over 25»."),
    }

    def __init__(self, *args: Any, takes_guess: bool = False, **kwargs: Any) -> None:
        self.takes_guess = takes_guess
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Participants):
            return value
        text = clean_line(str(value)) if value not in self.empty_values else ""
        if not text:
            return None
        try:
            found = Participants.read(text)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if found.is_about and not self.takes_guess:
            raise ValidationError(self.error_messages["guess"], code="guess", params={"text": text})
        return found

    def run_validators(self, value: Any) -> None:
        if value is not None:
            MaxValueValidator(MOST, _("Tallet er for stort."))(value.count)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != clean_line(str(data or ""))

    def prepare_value(self, value: Any) -> Any:
        """Show a number; return invalid input as it was typed."""
        return number(value) if isinstance(value, int) else str(value) if value is not None else value


class CountsPeople(forms.ModelForm):
    """Mixed into a form whose field `counted` is a `ParticipantsField`, and sets whether the number is a minimum."""

    counted: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count = getattr(self.instance, self.counted)
        if count is not None and self.counted in self.fields:
            self.initial[self.counted] = Participants(count, getattr(self.instance, f"{self.counted}_at_least"))

    @property
    def also_set(self) -> tuple[str, ...]:
        """The fields of the row that are set without a field of their own in the form."""
        return (f"{self.counted}_at_least",)

    def as_typed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a row's fields as those of the form's fields."""
        count = values.get(self.counted)
        if count is None:
            return values
        return values | {self.counted: Participants(count, values[f"{self.counted}_at_least"])}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if self.counted in answers:
            found = answers[self.counted]
            setattr(self.instance, f"{self.counted}_at_least", bool(found and found.at_least))
            answers[self.counted] = None if found is None else found.count
        return answers
