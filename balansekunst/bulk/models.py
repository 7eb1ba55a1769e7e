"""The record of work on many rows. The database refuses to change and delete it (see the migrations)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkChange(models.Model):
    """Work that was done on many rows at once, or undone: who did it, when, and with which answers.

    `kind` is the key of a `BulkWork`. `answers` are pairs of a label and a text.
    """

    kind = models.CharField(_("hva"), max_length=40)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("hvem"), related_name="bulk_changes"
    )
    made_at = models.DateTimeField(_("tidspunkt"), db_index=True)
    answers = models.JSONField(_("svar"), default=list)
    undoes = models.OneToOneField("self", models.PROTECT, verbose_name=_("angrer"), related_name="undone_by", null=True)

    class Meta:
        verbose_name = _("samlet endring")
        verbose_name_plural = _("samlede endringer")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        from balansekunst.bulk.work import work_of  # which needs the models

        return str(work_of(self.kind).label)


class BulkChangeRow(models.Model):
    """What was done to one row of a list, or why nothing was.

    `row` is the primary key of the list's row, `changed` of the row that was changed, added or deleted. The versions
    are those of its history; an added row has none before. `effects` are triples of a label, a text before and a text
    after, and `messages` primary keys of e-mails. There is no personal data here: it couldn't be erased.
    """

    change = models.ForeignKey(BulkChange, models.PROTECT, verbose_name=_("samlet endring"), related_name="rows")
    row = models.BigIntegerField(_("rad"))
    changed = models.BigIntegerField(_("endret rad"), null=True)
    version_before = models.BigIntegerField(_("versjon før"), null=True)
    version_after = models.BigIntegerField(_("versjon etter"), null=True)
    effects = models.JSONField(_("endringer"), default=list)
    messages = models.JSONField(_("e-poster"), default=list)
    skipped = models.CharField(_("hoppet over"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rad i samlede endringer")
        verbose_name_plural = _("rader i samlede endringer")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="bulkchangerow_skipped_is_unchanged",
                condition=models.Q(skipped="") | models.Q(version_after__isnull=True),
                violation_error_message=_("En rad som er hoppet over, er ikke endret."),
            )
        ]

    def __str__(self) -> str:
        return str(self.row)
