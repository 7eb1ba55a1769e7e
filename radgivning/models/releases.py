"""Released figures of the advice line, which never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Release(models.Model):
    """A year's tables as released, suppressed: they never contain a hidden count (radgivning.releases)."""

    year = models.PositiveSmallIntegerField(_("år"), unique=True)
    released_on = models.DateField(_("først vist"))
    tables = models.JSONField(_("tabeller"))

    class Meta:
        verbose_name = _("utgitt år")
        verbose_name_plural = _("utgitte år")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)
