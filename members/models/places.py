"""Places: landsdel, county and municipality."""

import re
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, NameField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.querysets import MunicipalityQuerySet, ValidQuerySet

FIRST_MUNICIPALITIES = date(1838, 1, 1)
IN_ORDER = Q(valid_from__isnull=True) | Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
KOMMUNE = re.compile(r"\s+kommune\Z", re.IGNORECASE)
# What is between the names of a municipality in several languages.
BETWEEN_LANGUAGES = re.compile(r" [-\N{EN DASH}] | ?/ ?")


def without_kommune(name: str) -> str:
    """Return the municipality's name in «Oslo kommune»."""
    return KOMMUNE.sub("", name)


class Level(models.TextChoices):
    """The two levels of places that reforms change."""

    COUNTY = "county", _("fylke")
    MUNICIPALITY = "municipality", _("kommune")


class Region(models.TextChoices):
    """The five landsdeler. The values are used in published figures, in any language."""

    SORLANDET = "Sørlandet", _("Sørlandet")
    MIDT_NORGE = "Midt-Norge", _("Midt-Norge")
    NORD_NORGE = "Nord-Norge", _("Nord-Norge")
    VESTLANDET = "Vestlandet", _("Vestlandet")
    OSTLANDET = "Østlandet", _("Østlandet")


class County(ConstrainedModel):
    """A county (fylke), from its first day to its last; the association decides which landsdel it belongs to.

    A county of before 2018 has no `valid_from`, and one of today no `valid_until`. No number is ever used again.
    """

    number = LineField(
        _("fylkesnummer"),
        max_length=2,
        unique=True,
        validators=[RegexValidator(r"^\d{2}\Z", _("Et fylkesnummer har to sifre."))],
    )
    name = NameField(_("navn"), max_length=60)
    region = models.CharField(_("landsdel"), max_length=20, choices=Region)
    valid_from = DayField(_("gjelder fra"), null=True, blank=True, first=FIRST_MUNICIPALITIES, years_ahead=10)
    valid_until = DayField(_("gjelder til og med"), null=True, blank=True, first=FIRST_MUNICIPALITIES, years_ahead=10)

    objects = ValidQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("fylke")
        verbose_name_plural = _("fylker")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="county_region_known",
                condition=Q(region__in=Region.values),
                violation_error_message=_("Velg en av de fem landsdelene."),
                violation_error_code="region",
            ),
            models.CheckConstraint(
                name="county_valid_in_order",
                condition=IN_ORDER,
                violation_error_message=_("Siste dag må være etter første dag."),
                violation_error_code="valid_until",
            ),
            models.UniqueConstraint(
                name="county_name_once",
                fields=["name"],
                condition=Q(valid_until__isnull=True),
                violation_error_message=_("Et annet fylke har dette navnet."),
                violation_error_code="name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EarlierRegion(ConstrainedModel):
    """The landsdel that a county belonged to before `until`, and since the row before this one.

    `County.region` is the landsdel after the last of them. The database sets `since` to `until` of the row before, so
    that periods never overlap and leave no gaps. `members.places.change_region` adds rows.
    """

    county = models.ForeignKey(County, models.CASCADE, verbose_name=_("fylke"), related_name="earlier_regions")
    region = models.CharField(_("landsdel"), max_length=20, choices=Region)
    until = DayField(_("til"), help_text=_("Første dag i neste landsdel."))
    since = models.DateField(null=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tidligere landsdel")
        verbose_name_plural = _("tidligere landsdeler")
        ordering = ["-until"]
        constraints = [
            models.UniqueConstraint(
                name="earlierregion_until_once",
                fields=["county", "until"],
                violation_error_message=_("Fylket byttet landsdel denne dagen i en annen rad."),
                violation_error_code="until",
            ),
            models.CheckConstraint(
                name="earlierregion_region_known",
                condition=Q(region__in=Region.values),
                violation_error_message=_("Velg en av de fem landsdelene."),
                violation_error_code="region",
            ),
        ]

    def __str__(self) -> str:
        return _("%(region)s til %(until)s") % {
            "region": self.get_region_display(),
            "until": self.until.strftime("%d.%m.%Y"),
        }


class Municipality(ConstrainedModel):
    """A municipality (kommune), from its first day to its last: reforms give it a new number, merge it or split it.

    One of before 2018 has no `valid_from`, and one of today no `valid_until`. No number is ever used again; a
    municipality that keeps its number when it takes in others is still the same. `latitude` and `longitude` are the
    point of its largest town, in degrees north and east.
    """

    number = LineField(
        _("kommunenummer"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^\d{4}\Z", _("Et kommunenummer har fire sifre."))],
    )
    name = NameField(_("navn"), max_length=60)
    display_name = NameField(
        _("visningsnavn"),
        max_length=80,
        help_text=_("Navnet med fylket i parentes der to kommuner heter det samme."),
    )
    other_names = NameField(
        _("navn på samisk og kvensk"), blank=True, help_text=_("De offisielle navnene, skilt med komma.")
    )
    county = models.ForeignKey(County, models.PROTECT, verbose_name=_("fylke"), related_name="municipalities")
    latitude = models.FloatField(_("grader nord"), validators=[MinValueValidator(50), MaxValueValidator(85)])
    longitude = models.FloatField(_("grader øst"), validators=[MinValueValidator(-10), MaxValueValidator(40)])
    valid_from = DayField(_("gjelder fra"), null=True, blank=True, first=FIRST_MUNICIPALITIES, years_ahead=10)
    valid_until = DayField(_("gjelder til og med"), null=True, blank=True, first=FIRST_MUNICIPALITIES, years_ahead=10)
    successors = models.ManyToManyField(
        "self",
        symmetrical=False,
        verbose_name=_("etterfølgere"),
        related_name="predecessors",
        blank=True,
        help_text=_("Kommunene som den ble en del av eller delt i, dagen etter den siste."),
    )

    SEARCHED = ("display_name", "other_names", "number")

    objects = MunicipalityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kommune")
        verbose_name_plural = _("kommuner")
        ordering = ["display_name"]
        constraints = [
            models.CheckConstraint(
                name="municipality_valid_in_order",
                condition=IN_ORDER,
                violation_error_message=_("Siste dag må være etter første dag."),
                violation_error_code="valid_until",
            ),
            models.UniqueConstraint(
                name="municipality_display_name_once",
                fields=["display_name"],
                condition=Q(valid_until__isnull=True),
                violation_error_message=_("En annen kommune har dette visningsnavnet."),
                violation_error_code="display_name",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def is_valid_on(self, day: date) -> bool:
        """Return whether it exists on `day`, as `querysets.valid_on` says."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or self.valid_until >= day
        )

    @property
    def names(self) -> list[str]:
        """Its names in all languages."""
        return [self.name, *filter(None, map(str.strip, self.other_names.split(",")))]
