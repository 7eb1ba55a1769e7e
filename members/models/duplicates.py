"""Pairs of organisations that may be one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import NameField
from balansekunst.models import ConstrainedModel
from members.models.organisations import Organisation


class LikelyDuplicate(ConstrainedModel):
    """Two organisations that may be one, and why. Staff merge them, or say that they are two, which is remembered.

    `members.duplicates` finds the pairs. The first of them has the lower primary key.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("venter")
        DISMISSED = "dismissed", _("ikke samme virksomhet")

    first = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("virksomhet"), related_name="duplicates_after"
    )
    second = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("ligner på"), related_name="duplicates_before"
    )
    reason = NameField(_("hvorfor"), max_length=200)
    found_on = models.DateField(_("funnet"))
    state = models.CharField(_("status"), max_length=20, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("avgjort av"),
        related_name="dismissed_duplicates",
        null=True,
        blank=True,
    )
    decided_on = models.DateField(_("avgjort"), null=True, blank=True)

    class Meta:
        verbose_name = _("mulig dublett")
        verbose_name_plural = _("mulige dubletter")
        ordering = ["-state", "first__name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="likelyduplicate_pair_once",
                fields=["first", "second"],
                violation_error_message=_("Paret er registrert fra før."),
            ),
            models.CheckConstraint(
                name="likelyduplicate_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message=_("Den første må ha det laveste nummeret i databasen."),
            ),
            models.CheckConstraint(
                name="likelyduplicate_dismissed_by_somebody",
                condition=Q(state="waiting", decided_by__isnull=True, decided_on__isnull=True)
                | Q(state="dismissed", decided_by__isnull=False, decided_on__isnull=False),
                violation_error_message=_("Det må stå hvem som avgjorde det, og når."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(first)s og %(second)s") % {"first": self.first, "second": self.second}
