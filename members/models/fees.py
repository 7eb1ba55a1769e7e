"""The yearly fee (kontingent): the rates set by the annual meeting, and the members' fees."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, KronerField, LineField, kroner
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
    """A member's fee for the year of `rate`: outstanding until it is paid, given as work, or written off.

    `amount` is the rate's when the fee was made: a rate that changes later changes no fee. `paid_on` is the day it was
    paid in full: by `payments` that cover the amount, or registered by hand, and then for what they don't cover.
    An invoice has a running number without gaps, its day, a KID, and who got it; the database refuses to change these
    and the amount, and to delete the fee. An invoice that was wrong is written off, and another fee made.
    """

    class State(models.TextChoices):
        OUTSTANDING = "outstanding", _("ikke betalt")
        PAID = "paid", _("betalt")
        WORKED = "worked", _("gitt som arbeid")
        CREDITED = "credited", _("kreditert")
        LOST = "lost", _("tapt")

    class WriteOff(models.TextChoices):
        """Why nobody is going to pay, with the values of the states: the claim was wrong, or right but not paid."""

        CREDITED = "credited", _("feil faktura")
        LOST = "lost", _("tap")

    membership = models.ForeignKey(Membership, models.PROTECT, verbose_name=_("medlemskap"), related_name="fees")
    rate = models.ForeignKey(FeeRate, models.PROTECT, verbose_name=_("sats"), related_name="fees")
    amount = KronerField(_("beløp"), editable=False)
    due_on = DayField(_("forfall"))
    paid_on = DayField(_("betalt"), null=True, blank=True, years_ahead=0)
    worked_on = DayField(_("gitt som arbeid"), null=True, blank=True, years_ahead=0)
    work_reason = LineField(_("arbeidet"), max_length=200, blank=True, help_text=_("Hva medlemmet gjør i stedet."))
    written_off_on = DayField(_("avskrevet"), null=True, blank=True, years_ahead=0)
    write_off_type = models.CharField(
        _("avskrevet som"),
        max_length=10,
        choices=WriteOff,
        blank=True,
        help_text=_("Feil faktura: kravet var feil, og krediteres. Tap: kravet var riktig, men blir ikke betalt."),
    )
    write_off_reason = LineField(_("hvorfor den er avskrevet"), max_length=200, blank=True)
    invoice_number = models.PositiveIntegerField(_("fakturanummer"), null=True, unique=True, editable=False)
    invoiced_on = models.DateField(_("fakturadato"), null=True, editable=False)
    kid = models.CharField(_("KID"), max_length=25, blank=True, editable=False)
    # Who got the invoice, as they were that day: `members.invoices.Addressee`.
    invoiced_to = models.JSONField(_("fakturert til"), default=dict, blank=True, editable=False)

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
                condition=Q(written_off_on__isnull=True),
                violation_error_message=_("Medlemmet har allerede denne kontingenten."),
                violation_error_code="rate",
            ),
            models.CheckConstraint(
                name="fee_settled_one_way",
                condition=Q(paid_on__isnull=True, worked_on__isnull=True)
                | Q(paid_on__isnull=True, written_off_on__isnull=True)
                | Q(worked_on__isnull=True, written_off_on__isnull=True),
                violation_error_message=_("En kontingent er enten betalt, gitt som arbeid eller avskrevet."),
                violation_error_code="paid_on",
            ),
            models.CheckConstraint(
                name="fee_work_has_reason",
                condition=Q(worked_on__isnull=True, work_reason="") | (Q(worked_on__isnull=False) & ~Q(work_reason="")),
                violation_error_message=_("Skriv både hva arbeidet er og dagen det ble avtalt, eller ingen av dem."),
                violation_error_code="work_reason",
            ),
            models.CheckConstraint(
                name="fee_write_off_has_reason",
                condition=Q(written_off_on__isnull=True, write_off_reason="", write_off_type="")
                | (Q(written_off_on__isnull=False, write_off_type__in=["credited", "lost"]) & ~Q(write_off_reason="")),
                violation_error_message=_(
                    "Skriv når og hvorfor den er avskrevet, og om det er en feil faktura eller et tap, eller ingen av "
                    "delene."
                ),
                violation_error_code="write_off_reason",
            ),
            models.CheckConstraint(
                name="fee_invoice_is_whole",
                condition=Q(invoice_number__isnull=True, invoiced_on__isnull=True, kid="")
                | (Q(invoice_number__isnull=False, invoiced_on__isnull=False) & ~Q(kid="")),
                violation_error_message=_("En faktura har nummer, dato og KID."),
            ),
            models.UniqueConstraint(
                name="fee_kid_once",
                fields=["kid"],
                condition=~Q(kid=""),
                violation_error_message=_("En annen faktura har denne KID-en."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.organisation}, {self.rate}"

    @property
    def state(self) -> State:
        if self.paid_on:
            return self.State.PAID
        if self.worked_on:
            return self.State.WORKED
        return self.State(self.write_off_type) if self.written_off_on else self.State.OUTSTANDING

    def clean(self) -> None:
        """Take the amount from the rate, if the fee is new."""
        if self.amount is None and self.rate_id:
            self.amount = self.rate.amount
