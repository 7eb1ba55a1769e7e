"""Topics of courses, and who gives them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import NameField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel


class Topic(ConstrainedModel):
    """A topic of courses. Published figures use its name.

    A merged one counts as another from a day on (`courses.topic_merging`).
    """

    name = NameField(_("navn"), max_length=100, unique=True)
    active = models.BooleanField(_("i bruk"), default=True, help_text=_("Kan velges for nye kurs."))
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("slått sammen med"),
        related_name="merged_topics",
        null=True,
        blank=True,
        editable=False,
    )
    merged_from = models.DateField(_("slått sammen fra"), null=True, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("temaer")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="topic_merged_is_complete",
                condition=Q(merged_into__isnull=True, merged_from__isnull=True)
                | Q(merged_into__isnull=False, merged_from__isnull=False),
                violation_error_message=_("Et tema som er slått sammen med et annet, har en dag det gjelder fra."),
            ),
            models.CheckConstraint(
                name="topic_merged_is_not_active",
                condition=Q(merged_into__isnull=True) | Q(active=False),
                violation_error_message=_("Et tema som er slått sammen med et annet, kan ikke tas i bruk."),
                violation_error_code="active",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Instructor(ConstrainedModel):
    """A person who gives courses."""

    name = NameField(_("navn"), max_length=100, unique=True)
    active = models.BooleanField(_("i bruk"), default=True, help_text=_("Kan velges for nye kurs."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kursholder")
        verbose_name_plural = _("kursholdere")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
