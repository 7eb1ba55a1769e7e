"""Topics of courses, and who gives them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import NameField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel


class Topic(ConstrainedModel):
    """A topic of courses. Published figures use its name."""

    name = NameField(_("navn"), max_length=100, unique=True)
    active = models.BooleanField(_("i bruk"), default=True, help_text=_("Kan velges for nye kurs."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("temaer")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Instructor(ConstrainedModel):
    """A person who gives courses."""

    name = NameField(_("navn"), max_length=100, unique=True)
    active = models.BooleanField(_("i bruk"), default=True, help_text=_("Kan velges for nye kurs."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kursholder")
        verbose_name_plural = _("kursholdere")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
