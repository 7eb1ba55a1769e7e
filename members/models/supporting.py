"""Supporting members (støttemedlemmer): persons, who are never counted among the members."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, EmailField, NameField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.querysets import PeriodQuerySet


class SupportingMember(ConstrainedModel):
    """A person who supports the association: may speak and propose at the annual meeting, and has no vote."""

    name = NameField(_("navn"))
    email = EmailField(_("e-post"))
    joined = DayField(_("innmeldt"), help_text=_("Første dag som støttemedlem."))
    left = DayField(_("utmeldt"), null=True, blank=True, help_text=_("Første dag personen ikke lenger er med."))

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("støttemedlem")
        verbose_name_plural = _("støttemedlemmer")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="supportingmember_left_after_joined",
                condition=Q(left__isnull=True) | Q(left__gt=F("joined")),
                violation_error_message=_("Utmeldt må være etter innmeldt."),
                violation_error_code="left",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="supportingmember_open_once",
                condition=Q(left__isnull=True),
                violation_error_message=_("Det er allerede et støttemedlem med denne e-postadressen."),
                violation_error_code="email",
            ),
            models.UniqueConstraint(
                name="supportingmember_joined_once",
                fields=["name", "joined"],
                violation_error_message=_("Personen ble innmeldt samme dag i en annen rad."),
                violation_error_code="joined",
            ),
        ]

    def __str__(self) -> str:
        return self.name
