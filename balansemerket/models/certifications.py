"""Certifications, their events, and the cancellations of events."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansemerket.models.requirements import RequirementsVersion
from balansemerket.querysets import CertificationQuerySet, EventQuerySet
from members.models import Organisation


class Certification(ConstrainedModel):
    """An organisation's work towards the mark and time with it, as a list of events."""

    organisation = models.OneToOneField(
        Organisation,
        models.PROTECT,
        verbose_name=_("virksomhet"),
        related_name="certification",
        error_messages={"unique": _("Virksomheten er i merkeordningen fra før.")},
    )

    # In the addresses of its public page.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = CertificationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("merkeløp")
        verbose_name_plural = _("merkeløp")
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("holder_detail", args=[self.uuid])


class Event(ConstrainedModel):
    """An event of a certification.

    An award or a renewal gives a period from `date` to `valid_until`, the last day in, under the requirements of
    `version`. A withdrawal ends the periods that had begun before its date. Which event may follow which is decided by
    `balansemerket.ledger`. The database refuses to change or delete an event: one that is wrong is cancelled
    (`balansemerket.corrections`), and another added.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("Påbegynt")
        AWARDED = "awarded", _("Tildelt")
        RENEWED = "renewed", _("Fornyet")
        WITHDRAWN = "withdrawn", _("Trukket")

    GIVES_PERIOD = (Kind.AWARDED, Kind.RENEWED)
    # A mark can be withdrawn and awarded anew on the same day.
    IN_ONE_DAY = (Kind.WITHDRAWN, Kind.STARTED, Kind.AWARDED, Kind.RENEWED)
    # What never changes.
    FACTS = ("kind", "date", "valid_until", "version", "reason")

    certification = models.ForeignKey(Certification, models.PROTECT, verbose_name=_("merkeløp"), related_name="events")
    kind = models.CharField(_("hendelse"), max_length=10, choices=Kind)
    date = DayField(_("dato"))
    valid_until = DayField(
        _("gyldig til"),
        null=True,
        blank=True,
        help_text=_("Siste dag med merket, ved tildeling og fornyelse."),
        years_ahead=5,
    )
    version = models.ForeignKey(
        RequirementsVersion,
        models.PROTECT,
        verbose_name=_("kravversjon"),
        related_name="events",
        null=True,
        blank=True,
        help_text=_("Kravene som ble lagt til grunn ved tildeling og fornyelse."),
    )
    reason = LineField(
        _("begrunnelse"),
        max_length=300,
        blank=True,
        help_text=_("Hvorfor merket ble trukket. Vises bare for dere og virksomheten."),
    )
    is_cancelled = models.BooleanField(_("annullert"), default=False, editable=False)

    objects = EventQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hendelse")
        verbose_name_plural = _("hendelser")
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["kind", "date"], name="event_by_kind_and_date"),
            models.Index(fields=["date", "id"], name="event_by_date"),
            models.Index(fields=["certification", "date", "id"], name="event_latest"),
            models.Index(fields=["valid_until"], name="event_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_period_in_order",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("date")),
                violation_error_message=_("Gyldig til kan ikke være før datoen for hendelsen."),
                violation_error_code="valid_until",
            ),
            models.CheckConstraint(
                name="event_award_has_period",
                condition=Q(kind__in=["awarded", "renewed"], valid_until__isnull=False)
                | (~Q(kind__in=["awarded", "renewed"]) & Q(valid_until__isnull=True)),
                violation_error_message=_("En tildeling eller fornyelse må ha en dato den er gyldig til, og bare de."),
                violation_error_code="valid_until",
            ),
            models.CheckConstraint(
                name="event_version_only_with_period",
                condition=Q(version__isnull=True) | Q(kind__in=["awarded", "renewed"]),
                violation_error_message=_("Bare en tildeling eller fornyelse har en kravversjon."),
                violation_error_code="version",
            ),
            models.CheckConstraint(
                name="event_withdrawal_has_reason",
                condition=~Q(kind="withdrawn") | ~Q(reason=""),
                violation_error_message=_("Skriv hvorfor merket ble trukket."),
                violation_error_code="reason",
            ),
            models.UniqueConstraint(
                name="event_once_a_day",
                fields=["certification", "kind", "date"],
                condition=Q(is_cancelled=False),
                violation_error_message=_("Denne hendelsen er allerede registrert."),
                violation_error_code="date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date:%d.%m.%Y}"


class Cancellation(ConstrainedModel):
    """An event that was registered by mistake, and counts no more."""

    event = models.OneToOneField(Event, models.PROTECT, verbose_name=_("hendelse"), related_name="cancellation")
    date = DayField(_("dato"))
    reason = LineField(_("grunn"), max_length=300)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("annullering")
        verbose_name_plural = _("annulleringer")
        ordering = ["-date", "-id"]
        constraints = [
            models.CheckConstraint(
                name="cancellation_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Skriv hvorfor hendelsen annulleres."),
                violation_error_code="reason",
            )
        ]

    def __str__(self) -> str:
        return gettext("%(event)s, annullert %(day)s") % {"event": self.event, "day": f"{self.date:%d.%m.%Y}"}
