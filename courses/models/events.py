"""Events that are not courses: debates, launches, gatherings that the association held or supported."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, NameField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from courses.querysets import PublicEventQuerySet
from members.models import Municipality
from members.models.reforms import on_day


class PublicEvent(ConstrainedModel):
    """An event that the association held, or supported, in a municipality unless it is digital.

    It counts from its day on, unless it is cancelled. With `participants_at_least` the number is a minimum.
    """

    class Role(models.TextChoices):
        HELD = "held", _("Eget arrangement")
        SUPPORTED = "supported", _("Støttet arrangement")

    date = DayField(_("dato"))
    title = NameField(_("tittel"))
    role = models.CharField(_("vår rolle"), max_length=10, choices=Role, default=Role.HELD)
    digital = models.BooleanField(_("digitalt"), default=False)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        verbose_name=_("kommune"),
        related_name="public_events",
        null=True,
        blank=True,
        help_text=_("Tom når arrangementet er digitalt."),
    )
    partners = LineField(_("samarbeidspartnere"), max_length=300, blank=True)
    participants = models.PositiveIntegerField(
        _("deltakere"),
        null=True,
        blank=True,
        help_text=_("Tom til arrangementet er holdt, eller hvis tallet er ukjent."),
    )
    participants_at_least = models.BooleanField(_("minst så mange"), default=False)
    cancelled = models.BooleanField(_("avlyst"), default=False, help_text=_("Et avlyst arrangement telles ikke."))

    SEARCHED = ("title", "partners")

    objects = PublicEventQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("arrangement")
        verbose_name_plural = _("arrangementer")
        ordering = ["-date", "-id"]
        indexes = [models.Index(fields=["date", "id"], name="publicevent_by_date")]
        constraints = [
            models.CheckConstraint(
                name="publicevent_place_unless_digital",
                condition=Q(digital=True, municipality__isnull=True) | Q(digital=False, municipality__isnull=False),
                violation_error_message=_("Et arrangement må ha en kommune, men et digitalt arrangement har ingen."),
                violation_error_code="municipality",
            ),
            models.CheckConstraint(
                name="publicevent_floor_has_participants",
                condition=Q(participants_at_least=False) | Q(participants__isnull=False),
                violation_error_message=_("Skriv hvor mange det minst var."),
                violation_error_code="participants",
            ),
            models.CheckConstraint(
                name="publicevent_cancelled_has_no_participants",
                condition=Q(cancelled=False) | Q(participants__isnull=True),
                violation_error_message=_("Et avlyst arrangement har ingen deltakere."),
                violation_error_code="participants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.title}"

    @property
    def place(self) -> str:
        return str(self.municipality or _("digitalt"))

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check too that nobody has taken part before the day: the import only calls this method."""
        super().clean_fields(exclude)
        is_checked = self.date and "date" not in (exclude or ())
        if is_checked and self.participants is not None and self.date > timezone.localdate():
            words = _("Arrangementet kan ikke ha deltakere før datoen %(day)s.")
            raise ValidationError({"participants": ValidationError(words, params={"day": f"{self.date:%d.%m.%Y}"})})

    def clean(self) -> None:
        """Set the municipality to what it is or was on the day. Raises ValidationError if there is none of its name."""
        if self.municipality and self.date:
            self.municipality = on_day(self.municipality, self.date)
