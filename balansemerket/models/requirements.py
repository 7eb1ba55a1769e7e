"""Versions of the requirements for the mark."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel


class RequirementsVersion(ConstrainedModel):
    """The requirements from a day on, until the next version."""

    valid_from = DayField(
        _("gjelder fra"),
        unique=True,
        error_messages={"unique": _("En versjon gjelder allerede fra denne dagen.")},
    )
    name = LineField(_("navn"), max_length=100)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kravversjon")
        verbose_name_plural = _("kravversjoner")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.name


class Requirement(ConstrainedModel):
    """A requirement for the mark."""

    version = models.ForeignKey(
        RequirementsVersion, models.CASCADE, verbose_name=_("kravversjon"), related_name="requirements"
    )
    position = models.PositiveSmallIntegerField(_("nummer"))
    text = LineField(_("krav"), max_length=300)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("krav")
        verbose_name_plural = _("krav")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                name="requirement_position_once",
                fields=["version", "position"],
                violation_error_message=_("Kravversjonen har allerede et krav med dette nummeret."),
                violation_error_code="position",
            )
        ]

    def __str__(self) -> str:
        return self.text
