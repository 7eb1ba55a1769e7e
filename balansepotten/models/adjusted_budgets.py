"""The budget and the plan of a project that got less than was applied for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import KronerField, LineField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansepotten.models.applications import BudgetLine
from balansepotten.models.grants import Grant


class AdjustedBudget(ConstrainedModel):
    """The budget and the changes of the plan for what was `awarded`: one for each amount that a grant has been of.

    The database refuses to change it once it is agreed, and its lines too (see the migrations).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("utkast")
        SUBMITTED = "submitted", _("sendt")
        RETURNED = "returned", _("sendt tilbake")
        AGREED = "agreed", _("godkjent")

    WRITABLE = (Status.DRAFT, Status.RETURNED)

    grant = models.ForeignKey(Grant, models.PROTECT, verbose_name=_("tilsagn"), related_name="adjusted_budgets")
    awarded = KronerField(_("tildelt"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    plan_changes = TextField(_("hva som endres i planen"), blank=True)
    submitted_at = models.DateTimeField(_("sendt"), null=True, blank=True)
    returned_words = TextField(_("hva som må rettes"), blank=True)
    agreed_at = models.DateTimeField(_("godkjent"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("godkjent av"),
        related_name="+",
        null=True,
        blank=True,
    )
    changed_at = models.DateTimeField(_("sist lagret"), auto_now=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("justert budsjett")
        verbose_name_plural = _("justerte budsjetter")
        ordering = ["grant", "id"]
        indexes = [
            models.Index(fields=["grant"], name="adjustedbudget_submitted", condition=Q(status="submitted")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="adjustedbudget_once",
                fields=["grant", "awarded"],
                violation_error_message=_("Tilsagnet har allerede et justert budsjett for dette beløpet."),
                violation_error_code="awarded",
            ),
            models.CheckConstraint(
                name="adjustedbudget_sent_has_time",
                condition=Q(status="draft") | Q(submitted_at__isnull=False),
                violation_error_message=_("Et sendt budsjett har et tidspunkt."),
            ),
            models.CheckConstraint(
                name="adjustedbudget_agreed_by_someone",
                condition=Q(status="agreed", agreed_at__isnull=False, agreed_by__isnull=False)
                | (~Q(status="agreed") & Q(agreed_at__isnull=True, agreed_by__isnull=True)),
                violation_error_message=_("Et godkjent budsjett har tidspunkt og navnet på den som godkjente det."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.grant)

    @property
    def is_writable(self) -> bool:
        return self.status in self.WRITABLE

    @property
    def is_agreed(self) -> bool:
        return self.status == self.Status.AGREED


class AdjustedLine(ConstrainedModel):
    """A line of an adjusted budget, in whole kroner; parts of a draft's may be missing."""

    budget = models.ForeignKey(AdjustedBudget, models.CASCADE, verbose_name=_("budsjett"), related_name="lines")
    kind = models.CharField(_("type"), max_length=10, choices=BudgetLine.Kind)
    description = LineField(_("hva"), max_length=200, blank=True)
    amount = KronerField(_("beløp"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("linje i et justert budsjett")
        verbose_name_plural = _("linjer i justerte budsjetter")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="adjustedline_amount_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message=_("Et beløp kan ikke være mindre enn 0."),
                violation_error_code="amount",
            )
        ]

    def __str__(self) -> str:
        return self.description
