"""The record of organisations that were merged, by which a merge can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import NameField


class OrganisationMerge(models.Model):
    """That an organisation was merged into another, and each step of it.

    `steps` are the rows that were changed, added and deleted, in order, as the primary keys of their versions in the
    history, and `dependents` the rows that referred to them afterwards (`members.merge_steps`). There is no personal
    data in them. The organisations are identified by their primary keys, since both may be gone.
    """

    target_id = models.BigIntegerField(_("nummer i databasen"), editable=False)
    target_name = NameField(_("virksomhet"))
    other_number = models.CharField(_("organisasjonsnummer"), max_length=9)
    other_name = NameField(_("slått sammen med"))
    from_day = models.DateField(_("gjelder fra"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("hvem"), related_name="organisation_merges"
    )
    made_on = models.DateField(_("dag"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("angret av"),
        related_name="undone_organisation_merges",
        null=True,
        blank=True,
    )
    undone_on = models.DateField(_("angret"), null=True, blank=True)
    steps = models.JSONField(_("endringer"), default=list, editable=False)
    dependents = models.JSONField(_("rader som hører til"), default=dict, editable=False)

    class Meta:
        verbose_name = _("sammenslåing")
        verbose_name_plural = _("sammenslåinger")
        ordering = ["-made_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="organisationmerge_undone_by_somebody",
                condition=Q(undone_by__isnull=True, undone_on__isnull=True)
                | Q(undone_by__isnull=False, undone_on__isnull=False),
                violation_error_message=_("Det må stå hvem som angret, og når."),
            )
        ]

    def __str__(self) -> str:
        names = {"other": self.other_name, "target": self.target_name}
        return _("%(other)s ble slått sammen med %(target)s") % names
