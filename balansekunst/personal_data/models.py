"""Requests to be erased, and legal holds."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import TextField


class ErasureRequest(models.Model):
    """A person's request to be erased from their account. Staff carry it out, or refuse it with a reason."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("venter")
        DONE = "done", _("utført")
        REFUSED = "refused", _("avslått")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("konto"), related_name="erasure_requests"
    )
    asked_at = models.DateTimeField(_("bedt om"), editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("avgjort av"),
        related_name="+",
        null=True,
        editable=False,
    )
    decided_at = models.DateTimeField(_("avgjort"), null=True, editable=False)
    answer = TextField(_("svar"), blank=True, editable=False)

    class Meta:
        verbose_name = _("ønske om sletting")
        verbose_name_plural = _("ønsker om sletting")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="erasurerequest_waits_once",
                fields=["account"],
                condition=Q(status="waiting"),
                violation_error_message=_("Du har allerede bedt om å bli slettet."),
            ),
            models.CheckConstraint(
                name="erasurerequest_decided_is_complete",
                condition=Q(status="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                violation_error_message=_("Det som er avgjort, har et tidspunkt og en som avgjorde det."),
            ),
            models.CheckConstraint(
                name="erasurerequest_refused_has_answer",
                condition=~Q(status="refused") | ~Q(answer=""),
                violation_error_message=_("Skriv hvorfor personen ikke blir slettet."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.account)


class LegalHold(models.Model):
    """A row that no rule of retention deletes, for a reason, until the hold is ended.

    `about` refers to the row as `mail.outbox.reference` writes it.
    """

    about = models.CharField(_("rad"), max_length=100, editable=False)
    reason = TextField(_("hvorfor opplysningene beholdes"))
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("bestemt av"), related_name="+", editable=False
    )
    begun_at = models.DateTimeField(_("bestemt"), editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("avsluttet av"),
        related_name="+",
        null=True,
        editable=False,
    )
    ended_at = models.DateTimeField(_("avsluttet"), null=True, editable=False)

    class Meta:
        verbose_name = _("stans av sletting")
        verbose_name_plural = _("stanset sletting")
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="legalhold_open_once",
                fields=["about"],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("Slettingen er stanset allerede."),
            ),
            models.CheckConstraint(
                name="legalhold_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Skriv hvorfor opplysningene beholdes."),
            ),
            models.CheckConstraint(
                name="legalhold_ended_is_complete",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("Det som er avsluttet, har et tidspunkt og en som avsluttet det."),
            ),
        ]

    def __str__(self) -> str:
        return self.about
