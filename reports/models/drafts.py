"""A year's report as a draft: its cover, its sections in the order that staff choose, quotes and pictures."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, TextField
from balansekunst.figures import figure_areas
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class AnnualReport(ConstrainedModel):
    """The report of a year. Once it has a `publication`, readers see that, and nothing here can be changed."""

    class Colour(models.TextChoices):
        """The colour of the cover, named as the theme names it."""

        TURQUOISE = "accent", _("turkis")
        ROSE = "rose", _("rosa")
        SAND = "sand", _("sand")

    year = models.PositiveSmallIntegerField(_("år"), unique=True)
    title = LineField(_("tittel"), max_length=120)
    lead = TextField(
        _("ingress"), blank=True, help_text=_("En setning eller to på forsiden. Tall kan settes inn som i tekstene.")
    )
    colour = models.CharField(_("farge"), max_length=10, choices=Colour, default=Colour.TURQUOISE)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("årsrapport")
        verbose_name_plural = _("årsrapporter")
        ordering = ["-year"]
        permissions = [
            ("view_summary", _("Kan lese årets tall")),
            ("publish_annualreport", _("Kan publisere en årsrapport som andre har skrevet")),
        ]
        constraints = [
            models.CheckConstraint(
                name="annualreport_year_plausible",
                condition=models.Q(year__gte=1900, year__lte=2200),
                violation_error_message=_("Skriv året med fire sifre, for eksempel 2024."),
                violation_error_code="year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if str(self.year) not in self.title else self.title


def section_kinds() -> "list[tuple[str, StrOrPromise]]":
    """Return what a section can be about: an area of the figures, or anything."""
    return [*((area.key, area.name) for area in figure_areas()), (Section.FREE, _("fritt"))]


class Section(models.Model):
    """A section of a report. `text` is simple markdown with placeholders (`reports.document.markup`)."""

    FREE = "free"

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="sections", verbose_name=_("årsrapport"))
    kind = models.CharField(_("hva den handler om"), max_length=15, choices=section_kinds, default=FREE)
    order = models.PositiveSmallIntegerField(_("rekkefølge"), default=0)
    title = LineField(_("tittel"), max_length=120)
    text = TextField(_("tekst"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("del")
        verbose_name_plural = _("deler")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Quote(ConstrainedModel):
    """A quote by a person; without their consent (`consent_on`) the report cannot be published."""

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="quotes", verbose_name=_("årsrapport"))
    slug = models.SlugField(_("kortnavn"), max_length=40, help_text=_("Settes inn i teksten som {sitat kortnavn}."))
    text = TextField(_("sitat"), max_length=600)
    person = LineField(_("hvem"), max_length=120)
    role = LineField(_("stilling og virksomhet"), max_length=160, blank=True)
    consent_on = DayField(
        _("samtykket"), null=True, blank=True, help_text=_("Dagen personen sa ja til å bli sitert."), years_ahead=0
    )

    # What a person can have withdrawn.
    WORDS = ("text", "person", "role")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sitat")
        verbose_name_plural = _("sitater")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                name="quote_slug_once",
                fields=["report", "slug"],
                violation_error_message=_("Et annet sitat i rapporten har dette kortnavnet."),
                violation_error_code="slug",
            )
        ]

    def __str__(self) -> str:
        return self.slug


class Picture(ConstrainedModel):
    """A picture: a JPEG without metadata and of known size (`reports.pictures`).

    Without `alt` and `credit` the report cannot be published.
    """

    report = models.ForeignKey(AnnualReport, models.CASCADE, related_name="pictures", verbose_name=_("årsrapport"))
    slug = models.SlugField(_("kortnavn"), max_length=40, help_text=_("Settes inn i teksten som {bilde kortnavn}."))
    file = models.FileField(_("bilde"), upload_to="report-pictures", max_length=200)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = LineField(_("hva bildet viser"), max_length=300, blank=True, help_text=_("For den som ikke ser det."))
    caption = LineField(_("bildetekst"), max_length=300, blank=True)
    credit = LineField(_("foto"), max_length=120, blank=True)
    is_cover = models.BooleanField(_("på forsiden"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bilde")
        verbose_name_plural = _("bilder")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                name="picture_slug_once",
                fields=["report", "slug"],
                violation_error_message=_("Et annet bilde i rapporten har dette kortnavnet."),
                violation_error_code="slug",
            ),
            models.UniqueConstraint(
                name="picture_one_cover",
                fields=["report"],
                condition=models.Q(is_cover=True),
                violation_error_message=_("Rapporten har allerede et bilde på forsiden."),
                violation_error_code="is_cover",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
