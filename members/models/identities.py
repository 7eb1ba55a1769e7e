"""The numbers and names that organisations had earlier."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, NameField, OrganisationNumberField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.models.organisations import Organisation


class EarlierIdentity(ConstrainedModel):
    """The number or the name, or both, that an organisation had before `until`.

    Of the two, one that did not change on that day is empty. A number belongs to one organisation, now or earlier,
    which the database enforces together with `Organisation.number`. `members.identities` adds the rows.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("virksomhet"), related_name="earlier_identities"
    )
    number = OrganisationNumberField(_("tidligere organisasjonsnummer"), blank=True)
    name = NameField(_("tidligere navn"), blank=True)
    until = DayField(_("byttet"), help_text=_("Første dag med det nye."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tidligere nummer eller navn")
        verbose_name_plural = _("tidligere nummer og navn")
        ordering = ["-until", "-id"]
        constraints = [
            models.CheckConstraint(
                name="earlieridentity_has_number_or_name",
                condition=~Q(number="", name=""),
                violation_error_message=_("Skriv et tidligere nummer, et tidligere navn eller begge."),
            ),
            models.UniqueConstraint(
                name="earlieridentity_number_once",
                fields=["number"],
                condition=~Q(number=""),
                violation_error_message=_("Nummeret er registrert som et tidligere nummer fra før."),
                violation_error_code="number",
            ),
        ]

    def __str__(self) -> str:
        before = " ".join(filter(None, (self.name, self.number)))
        return _("%(before)s til %(until)s") % {"before": before, "until": self.until.strftime("%d.%m.%Y")}

    def clean(self) -> None:
        """Raise ValidationError at `number` if an organisation has it now."""
        owner = Organisation.objects.filter(number=self.number).first() if self.number else None
        if owner:
            message = _("%(name)s har dette nummeret nå.")
            raise ValidationError({"number": ValidationError(message, params={"name": owner.name})})
