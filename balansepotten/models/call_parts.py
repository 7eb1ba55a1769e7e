"""The criteria, questions, rejection reasons and letter templates of a call."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import LineField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansepotten import letter_templates
from balansepotten.models.calls import Call


class Criterion(ConstrainedModel):
    """A criterion that the jury scores by; one of weight 2 counts twice as much as one of weight 1."""

    call = models.ForeignKey(Call, models.CASCADE, verbose_name=_("utlysning"), related_name="criteria")
    name = LineField(_("kriterium"), max_length=120)
    description = TextField(_("hva juryen ser etter"), blank=True)
    weight = models.PositiveSmallIntegerField(
        _("vekt"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    position = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kriterium")
        verbose_name_plural = _("kriterier")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="criterion_name_once",
                fields=["call", "name"],
                violation_error_message=_("Utlysningen har allerede dette kriteriet."),
                violation_error_code="name",
            ),
            models.CheckConstraint(
                name="criterion_weight_above_zero",
                condition=Q(weight__gt=0),
                violation_error_message=_("Vekten må være minst 1."),
                violation_error_code="weight",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Question(ConstrainedModel):
    """A question of one call, in addition to the fields of every application form."""

    call = models.ForeignKey(Call, models.CASCADE, verbose_name=_("utlysning"), related_name="questions")
    label = LineField(_("spørsmål"), max_length=200)
    help_text = LineField(_("hjelpetekst"), max_length=300, blank=True)
    required = models.BooleanField(_("må besvares"), default=True)
    position = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("spørsmål i skjemaet")
        verbose_name_plural = _("egne spørsmål i skjemaet")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class RejectionReason(ConstrainedModel):
    """A reason for rejection that can be chosen in the call, as the applicant will read it."""

    call = models.ForeignKey(Call, models.CASCADE, verbose_name=_("utlysning"), related_name="rejection_reasons")
    text = TextField(_("grunn"))
    position = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("grunn til avslag")
        verbose_name_plural = _("grunner til avslag")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class LetterTemplate(ConstrainedModel):
    """The text of one kind of letter, with fields in braces (balansepotten.letter_templates)."""

    class Kind(models.TextChoices):
        AWARD = "award", _("tilsagnsbrev")
        REJECTION = "rejection", _("avslagsbrev")
        DECLINE = "decline", _("brev om frasagt støtte")

    call = models.ForeignKey(Call, models.CASCADE, verbose_name=_("utlysning"), related_name="letter_templates")
    kind = models.CharField(_("brev"), max_length=10, choices=Kind)
    body = TextField(_("tekst"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("brevmal")
        verbose_name_plural = _("brevmaler")
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                name="lettertemplate_once",
                fields=["call", "kind"],
                violation_error_message=_("Utlysningen har allerede en mal for dette brevet."),
                violation_error_code="kind",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        """Raise ValidationError at `body` if it is not a valid template."""
        try:
            letter_templates.check(self.kind, self.body)
        except ValidationError as error:
            raise ValidationError({"body": error}) from error
