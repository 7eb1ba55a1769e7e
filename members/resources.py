"""The sheet of members, and the widgets of municipalities and organisations."""

from collections.abc import Collection, Iterator, Sequence
from copy import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from balansekunst.imports.columns import Column
from balansekunst.imports.faults import CONSEQUENCE, Refused, broken_rules
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.widgets import (
    ChoiceWidget,
    DateWidget,
    OrganisationNumberWidget,
    PostcodeWidget,
    RelatedWidget,
    TextWidget,
    cell_error,
    or_list,
)
from members.models import Contact, Membership, Municipality, Organisation


class MunicipalityWidget(RelatedWidget):
    """A municipality by its name, with the county in brackets if two share it."""

    written_as = "display_name"

    @cached_property
    def by_name(self) -> dict[str, list[Municipality]]:
        """The municipalities by name; a display name only gives the one that has it."""
        found: dict[str, list[Municipality]] = {}
        municipalities = list(Municipality.objects.select_related("county"))
        for municipality in municipalities:
            found.setdefault(municipality.name.casefold(), []).append(municipality)
        return found | {municipality.display_name.casefold(): [municipality] for municipality in municipalities}

    def read(self, value: Any, **_kwargs: Any) -> Municipality:
        name = " ".join(TextWidget().read(value).split())
        found = self.by_name.get(name.casefold(), [])
        if not found:
            raise cell_error(
                value, _("Det finnes ingen kommune som heter «%(value)s». Ventet navnet på en norsk kommune.")
            )
        if len(found) > 1:
            names = or_list(municipality.display_name for municipality in found)
            raise cell_error(value, _("Flere kommuner heter «%(value)s». Ventet %(names)s."), names=names)
        return found[0]


class OrganisationWidget(RelatedWidget, OrganisationNumberWidget):
    """An organisation in the register by its number. `named` is the column with its name."""

    written_as = "number"

    def __init__(self, named: str = "") -> None:
        super().__init__()
        self.named = named

    @cached_property
    def by_number(self) -> dict[str, Organisation]:
        return {organisation.number: organisation for organisation in Organisation.objects.all()}

    def read(self, value: Any, row: Any = None, refused: Refused | None = None, **_kwargs: Any) -> Organisation:
        """Return the organisation. Raises ValidationError, with code CONSEQUENCE if it was rejected itself."""
        number = super().read(value)
        if number in self.by_number:
            return self.by_number[number]
        if refused and refused.includes(Organisation, number, (row or {}).get(self.named)):
            raise ValidationError(_("Virksomheten ble ikke tatt inn."), code=CONSEQUENCE)
        raise cell_error(
            value,
            _("Det finnes ingen virksomhet med organisasjonsnummer «%(value)s». Ventet en som står i medlemslisten."),
        )


class ContactNameWidget(TextWidget):
    """The name of an organisation's first contact. What is stored is the organisation."""

    def render_stored(self, values: Sequence[Any]) -> Sequence[Any]:
        contacts = Contact.objects.filter(organisation__in=values).order_by("-pk")
        names = dict(contacts.values_list("organisation", "name"))
        return [names.get(organisation, "") for organisation in values]


def contact_name(membership: Membership) -> str:
    """Return the name of the organisation's first contact, or ""."""
    organisation = membership.organisation
    contacts = organisation.contacts.all() if organisation.pk else ()
    return next((contact.name for contact in contacts), "")


class MembershipResource(SheetResource):
    """The members, one row per membership. The organisation's details come from its last membership's row."""

    number = Column("organisation__number", "Organisasjonsnummer", OrganisationNumberWidget(), required=True)
    name = Column("organisation__name", "Navn", TextWidget(), required=True)
    field = Column("organisation__field", "Kunstfelt", ChoiceWidget(Organisation.Field), required=True)
    address = Column("organisation__address", "Adresse", TextWidget(), optional=True)
    postcode = Column("organisation__postcode", "Postnummer", PostcodeWidget(), optional=True)
    postal_place = Column("organisation__postal_place", "Poststed", TextWidget(), optional=True)
    municipality = Column("organisation__municipality", "Kommune", MunicipalityWidget(), required=True)
    email = Column("organisation__email", "E-post", TextWidget(), optional=True)
    website = Column("organisation__website", "Nettside", TextWidget(), optional=True)
    contact = Column("", "Kontaktperson", ContactNameWidget(), optional=True, shown=contact_name, source="organisation")
    joined = Column("joined", "Innmeldt", DateWidget(), required=True)
    left = Column("left", "Utmeldt", DateWidget())
    leave_reason = Column("leave_reason", "Årsak til utmelding", TextWidget(), optional=True)

    key = ("number", "joined")
    sheet_title = "Medlemmer"
    referred = Organisation
    referred_by = ("number", "name")

    class Meta:
        model = Membership

    def get_queryset(self) -> QuerySet[Membership]:
        contacts = Prefetch("organisation__contacts", Contact.objects.order_by("pk"))
        memberships = Membership.objects.select_related("organisation__municipality")
        return memberships.prefetch_related(contacts).order_by("joined", "pk")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Query the organisations too, and sort by `joined`, so that one membership ends before the next begins."""
        super().before_import(dataset, **kwargs)
        organisations = list(Organisation.objects.prefetch_related("contacts"))
        self.organisations = {organisation.number: organisation for organisation in organisations}
        self.contacts = {
            organisation.number: {contact.name for contact in organisation.contacts.all()}
            for organisation in organisations
        }
        self.last_joined: dict[str, date] = {}
        joined: dict[int, date] = {}
        for number, cells in self.sheet.rows:
            row = dict(zip(self.sheet.headers, cells, strict=True))
            try:
                joined[number] = self.fields["joined"].clean(row)
                organisation = self.fields["number"].clean(row)
            except ValidationError:
                continue
            self.last_joined[organisation] = max(joined[number], self.last_joined.get(organisation, date.min))
        self.sheet.rows.sort(key=lambda row: joined.get(row.number, date.max))

    def after_init_instance(self, instance: Membership, new: bool, row: Any, **kwargs: Any) -> None:  # noqa: FBT001
        """Use a copy of the organisation, which is only saved if this row updates it."""
        known = self.organisations.get(self.cells.get("number", ""))
        instance.organisation = copy(known) if known else Organisation()
        self.is_last = self.last_joined.get(self.cells.get("number", "")) == self.cells.get("joined")
        self.updates_organisation = self.is_last or not known

    def import_instance(self, instance: Membership, row: Any, **kwargs: Any) -> None:
        """Discard changes of the organisation unless this row updates it, and add a new contact."""
        super().import_instance(instance, row, **kwargs)
        if not self.updates_organisation:
            self.changed = {name: before for name, before in self.changed.items() if not self._is_of_organisation(name)}
        name = self.cells.get("contact")
        if self.is_last and name and name not in self.contacts.get(self.cells["number"], ()):
            self.changed["contact"] = ""

    def problems(self, instance: Membership, exclude: Collection[str]) -> Iterator[ValidationError]:
        """Validate the organisation and the contact too."""
        yield from broken_rules(instance.organisation, exclude)
        if "contact" in self.changed:
            try:
                Contact(name=self.cells["contact"]).clean_fields(exclude={"organisation"})
            except ValidationError as error:
                yield ValidationError({"contact": error.messages})
        yield from super().problems(instance, {*exclude, *([] if instance.organisation.pk else ["organisation"])})

    def do_instance_save(self, instance: Membership, is_create: bool) -> None:  # noqa: FBT001
        """Save what the row changes of the organisation, the membership and the contact."""
        number = instance.organisation.number
        if not self.updates_organisation:
            instance.organisation = self.organisations[number]
        elif any(map(self._is_of_organisation, self.changed)):
            self.save(instance.organisation)
        self.organisations[number] = instance.organisation
        if is_create or any(name in self.changed for name in ("joined", "left", "leave_reason")):
            super().do_instance_save(instance, is_create)
        if "contact" in self.changed:
            self.save(Contact(organisation=instance.organisation, name=self.cells["contact"]))
            self.contacts.setdefault(number, set()).add(self.cells["contact"])

    def _is_of_organisation(self, name: str) -> bool:
        return self.fields[name].attribute.startswith("organisation__")
