"""The jury of a call: jurors, conflicts of interest, and assessments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansepotten.models.applications import Application
from balansepotten.models.call_parts import Criterion
from balansepotten.models.calls import Call


class Juror(ConstrainedModel):
    """A person who is invited to assess the applications of one call."""

    call = models.ForeignKey(Call, models.PROTECT, verbose_name=_("utlysning"), related_name="jurors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="jury_seats"
    )
    invited_at = models.DateTimeField(_("invitert"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("jurymedlem")
        verbose_name_plural = _("juryen")
        ordering = ["user__name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="juror_once",
                fields=["call", "user"],
                violation_error_message=_("Personen er allerede med i juryen."),
                violation_error_code="user",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class ConflictOfInterest(ConstrainedModel):
    """A conflict of interest of a juror or of staff with an application, or without one with the whole call.

    `words` are short, and shown to staff only. That a person is a contact of an applicant is not stored here but
    computed for every query (balansepotten.conflicts).
    """

    class Ground(models.TextChoices):
        EMPLOYMENT = "employment", _("ansatt eller tidligere ansatt")
        WORK = "work", _("samarbeider om noe nå")
        FRIENDSHIP = "friendship", _("familie eller nær venn")
        ENMITY = "enmity", _("uvennskap")
        OTHER = "other", _("annet")

    call = models.ForeignKey(Call, models.PROTECT, verbose_name=_("utlysning"), related_name="conflicts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="conflicts"
    )
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        verbose_name=_("søknad"),
        related_name="conflicts",
        null=True,
        blank=True,
        help_text=_("Tomt når det gjelder hele runden."),
    )
    ground = models.CharField(_("grunn"), max_length=12, choices=Ground)
    words = models.CharField(_("forklaring"), max_length=300, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("registrert av"), related_name="+", editable=False
    )
    declared_at = models.DateTimeField(_("registrert"), editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("inhabilitet")
        verbose_name_plural = _("inhabilitet")
        ordering = ["-declared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="conflict_once_a_case",
                fields=["user", "application"],
                condition=Q(application__isnull=False),
                violation_error_message=_("Inhabiliteten er allerede registrert."),
                violation_error_code="application",
            ),
            models.UniqueConstraint(
                name="conflict_once_a_round",
                fields=["user", "call"],
                condition=Q(application__isnull=True),
                violation_error_message=_("Inhabiliteten er allerede registrert for hele runden."),
                violation_error_code="user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_ground_display()}"


class Assessment(ConstrainedModel):
    """A juror's assessment of an application. A finished one has a score for each criterion."""

    juror = models.ForeignKey(Juror, models.PROTECT, verbose_name=_("jurymedlem"), related_name="assessments")
    application = models.ForeignKey(Application, models.PROTECT, verbose_name=_("søknad"), related_name="assessments")
    comment = TextField(_("kommentar"), blank=True)
    done_at = models.DateTimeField(_("ferdig"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("vurdering")
        verbose_name_plural = _("vurderinger")
        ordering = ["application", "juror"]
        constraints = [
            models.UniqueConstraint(
                name="assessment_once",
                fields=["juror", "application"],
                violation_error_message=_("Jurymedlemmet har allerede vurdert søknaden."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} – {self.juror}"


class Score(ConstrainedModel):
    """The points of an assessment on one criterion, from 1 to the call's highest."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, verbose_name=_("vurdering"), related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, verbose_name=_("kriterium"), related_name="scores")
    points = models.PositiveSmallIntegerField(_("poeng"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("poeng")
        verbose_name_plural = _("poeng")
        ordering = ["criterion__position", "criterion_id"]
        constraints = [
            models.UniqueConstraint(
                name="score_once",
                fields=["assessment", "criterion"],
                violation_error_message=_("Kriteriet har allerede poeng."),
                violation_error_code="criterion",
            ),
            models.CheckConstraint(
                name="score_within_any_scale",
                condition=Q(points__gte=1, points__lte=10),
                violation_error_message=_("Poengene må være fra 1 til høyeste poeng."),
                violation_error_code="points",
            ),
        ]

    def __str__(self) -> str:
        return str(self.points)
