"""Grants: acceptance, payments, and the report with its accounts."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balansekunst.encryption import EncryptedTextField
from balansekunst.fields import DayField, KronerField, LineField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansepotten.models.applications import Application, BudgetLine

if TYPE_CHECKING:
    from balansepotten.models.adjusted_budgets import AdjustedBudget, AdjustedLine


class Grant(ConstrainedModel):
    """An award and its follow-up. `report_due` is the last day for the report and the accounts.

    A recipient can decline instead of accepting, or afterwards until something is paid; `decline_reason` is for staff.
    """

    application = models.OneToOneField(Application, models.PROTECT, verbose_name=_("søknad"), related_name="grant")
    accepted_at = models.DateTimeField(_("godtatt"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("godtatt av"),
        related_name="+",
        null=True,
        blank=True,
    )
    account_number = EncryptedTextField(_("kontonummer"), blank=True)
    declined_at = models.DateTimeField(_("frasagt"), null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("frasagt av"),
        related_name="+",
        null=True,
        blank=True,
    )
    decline_reason = TextField(_("grunn til å si fra seg støtten"), blank=True)
    report_due = DayField(_("frist for rapport"), years_ahead=10)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tilsagn")
        verbose_name_plural = _("tilsagn")
        ordering = ["application__number"]
        constraints = [
            models.CheckConstraint(
                name="grant_accepted_with_account",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True, account_number="")
                | (Q(accepted_at__isnull=False, accepted_by__isnull=False) & ~Q(account_number="")),
                violation_error_message=_("Et godtatt tilsagn har kontonummer, og bare det."),
                violation_error_code="account_number",
            ),
            models.CheckConstraint(
                name="grant_declined_by_someone",
                condition=Q(declined_at__isnull=True, declined_by__isnull=True, decline_reason="")
                | Q(declined_at__isnull=False, declined_by__isnull=False, accepted_at__isnull=True),
                violation_error_message=_("Et frasagt tilsagn har tidspunkt og navn, og er ikke godtatt."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def amount(self) -> int:
        """What is awarded; where the application was read `with_notified_outcome`, what the recipient knows of."""
        return getattr(self.application, "notified_amount", self.application.amount_awarded) or 0

    @property
    def is_cut(self) -> bool:
        """Whether less is awarded than was applied for, so that the recipient adjusts budget and plan."""
        return self.amount < (self.application.amount_applied or 0)

    def adjusted_budget(self) -> "AdjustedBudget | None":
        """Return the adjusted budget for what is awarded now, if any. The budgets should be prefetched."""
        return next((budget for budget in self.adjusted_budgets.all() if budget.awarded == self.amount), None)

    def budget_state(self) -> str:
        """Return the status of an adjusted budget that must be agreed: "" if it is, or none is needed.

        A changed award needs none once the report is sent: what is paid then follows from the accounts.
        """
        report: ProjectReport | None = getattr(self, "report", None)
        if not self.is_cut or (report and report.status not in ProjectReport.WRITABLE):
            return ""
        adjusted = self.adjusted_budget()
        if adjusted is None:
            return "draft"
        return "" if adjusted.is_agreed else adjusted.status

    def lines_in_force(self) -> "list[BudgetLine] | list[AdjustedLine] | None":
        """Return the lines that the accounts are compared with, or None while the adjusted budget is not agreed."""
        if not self.is_cut:
            return list(self.application.budget_lines.all())
        adjusted = self.adjusted_budget()
        return list(adjusted.lines.all()) if adjusted and adjusted.is_agreed else None

    def unpaid_amount(self) -> int:
        """Return the sum of the payments to the recipient that are not made yet. Payments should be prefetched."""
        return self._unpaid_sum(is_refund=False)

    def unrefunded_amount(self) -> int:
        """Return what the recipient has yet to pay back. Payments should be prefetched."""
        return self._unpaid_sum(is_refund=True)

    def settlement_state(self) -> str:
        """Return what a grant with an approved report waits for: money, until all is paid."""
        if self.unrefunded_amount():
            return gettext("Venter på tilbakebetaling")
        return gettext("Venter på utbetaling") if self.unpaid_amount() else gettext("Avsluttet")

    def _unpaid_sum(self, *, is_refund: bool) -> int:
        payments = (payment for payment in self.payments.all() if payment.paid_on is None)
        return sum(payment.amount for payment in payments if (payment.part == Payment.Part.REFUND) == is_refund)


class Extension(ConstrainedModel):
    """A later due date of the report, agreed with the association, and the reason."""

    grant = models.ForeignKey(Grant, models.PROTECT, verbose_name=_("tilsagn"), related_name="extensions")
    due_before = DayField(_("frist før"), years_ahead=10)
    due_after = DayField(_("ny frist"), years_ahead=10)
    reason = LineField(_("grunn"), max_length=300)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("avtalt med"), related_name="+", editable=False
    )
    agreed_at = models.DateTimeField(_("avtalt"), editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("utsettelse")
        verbose_name_plural = _("utsettelser")
        ordering = ["agreed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="extension_is_later",
                condition=Q(due_after__gt=F("due_before")),
                violation_error_message=_("Den nye fristen må være senere enn den gamle."),
                violation_error_code="due_after",
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant} – {self.due_after}"


class Payment(ConstrainedModel):
    """A payment to a recipient, or a refund from one, in whole kroner."""

    class Part(models.TextChoices):
        FIRST = "first", _("første del")
        LAST = "last", _("siste del")
        REFUND = "refund", _("tilbakebetaling")

    grant = models.ForeignKey(Grant, models.PROTECT, verbose_name=_("tilsagn"), related_name="payments")
    part = models.CharField(_("del"), max_length=10, choices=Part)
    amount = KronerField(_("beløp"))
    due_on = DayField(_("forfaller"), years_ahead=10)
    paid_on = DayField(_("betalt"), null=True, blank=True, years_ahead=0)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("registrert av"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("utbetaling")
        verbose_name_plural = _("utbetalinger")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on"], name="payment_unpaid", condition=Q(paid_on__isnull=True)),
            models.Index(fields=["due_on", "id"], name="payment_by_due_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="payment_part_once",
                fields=["grant", "part"],
                violation_error_message=_("Tilsagnet har allerede denne delen."),
                violation_error_code="part",
            ),
            models.CheckConstraint(
                name="payment_amount_above_zero",
                condition=Q(amount__gt=0),
                violation_error_message=_("Beløpet må være mer enn 0."),
                violation_error_code="amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} – {self.get_part_display()}"


class ProjectReport(ConstrainedModel):
    """The recipient's report of a project: a draft, submitted, returned for corrections, or approved.

    Staff may read a report that isn't sent while `help_requested_at` is set (balansepotten.drafts).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("utkast")
        SUBMITTED = "submitted", _("sendt")
        RETURNED = "returned", _("sendt tilbake")
        APPROVED = "approved", _("godkjent")

    WRITABLE = (Status.DRAFT, Status.RETURNED)

    grant = models.OneToOneField(Grant, models.PROTECT, verbose_name=_("tilsagn"), related_name="report")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    done = TextField(_("hva dere gjorde"), blank=True)
    reached = TextField(_("hvem dere nådde"), blank=True)
    participants = models.PositiveIntegerField(_("antall deltakere"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("sendt"), null=True, blank=True)
    returned_words = TextField(_("hva som må rettes"), blank=True)
    approved_at = models.DateTimeField(_("godkjent"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("godkjent av"),
        related_name="+",
        null=True,
        blank=True,
    )
    changed_at = models.DateTimeField(_("sist lagret"), auto_now=True)
    help_requested_at = models.DateTimeField(_("ba om hjelp"), null=True, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rapport")
        verbose_name_plural = _("rapporter")
        ordering = ["grant"]
        indexes = [models.Index(fields=["grant"], name="projectreport_submitted", condition=Q(status="submitted"))]
        constraints = [
            models.CheckConstraint(
                name="projectreport_sent_has_time",
                condition=Q(status="draft") | Q(submitted_at__isnull=False),
                violation_error_message=_("En sendt rapport har et tidspunkt."),
            ),
            models.CheckConstraint(
                name="projectreport_approved_by_someone",
                condition=Q(status="approved", approved_at__isnull=False, approved_by__isnull=False)
                | (~Q(status="approved") & Q(approved_at__isnull=True, approved_by__isnull=True)),
                violation_error_message=_("En godkjent rapport har tidspunkt og navnet på den som godkjente den."),
            ),
            models.CheckConstraint(
                name="projectreport_help_with_draft",
                condition=Q(status__in=("draft", "returned")) | Q(help_requested_at__isnull=True),
                violation_error_message=_("Bare den som skriver på en rapport, kan be om hjelp."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.grant)


class AccountLine(ConstrainedModel):
    """A line of the accounts, in whole kroner: the budgeted and the actual amount."""

    report = models.ForeignKey(ProjectReport, models.CASCADE, verbose_name=_("rapport"), related_name="account_lines")
    kind = models.CharField(_("type"), max_length=10, choices=BudgetLine.Kind)
    description = LineField(_("hva"), max_length=200)
    budgeted = KronerField(_("budsjett"), default=0)
    actual = KronerField(_("regnskap"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("regnskapslinje")
        verbose_name_plural = _("regnskapslinjer")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.description
