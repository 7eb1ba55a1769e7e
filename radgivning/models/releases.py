"""What has been told of a year's contacts: it is told again, word for word."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Release(models.Model):
    """A year's tables as they were first told, suppressed; never a true count of a hidden one (radgivning.releases)."""

    year = models.PositiveSmallIntegerField(_("år"), unique=True)
    told_on = models.DateField(_("først vist"))
    tables = models.JSONField(_("tabeller"))

    class Meta:
        verbose_name = _("utgitt år")
        verbose_name_plural = _("utgitte år")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)
