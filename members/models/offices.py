"""The people who run the association, and their terms of office."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, NameField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.querysets import TermQuerySet


class Term(ConstrainedModel):
    """A person's term of office; `last_day` is the last day of it. People in one office come by `order`."""

    class Office(models.TextChoices):
        CHAIR = "chair", _("styreleder")
        VICE_CHAIR = "vice_chair", _("nestleder")
        BOARD = "board", _("styremedlem")
        DEPUTY = "deputy", _("varamedlem")
        AUDITOR = "auditor", _("revisor")
        ELECTION_COMMITTEE = "election", _("valgkomité")
        MANAGER = "manager", _("daglig leder")
        STAFF = "staff", _("ansatt")

    office = models.CharField(_("verv"), max_length=10, choices=Office)
    person = NameField(_("navn"))
    first_day = DayField(_("fra"))
    last_day = DayField(_("til og med"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(
        _("rekkefølge"), default=1, help_text=_("Den med lavest tall står først av dem med samme verv.")
    )

    objects = TermQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("verv")
        verbose_name_plural = _("verv")
        ordering = ["-first_day", "office", "order", "id"]
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                violation_error_message=_("Siste dag kan ikke være før første dag."),
                violation_error_code="last_day",
            ),
            models.UniqueConstraint(
                name="term_once",
                fields=["office", "person", "first_day"],
                violation_error_message=_("Personen har allerede dette vervet fra denne dagen."),
                violation_error_code="first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_office_display()}"
