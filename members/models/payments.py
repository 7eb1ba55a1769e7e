"""Payments of fees."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, OreField, kroner_and_ore
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.models.fees import Fee
from members.querysets import FeePaymentQuerySet


class FeePayment(ConstrainedModel):
    """Money that came in, in øre as banks write it, or was paid back (less than 0), for `fee` if it matches one.

    `reference` is what the source calls the payment, once in each source: a file that is read twice adds nothing.
    `members.payments` adds, moves and deletes payments, since that can settle a fee.
    """

    class Source(models.TextChoices):
        HAND = "hand", _("registrert for hånd")
        OCR = "ocr", _("fil fra banken")

    fee = models.ForeignKey(
        Fee, models.PROTECT, verbose_name=_("kontingent"), related_name="payments", null=True, blank=True
    )
    amount = OreField(_("beløp"), help_text=_("Det som ble betalt. Penger som er betalt tilbake, skrives med minus."))
    paid_on = DayField(_("betalt"), years_ahead=0, help_text=_("Dagen pengene kom på konto."))
    kid = LineField(_("KID"), max_length=25, blank=True)
    source = models.CharField(_("kilde"), max_length=10, choices=Source, default=Source.HAND, editable=False)
    reference = models.CharField(_("bankens referanse"), max_length=100, blank=True, editable=False)
    note = LineField(_("merknad"), max_length=200, blank=True)
    set_aside = LineField(
        _("lagt til side"),
        max_length=200,
        blank=True,
        help_text=_("Hvorfor innbetalingen ikke gjelder en kontingent. Uten dette venter den på å bli koblet til en."),
    )

    objects: ClassVar = FeePaymentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("innbetaling")
        verbose_name_plural = _("innbetalinger")
        ordering = ["-paid_on", "-id"]
        indexes = [models.Index(fields=["paid_on", "id"], name="feepayment_by_paid_on")]
        constraints = [
            models.CheckConstraint(
                name="feepayment_amount_not_zero",
                condition=~Q(amount=0),
                violation_error_message=_("Beløpet kan ikke være 0."),
                violation_error_code="amount",
            ),
            models.UniqueConstraint(
                name="feepayment_reference_once",
                fields=["source", "reference"],
                condition=~Q(reference=""),
                violation_error_message=_("Denne innbetalingen er registrert."),
            ),
            models.CheckConstraint(
                name="feepayment_set_aside_without_fee",
                condition=Q(set_aside="") | Q(fee__isnull=True),
                violation_error_message=_("En innbetaling som gjelder en kontingent, er ikke lagt til side."),
                violation_error_code="set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{kroner_and_ore(self.amount)} {self.paid_on:%d.%m.%Y}"
