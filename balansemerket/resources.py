"""The sheets of what happened with the mark, of who is on the way to it, and of what it asks for."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, TextWidget
from balansemerket.models import Certification, Event, RequirementsVersion
from members.resources import OrganisationWidget


class EventResource(SheetResource):
    """The ledger of the mark: a row an event. An organisation without a certification gets one by its first event."""

    organisation = Column(
        "certification__organisation", "Organisasjonsnummer", OrganisationWidget(named="Virksomhet"), required=True
    )
    name = Column("certification__organisation__name", "Virksomhet", TextWidget(), optional=True, readonly=True)
    kind = Column("kind", "Hendelse", ChoiceWidget(Event.Kind), required=True)
    date = Column("date", "Dato", DateWidget(), required=True)
    valid_until = Column("valid_until", "Gyldig til", DateWidget())

    key = ("organisation", "kind", "date")
    sheet_title = "Balansemerket"

    class Meta:
        model = Event

    def get_queryset(self) -> QuerySet[Event]:
        """Return the events, with their organisations."""
        return Event.objects.select_related("certification__organisation").order_by("date", "pk")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Find the certifications and the versions of the requirements too."""
        super().before_import(dataset, **kwargs)
        self.certifications = {
            certification.organisation: certification
            for certification in Certification.objects.select_related("organisation")
        }
        self.versions = list(RequirementsVersion.objects.order_by("valid_from"))

    def init_instance(self, row: Any = None) -> Event:
        """Return a new event of the organisation's certification, under the requirements of its day."""
        organisation, day = self.cells.get("organisation"), self.cells.get("date")
        known = self.certifications.get(organisation) if organisation else None
        event = Event(certification=known or Certification(organisation=organisation))
        if day and self.cells.get("kind") in Event.GIVES_PERIOD:
            event.version = next((version for version in reversed(self.versions) if version.valid_from <= day), None)
        return event

    def problems(self, instance: Event, exclude: Collection[str]) -> Iterator[ValidationError]:
        """Tell of the rules that the event breaks; a certification that is new breaks none."""
        return super().problems(instance, {*exclude, *([] if instance.certification.pk else ["certification"])})

    def do_instance_save(self, instance: Event, is_create: bool) -> None:  # noqa: FBT001
        """Save the event, and a certification that is new."""
        if not instance.certification.pk:
            self.save(instance.certification)
            self.certifications[instance.certification.organisation] = instance.certification
        super().do_instance_save(instance, is_create)


class CertificationResource(SheetResource):
    """The organisations that are on their way to the mark, or have it; what happened is the ledger's to tell."""

    organisation = Column("organisation", "Organisasjonsnummer", OrganisationWidget(), required=True)
    name = Column("organisation__name", "Virksomhet", TextWidget(), optional=True, readonly=True)

    key = ("organisation",)

    class Meta:
        model = Certification

    def get_queryset(self) -> QuerySet[Certification]:
        """Return the certifications, with their organisations."""
        return Certification.objects.select_related("organisation").order_by("organisation__name", "pk")


class RequirementsVersionResource(SheetResource):
    """The versions of the requirements, each from its day."""

    valid_from = Column("valid_from", "Gjelder fra", DateWidget(), required=True)
    name = Column("name", "Navn", TextWidget(), required=True)

    key = ("valid_from",)

    class Meta:
        model = RequirementsVersion
