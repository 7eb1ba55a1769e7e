"""Bookings of courses from the public form."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, EmailField, LineField, NameField, TextField, validate_phone
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from courses.models.assignments import Assignment
from courses.models.topics import Topic
from courses.querysets import BookingQuerySet
from members.models import Municipality, Organisation


class Booking(ConstrainedModel):
    """A course that somebody asks for. Staff make it an assignment, or decline it, in `courses.bookings`.

    The booker's page has a secret address, found by `digest`. `form_key` identifies the form, so that it is sent once.
    Without `contact_email` the person is erased.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("venter på svar")
        CONFIRMED = "confirmed", _("avtalt")
        DECLINED = "declined", _("avslått")

    received_at = models.DateTimeField(_("mottatt"), editable=False)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("virksomhet"),
        related_name="bookings",
        null=True,
        blank=True,
        help_text=_("En virksomhet i registeret. Står den ikke der, skriv navnet i feltet under."),
    )
    organisation_name = NameField(_("virksomhet utenfor registeret"), blank=True)
    is_member = models.BooleanField(_("medlem"), help_text=_("Slik bestilleren svarte."))
    topics = models.ManyToManyField(Topic, verbose_name=_("temaer"), related_name="bookings")
    form = models.CharField(_("form"), max_length=10, choices=Assignment.Form)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("kommune"), related_name="+", null=True, blank=True
    )
    people = models.PositiveIntegerField(_("antall deltakere"))
    people_at_least = models.BooleanField(_("minst så mange"), default=False)
    purpose = TextField(_("hva kurset er til"), blank=True)
    contact_name = NameField(_("kontaktperson"))
    contact_email = EmailField(_("e-post"), blank=True)
    contact_phone = LineField(_("telefon"), max_length=20, blank=True, validators=[validate_phone])
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED, editable=False)
    decided_on = DayField(_("besvart"), null=True, blank=True, editable=False, years_ahead=0)
    answer = TextField(_("svar til bestilleren"), blank=True, editable=False)
    assignment = models.OneToOneField(
        Assignment,
        models.PROTECT,
        verbose_name=_("kursoppdrag"),
        related_name="booking",
        null=True,
        blank=True,
        editable=False,
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    form_key = models.CharField(max_length=32, unique=True, editable=False)

    objects = BookingQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[topics], excluded_fields=["digest", "form_key"])

    class Meta:
        verbose_name = _("bestilling")
        verbose_name_plural = _("bestillinger")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["received_at", "id"], name="booking_by_received_at"),
            models.Index(fields=["received_at"], name="booking_waiting", condition=Q(status="received")),
        ]
        constraints = [
            models.CheckConstraint(
                name="booking_place_unless_digital",
                condition=Q(form="digital", municipality__isnull=True)
                | (~Q(form="digital") & Q(municipality__isnull=False)),
                violation_error_message=_("Velg kommunen der kurset skal holdes, men ikke for et digitalt kurs."),
                violation_error_code="municipality",
            ),
            models.CheckConstraint(
                name="booking_one_organisation",
                condition=Q(organisation__isnull=False, organisation_name="")
                | (Q(organisation__isnull=True) & ~Q(organisation_name="")),
                violation_error_message=_("Velg en virksomhet i registeret, eller skriv navnet, ikke begge deler."),
                violation_error_code="organisation",
            ),
            models.CheckConstraint(
                name="booking_decided_has_date",
                condition=Q(status="received", decided_on__isnull=True)
                | (~Q(status="received") & Q(decided_on__isnull=False)),
                violation_error_message=_("Et svar har en dato, og bare et svar."),
            ),
            models.CheckConstraint(
                name="booking_confirmed_has_assignment",
                condition=Q(status="confirmed", assignment__isnull=False)
                | (~Q(status="confirmed") & Q(assignment__isnull=True)),
                violation_error_message=_("En avtalt bestilling har et kursoppdrag, og bare den."),
            ),
            models.CheckConstraint(
                name="booking_declined_has_answer",
                condition=~Q(status="declined") | ~Q(answer="") | Q(contact_email=""),
                violation_error_message=_("Skriv hvorfor bestillingen er avslått."),
                violation_error_code="answer",
            ),
            models.CheckConstraint(
                name="booking_waiting_has_email",
                condition=~Q(status="received") | ~Q(contact_email=""),
                violation_error_message=_("En bestilling som venter på svar, må ha en e-postadresse."),
                violation_error_code="contact_email",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_name}, {self.received_at:%d.%m.%Y}"

    @property
    def client_name(self) -> str:
        return str(self.organisation) if self.organisation else self.organisation_name


class WishedDate(ConstrainedModel):
    """A day that the booker wishes the course on, with a time or a part of the day; the best comes first."""

    class Part(models.TextChoices):
        MORNING = "morning", _("formiddag")
        AFTERNOON = "afternoon", _("ettermiddag")
        EVENING = "evening", _("kveld")
        ANY = "any", _("når som helst på dagen")

    booking = models.ForeignKey(Booking, models.CASCADE, verbose_name=_("bestilling"), related_name="wishes")
    place = models.PositiveSmallIntegerField(_("ønske nummer"))
    day = DayField(_("dato"))
    part = models.CharField(_("del av dagen"), max_length=10, choices=Part, blank=True)
    starts = models.TimeField(_("klokkeslett"), null=True, blank=True)

    class Meta:
        verbose_name = _("ønsket dato")
        verbose_name_plural = _("ønskede datoer")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                name="wisheddate_place_once",
                fields=["booking", "place"],
                violation_error_message=_("Bestillingen har allerede et ønske med dette nummeret."),
            ),
            models.CheckConstraint(
                name="wisheddate_has_time",
                condition=~Q(part="") | Q(starts__isnull=False),
                violation_error_message=_("Velg en del av dagen, eller skriv et klokkeslett."),
                violation_error_code="part",
            ),
        ]

    def __str__(self) -> str:
        time = f"kl.\N{NO-BREAK SPACE}{self.starts:%H.%M}" if self.starts else self.get_part_display()
        return f"{self.day:%d.%m.%Y}, {time}"
