"""What people in the organisations say of the mark, with their consent."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansemerket.models.certifications import Certification


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Quotes about the mark, as of any day."""

    def usable_on(self, day: date) -> Self:
        """Filter to those with consent that are approved by the day, and not withdrawn by it."""
        withdrawn = Q(withdrawn_on__isnull=False, withdrawn_on__lte=day)
        return self.filter(~withdrawn, consent_on__lte=day, approved_on__lte=day)

    def public_on(self, day: date) -> Self:
        return self.usable_on(day).filter(on_public_page=True)

    def reportable_on(self, day: date) -> Self:
        return self.usable_on(day).filter(in_report=True)

    def waiting(self) -> Self:
        """Filter to those that staff have neither approved nor declined."""
        return self.filter(approved_on__isnull=True, declined_on__isnull=True, withdrawn_on__isnull=True)


class Quote(ConstrainedModel):
    """A quote by a person about the mark. Nothing shows it before consent and approval, or after its withdrawal."""

    certification = models.ForeignKey(Certification, models.PROTECT, verbose_name=_("merkeløp"), related_name="quotes")
    text = TextField(_("sitat"), max_length=600)
    person = LineField(_("hvem"), max_length=120)
    role = LineField(_("stilling"), max_length=120, blank=True)
    on_public_page = models.BooleanField(_("kan stå på den offentlige siden"), default=True)
    in_report = models.BooleanField(_("kan stå i årsrapporten"), default=False)
    consent_on = DayField(
        _("samtykket"), null=True, blank=True, years_ahead=0, help_text=_("Dagen personen sa ja til å bli sitert.")
    )
    consent_by = LineField(
        _("samtykke fra"),
        max_length=160,
        blank=True,
        help_text=_("Hvem som sa ja, og hvordan: på e-post, i et skjema."),
    )
    approved_on = DayField(_("godkjent av oss"), null=True, blank=True, years_ahead=0)
    declined_on = DayField(
        _("avslått av oss"),
        null=True,
        blank=True,
        years_ahead=0,
        help_text=_("Virksomheten ser på Min side at sitatet ikke blir brukt."),
    )
    withdrawn_on = DayField(
        _("samtykket trukket"),
        null=True,
        blank=True,
        years_ahead=0,
        help_text=_(
            "Sitatet forsvinner fra den offentlige siden. Står det i publiserte årsrapporter, slettes ordene der."
        ),
    )

    objects = QuoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sitat om merket")
        verbose_name_plural = _("sitater om merket")
        ordering = ["-consent_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="markquote_consent_on_and_by",
                condition=Q(consent_on__isnull=True, consent_by="") | (Q(consent_on__isnull=False) & ~Q(consent_by="")),
                violation_error_message=_("Skriv både dagen og hvem som samtykket, eller ingen av delene."),
                violation_error_code="consent_by",
            ),
            models.CheckConstraint(
                name="markquote_approved_after_consent",
                condition=Q(approved_on__isnull=True) | Q(consent_on__isnull=False, approved_on__gte=F("consent_on")),
                violation_error_message=_("Et sitat kan ikke godkjennes før personen har samtykket."),
                violation_error_code="approved_on",
            ),
            models.CheckConstraint(
                name="markquote_approved_or_declined",
                condition=Q(approved_on__isnull=True) | Q(declined_on__isnull=True),
                violation_error_message=_("Et sitat er enten godkjent eller avslått."),
                violation_error_code="declined_on",
            ),
            models.CheckConstraint(
                name="markquote_withdrawn_after_consent",
                condition=Q(withdrawn_on__isnull=True) | Q(consent_on__isnull=False, withdrawn_on__gte=F("consent_on")),
                violation_error_message=_("Et samtykke kan ikke trekkes før det er gitt."),
                violation_error_code="withdrawn_on",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Sitat av %(person)s") % {"person": self.person}
