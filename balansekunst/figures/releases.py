"""Released figures, which never change: what their tables have in common, and how suppressed numbers are stored."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.figures.figures import Hidden
from balansekunst.figures.suppression import SafeTable


class ReleasedYear(models.Model):
    """A year's tables as released, suppressed: they never contain a hidden count."""

    year = models.PositiveSmallIntegerField(_("år"), unique=True)
    released_on = models.DateField(_("først vist"))
    tables = models.JSONField(_("tabeller"))

    class Meta:
        abstract = True
        verbose_name = _("utgitt år")
        verbose_name_plural = _("utgitte år")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


def serialised(value: Any) -> Any:
    """Return JSON data, with lists of pairs instead of objects: databases don't preserve the order of keys."""
    if isinstance(value, Hidden):
        return value.value
    return [[key, serialised(inner)] for key, inner in value.items()] if isinstance(value, dict) else value


def deserialised(stored: Any) -> Any:
    """Reverse `serialised`."""
    if isinstance(stored, list):
        return {key: deserialised(inner) for key, inner in stored}
    return Hidden(stored) if isinstance(stored, str) else stored


def deserialise_table(pairs: list[list[Any]]) -> SafeTable:
    return SafeTable(**deserialised(pairs))
