"""A decision about an application, and the letters that inform the applicant."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import KronerField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel, Message
from balansepotten.models.applications import Application


class Decision(ConstrainedModel):
    """A decision, which the database refuses to change (see the migrations).

    `scores` are the weighted averages and points at the time. A later decision about the same application `replaces`
    it. One `after_decline` gives the grant anew after the recipient declined it.
    """

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("innvilget")
        REJECTED = "rejected", _("avslag")

    application = models.ForeignKey(Application, models.PROTECT, verbose_name=_("søknad"), related_name="decisions")
    outcome = models.CharField(_("vedtak"), max_length=10, choices=Outcome)
    amount_applied = KronerField(_("søkt"))
    amount_awarded = KronerField(_("tildelt"), default=0)
    reason = TextField(_("begrunnelse"), blank=True)
    scores = models.JSONField(_("poeng"), default=dict)
    decided_at = models.DateTimeField(_("vedtatt"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("vedtatt av"), related_name="+"
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name=_("erstatter"),
        related_name="replaced_by",
        null=True,
        blank=True,
    )
    after_decline = models.BooleanField(_("etter at støtten var frasagt"), default=False, editable=False)

    class Meta:
        verbose_name = _("vedtak")
        verbose_name_plural = _("vedtak")
        ordering = ["-decided_at", "-id"]
        indexes = [
            # Without the rows that replace none: with them, SQLite scans the table for what replaces a decision.
            models.Index(fields=["replaces"], name="decision_replaces", condition=Q(replaces__isnull=False)),
            models.Index(fields=["decided_at", "id"], name="decision_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="decision_first_once",
                fields=["application"],
                condition=Q(replaces__isnull=True),
                violation_error_message=_("Søknaden har allerede et vedtak."),
            ),
            models.CheckConstraint(
                name="decision_amount_fits_outcome",
                condition=Q(outcome="granted", amount_awarded__gt=0, amount_awarded__lte=F("amount_applied"))
                | Q(outcome="rejected", amount_awarded=0),
                violation_error_message=_("Et tilsagn er på mer enn 0 og høyst det som er søkt om; et avslag på 0."),
                violation_error_code="amount_awarded",
            ),
            models.CheckConstraint(
                name="decision_rejection_has_reason",
                condition=Q(outcome="granted") | ~Q(reason=""),
                violation_error_message=_("Et avslag må ha en begrunnelse."),
                violation_error_code="reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} – {self.get_outcome_display()}"


class Letter(ConstrainedModel):
    """A letter about a decision, or about its award being declined: an e-mail in the outbox with a PDF.

    It is a draft until it is sent.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("vedtak")
        DECLINE = "decline", _("frasagt")

    decision = models.ForeignKey(Decision, models.PROTECT, verbose_name=_("vedtak"), related_name="letters")
    kind = models.CharField(_("brev om"), max_length=10, choices=Kind, default=Kind.DECISION)
    message = models.OneToOneField(Message, models.PROTECT, verbose_name=_("e-post"), related_name="letter")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("brev")
        verbose_name_plural = _("brev")
        ordering = ["decision__application__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="letter_kind_once",
                fields=["decision", "kind"],
                violation_error_message=_("Vedtaket har allerede dette brevet."),
            )
        ]

    def __str__(self) -> str:
        return str(self.decision)

    @property
    def outcome(self) -> str:
        """What the letter says of the application: «granted», «rejected» or «declined»."""
        return "declined" if self.kind == self.Kind.DECLINE else self.decision.outcome
