"""A year's call for applications, and the themes of projects."""

from datetime import date, datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, KronerField, MomentField, NameField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansepotten.querysets import CallQuerySet


class Theme(ConstrainedModel):
    """A thematic focus that the application form offers."""

    name = NameField(_("navn"), max_length=120, unique=True)
    position = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    active = models.BooleanField(_("i bruk"), default=True, help_text=_("Kan velges i nye søknader."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tematisk satsing")
        verbose_name_plural = _("tematiske satsinger")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Call(ConstrainedModel):
    """A year's call: the pot in whole kroner, and when it is open.

    Applications are accepted from `opens_at` up to and including `closes_at`. `allocated` is the sum of
    `amount_proposed` over its applications, updated in the same transaction (balansepotten.allocation), so that a
    constraint can limit it to the pot. `first_shares` of `shares` equal parts are paid on award.
    """

    class Phase(models.TextChoices):
        COMING = "coming", _("Åpner snart")
        OPEN = "open", _("Åpen")
        CLOSED = "closed", _("Stengt")

    class DecidedBy(models.TextChoices):
        JURY = "jury", _("juryen")
        BOARD = "board", _("styret")

    class ConflictScope(models.TextChoices):
        CASE = "case", _("søknaden den er registrert for")
        ROUND = "round", _("hele runden")

    year = models.PositiveSmallIntegerField(
        _("år"),
        unique=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        error_messages={"unique": _("Året har allerede en utlysning.")},
    )
    pot = KronerField(_("pott"))
    max_amount = KronerField(
        _("største søknadsbeløp"), null=True, blank=True, help_text=_("Tomt når det ikke er noen grense.")
    )
    several_applications = models.BooleanField(
        _("flere søknader fra samme virksomhet"),
        default=False,
        help_text=_("Ellers kan hver virksomhet sende én søknad i utlysningen."),
    )
    opens_at = MomentField(_("åpner"), years_ahead=5)
    deadline = MomentField(_("frist"), years_ahead=5)
    decided_on = DayField(
        _("vedtak"), null=True, blank=True, help_text=_("Dagen det blir eller ble vedtatt."), years_ahead=5
    )
    decided_by = models.CharField(_("vedtas av"), max_length=10, choices=DecidedBy, default=DecidedBy.JURY)
    introduction = TextField(_("om utlysningen"), blank=True, help_text=_("Står øverst på siden om utlysningen."))
    who_can_apply = TextField(_("hvem som kan søke"), blank=True)
    what_for = TextField(_("hva dere kan få støtte til"), blank=True)
    highest_score = models.PositiveSmallIntegerField(
        _("høyeste poeng"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(10)],
        help_text=_("Juryen gir fra 1 til så mange poeng på hvert kriterium."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("vurderinger per søknad"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Så mange ferdige vurderinger må en søknad ha før det kan gjøres vedtak."),
    )
    conflict_scope = models.CharField(
        _("inhabilitet gjelder"),
        max_length=10,
        choices=ConflictScope,
        default=ConflictScope.CASE,
        help_text=_("Den som er kontaktperson hos en søker, er alltid inhabil i hele runden."),
    )
    first_shares = models.PositiveSmallIntegerField(
        _("deler ved tildeling"), default=2, help_text=_("Så mange deler av støtten betales når den er godtatt.")
    )
    shares = models.PositiveSmallIntegerField(
        _("deler i alt"), default=3, help_text=_("Resten betales når rapport og regnskap er godkjent.")
    )
    report_months = models.PositiveSmallIntegerField(
        _("måneder til rapport"),
        default=2,
        validators=[MaxValueValidator(24)],
        help_text=_("Rapporten må komme så mange måneder etter at prosjektet slutter."),
    )
    allocated = KronerField(_("foreslått fordelt"), default=0, editable=False)
    locked_at = models.DateTimeField(_("vedtaket låst"), null=True, blank=True, editable=False)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("låst av"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = CallQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("utlysning")
        verbose_name_plural = _("utlysninger")
        ordering = ["-year"]
        permissions = [("run_rounds", _("Kan lede en runde")), ("decide_rounds", _("Kan vedta og betale"))]
        constraints = [
            models.CheckConstraint(
                name="call_deadline_after_opening",
                condition=Q(deadline__gt=F("opens_at")),
                violation_error_message=_("Fristen må være etter åpningen."),
                violation_error_code="deadline",
            ),
            models.CheckConstraint(
                name="call_amounts_not_negative",
                condition=Q(pot__gte=0) & (Q(max_amount__isnull=True) | Q(max_amount__gt=0)),
                violation_error_message=_("Potten kan ikke være mindre enn 0, og en grense må være mer enn 0."),
                violation_error_code="pot",
            ),
            models.CheckConstraint(
                name="call_allocated_within_pot",
                condition=Q(allocated__lte=F("pot")),
                violation_error_message=_("Potten kan ikke være mindre enn det som er fordelt av den."),
                violation_error_code="pot",
            ),
            models.CheckConstraint(
                name="call_first_part_within_whole",
                condition=Q(first_shares__gt=0, first_shares__lte=F("shares")),
                violation_error_message=_("Delene ved tildeling må være minst én, og ikke flere enn delene i alt."),
                violation_error_code="first_shares",
            ),
            models.CheckConstraint(
                name="call_locked_by_someone",
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                violation_error_message=_("Et låst vedtak har både tidspunkt og navnet på den som låste det."),
            ),
        ]

    def __str__(self) -> str:
        return _("Balansepotten %(year)s") % {"year": self.year}

    def get_absolute_url(self) -> str:
        return reverse("call_detail", args=[self.year])

    @property
    def deadline_day(self) -> date:
        """The day of the deadline, on which an applicant must be a member."""
        return timezone.localdate(self.deadline)

    @property
    def closes_at(self) -> datetime:
        """The last moment at which an application may arrive: the deadline, and the grace period after it."""
        return self.deadline + settings.DEADLINE_GRACE

    def deadline_for(self, organisation_id: int) -> datetime:
        """Return the deadline of an applicant: the call's own, or a longer one that the organisation was granted.

        The extensions should be prefetched where there are several calls.
        """
        own = [one.until for one in self.deadline_extensions.all() if one.organisation_id == organisation_id]
        return max([self.deadline, *own])

    def phase_at(self, moment: datetime, *, deadline: datetime | None = None) -> Phase:
        """Return the phase, for an applicant with the `deadline` that `deadline_for` returns, if it is given."""
        if moment < self.opens_at:
            return self.Phase.COMING
        closes_at = self.closes_at if deadline is None else deadline + settings.DEADLINE_GRACE
        return self.Phase.OPEN if moment <= closes_at else self.Phase.CLOSED
