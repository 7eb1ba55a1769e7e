"""What is decided about a call while it runs: more money in the pot, and a longer deadline for one applicant."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import KronerField, MomentField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansepotten.models.calls import Call
from members.models import Organisation


class PotIncrease(ConstrainedModel):
    """A decision to add money to the pot of a decided call, which the database refuses to change (see the migrations).

    `Call.pot` includes it: the pot that the call was announced with is that less all increases.
    """

    call = models.ForeignKey(Call, models.PROTECT, verbose_name=_("utlysning"), related_name="pot_increases")
    amount = KronerField(_("beløp"))
    reason = TextField(_("begrunnelse"))
    increased_at = models.DateTimeField(_("vedtatt"))
    increased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("vedtatt av"), related_name="+"
    )

    class Meta:
        verbose_name = _("økning av potten")
        verbose_name_plural = _("økninger av potten")
        ordering = ["increased_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="potincrease_amount_above_zero",
                condition=Q(amount__gt=0),
                violation_error_message=_("Beløpet må være mer enn 0."),
                violation_error_code="amount",
            ),
            models.CheckConstraint(
                name="potincrease_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Skriv hvorfor potten økes."),
                violation_error_code="reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} – {self.amount}"


class DeadlineExtension(ConstrainedModel):
    """A longer deadline of one organisation in a call; the latest applies (`Call.deadline_for`)."""

    call = models.ForeignKey(Call, models.PROTECT, verbose_name=_("utlysning"), related_name="deadline_extensions")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("virksomhet"), related_name="deadline_extensions"
    )
    until = MomentField(_("ny frist"), years_ahead=5)
    reason = TextField(_("grunn"))
    granted_at = models.DateTimeField(_("gitt"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("gitt av"), related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("lengre frist")
        verbose_name_plural = _("lengre frister")
        ordering = ["granted_at", "id"]
        indexes = [models.Index(fields=["call", "organisation", "until"], name="deadlineextension_latest")]
        constraints = [
            models.CheckConstraint(
                name="deadlineextension_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Skriv hvorfor de får lengre frist."),
                violation_error_code="reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.call}"
