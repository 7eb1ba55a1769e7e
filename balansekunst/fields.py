"""Model fields that several apps share: texts, organisation numbers, kroner, postcodes and phone numbers."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.no import orgnr

from balansekunst import forms as form_fields
from balansekunst.dates import PlausibleDay
from balansekunst.text import CleanLine, CleanText, clean_line, clean_url, validate_line

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MOST_KRONER = 1_000_000_000
# The scripts of the forms read amounts by the same pattern, but for a minus (static/balansekunst/*.js).
AMOUNT = re.compile(
    r"(?:(?:kr|nok)\.? ?)?"
    r"(?P<kroner>[-\N{MINUS SIGN}]?(?:\d{1,3}(?:[ .]\d{3})+|\d+))"
    r"(?:[.,]-|,[\N{EN DASH}\N{EM DASH}]|,00)?"
    r"(?: ?(?:kr\.?|nok))?",
    re.ASCII | re.IGNORECASE,
)

WITH_ORE = re.compile(r"(?P<whole>[^,]+),(?P<ore>\d{2})(?: ?(?:kr\.?|nok))?", re.ASCII | re.IGNORECASE)


def validate_organisation_number(number: str) -> None:
    """Raise ValidationError unless `number` is nine digits with the right check digit (modulus 11)."""
    try:
        valid = orgnr.validate(number) == number
    except NumberError:
        valid = False
    if not valid:
        raise ValidationError(
            _("«%(number)s» er ikke et organisasjonsnummer: ni sifre, der det siste er et kontrollsiffer."),
            code="organisation_number",
            params={"number": number},
        )


def validate_phone(number: str) -> None:
    """Raise ValidationError unless `number` is a valid phone number; one without a country code is Norwegian."""
    import phonenumbers  # large, and only needed here

    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(number, "NO"))
    except phonenumbers.NumberParseException:
        valid = False
    if not valid:
        raise ValidationError(
            _("«%(number)s» er ikke et telefonnummer: åtte sifre, eller + og landkode først."),
            code="phone",
            params={"number": number},
        )


validate_postcode = RegexValidator(r"^\d{4}\Z", _("Et postnummer har fire sifre."), code="postcode")


class AsDjangosOwn(models.Field):
    """Mixed into a field that is its base class to the database: migrations name that."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        base = next(each for each in type(self).__mro__ if each.__module__.startswith("django.db.models"))
        return name, f"django.db.models.{base.__name__}", args, kwargs


class TextField(CleanText, AsDjangosOwn, models.TextField):
    """A text of any number of lines."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.TextField, **kwargs})


class LineField(CleanLine, AsDjangosOwn, models.CharField):
    """A text of one line."""

    default_validators = [validate_line]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.LineField, **kwargs})


class EmailField(CleanLine, AsDjangosOwn, models.EmailField):
    """An e-mail address."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.EmailField, **kwargs})


class URLField(CleanLine, AsDjangosOwn, models.URLField):
    """The address of a page. Without a scheme it is https."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(clean_url(value) if isinstance(value, str) else value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.URLField, **kwargs})


class Plausible(AsDjangosOwn):
    """Mixed into a field for dates that people write, which are checked by `PlausibleDay`."""

    def __init__(self, *args: Any, first: date = PlausibleDay.first, years_ahead: int = 2, **kwargs: Any) -> None:
        self.plausible_day = PlausibleDay(first, years_ahead)
        super().__init__(*args, **kwargs)

    @cached_property
    def validators(self) -> list[Any]:
        return [*super().validators, self.plausible_day]


class DayField(Plausible, models.DateField):
    """A date."""


class MomentField(Plausible, models.DateTimeField):
    """A date and a time."""


class OrganisationNumberField(CleanLine, models.CharField):
    """An organisation number, stored as nine digits. Input may contain spaces (`314 159 265`)."""

    default_validators = [validate_organisation_number]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 9
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return "".join(value.split()) if value else value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Return the compact number. The validators must see it without its spaces."""
        return super().clean(self.to_python(value), model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        """Allow for the spaces that people type."""
        return super().formfield(**{"form_class": form_fields.LineField, "max_length": 20, **kwargs})

    def deconstruct(self) -> Any:
        """Omit the length, which is always the same."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs


def read_kroner(text: str) -> int:
    """Return the whole kroner in `text` as Norwegians write them: «85 000», «85.000 kr», «85 000,-», «NOK 85 000,00».

    Raises ValueError for anything else, including øre.
    """
    # Pasted amounts have spaces of many kinds; the pattern only matches the plain one.
    amount = AMOUNT.fullmatch(clean_line(text))
    if not amount:
        raise ValueError(text)
    return int(re.sub(r"[ .]", "", amount["kroner"]).replace("\N{MINUS SIGN}", "-"))


KILOBYTE, MEGABYTE = 1000, 1_000_000
AMOUNT_LIMITS: list[Callable[[Any], None]] = [
    MinValueValidator(0, _("Et beløp kan ikke være mindre enn 0.")),
    MaxValueValidator(MOST_KRONER, _("Et beløp kan ikke være større enn én milliard kroner.")),
]


class KronerFormField(forms.IntegerField):
    """A form field for an amount, read by `read_kroner` and displayed with spaces between thousands."""

    default_validators = AMOUNT_LIMITS
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Skriv et beløp i hele kroner, for eksempel 85\xa0000.")}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        try:
            return read_kroner(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Format a number; return invalid input as it was typed."""
        return number(value) if isinstance(value, int) else value


class KronerField(models.PositiveBigIntegerField):
    """An amount in whole kroner, never negative."""

    default_validators = AMOUNT_LIMITS

    def formfield(self, **kwargs: Any) -> Any:
        """Remove the limits of IntegerField: AMOUNT_LIMITS have messages of our own."""
        return super().formfield(**{"form_class": KronerFormField, "min_value": None, "max_value": None, **kwargs})


def read_ore(text: str) -> int:
    """Return the øre in `text`: «5 000,50», «-200», or whole kroner as `read_kroner` reads them.

    Raises ValueError for anything else.
    """
    amount = WITH_ORE.fullmatch(clean_line(text))
    if not amount:
        return read_kroner(text) * 100
    whole, ore = abs(read_kroner(amount["whole"])) * 100, int(amount["ore"])
    return -(whole + ore) if re.search("[-\N{MINUS SIGN}]", amount["whole"]) else whole + ore


class OreFormField(forms.IntegerField):
    """A form field for an amount in kroner and øre, of which the value is in øre. It may be negative."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Skriv et beløp, for eksempel 5\xa0000 eller 5\xa0000,50.")}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        try:
            return read_ore(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Format a number; return invalid input as it was typed."""
        return kroner_and_ore(value).removesuffix(f"{NO_BREAK_SPACE}kr") if isinstance(value, int) else value


class OreField(AsDjangosOwn, models.BigIntegerField):
    """An amount in øre, as banks write it. It may be negative."""

    default_validators = [
        MinValueValidator(-MOST_KRONER * 100, _("Et beløp kan ikke være større enn én milliard kroner.")),
        MaxValueValidator(MOST_KRONER * 100, _("Et beløp kan ikke være større enn én milliard kroner.")),
    ]

    def formfield(self, **kwargs: Any) -> Any:
        """Remove the limits of IntegerField, which are those of the database."""
        return super().formfield(**{"form_class": OreFormField, "min_value": None, "max_value": None, **kwargs})


class NameField(CleanLine, models.CharField):
    """A text of one line that is sorted and searched, with Norwegian collation in both databases."""

    default_validators = [validate_line]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs["db_collation"] = "nb"
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": form_fields.LineField, **kwargs})


def number(value: int) -> str:
    """Format a number the Norwegian way, with no-break spaces between thousands: «10 666 500»."""
    return f"{value:,}".replace(",", NO_BREAK_SPACE)


def file_size(size: int) -> str:
    """Format a number of bytes: «820 byte», «24 kB» or «1,2 MB»."""
    if size < KILOBYTE:
        return f"{size}{NO_BREAK_SPACE}byte"
    if round(size / KILOBYTE) < KILOBYTE:
        return f"{round(size / KILOBYTE)}{NO_BREAK_SPACE}kB"
    return f"{size / MEGABYTE:.1f}".replace(".", ",") + f"{NO_BREAK_SPACE}MB"


def kroner(value: int) -> str:
    """Format an amount: «1 500 000 kr»."""
    return f"{number(value)}{NO_BREAK_SPACE}kr"


def kroner_and_ore(ore: int) -> str:
    """Format an amount in øre: «5 000 kr», or «5 000,50 kr» if it isn't whole kroner."""
    whole, rest = divmod(abs(ore), 100)
    sign = "\N{MINUS SIGN}" if ore < 0 else ""
    return f"{sign}{number(whole)}{f',{rest:02}' if rest else ''}{NO_BREAK_SPACE}kr"


def or_list(names: Iterable[str]) -> str:
    """Join names as alternatives: «a, b eller c»."""
    *first, last = names
    return _("%(first)s eller %(last)s") % {"first": ", ".join(first), "last": last} if first else last
