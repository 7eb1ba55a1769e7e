"""An organisation's work for a year: the steps, and what is said about them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansemerket.models.requirements import RequirementsVersion, Step
from balansemerket.querysets import RoundQuerySet
from members.models import Organisation


class Round(ConstrainedModel):
    """An organisation's work for equality for a year, from when it is begun until it is closed.

    With a `version` it is the way to the mark, under these requirements. A member without the mark has none, and
    documents the work that the law requires. Staff read the steps that are handed in, and all of it once it is shared.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("virksomhet"), related_name="balansemerket_rounds"
    )
    started_on = DayField(_("påbegynt"))
    closed_on = DayField(_("avsluttet"), null=True, blank=True)
    version = models.ForeignKey(
        RequirementsVersion,
        models.PROTECT,
        verbose_name=_("kravversjon"),
        related_name="rounds",
        null=True,
        blank=True,
        help_text=_("Kravene da arbeidet begynte. Tom når virksomheten arbeider uten merket."),
    )
    gathering = models.ForeignKey(
        "courses.Assignment",
        models.PROTECT,
        verbose_name=_("kursoppdraget som var samlingen"),
        related_name="balansemerket_rounds",
        null=True,
        blank=True,
    )
    gathering_on = DayField(_("samlingen var"), null=True, blank=True)
    gathering_place = LineField(_("sted, eller digitalt"), max_length=200, blank=True)
    gathering_people = models.PositiveIntegerField(_("antall på samlingen"), null=True, blank=True)
    meeting_on = DayField(_("planen ble behandlet"), null=True, blank=True)
    meeting_people = models.PositiveIntegerField(_("antall på møtet"), null=True, blank=True)
    meeting_roles = TextField(
        _("hvem som var med"),
        blank=True,
        help_text=_("Roller, ikke navn: for eksempel ledelsen, tillitsvalgte, verneombud og ansatte."),
    )
    next_talk_on = DayField(_("neste samtale"), null=True, blank=True, years_ahead=3)
    talks_plan = TextField(
        _("slik fortsetter samtalene"),
        blank=True,
        help_text=_("Hvor ofte dere møtes om dette, og hvem som kaller inn."),
    )
    shared_at = models.DateTimeField(_("delt med Balansekunst"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("opprettet"), auto_now_add=True)
    changed_at = models.DateTimeField(_("sist lagret"), auto_now=True)

    objects = RoundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("årsrunde")
        verbose_name_plural = _("årsrunder")
        ordering = ["-started_on", "-id"]
        indexes = [
            models.Index(fields=["started_on", "id"], name="round_by_start"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="round_open_once",
                fields=["organisation"],
                condition=Q(closed_on__isnull=True),
                violation_error_message=_("Virksomheten har allerede et arbeid i gang."),
                violation_error_code="organisation",
            ),
            models.CheckConstraint(
                name="round_closed_after_start",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("started_on")),
                violation_error_message=_("Arbeidet kan ikke avsluttes før det begynte."),
                violation_error_code="closed_on",
            ),
            models.CheckConstraint(
                name="round_talk_after_meeting",
                condition=Q(meeting_on__isnull=True)
                | Q(next_talk_on__isnull=True)
                | Q(next_talk_on__gt=F("meeting_on")),
                violation_error_message=_("Neste samtale må være etter møtet om planen."),
                violation_error_code="next_talk_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.started_on:%Y}"

    def get_absolute_url(self) -> str:
        return reverse("round_detail", args=[self.uuid])

    @property
    def year(self) -> int:
        return self.started_on.year

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_for_mark(self) -> bool:
        return self.version_id is not None


class RoundStep(ConstrainedModel):
    """A step of a round, and how far it has come. `since` is when it became so."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Under arbeid")
        HANDED_IN = "handed_in", _("Levert")
        RETURNED = "returned", _("Sendt tilbake")
        APPROVED = "approved", _("Godkjent")

    # The organisation writes, or staff have the step.
    WRITABLE = (Status.DRAFT, Status.RETURNED)

    round = models.ForeignKey(Round, models.CASCADE, verbose_name=_("årsrunde"), related_name="steps")
    step = models.CharField(_("steg"), max_length=10, choices=Step)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    since = models.DateTimeField(_("siden"))
    handed_in_at = models.DateTimeField(_("levert"), null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("levert av"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("steg")
        verbose_name_plural = _("steg")
        ordering = ["round", "id"]
        indexes = [
            models.Index(fields=["since"], name="roundstep_handed_in", condition=Q(status="handed_in")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="roundstep_once",
                fields=["round", "step"],
                violation_error_message=_("Runden har allerede dette steget."),
                violation_error_code="step",
            ),
            models.CheckConstraint(
                name="roundstep_handed_in_has_moment",
                condition=Q(status="draft") | Q(handed_in_at__isnull=False),
                violation_error_message=_("Et steg som er levert, har et tidspunkt for det."),
                violation_error_code="handed_in_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.get_status_display()}"

    @property
    def is_writable(self) -> bool:
        return self.status in self.WRITABLE


class Comment(ConstrainedModel):
    """What the organisation or staff say about a step of a round. It is never changed."""

    round = models.ForeignKey(Round, models.CASCADE, verbose_name=_("årsrunde"), related_name="comments")
    step = models.CharField(_("steg"), max_length=10, choices=Step)
    text = TextField(_("kommentar"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("skrevet av"), related_name="+", editable=False
    )
    is_from_staff = models.BooleanField(_("fra Balansekunst"), default=False, editable=False)
    written_at = models.DateTimeField(_("skrevet"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kommentar")
        verbose_name_plural = _("kommentarer")
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text
