"""Course assignments: courses and talks that were booked, and held or cancelled."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from balansekunst.dates import at
from balansekunst.fields import NO_BREAK_SPACE, DayField, KronerField, NameField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from courses.models.topics import Instructor, Topic
from courses.querysets import AssignmentQuerySet
from members.models import Municipality, Organisation
from members.models.reforms import on_day

# Without what is easily mistaken for something else, since some type it from a screen: 59 bits.
KEY_LETTERS, KEY_LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 12


def new_evaluation_key() -> str:
    """Return the secret part of the address where participants evaluate a course."""
    return get_random_string(KEY_LENGTH, KEY_LETTERS)


class Assignment(ConstrainedModel):
    """A course or talk for a client, in a municipality unless it is digital.

    `participants` is set once it has been held; with `participants_at_least` the number is a minimum («over 1 550»).
    `sequence` counts how often it has been moved: calendar programs only take a file that is newer than theirs.
    """

    class Form(models.TextChoices):
        PHYSICAL = "physical", _("Fysisk")
        DIGITAL = "digital", _("Digitalt")
        HYBRID = "hybrid", _("Hybrid")

    class Status(models.TextChoices):
        BOOKED = "booked", _("Avtalt")
        HELD = "held", _("Gjennomført")
        CANCELLED = "cancelled", _("Avlyst")

    date = DayField(_("dato"))
    starts = models.TimeField(_("begynner"), null=True, blank=True)
    ends = models.TimeField(_("slutter"), null=True, blank=True)
    title = NameField(_("tittel"))
    topics = models.ManyToManyField(Topic, verbose_name=_("temaer"), related_name="assignments")
    client = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("oppdragsgiver"),
        related_name="assignments",
        null=True,
        blank=True,
        help_text=_("En virksomhet i registeret. Står den ikke der, skriv navnet i feltet under."),
    )
    client_name = NameField(_("oppdragsgiver utenfor registeret"), blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        verbose_name=_("kommune"),
        related_name="assignments",
        null=True,
        blank=True,
        help_text=_("Der kurset holdes. Tom når det er digitalt."),
    )
    form = models.CharField(_("form"), max_length=10, choices=Form)
    participants = models.PositiveIntegerField(_("deltakere"), null=True, blank=True)
    participants_at_least = models.BooleanField(
        _("minst så mange"),
        default=False,
        help_text=_("Det kom minst så mange. Det nøyaktige tallet er ikke kjent."),
    )
    instructor = models.ForeignKey(
        Instructor,
        models.PROTECT,
        verbose_name=_("kursholder"),
        related_name="assignments",
        null=True,
        blank=True,
    )
    other_instructors = models.ManyToManyField(
        Instructor,
        verbose_name=_("andre kursholdere"),
        related_name="other_assignments",
        blank=True,
    )
    price = KronerField(
        _("pris"), null=True, blank=True, help_text=_("Det som er avtalt. 0 er gratis, tomt er ikke avtalt.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.BOOKED)
    cancellation_reason = TextField(
        _("hvorfor det er avlyst"), blank=True, help_text=_("Fylles ut når kurset blir avlyst.")
    )
    sequence = models.PositiveIntegerField(_("ganger flyttet"), default=0, editable=False)

    evaluation_key = models.CharField(
        _("adresse for evaluering"), max_length=20, unique=True, default=new_evaluation_key, editable=False
    )
    evaluation_closed_on = models.DateField(_("evaluering avsluttet"), null=True, blank=True, editable=False)

    SEARCHED = ("title", "client_name")

    objects = AssignmentQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[topics, other_instructors], excluded_fields=["evaluation_key"])

    class Meta:
        verbose_name = _("kursoppdrag")
        verbose_name_plural = _("kursoppdrag")
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["date", "id"], name="assignment_by_date"),
            models.Index(fields=["date"], name="assignment_booked", condition=Q(status="booked")),
        ]
        constraints = [
            models.CheckConstraint(
                name="assignment_held_has_participants",
                condition=Q(status="held", participants__isnull=False, participants__gte=0)
                | (~Q(status="held") & Q(participants__isnull=True)),
                violation_error_message=_("Et gjennomført kurs må ha antall deltakere, 0 eller flere, og bare det."),
                violation_error_code="participants",
            ),
            models.CheckConstraint(
                name="assignment_place_unless_digital",
                condition=Q(form="digital", municipality__isnull=True)
                | (~Q(form="digital") & Q(municipality__isnull=False)),
                violation_error_message=_("Et kurs må ha en kommune, men et digitalt kurs har ingen."),
                violation_error_code="municipality",
            ),
            models.CheckConstraint(
                name="assignment_one_client",
                condition=Q(client__isnull=False, client_name="") | (Q(client__isnull=True) & ~Q(client_name="")),
                violation_error_message=_("Velg en oppdragsgiver i registeret, eller skriv navnet, ikke begge deler."),
                violation_error_code="client",
            ),
            models.CheckConstraint(
                name="assignment_ends_after_start",
                condition=Q(ends__isnull=True) | Q(starts__isnull=False, ends__gt=F("starts")),
                violation_error_message=_("Skriv når kurset begynner, og et senere klokkeslett for når det slutter."),
                violation_error_code="ends",
            ),
            models.CheckConstraint(
                name="assignment_only_cancelled_has_reason",
                condition=Q(cancellation_reason="") | Q(status="cancelled"),
                violation_error_message=_("Bare et avlyst kurs har en grunn til at det er avlyst."),
                violation_error_code="cancellation_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.title}"

    @property
    def begins(self) -> datetime | None:
        return at(self.date, self.starts.hour, self.starts.minute) if self.starts else None

    @property
    def until(self) -> datetime | None:
        return at(self.date, self.ends.hour, self.ends.minute) if self.ends else None

    @property
    def when(self) -> str:
        """The day and the time, as people read it: «16.03.2026 kl. 10.00–12.00»."""
        if not self.starts:
            return f"{self.date:%d.%m.%Y}"
        until = f"–{self.ends:%H.%M}" if self.ends else ""
        return f"{self.date:%d.%m.%Y} kl.{NO_BREAK_SPACE}{self.starts:%H.%M}{until}"

    @property
    def instructors(self) -> list[Instructor]:
        """The main instructor, and then the others, which are prefetched in lists."""
        return [*([self.instructor] if self.instructor else []), *self.other_instructors.all()]

    @property
    def instructor_names(self) -> str:
        return ", ".join(each.name for each in self.instructors)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check too that a course isn't registered as held before its day: the import only calls this method."""
        super().clean_fields(exclude)
        is_checked = self.date and "date" not in (exclude or ())
        if is_checked and self.status == self.Status.HELD and self.date > timezone.localdate():
            words = _("Kurset kan ikke være gjennomført før datoen %(day)s.")
            raise ValidationError({"date": ValidationError(words, params={"day": f"{self.date:%d.%m.%Y}"})})

    def clean(self) -> None:
        """Set the municipality to what it is or was on the day. Raises ValidationError if there is none of its name."""
        if self.municipality and self.date:
            self.municipality = on_day(self.municipality, self.date)
