"""The fields of the application form and of the project report, each declared once.

The forms, their labels and help, the requirements for sending, the text saved when a login has expired, the pages that
show an application or a report, the admin and the exported columns are all made from these declarations. A field is
added to the model and here; only the demo and the tests need a value for one that is required.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import KronerField, kroner
from balansekunst.forms import DateField, WholeNumberField
from balansepotten.models import Application, ProjectReport

ANSWER_PREFIX = "answer-"
ACTUAL_PREFIX = "actual_"
MAX_TEXT_LENGTH = 8000
MAX_PARTICIPANTS = 10_000_000


class FormSection(models.TextChoices):
    """The sections of the application form, in order."""

    PROJECT = "prosjekt", _("Prosjektet")
    AIMS = "mal", _("Mål og målgruppe")
    PLAN = "plan", _("Plan")
    QUESTIONS = "sporsmal", _("Årets spørsmål")
    BUDGET = "budsjett", _("Budsjett")
    ATTACHMENTS = "vedlegg", _("Vedlegg")


@dataclass(frozen=True)
class FormField:
    """A field of `model` that an applicant or a recipient fills in.

    `required_text` asks for it while it is empty; a field without one is optional. `form_label` is for a form that
    does not use the model's verbose name, and `form_options` are further arguments of the form field.
    """

    model: ClassVar[type[models.Model]]

    name: str
    _: KW_ONLY
    form_label: str | Promise | None = None
    help_text: str | Promise = ""
    required_text: str | Promise | None = None
    form_options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str | Promise:
        return capfirst(self.model_field.verbose_name) if self.form_label is None else self.form_label

    @property
    def reading_label(self) -> str | Promise:
        """The label on the pages that show what was written."""
        return self.label

    @property
    def model_field(self) -> Any:
        return self.model._meta.get_field(self.name)

    @property
    def is_long(self) -> bool:
        """Whether it is a text of several lines, shown under a heading of its own."""
        return isinstance(self.model_field, models.TextField)

    @property
    def is_date(self) -> bool:
        return isinstance(self.model_field, models.DateField)

    @property
    def is_optional(self) -> bool:
        return self.required_text is None

    def value_of(self, instance: models.Model) -> Any:
        """Return the value of the instance's field, as a list where it has many."""
        value = getattr(instance, self.name)
        return list(value.all()) if self.model_field.many_to_many else value

    def is_missing_in(self, instance: models.Model) -> bool:
        """Whether it is required and empty; an amount of 0 kroner is as good as none."""
        value = self.value_of(instance)
        is_empty = not value if isinstance(self.model_field, KronerField) else not self.display(value).strip()
        return is_empty and not self.is_optional

    def display(self, value: Any, *, separator: str = "\n") -> str:
        """Return a value as people read it, or an empty string."""
        if value is None or value == "":
            return ""
        if isinstance(value, Sequence) and not isinstance(value, str):
            return separator.join(str(one) for one in value)
        if isinstance(self.model_field, KronerField):
            return kroner(value)
        if self.model_field.choices:
            value = dict(self.model_field.flatchoices).get(value, value)
        return str(formats.localize(value))

    def formfield(self) -> forms.Field:
        """Return the field of a form. It may be left empty in a draft, whether or not it is required for sending."""
        options: dict[str, Any] = {"label": self.label, "help_text": self.help_text, "required": False}
        if self.is_long:
            options |= {
                "validators": [MaxLengthValidator(MAX_TEXT_LENGTH)],
                "widget": forms.Textarea(attrs={"rows": 6}),
            }
        elif self.is_date:
            options["form_class"] = DateField
        elif isinstance(self.model_field, models.PositiveIntegerField):
            options["form_class"] = WholeNumberField
        elif self.model_field.many_to_many:
            options["widget"] = forms.CheckboxSelectMultiple
        form_field: forms.Field = self.model_field.formfield(**{**options, **self.form_options})
        # Only an optional field is marked in the form, so this is about sending and not about saving a draft.
        form_field.widget.is_required = not self.is_optional
        return form_field


def answer_name(question_pk: int) -> str:
    """Return the name of the form field that answers a question of the call's own."""
    return f"{ANSWER_PREFIX}{question_pk}"


def actual_name(line_pk: int) -> str:
    """Return the name of the form field with what a line of the budget became."""
    return f"{ACTUAL_PREFIX}{line_pk}"


@dataclass(frozen=True)
class ApplicationField(FormField):
    """A field of the application form, in one of its sections.

    With a `column_heading`, it is a column of the exported applications, and of the workbooks that are imported. Such a
    workbook must have the column if it is a `required_column`; others came after the office's workbooks were made. A
    field `in_budget_table` is shown there, and not once more among the fields of its section.
    """

    model = Application

    _: KW_ONLY
    section: FormSection
    column_heading: str = ""
    required_column: bool = False
    in_budget_table: bool = False


@dataclass(frozen=True)
class ReportField(FormField):
    """A field of the project report. `third_person_label` is for those who did not write the report."""

    model = ProjectReport

    _: KW_ONLY
    third_person_label: str | Promise

    @property
    def reading_label(self) -> str | Promise:
        return self.third_person_label


APPLICATION_FIELDS = (
    ApplicationField(
        "title",
        section=FormSection.PROJECT,
        form_label=_("Navn på prosjektet"),
        help_text=_("Kort og lett å kjenne igjen."),
        required_text=_("Gi prosjektet et navn."),
        column_heading="Prosjekt",
        required_column=True,
    ),
    ApplicationField(
        "category",
        section=FormSection.PROJECT,
        required_text=_("Velg en kategori."),
        column_heading="Kategori",
        required_column=True,
    ),
    ApplicationField(
        "themes",
        section=FormSection.PROJECT,
        help_text=_("Velg én eller flere."),
        required_text=_("Velg minst én tematisk satsing."),
    ),
    ApplicationField(
        "objectives",
        section=FormSection.AIMS,
        help_text=_("Hva vil dere oppnå, og hvorfor trengs det?"),
        required_text=_("Skriv hva som er målet."),
    ),
    ApplicationField(
        "target_group",
        section=FormSection.AIMS,
        help_text=_("Hvem er prosjektet for, og hvordan når dere dem?"),
        required_text=_("Skriv hvem prosjektet er for."),
    ),
    ApplicationField(
        "expected_effect",
        section=FormSection.AIMS,
        help_text=_("Hva er annerledes når prosjektet er ferdig, og hvordan kan dere se det?"),
        required_text=_("Skriv hvilken effekt dere forventer."),
    ),
    ApplicationField(
        "plan",
        section=FormSection.PLAN,
        form_label=_("Plan for gjennomføringen"),
        help_text=_("Hva skal dere gjøre, i hvilken rekkefølge, og hvem gjør det?"),
        required_text=_("Skriv planen for prosjektet."),
    ),
    ApplicationField(
        "starts_on",
        section=FormSection.PLAN,
        help_text=_("Tidligst dagen etter at søknadsfristen er ute."),
        required_text=_("Skriv når prosjektet starter."),
    ),
    ApplicationField(
        "ends_on",
        section=FormSection.PLAN,
        required_text=_("Skriv når prosjektet slutter."),
    ),
    ApplicationField(
        "partners",
        section=FormSection.PLAN,
        help_text=_("Andre kan være med, men det er medlemmet som svarer for prosjektet."),
    ),
    ApplicationField(
        "amount_applied",
        section=FormSection.BUDGET,
        form_label=_("Beløp dere søker om"),
        required_text=_("Skriv hvor mye dere søker om."),
        column_heading="Søknadsbeløp",
        required_column=True,
        in_budget_table=True,
    ),
)

REPORT_FIELDS = (
    ReportField(
        "done",
        third_person_label=_("Hva som ble gjort"),
        help_text=_("Hva ble som planlagt, hva ble annerledes, og hva lærte dere?"),
        required_text=_("Skriv hva dere gjorde."),
        form_options={"widget": forms.Textarea(attrs={"rows": 8})},
    ),
    ReportField(
        "reached",
        third_person_label=_("Hvem prosjektet nådde"),
        help_text=_("Var det dem prosjektet var for? Ikke skriv navn på enkeltpersoner."),
        required_text=_("Skriv hvem dere nådde."),
    ),
    ReportField(
        "participants",
        third_person_label=_("Antall deltakere"),
        help_text=_("Så nær dere kommer. Skriv 0 hvis ingen deltok."),
        required_text=_("Skriv hvor mange som deltok."),
        form_options={"max_value": MAX_PARTICIPANTS, "error_messages": {"invalid": _("Skriv et helt tall.")}},
    ),
)


def declared_formfield(model_field: models.Field, **_options: Any) -> forms.Field:
    """Return the declared form field of a model field: a `formfield_callback` for model forms."""
    declared = (*APPLICATION_FIELDS, *REPORT_FIELDS)
    return next(field for field in declared if field.model_field == model_field).formfield()
