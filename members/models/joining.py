"""Requests to join."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import (
    DayField,
    EmailField,
    LineField,
    NameField,
    OrganisationNumberField,
    TextField,
    validate_phone,
    validate_postcode,
)
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.models.organisations import Membership, Organisation
from members.models.places import Municipality
from members.models.reforms import on_day


class MembershipApplication(ConstrainedModel):
    """A request to join. The board decides on it in `members.joining`; `decided_on` is the board's date."""

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
    reason = TextField(_("hvorfor virksomheten vil bli medlem"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED, editable=False)
    decided_on = DayField(_("styrets vedtak"), null=True, blank=True, editable=False, years_ahead=0)
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
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Set the municipality to what it is or was on the day. Raises ValidationError if there is none of its name."""
        if self.received_on and self.municipality_id:
            self.municipality = on_day(self.municipality, self.received_on)
