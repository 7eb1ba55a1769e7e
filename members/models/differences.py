"""What other registers say otherwise than we do about members and places, and how far the checks have come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, NameField
from balansekunst.models import ConstrainedModel
from members.models.organisations import Organisation
from members.models.places import Level

EMPTY = "\N{EN DASH}"


class FoundElsewhere(ConstrainedModel):
    """Something that another register says otherwise than we do. Staff take it over or ignore it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("venter")
        TAKEN_OVER = "taken_over", _("tatt over")
        IGNORED = "ignored", _("sett bort fra")

    found_on = models.DateField(_("funnet"))
    state = models.CharField(_("status"), max_length=20, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("avgjort av"),
        related_name="+",
        null=True,
        blank=True,
    )
    decided_on = models.DateField(_("avgjort"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_decided_by_somebody",
                condition=Q(state="waiting", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                violation_error_message=_("Det må stå hvem som avgjorde det, og når."),
            ),
        ]


class RegisterDifference(FoundElsewhere):
    """Something that Enhetsregisteret says otherwise than we do about an organisation.

    Staff take it over or ignore it; nothing is changed without them. `value` is what is taken over, by the names of the
    organisation's fields; it is empty for what has to be dealt with otherwise, such as a bankruptcy.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("navn")
        ADDRESS = "address", _("adresse")
        MUNICIPALITY = "municipality", _("kommune")
        LEGAL_FORM = "legal_form", _("organisasjonsform")
        BANKRUPT = "bankrupt", _("konkurs")
        WINDING_UP = "winding_up", _("under avvikling")
        DELETED = "deleted", _("slettet")
        UNKNOWN = "unknown", _("ukjent nummer")

    # What is taken over from a day, since it changes from that day.
    DATED = (Kind.NAME, Kind.MUNICIPALITY)

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("virksomhet"), related_name="register_differences"
    )
    kind = models.CharField(_("hva"), max_length=20, choices=Kind)
    ours = NameField(_("hos oss"), max_length=400, blank=True)
    theirs = NameField(_("i Enhetsregisteret"), max_length=400)
    value = models.JSONField(_("verdi"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("forskjell fra Enhetsregisteret")
        verbose_name_plural = _("forskjeller fra Enhetsregisteret")
        ordering = ["-state", "organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="registerdifference_waiting_once",
                fields=["organisation", "kind"],
                condition=Q(state="waiting"),
                violation_error_message=_("Forskjellen venter allerede."),
            ),
            *FoundElsewhere.Meta.constraints,
        ]

    def __str__(self) -> str:
        return _("%(kind)s: %(theirs)s") % {"kind": self.get_kind_display().capitalize(), "theirs": self.theirs}

    @property
    def can_be_taken_over(self) -> bool:
        return bool(self.value)


class PlaceChange(FoundElsewhere):
    """A change of municipalities or counties, by a day's reform, that ours don't show.

    What became of what is one change as long as it shares a number: «Asker, Hurum og Røyken → Asker». `links` has it as
    Klass does, as numbers and names: `[["0220", "Asker", "3025", "Asker"], …]`, with an empty number for none.
    """

    class Kind(models.TextChoices):
        RENUMBERED = "renumbered", _("nytt nummer")
        RENAMED = "renamed", _("nytt navn")
        MERGED = "merged", _("slått sammen")
        SPLIT = "split", _("delt")
        BEGUN = "begun", _("ny")
        ENDED = "ended", _("opphørt")

    level = models.CharField(_("hva"), max_length=12, choices=Level)
    kind = models.CharField(_("endring"), max_length=12, choices=Kind)
    day = DayField(_("gjelder fra"))
    numbers = LineField(_("numre"), max_length=400, editable=False)
    before = NameField(_("før"), max_length=2000, blank=True)
    after = NameField(_("etter"), max_length=2000, blank=True)
    links = models.JSONField(_("koder"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("endring i kommuner og fylker")
        verbose_name_plural = _("endringer i kommuner og fylker")
        ordering = ["-state", "day", "level", "numbers", "id"]
        constraints = [
            models.UniqueConstraint(
                name="placechange_waiting_once",
                fields=["level", "day", "numbers"],
                condition=Q(state="waiting"),
                violation_error_message=_("Endringen venter allerede."),
            ),
            *FoundElsewhere.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.before or EMPTY} \N{RIGHTWARDS ARROW} {self.after or EMPTY}"


class RegisterCheck(models.Model):
    """How far the check of all members has come, and the last change in the register that was looked at.

    There is one row. A check of all members goes through the numbers in order: `after` is the last one that was checked
    by one that is under way, and empty without one. Places are checked against Klass by themselves.
    """

    begun_at = models.DateTimeField(_("begynt"), null=True)
    after = LineField(_("etter nummer"), max_length=9, blank=True)
    last_change = models.BigIntegerField(_("siste endring"), null=True)
    checked_at = models.DateTimeField(_("sist sjekket"), null=True)
    places_checked_on = models.DateField(_("kommuner sist sjekket"), null=True)

    class Meta:
        verbose_name = _("kontroll mot Enhetsregisteret")
        verbose_name_plural = _("kontroller mot Enhetsregisteret")
        constraints = [models.CheckConstraint(name="registercheck_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(_("Kontroll mot Enhetsregisteret"))
