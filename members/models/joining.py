"""Requests to join."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.encryption import EncryptedTextField
from balansekunst.fields import (
    DayField,
    EmailField,
    LineField,
    NameField,
    OrganisationNumberField,
    TextField,
    URLField,
    validate_phone,
    validate_postcode,
)
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.models.organisations import Membership, Organisation, spaced
from members.models.places import Municipality
from members.models.reforms import on_day


class MembershipApplication(ConstrainedModel):
    """A request to join. The board decides on it in `members.joining`; `decided_on` is the board's date.

    One from the public form is a `PublicApplication` until its e-mail address is verified.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("mottatt")
        ACCEPTED = "accepted", _("godkjent")
        DECLINED = "declined", _("avslått")

    received_on = DayField(_("mottatt"), years_ahead=0)
    number = OrganisationNumberField(_("organisasjonsnummer"))
    name = NameField(_("navn"))
    legal_form = LineField(_("organisasjonsform"), max_length=10, blank=True)
    field = models.CharField(_("kunstfelt"), max_length=20, choices=Organisation.Field)
    size = models.CharField(_("størrelse"), max_length=10, choices=Organisation.Size, blank=True)
    address = LineField(_("adresse"), max_length=200, blank=True)
    postcode = LineField(_("postnummer"), max_length=4, blank=True, validators=[validate_postcode])
    postal_place = NameField(_("poststed"), max_length=60, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("kommune"), related_name="+")
    contact_name = NameField(_("kontaktperson"))
    contact_email = EmailField(_("e-post"))
    contact_phone = LineField(_("telefon"), max_length=20, blank=True, validators=[validate_phone])
    website = URLField(_("nettside"), blank=True)
    reason = TextField(_("hvorfor virksomheten vil bli medlem"), blank=True)
    purpose_confirmed_on = DayField(
        _("sluttet seg til formålet"),
        null=True,
        blank=True,
        years_ahead=0,
        help_text=_("Dagen virksomheten bekreftet at den støtter formålet til foreningen."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED, editable=False)
    decided_on = DayField(_("styrets vedtak"), null=True, blank=True, editable=False, years_ahead=0)
    answer = TextField(_("svar fra styret"), blank=True, editable=False)
    membership = models.OneToOneField(
        Membership,
        models.PROTECT,
        verbose_name=_("medlemskap"),
        related_name="application",
        null=True,
        blank=True,
        editable=False,
    )

    SEARCHED = ("name", "number", "contact_name", "contact_email")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("innmelding")
        verbose_name_plural = _("innmeldinger")
        ordering = ["-received_on", "-id"]
        indexes = [models.Index(fields=["received_on", "id"], name="joining_by_received_on")]
        constraints = [
            models.CheckConstraint(
                name="joining_decided_has_date",
                condition=Q(status="received", decided_on__isnull=True)
                | (~Q(status="received") & Q(decided_on__isnull=False)),
                violation_error_message=_("Et vedtak har en dato, og bare et vedtak."),
            ),
            models.CheckConstraint(
                name="joining_accepted_has_membership",
                condition=Q(status="accepted", membership__isnull=False)
                | (~Q(status="accepted") & Q(membership__isnull=True)),
                violation_error_message=_("En godkjent innmelding har et medlemskap, og bare den."),
            ),
            models.UniqueConstraint(
                name="joining_undecided_once",
                fields=["number"],
                condition=Q(status="received"),
                violation_error_message=_("Virksomheten har allerede en innmelding som venter på styret."),
                violation_error_code="number",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spaced_number(self) -> str:
        return spaced(self.number)

    def clean(self) -> None:
        """Set the municipality to what it is or was on the day. Raises ValidationError if there is none of its name."""
        if self.received_on and self.municipality_id:
            self.municipality = on_day(self.municipality, self.received_on)


class PublicApplication(models.Model):
    """A request to join from the public form, and the secret address of its page (`members.public_joining`).

    The address is found by the SHA-256 of its token, which only the applicant has. Until the e-mail address is
    verified, `answers` is what was typed, as JSON, and nobody sees it; then it becomes `application`. `form_key`
    identifies the form, so that it is sent once.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    form_key = models.CharField(max_length=32, unique=True, editable=False)
    answers = EncryptedTextField(_("svar"), blank=True, editable=False)
    submitted_at = models.DateTimeField(_("sendt"), editable=False)
    verified_at = models.DateTimeField(_("e-postadressen bekreftet"), null=True, editable=False)
    application = models.OneToOneField(
        MembershipApplication,
        models.CASCADE,
        verbose_name=_("innmelding"),
        related_name="public",
        null=True,
        editable=False,
    )

    class Meta:
        verbose_name = _("innmelding fra nettsiden")
        verbose_name_plural = _("innmeldinger fra nettsiden")
        indexes = [
            models.Index(fields=["submitted_at"], name="public_unverified", condition=Q(verified_at__isnull=True))
        ]
        constraints = [
            models.CheckConstraint(
                name="public_verified_is_application",
                condition=Q(verified_at__isnull=True, application__isnull=True)
                | Q(verified_at__isnull=False, application__isnull=False, answers=""),
                violation_error_message=_("En innmelding med bekreftet e-postadresse er hos styret, og bare den."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
