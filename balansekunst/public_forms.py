"""Public forms, which anyone may send: what prevents that programs do, and that a form is sent twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, ClassVar, Self

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.forms import LineField

FASTEST = timedelta(seconds=3)  # nobody fills in a form so quickly, but programs do
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class OpenedForm:
    """What a form signs when it is opened: its key, and when. Each form has a class with a salt of its own."""

    salt: ClassVar[str]

    key: str
    opened_at: float

    @classmethod
    def new(cls, *, at: datetime, **values: Any) -> Self:
        return cls(key=token_hex(16), opened_at=at.timestamp(), **values)

    @classmethod
    def read(cls, signed: str, *, at: datetime) -> Self | None:
        """Return the form that was opened, or None if it is another's, changed, or too old."""
        try:
            opened = cls(**signing.loads(signed, salt=cls.salt))
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return None if at.timestamp() - opened.opened_at > LONGEST.total_seconds() else opened

    def sign(self) -> str:
        return signing.dumps(self.__dict__, salt=self.salt)

    def is_too_fast(self, at: datetime) -> bool:
        return at.timestamp() - self.opened_at < FASTEST.total_seconds()


class PublicForm(forms.Form):
    """Mixed into a form that anyone may send.

    Programs that fill in forms are refused by the time it takes, and by a field that people don't see. A person who is
    mistaken for one sends the form again.
    """

    message = LineField(
        label=gettext_lazy("La dette feltet stå tomt"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, opened: OpenedForm, at: datetime, is_reopened: bool, **kwargs: Any) -> None:
        self.opened, self.at, self.is_reopened = opened, at, is_reopened
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if is_program := bool(answers.get("message")) or self.opened.is_too_fast(self.at):
            data: Any = self.data
            sent = data.copy()
            sent[self.add_prefix("message")] = ""
            self.data = sent
        if self.is_reopened:
            raise ValidationError(_("Skjemaet har vært åpent for lenge. Se over svarene, og send det igjen."))
        if is_program and not self.errors:
            raise ValidationError(_("Vi ble usikre på om et menneske fylte ut skjemaet. Send det en gang til."))
        return answers
