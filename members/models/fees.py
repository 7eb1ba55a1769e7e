"""The yearly fee (kontingent): the rates set by the annual meeting, and the members' fees."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, KronerField, kroner
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.models.organisations import Membership, Organisation
from members.querysets import FeeQuerySet


class FeeRate(ConstrainedModel):
    """The year's fee for one size of organisation, in whole kroner."""

    year = models.PositiveSmallIntegerField(_("år"), validators=[MinValueValidator(2000)])
    size = models.CharField(_("størrelse"), max_length=10, choices=Organisation.Size)
    amount = KronerField(_("beløp"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kontingentsats")
        verbose_name_plural = _("kontingentsatser")
        ordering = ["-year", "amount"]
        constraints = [
            models.UniqueConstraint(
                name="feerate_once_a_year",
                fields=["year", "size"],
                violation_error_message=_("Satsen for denne størrelsen er satt for dette året."),
                violation_error_code="size",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.get_size_display()}: {kroner(self.amount)}"


class Fee(ConstrainedModel):
    """A member's fee for the year of `rate`, and the day it was paid."""

    membership = models.ForeignKey(Membership, models.PROTECT, verbose_name=_("medlemskap"), related_name="fees")
    rate = models.ForeignKey(FeeRate, models.PROTECT, verbose_name=_("sats"), related_name="fees")
    due_on = DayField(_("forfall"))
    paid_on = DayField(_("betalt"), null=True, blank=True, years_ahead=0)

    objects = FeeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kontingent")
        verbose_name_plural = _("kontingenter")
        ordering = ["-due_on", "-id"]
        indexes = [models.Index(fields=["due_on", "id"], name="fee_by_due_on")]
        constraints = [
            models.UniqueConstraint(
                name="fee_once_a_rate",
                fields=["membership", "rate"],
                violation_error_message=_("Medlemmet har allerede denne kontingenten."),
                violation_error_code="rate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership.organisation}, {self.rate}"
