"""Enquiries: coded facts, and nothing that identifies the caller."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from balansekunst.encryption import EncryptedTextField
from balansekunst.fields import DayField, LineField, NameField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.models import Region
from radgivning.querysets import EnquiryQuerySet


class Topic(ConstrainedModel):
    """A topic of enquiries."""

    name = NameField(_("navn"), max_length=100, unique=True)
    active = models.BooleanField(_("i bruk"), default=True, help_text=_("Kan velges for nye henvendelser."))
    has_grounds = models.BooleanField(
        _("har diskrimineringsgrunnlag"),
        default=False,
        help_text=_("Da spør skjemaet hvilke diskrimineringsgrunnlag det gjelder."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("temaer")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Ground(ConstrainedModel):
    """A ground of discrimination, as in the Equality and Anti-Discrimination Act (lov 2017-06-16-51) § 6."""

    name = NameField(_("navn"), max_length=100, unique=True)
    active = models.BooleanField(_("i bruk"), default=True, help_text=_("Kan velges for nye henvendelser."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("diskrimineringsgrunnlag")
        verbose_name_plural = _("diskrimineringsgrunnlag")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


REGIONS = [*Region.choices, ("ukjent", _("ukjent / vil ikke si"))]


class Enquiry(ConstrainedModel):
    """An enquiry to the advice line on a day; never a name, a number, or a place smaller than a landsdel.

    `note` is encrypted, excluded from the history, and deleted a set time after `closed_on` (radgivning.retention)
    unless there is a `hold_reason`. If `is_coarse`, only the month is known, and `date` is its first day.
    """

    class Channel(models.TextChoices):
        PHONE = "telefon", _("telefon")
        EMAIL = "e-post", _("e-post")
        FORM = "skjema", _("skjema")

    class Caller(models.TextChoices):
        """Who called. The values are used in published figures."""

        ORGANISATION = "virksomhet eller leder", _("virksomhet eller leder")
        AFFECTED = "utsatt", _("den utsatte")
        WITNESS = "vitne", _("vitne")
        REPRESENTATIVE = "tillitsvalgt eller verneombud", _("tillitsvalgt eller verneombud")
        OTHER = "annet", _("annet")

    class CultureField(models.TextChoices):
        STAGE = "scenekunst", _("scenekunst")
        MUSIC = "musikk", _("musikk")
        VISUAL = "visuell kunst", _("visuell kunst")
        FILM = "film", _("film og TV")
        LITERATURE = "litteratur", _("litteratur")
        MUSEUM = "museum og arkiv", _("museum og arkiv")
        EDUCATION = "kunstutdanning", _("kunstutdanning")
        OTHER = "annet", _("annet")

    class Outcome(models.TextChoices):
        GUIDED = "veiledet", _("fikk veiledning")
        REFERRED = "henvist", _("ble henvist videre")
        FOLLOWED_UP = "følges opp", _("følges opp")
        NO_ANSWER = "ikke svar", _("fikk ikke kontakt igjen")

    class Referral(models.TextChoices):
        OMBUD = "ombudet", _("Likestillings- og diskrimineringsombudet")
        LABOUR = "arbeidstilsynet", _("Arbeidstilsynet")
        POLICE = "politiet", _("politiet")
        UNION = "fagforening", _("fagforening eller verneombud")
        LAWYER = "advokat", _("advokat")
        HEALTH = "helse", _("helsetjeneste eller krisetelefon")
        OTHER = "annet", _("annet")

    date = DayField(_("dato"), years_ahead=0)
    channel = models.CharField(_("kanal"), max_length=20, choices=Channel)
    caller = models.CharField(_("hvem"), max_length=40, choices=Caller)
    topics = models.ManyToManyField(Topic, verbose_name=_("temaer"), related_name="enquiries")
    region = models.CharField(_("landsdel"), max_length=20, choices=REGIONS)
    legal_guidance = models.BooleanField(_("juridisk veiledning"), default=False)
    grounds = models.ManyToManyField(
        Ground, verbose_name=_("diskrimineringsgrunnlag"), related_name="enquiries", blank=True
    )
    culture_field = models.CharField(_("del av kulturlivet"), max_length=20, choices=CultureField, blank=True)
    outcome = models.CharField(_("utfall"), max_length=20, choices=Outcome, blank=True)
    referral = models.CharField(_("henvist til"), max_length=20, choices=Referral, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutter brukt"), null=True, blank=True, validators=[MaxValueValidator(1440)]
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("hører til en tidligere"),
        related_name="followed_by",
        null=True,
        blank=True,
    )
    note = EncryptedTextField(_("arbeidsnotat"), blank=True)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("rådgiver"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    closed_on = DayField(_("avsluttet"), null=True, blank=True, years_ahead=0)
    hold_reason = LineField(
        _("grunn til å beholde notatet"),
        max_length=200,
        blank=True,
        help_text=_("Et notat med en grunn blir ikke slettet. Skriv ingenting som kan identifisere noen."),
    )
    note_shredded_on = models.DateField(_("notatet slettet"), null=True, blank=True, editable=False)
    is_coarse = models.BooleanField(_("bare måneden er kjent"), default=False, editable=False)

    objects = EnquiryQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[topics, grounds], excluded_fields=["note"])

    class Meta:
        verbose_name = _("henvendelse")
        verbose_name_plural = _("henvendelser")
        ordering = ["-date", "-id"]
        indexes = [models.Index(fields=["date", "id"], name="enquiry_by_date")]
        constraints = [
            models.CheckConstraint(
                name="enquiry_region_known",
                condition=Q(region__in=[value for value, _label in REGIONS]),
                violation_error_message=_("Velg en av de fem landsdelene, eller ukjent."),
                violation_error_code="region",
            ),
            models.CheckConstraint(
                name="enquiry_coarse_on_first_of_month",
                condition=Q(is_coarse=False) | Q(date__day=1),
                violation_error_message=_("En henvendelse der bare måneden er kjent, står på månedens første dag."),
                violation_error_code="date",
            ),
            models.CheckConstraint(
                name="enquiry_shredded_has_no_note",
                condition=Q(note_shredded_on__isnull=True) | Q(note=""),
                violation_error_message=_("Et slettet notat er tomt."),
                violation_error_code="note",
            ),
        ]

    def __str__(self) -> str:
        return _("Henvendelse %(date)s") % {"date": self.when}

    @property
    def when(self) -> str:
        """The day, or the month if only that is known, formatted."""
        return self._format_date(self.date)

    @property
    def closed_when(self) -> str:
        return self._format_date(self.closed_on)

    @property
    def shredded_when(self) -> str:
        return self._format_date(self.note_shredded_on)

    def _format_date(self, day: dt.date | None) -> str:
        return date_format(day, "F Y" if self.is_coarse else "j. F Y") if day else ""
