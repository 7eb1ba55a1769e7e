"""Organisations, their memberships and their contacts."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import (
    DayField,
    EmailField,
    LineField,
    NameField,
    OrganisationNumberField,
    URLField,
    validate_phone,
    validate_postcode,
)
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.models.places import Municipality
from members.querysets import MembershipQuerySet, OrganisationQuerySet


def spaced(number: str) -> str:
    """Return an organisation number as people write it: «987 654 321»."""
    return "\N{NO-BREAK SPACE}".join(number[at : at + 3] for at in (0, 3, 6))


class Organisation(ConstrainedModel):
    """A culture organisation, known by its organisation number; a member or not."""

    class Field(models.TextChoices):
        LITERATURE = "litteratur", _("Litteratur")
        VISUAL_ART = "visuell kunst", _("Visuell kunst")
        PERFORMING_ARTS = "scenekunst", _("Scenekunst")
        CROSS_DISCIPLINARY = "tverrkunstnerisk", _("Tverrkunstnerisk")
        FILM = "film", _("Film")
        MUSIC = "musikk", _("Musikk")
        MUSEUM = "museum og arkiv", _("Museum og arkiv")

    class Size(models.TextChoices):
        SMALL = "small", _("liten")
        MEDIUM = "medium", _("mellomstor")
        LARGE = "large", _("stor")

    number = OrganisationNumberField(
        _("organisasjonsnummer"),
        unique=True,
        error_messages={"unique": _("Organisasjonsnummeret er registrert fra før.")},
    )
    name = NameField(_("navn"))
    legal_form = LineField(
        _("organisasjonsform"),
        max_length=10,
        blank=True,
        help_text=_("Koden i Enhetsregisteret, for eksempel AS eller FLI."),
    )
    field = models.CharField(_("kunstfelt"), max_length=20, choices=Field)
    size = models.CharField(
        _("størrelse"), max_length=10, choices=Size, blank=True, help_text=_("Kontingenten følger størrelsen.")
    )
    address = LineField(_("adresse"), max_length=200, blank=True)
    postcode = LineField(_("postnummer"), max_length=4, blank=True, validators=[validate_postcode])
    postal_place = NameField(_("poststed"), max_length=60, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("kommune"), related_name="organisations"
    )
    email = EmailField(_("e-post"), blank=True)
    hides_email = models.BooleanField(
        _("skjul e-postadressen"),
        default=False,
        help_text=_("E-postadressen vises ikke i den åpne listen over medlemmer."),
    )
    website = URLField(_("nettside"), blank=True)
    declined_mailings_on = DayField(
        _("vil ikke ha utsendinger"), null=True, blank=True, help_text=_("Dagen virksomheten sa fra om det.")
    )
    # What the earlier identities say, so that a search finds it in the same index. Set by `members.identities`.
    formerly = models.TextField(_("tidligere nummer og navn"), blank=True, editable=False, db_collation="nb")

    SEARCHED = ("name", "number", "postal_place", "formerly")

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("virksomhet")
        verbose_name_plural = _("virksomheter")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name", "id"], name="organisation_by_name")]
        constraints = [
            models.CheckConstraint(
                name="organisation_has_name",
                condition=~Q(name=""),
                violation_error_message=_("Virksomheten må ha et navn."),
                violation_error_code="name",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spaced_number(self) -> str:
        return spaced(self.number)

    def clean(self) -> None:
        """Raise ValidationError at `number` if it is an organisation's earlier one."""
        owner = Organisation.objects.filter(earlier_identities__number=self.number).first() if self.number else None
        if owner:
            message = _("Dette er et tidligere nummer til %(name)s.")
            raise ValidationError({"number": ValidationError(message, params={"name": owner.name})})


class EarlierPlace(ConstrainedModel):
    """The municipality that an organisation belonged to before `until`, and since the row before this one.

    `Organisation.municipality` is the place after the last of them. The database sets `since` to `until` of the row
    before, so that periods never overlap and leave no gaps. `members.places.move` adds rows.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("virksomhet"), related_name="earlier_places"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("kommune"), related_name="earlier_organisations"
    )
    until = DayField(_("flyttet"), help_text=_("Første dag i neste kommune."))
    since = models.DateField(null=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tidligere sted")
        verbose_name_plural = _("tidligere steder")
        ordering = ["-until", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="earlierplace_until_once",
                fields=["organisation", "until"],
                violation_error_message=_("Virksomheten flyttet denne dagen i en annen rad."),
                violation_error_code="until",
            )
        ]

    def __str__(self) -> str:
        return _("%(municipality)s til %(until)s") % {
            "municipality": self.municipality,
            "until": self.until.strftime("%d.%m.%Y"),
        }


class Membership(ConstrainedModel):
    """A period of membership: `joined` is the first day in, `left` the first day outside (none: still a member).

    An organisation's periods never overlap, which the database refuses: PostgreSQL by an exclusion constraint, SQLite
    by a trigger.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("virksomhet"), related_name="memberships"
    )

    class LeaveCause(models.TextChoices):
        CLOSED = "closed", _("lagt ned")
        MERGED = "merged", _("slått sammen")
        COST = "cost", _("økonomi")
        CAPACITY = "capacity", _("tid og kapasitet")
        NO_USE = "no_use", _("bruker ikke medlemskapet")
        DISAGREEMENT = "disagreement", _("uenighet")
        UNPAID = "unpaid", _("betalte ikke kontingenten")
        OTHER = "other", _("annet")

    joined = DayField(_("innmeldt"), help_text=_("Første dag som medlem."))
    left = DayField(_("utmeldt"), null=True, blank=True, help_text=_("Første dag virksomheten ikke lenger er medlem."))
    leave_cause = models.CharField(
        _("utmeldingsårsak"), max_length=12, choices=LeaveCause, blank=True, help_text=_("Tom betyr «ikke oppgitt».")
    )
    leave_reason = LineField(_("årsak med egne ord"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("medlemskap")
        verbose_name_plural = _("medlemskap")
        ordering = ["-joined", "-id"]
        indexes = [
            models.Index(fields=["joined", "id"], name="membership_by_joined"),
            models.Index(fields=["left"], name="membership_by_left"),
        ]
        constraints = [
            models.CheckConstraint(
                name="membership_left_after_joined",
                condition=Q(left__isnull=True) | Q(left__gt=F("joined")),
                violation_error_message=_("Utmeldt må være etter innmeldt."),
                violation_error_code="left",
            ),
            models.CheckConstraint(
                name="membership_leave_cause_needs_left",
                condition=Q(leave_cause="") | Q(left__isnull=False),
                violation_error_message=_("Bare et medlemskap som er avsluttet, har en utmeldingsårsak."),
                violation_error_code="leave_cause",
            ),
            models.UniqueConstraint(
                name="membership_open_once",
                fields=["organisation"],
                condition=Q(left__isnull=True),
                violation_error_message=_("Virksomheten har allerede et åpent medlemskap."),
                violation_error_code="joined",
            ),
            models.UniqueConstraint(
                name="membership_joined_once",
                fields=["organisation", "joined"],
                violation_error_message=_("Virksomheten ble innmeldt samme dag i et annet medlemskap."),
                violation_error_code="joined",
            ),
        ]

    def __str__(self) -> str:
        return _("%(organisation)s fra %(joined)s") % {
            "organisation": self.organisation,
            "joined": self.joined.strftime("%d.%m.%Y"),
        }

    @property
    def last_day(self) -> date | None:
        """The last day as a member, if it has one."""
        return self.left - timedelta(days=1) if self.left else None

    def clean(self) -> None:
        """Raise ValidationError at `joined` if the period overlaps another of the same organisation."""
        if not (self.organisation_id and self.joined) or (self.left and self.left <= self.joined):
            return
        others = Membership.objects.filter(organisation=self.organisation_id).exclude(pk=self.pk)
        other = others.overlapping(self.joined, self.left).order_by("joined").first()
        if other:
            raise ValidationError(
                {
                    "joined": ValidationError(
                        _("Perioden overlapper medlemskapet fra %(joined)s."),
                        code="overlap",
                        params={"joined": other.joined.strftime("%d.%m.%Y")},
                    )
                }
            )


class Contact(ConstrainedModel):
    """A person who may act for an organisation. One with an e-mail address can be given a user account."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("virksomhet"), related_name="contacts"
    )
    name = NameField(_("navn"))
    email = EmailField(_("e-post"), blank=True)
    phone = LineField(_("telefon"), max_length=20, blank=True, validators=[validate_phone])
    is_leader = models.BooleanField(
        _("ledelsen"),
        default=False,
        help_text=_("Er med i ledelsen, og kan levere arbeidet med Balansemerket."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("konto"),
        related_name="contacts",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    declined_mailings_on = DayField(
        _("vil ikke ha utsendinger"),
        null=True,
        blank=True,
        help_text=_("Dagen kontaktpersonen sa fra om det. Nødvendig e-post, som vedtak og innlogging, sendes likevel."),
    )

    SEARCHED = ("name", "email")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kontaktperson")
        verbose_name_plural = _("kontaktpersoner")
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(Lower("email"), name="contact_email_lower"),
            # Without the rows that have none: with them, SQLite scans the table where most have none.
            models.Index(fields=["user"], name="contact_user", condition=Q(user__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="contact_email_once",
                fields=["organisation", "email"],
                condition=~Q(email=""),
                violation_error_message=_("Virksomheten har allerede en kontaktperson med denne e-postadressen."),
                violation_error_code="email",
            ),
            models.CheckConstraint(
                name="contact_account_has_email",
                condition=Q(user__isnull=True) | ~Q(email=""),
                violation_error_message=_("En kontaktperson med konto må ha en e-postadresse."),
                violation_error_code="email",
            ),
        ]

    def __str__(self) -> str:
        return self.name
