"""The sheets of events, certifications and versions of the requirements."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.history import set_reason
from balansekunst.imports.batches import Batch
from balansekunst.imports.columns import Column
from balansekunst.imports.faults import Check
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import ChoiceWidget, DateWidget, TextWidget
from balansemerket import corrections, ledger, quotes
from balansemerket.models import Certification, Event, Quote, RequirementsVersion
from members.resources import OrganisationWidget

# The mark is valid for a year, and renewed. The longest period in the office's sheets is 404 days.
LONGEST_LIKELY = timedelta(days=2 * 365)


class EventResource(SheetResource):
    """The events. An organisation without a certification gets one by its first event."""

    organisation = Column(
        "certification__organisation", "Organisasjonsnummer", OrganisationWidget(named="Virksomhet"), required=True
    )
    name = Column("certification__organisation__name", "Virksomhet", TextWidget(), optional=True, readonly=True)
    kind = Column("kind", "Hendelse", ChoiceWidget(Event.Kind), required=True)
    date = Column("date", "Dato", DateWidget(), required=True)
    valid_until = Column("valid_until", "Gyldig til", DateWidget())
    reason = Column("reason", "Begrunnelse", TextWidget(), optional=True)

    key = ("organisation", "kind", "date")
    sheet_title = "Balansemerket"

    class Meta:
        model = Event

    def get_queryset(self) -> QuerySet[Event]:
        events = Event.objects.in_force().select_related("certification__organisation")
        return events.order_by("date", "pk")

    def filter_export(self, queryset: QuerySet[Event], **_kwargs: Any) -> QuerySet[Event]:
        """Leave out cancelled events, which can't be imported."""
        return queryset.filter(is_cancelled=False)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Query the certifications and the versions of the requirements too.

        The certifications are locked, as the admin does, so that nobody adds an event between the check and the import.
        """
        super().before_import(dataset, **kwargs)
        self.certifications: dict[Any, Certification] = {
            certification.organisation: certification
            for certification in Certification.objects.select_related("organisation").select_for_update(of=("self",))
        }
        self.versions = list(RequirementsVersion.objects.order_by("valid_from"))
        self.today = timezone.localdate()

    def after_read(self, rows: list[ImportRow]) -> None:
        """Check the order of each organisation's events, stored and imported ones together."""
        imported: dict[Any, list[ImportRow]] = {}
        for row in rows:
            imported.setdefault(row.cells.get("organisation"), []).append(row)
        stored: dict[Any, list[Event]] = {}
        for (organisation, *_key), events in self.stored.items():
            stored.setdefault(organisation, []).extend(events)
        for organisation, of_organisation in imported.items():
            # An invalid row could make those after it seem misplaced.
            if not any(row.faults or row.is_refused for row in of_organisation):
                self.check_order(of_organisation, stored.get(organisation, []))

    def check_order(self, rows: list[ImportRow], stored: list[Event]) -> None:
        """Note the misplaced events of one organisation. A stored one is noted at the first row that isn't stored."""
        events = {(event.kind, event.date): event for event in stored}
        of_event = {(row.cells["kind"], row.cells["date"]): row for row in rows}
        first_new = next((row for key, row in of_event.items() if key not in events), rows[0])
        events |= {
            key: Event(kind=key[0], date=key[1], valid_until=row.cells.get("valid_until"))
            for key, row in of_event.items()
        }
        for event, field, error in ledger.misplaced(events.values()):
            of_event.get((event.kind, event.date), first_new).faults[field] = error

    def new_instance(self, row: ImportRow) -> Event:
        """Return a new event of the organisation's certification, with the requirements in force on its day."""
        organisation, day = row.cells.get("organisation"), row.cells.get("date")
        event = Event(
            certification=self.certifications.setdefault(organisation, Certification(organisation=organisation))
        )
        if day and row.cells.get("kind") in Event.GIVES_PERIOD:
            event.version = next((version for version in reversed(self.versions) if version.valid_from <= day), None)
        if row.cells.get("kind") == Event.Kind.WITHDRAWN:
            event.reason = _("Ikke oppgitt")
        return event

    def warnings(self, row: ImportRow) -> Iterator[tuple[str, str]]:
        """Include periods of the mark that are very long."""
        yield from super().warnings(row)
        day, valid_until = row.cells.get("date"), row.cells.get("valid_until")
        if "valid_until" in row.changed and day and valid_until and valid_until - day > LONGEST_LIKELY:
            yield "valid_until", _("Merket er vanligvis gyldig i ett år. Her er det mer enn to.")

    def problems(self, row: ImportRow, exclude: Collection[str], check: Check) -> Iterator[ValidationError]:
        """Skip a new certification, which is validated with the organisation."""
        certification = row.instance.certification
        return super().problems(row, {*exclude, *([] if certification.pk else ["certification"])}, check)

    def add_to_batch(self, row: ImportRow, batch: Batch) -> None:
        """Save a new certification too. A stored event that has other values is replaced."""
        if not row.is_new:
            corrections.add_replacement(row.instance, batch, on=self.today)
            return
        if not row.instance.certification.pk:
            batch.insert(row.instance.certification)
        super().add_to_batch(row, batch)


class CertificationResource(SheetResource):
    """The certifications. Their events have a sheet of their own."""

    organisation = Column("organisation", "Organisasjonsnummer", OrganisationWidget(), required=True)
    name = Column("organisation__name", "Virksomhet", TextWidget(), optional=True, readonly=True)

    key = ("organisation",)

    class Meta:
        model = Certification

    def get_queryset(self) -> QuerySet[Certification]:
        return Certification.objects.select_related("organisation").order_by("organisation__name", "pk")


class RequirementsVersionResource(SheetResource):
    """The versions of the requirements, each from its day."""

    valid_from = Column("valid_from", "Gjelder fra", DateWidget(), required=True)
    name = Column("name", "Navn", TextWidget(), required=True)

    key = ("valid_from",)

    class Meta:
        model = RequirementsVersion


class QuoteResource(SheetResource):
    """What holders say of the mark."""

    organisation = Column("certification__organisation", "Organisasjonsnummer", OrganisationWidget(), required=True)
    text = Column("text", "Sitat", TextWidget(), required=True)
    person = Column("person", "Hvem", TextWidget(), required=True)
    role = Column("role", "Stilling", TextWidget(), optional=True)
    consent_on = Column("consent_on", "Samtykket", DateWidget(), optional=True)
    consent_by = Column("consent_by", "Samtykke fra", TextWidget(), optional=True)
    approved_on = Column("approved_on", "Godkjent", DateWidget(), optional=True)
    withdrawn_on = Column("withdrawn_on", "Samtykket trukket", DateWidget(), optional=True)

    key = ("organisation", "text")

    class Meta:
        model = Quote

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.user: Any = kwargs.get("user")

    def is_saved_alone(self, row: ImportRow) -> bool:
        """Return whether something may follow: an answer by e-mail, or a withdrawal from reports."""
        return bool(row.cells.get("approved_on") or row.cells.get("withdrawn_on"))

    def save_alone(self, row: ImportRow) -> None:
        quotes.save(set_reason(row.instance, self.reason), by=self.user, at=timezone.now())

    def get_queryset(self) -> QuerySet[Quote]:
        return Quote.objects.select_related("certification__organisation").order_by("pk")
