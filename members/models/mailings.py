"""Mailings: a letter by e-mail to the contacts of chosen organisations, and who got it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import LineField, TextField
from balansekunst.models import ConstrainedModel, Message
from members.models.organisations import Contact, Organisation


class Mailing(ConstrainedModel):
    """A letter to chosen recipients. `members.mailings` drafts an e-mail to each, and sends them once."""

    subject = LineField(_("emne"), max_length=150, blank=True)
    body = TextField(_("tekst"), blank=True)
    audience = TextField(_("utvalg"), editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("skrevet av"), related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("begynt"), editable=False)
    # Also to those who want no mailings, such as the summons to the annual meeting.
    is_necessary = models.BooleanField(_("nødvendig e-post"), default=False, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("sendt av"),
        related_name="+",
        null=True,
        editable=False,
    )
    sent_at = models.DateTimeField(_("sendt"), null=True, editable=False)

    class Meta:
        verbose_name = _("utsending")
        verbose_name_plural = _("utsendinger")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="mailing_sent_is_complete",
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | (Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(subject="") & ~Q(body="")),
                violation_error_message=_("En sendt utsending har emne, tekst, tidspunkt og avsender."),
            )
        ]

    def __str__(self) -> str:
        return self.subject or str(_("Uten emne"))


class MailingRecipient(models.Model):
    """A recipient of a mailing: a contact, or the organisation at its own address. One is `left_out` for a reason."""

    class LeftOut(models.TextChoices):
        LEFT = "left", _("virksomheten er utmeldt")
        NO_ADDRESS = "no_address", _("har ingen e-postadresse")
        BOUNCED = "bounced", _("adressen virker ikke")
        DECLINED = "declined", _("vil ikke ha utsendinger")
        DUPLICATE = "duplicate", _("adressen er med fra før")

    mailing = models.ForeignKey(Mailing, models.CASCADE, verbose_name=_("utsending"), related_name="recipients")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("virksomhet"), related_name="mailings_received"
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, verbose_name=_("kontaktperson"), related_name="mailings_received", null=True
    )
    message = models.OneToOneField(
        Message, models.PROTECT, verbose_name=_("e-post"), related_name="mailing_recipient", null=True
    )
    left_out = models.CharField(_("utelatt"), max_length=10, choices=LeftOut, blank=True)

    class Meta:
        verbose_name = _("mottaker")
        verbose_name_plural = _("mottakere")
        ordering = ["organisation__name", "organisation_id", "contact__name", "id"]
        constraints = [
            models.CheckConstraint(
                name="mailingrecipient_left_out_has_no_message",
                condition=Q(left_out="") | Q(message__isnull=True),
                violation_error_message=_("Den som er utelatt, får ingen e-post."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}, {self.organisation}" if self.contact else str(self.organisation)
