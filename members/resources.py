"""The sheet of members, and the widgets of municipalities and organisations."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from copy import copy
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.imports.batches import Batch
from balansekunst.imports.columns import Column
from balansekunst.imports.faults import CONSEQUENCE, Check, Refused
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import (
    ChoiceWidget,
    DateWidget,
    OrganisationNumberWidget,
    PostcodeWidget,
    RelatedWidget,
    TextWidget,
    UrlWidget,
    cell_error,
    or_list,
)
from members import leaving
from members.identities import EarlierIdentities, Warn, no_warning
from members.models import Contact, Membership, Municipality, Organisation
from members.models.places import BETWEEN_LANGUAGES, without_kommune
from members.models.reforms import Municipalities
from members.moving import MovingResource, moved_on_column
from members.names import Names, warning

# Members pay by the year. The shortest period in the office's sheets is 102 days.
SHORTEST_LIKELY = timedelta(days=30)


class MunicipalityWidget(RelatedWidget):
    """A municipality by its name, in any of its languages, or its number; with the county in brackets if two share it.

    «Oslo kommune» and «Guovdageaidnu - Kautokeino» are names too. It is the one with the name on the day in the column
    `on`, or today.
    """

    recognised = 0.6
    expected = gettext_lazy("Navnet på en kommune")
    written_as = "display_name"

    def __init__(self, on: str = "") -> None:
        super().__init__()
        self.on = on
        self.found: dict[tuple[Any, Any], Municipality] = {}

    @cached_property
    def municipalities(self) -> Municipalities:
        return Municipalities()

    @cached_property
    def by_name(self) -> dict[str, list[Municipality]]:
        """The municipalities by name; a display name or a number only gives those that have it."""
        found: dict[str, list[Municipality]] = {}
        exact: dict[str, list[Municipality]] = {}
        for municipality in self.municipalities.all.values():
            for name in municipality.names:
                found.setdefault(name.casefold(), []).append(municipality)
            for name in (municipality.display_name.casefold(), municipality.number):
                exact.setdefault(name, []).append(municipality)
        return found | exact

    def read(self, value: Any, row: Any = None, **_kwargs: Any) -> Municipality:
        """Return the municipality. A sheet has the same ones again and again."""
        cells = value, (row or {}).get(self.on)
        if cells not in self.found:
            self.found[cells] = self._find(value, row)
        return self.found[cells]

    def _find(self, value: Any, row: Any) -> Municipality:
        named = self._named(without_kommune(PostcodeWidget().read(value)).casefold())
        if not named:
            raise cell_error(
                value, _("Det finnes ingen kommune som heter «%(value)s». Skriv navnet på en norsk kommune.")
            )
        found: dict[int, Municipality] = {}
        for municipality in named:
            with suppress(ValidationError):
                of_day = self.municipalities.on(municipality, self._day(row))
                found[of_day.pk] = of_day
        if not found:
            self.municipalities.on(named[-1], self._day(row))
        if len(found) > 1:
            names = or_list(municipality.display_name for municipality in found.values())
            raise cell_error(value, _("Flere kommuner heter «%(value)s». Skriv %(names)s."), names=names)
        return next(iter(found.values()))

    def _day(self, row: Any) -> date:
        day = None
        with suppress(ValidationError):
            day = DateWidget().clean((row or {}).get(self.on)) if self.on else None
        return day or timezone.localdate()

    def _named(self, name: str) -> list[Municipality]:
        """Return those with the name, or with all of the names between which there is a dash."""
        if name in self.by_name:
            return self.by_name[name]
        first, *others = (self.by_name.get(part, []) for part in BETWEEN_LANGUAGES.split(name))
        return [municipality for municipality in first if all(municipality in found for found in others)]


class OrganisationWidget(RelatedWidget, OrganisationNumberWidget):
    """An organisation in the register by its number, or by an earlier one. `named` is the column with its name."""

    written_as = "number"

    def __init__(self, named: str = "") -> None:
        super().__init__()
        self.named = named

    @cached_property
    def by_number(self) -> dict[str, Organisation]:
        return {organisation.number: organisation for organisation in Organisation.objects.all()}

    @cached_property
    def earlier(self) -> EarlierIdentities:
        return EarlierIdentities()

    def read(
        self, value: Any, row: Any = None, refused: Refused | None = None, warn: Warn = no_warning, **_kwargs: Any
    ) -> Organisation:
        """Return the organisation. Raises ValidationError, with code CONSEQUENCE if it was rejected itself."""
        number = super().read(value)
        if organisation := self.by_number.get(number) or self.earlier.with_number(number, warn):
            return organisation
        if refused and refused.includes(Organisation, number, (row or {}).get(self.named)):
            raise ValidationError(_("Virksomheten ble ikke importert."), code=CONSEQUENCE)
        raise cell_error(
            value,
            _("Det finnes ingen virksomhet med organisasjonsnummer «%(value)s». Den skal være i medlemslisten."),
        )


class ContactNameWidget(TextWidget):
    """The name of an organisation's first contact. What is stored is the organisation."""

    def render_stored(self, values: Sequence[Any]) -> Sequence[Any]:
        contacts = Contact.objects.filter(organisation__in=values).order_by("-pk")
        names = dict(contacts.values_list("organisation", "name"))
        return [names.get(organisation, "") for organisation in values]


class LeaveCauseWidget(ChoiceWidget):
    """Why a member left. A blank cell is «ikke oppgitt»."""

    def __init__(self) -> None:
        super().__init__(Membership.LeaveCause, other_names={"ikke oppgitt": ""})

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs) or ""


class NamedResource(SheetResource):
    """A sheet whose columns `number` and `name` are an organisation's."""

    @cached_property
    def names(self) -> Names:
        """The names in the register, and in the rows so far."""
        return Names.of_register()

    def warnings(self, row: ImportRow) -> Iterator[tuple[str, str]]:
        """Include a name like that of another organisation."""
        yield from super().warnings(row)
        name, number = row.cells.get("name", ""), row.cells.get("number", "")
        if "name" in row.changed:
            if message := warning(name, number, self.names):
                yield "name", message
            self.names.add(name, number)


class RegisterResource(NamedResource):
    """A sheet of organisations in the register. An earlier number or name means the present one."""

    @cached_property
    def identities(self) -> EarlierIdentities:
        return EarlierIdentities()

    def clean_row(self, row: ImportRow) -> None:
        """Replace an earlier number and an earlier name by the present ones, with warnings."""
        super().clean_row(row)
        cells = row.cells
        if organisation := self.identities.with_number(cells.get("number"), partial(row.warn, "number")):
            cells["number"] = organisation.number
        if "name" in cells:
            warn = partial(row.warn, "name")
            cells["name"] = self.identities.present_name(cells.get("number"), cells["name"], warn)


class MembershipResource(MovingResource, RegisterResource):
    """The members, one row per membership. The organisation's details come from its last membership's row."""

    number = Column("organisation__number", "Organisasjonsnummer", OrganisationNumberWidget(), required=True)
    name = Column("organisation__name", "Navn", TextWidget(), required=True)
    field = Column("organisation__field", "Kunstfelt", ChoiceWidget(Organisation.Field), required=True)
    address = Column("organisation__address", "Adresse", TextWidget(), optional=True)
    postcode = Column("organisation__postcode", "Postnummer", PostcodeWidget(), optional=True)
    postal_place = Column("organisation__postal_place", "Poststed", TextWidget(), optional=True)
    municipality = Column("organisation__municipality", "Kommune", MunicipalityWidget(), required=True)
    moved_on = moved_on_column("organisation")
    email = Column("organisation__email", "E-post", TextWidget(), optional=True)
    website = Column("organisation__website", "Nettside", UrlWidget(), optional=True)
    contact = Column("", "Kontaktperson", ContactNameWidget(), optional=True, source="organisation")
    joined = Column("joined", "Innmeldt", DateWidget(), required=True)
    left = Column("left", "Utmeldt", DateWidget())
    leave_reason = Column("leave_reason", "Årsak til utmelding", TextWidget(), optional=True)
    leave_cause = Column("leave_cause", "Utmeldingsårsak", LeaveCauseWidget(), optional=True)

    key = ("number", "joined")
    sheet_title = "Medlemmer"
    referred = Organisation
    referred_by = ("number", "name")

    class Meta:
        model = Membership

    def owner(self, row: ImportRow) -> Organisation:
        return row.instance.organisation

    def get_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.order_by("joined", "pk")

    def find_instances(self) -> Iterator[Membership]:
        """Yield the memberships. Find the organisations, and the names of their contacts, by number."""
        organisations = list(Organisation.objects.prefetch_related("municipality"))
        self.organisations = {organisation.number: organisation for organisation in organisations}
        self.contacts: dict[str, set[str]] = {}
        for number, name in Contact.objects.values_list("organisation__number", "name"):
            self.contacts.setdefault(number, set()).add(name)
        by_key = {organisation.pk: organisation for organisation in organisations}
        for membership in self.get_queryset():
            membership.organisation = by_key[membership.organisation_id]
            yield membership

    def after_read(self, rows: list[ImportRow]) -> None:
        """Sort by `joined`, so that one membership ends before the next begins, and find each organisation's last."""
        rows.sort(key=lambda row: row.cells.get("joined", date.max))
        self.last_joined = {
            row.cells["number"]: row.cells["joined"] for row in rows if {"number", "joined"} <= row.cells.keys()
        }

    def subject(self, row: ImportRow) -> str | None:
        """Return the organisation's number: a later row may change what this row makes."""
        return row.cells.get("number")

    def _add_leave_cause(self, row: ImportRow) -> None:
        """Set the cause from new free text, unless the sheet states it. Without an end there is none."""
        cells, stored = row.cells, row.instance
        if "left" in cells and cells["left"] is None:
            cells["leave_cause"] = ""
        elif "leave_cause" not in cells and cells.get("leave_reason", stored.leave_reason) != stored.leave_reason:
            cells["leave_cause"] = leaving.cause_of(cells["leave_reason"])

    def set_values(self, row: ImportRow) -> None:
        """Set them on a copy of the organisation, which is only saved if this row updates it. Find a new contact."""
        self._add_leave_cause(row)
        number, name = row.cells.get("number", ""), row.cells.get("contact")
        known = self.organisations.get(number)
        row.instance.organisation = copy(known) if known else Organisation()
        super().set_values(row)
        if not self._updates_organisation(row):
            row.changed = {name: before for name, before in row.changed.items() if not self._is_of_organisation(name)}
        if self._is_last(row) and name and name not in self.contacts.get(number, ()):
            row.changed["contact"] = ""

    def warnings(self, row: ImportRow) -> Iterator[tuple[str, str]]:
        """Include short memberships."""
        yield from super().warnings(row)
        joined, left = row.cells.get("joined"), row.cells.get("left")
        if "left" in row.changed and joined and left and joined < left < joined + SHORTEST_LIKELY:
            days = (left - joined).days
            message = ngettext("Medlemskapet varer bare %(days)s dag.", "Medlemskapet varer bare %(days)s dager.", days)
            yield "left", message % {"days": days}

    def problems(self, row: ImportRow, exclude: Collection[str], check: Check) -> Iterator[ValidationError]:
        """Validate the organisation and the contact too."""
        organisation = row.instance.organisation
        yield from check(organisation, exclude)
        if "contact" in row.changed:
            try:
                Contact._meta.get_field("name").clean(row.cells["contact"], None)
            except ValidationError as error:
                yield ValidationError({"contact": error.messages})
        yield from super().problems(row, {*exclude, *([] if organisation.pk else ["organisation"])}, check)

    def add_to_batch(self, row: ImportRow, batch: Batch) -> None:
        """Save what the row changes of the organisation, the membership and the contact."""
        organisation = row.instance.organisation
        if not organisation.pk:
            batch.insert(organisation)
        elif fields := row.changed_fields("organisation"):
            batch.update(organisation, fields)
        if row.is_new or row.changed_fields():
            super().add_to_batch(row, batch)
        self.add_earlier(row, batch)
        if "contact" in row.changed:
            batch.insert(Contact(organisation=organisation, name=row.cells["contact"]))

    def after_save(self, row: ImportRow) -> None:
        """Remember the organisation as it is stored, and its contact."""
        number = row.cells["number"]
        if self._updates_organisation(row):
            self.organisations[number] = row.instance.organisation
        row.instance.organisation = self.organisations[number]
        if "contact" in row.changed:
            self.contacts.setdefault(number, set()).add(row.cells["contact"])

    def _is_last(self, row: ImportRow) -> bool:
        return self.last_joined.get(row.cells.get("number", "")) == row.cells.get("joined")

    def _updates_organisation(self, row: ImportRow) -> bool:
        return self._is_last(row) or row.cells.get("number") not in self.organisations

    def _is_of_organisation(self, name: str) -> bool:
        return self.fields[name].attribute.startswith("organisation__")
