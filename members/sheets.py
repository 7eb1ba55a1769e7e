"""The sheets of places, organisations, contacts, requests to join and mailings, for the admin."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from balansekunst.imports.batches import Batch
from balansekunst.imports.columns import Column
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import (
    CellWidget,
    ChoiceWidget,
    DateWidget,
    LongTextWidget,
    MomentWidget,
    NameWidget,
    OptionalChoiceWidget,
    OrganisationNumberWidget,
    PostcodeWidget,
    TextWidget,
    UrlWidget,
    YesNoWidget,
    cell_error,
)
from balansekunst.mail import bounces
from balansekunst.models import Bounce, Message
from balansekunst.text import read_number
from members import contacts
from members.models import (
    Contact,
    County,
    Mailing,
    MailingRecipient,
    MembershipApplication,
    Municipality,
    Organisation,
    Region,
)
from members.moving import LandsdelResource, MovingResource, moved_on_column
from members.resources import MunicipalityWidget, NamedResource, OrganisationWidget, RegisterResource


class DegreesWidget(CellWidget):
    """Degrees north or east, as a number or as text with a comma or a point."""

    def read(self, value: Any, **_kwargs: Any) -> float:
        try:
            return read_number(str(value))
        except ValueError as error:
            raise cell_error(
                value, _("«%(value)s» er ikke et antall grader. Skriv et tall, for eksempel 59,91.")
            ) from error


class FourDigitsWidget(PostcodeWidget):
    """A municipality's number. A number in the cell has lost its leading zeros."""


class CountyWidget(NameWidget):
    """A county by its name. Where several had it, it is the one with which the municipality's number begins."""

    def __init__(self) -> None:
        super().__init__(County)

    @cached_property
    def by_number(self) -> dict[str, County]:
        return {county.number: county for county in County.objects.all()}

    def read(self, value: Any, row: Any = None, **_kwargs: Any) -> County:
        named = super().read(value)
        number = FourDigitsWidget().clean((row or {}).get("Kommunenummer"))[:2]
        county = self.by_number.get(number, named)
        return county if county.name == named.name else named


class CountyResource(LandsdelResource):
    """The counties, each with its landsdel."""

    number = Column("number", "Fylkesnummer", TextWidget(), required=True)
    name = Column("name", "Navn", TextWidget(), required=True)
    region = Column("region", "Landsdel", ChoiceWidget(Region), required=True)
    valid_from = Column("valid_from", "Gjelder fra", DateWidget(), optional=True)
    valid_until = Column("valid_until", "Gjelder til og med", DateWidget(), optional=True)

    key = ("number",)

    class Meta:
        model = County


class MunicipalityResource(SheetResource):
    """The municipalities."""

    number = Column("number", "Kommunenummer", FourDigitsWidget(), required=True)
    name = Column("name", "Navn", TextWidget(), required=True)
    display_name = Column("display_name", "Visningsnavn", TextWidget(), required=True)
    other_names = Column("other_names", "Navn på samisk og kvensk", TextWidget(), optional=True)
    county = Column("county", "Fylke", CountyWidget(), required=True)
    latitude = Column("latitude", "Grader nord", DegreesWidget(), required=True)
    longitude = Column("longitude", "Grader øst", DegreesWidget(), required=True)
    valid_from = Column("valid_from", "Gjelder fra", DateWidget(), optional=True)
    valid_until = Column("valid_until", "Gjelder til og med", DateWidget(), optional=True)

    key = ("number",)

    class Meta:
        model = Municipality

    def get_queryset(self) -> QuerySet[Municipality]:
        return Municipality.objects.select_related("county").order_by("number")


class WishResource(SheetResource):
    """A sheet with the wish for no mailings. A blank cell does not withdraw it: the sheet may be older."""

    def clean_row(self, row: ImportRow) -> None:
        super().clean_row(row)
        if row.cells.get("declined") is None:
            row.cells.pop("declined", None)


class OrganisationResource(WishResource, MovingResource, RegisterResource):
    """The organisations, members or not, without their memberships."""

    number = Column("number", "Organisasjonsnummer", OrganisationNumberWidget(), required=True)
    name = Column("name", "Navn", TextWidget(), required=True)
    legal_form = Column("legal_form", "Organisasjonsform", TextWidget(), optional=True)
    field = Column("field", "Kunstfelt", ChoiceWidget(Organisation.Field), required=True)
    size = Column("size", "Størrelse", OptionalChoiceWidget(Organisation.Size), optional=True)
    address = Column("address", "Adresse", TextWidget(), optional=True)
    postcode = Column("postcode", "Postnummer", PostcodeWidget(), optional=True)
    postal_place = Column("postal_place", "Poststed", TextWidget(), optional=True)
    municipality = Column("municipality", "Kommune", MunicipalityWidget(), required=True)
    moved_on = moved_on_column("pk")
    email = Column("email", "E-post", TextWidget(), optional=True)
    hides_email = Column("hides_email", "Skjul e-postadressen", YesNoWidget(), required=True, optional=True)
    website = Column("website", "Nettside", UrlWidget(), optional=True)
    declined = Column("declined_mailings_on", "Vil ikke ha utsendinger", DateWidget(), optional=True)

    key = ("number",)

    class Meta:
        model = Organisation

    def add_to_batch(self, row: ImportRow, batch: Batch) -> None:
        super().add_to_batch(row, batch)
        self.add_earlier(row, batch)

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.select_related("municipality").order_by("name", "pk")


class BouncedWidget(TextWidget):
    """The latest day when an e-mail to an address came back. What is stored is the address."""

    def render(self, value: str | None, obj: Any = None, **_kwargs: Any) -> Any:
        return self.render_stored([value])[0]

    def render_stored(self, values: Sequence[Any]) -> Sequence[Any]:
        found = bounces.of_addresses([email for email in values if email])
        hard = {email: [each for each in of if each.kind == Bounce.Kind.HARD] for email, of in found.items()}
        days = {email: timezone.localdate(of[0].bounced_at) for email, of in hard.items() if of}
        return [DateWidget().render(days.get((email or "").lower())) for email in values]


class ContactResource(WishResource):
    """The contacts. A sheet gives nobody a user account, and takes it from a contact whose address it changes."""

    organisation = Column("organisation", "Organisasjonsnummer", OrganisationWidget(), required=True)
    organisation_name = Column("organisation__name", "Virksomhet", TextWidget(), optional=True, readonly=True)
    name = Column("name", "Navn", TextWidget(), required=True)
    email = Column("email", "E-post", TextWidget(), optional=True)
    phone = Column("phone", "Telefon", TextWidget(), optional=True)
    declined = Column("declined_mailings_on", "Vil ikke ha utsendinger", DateWidget(), optional=True)
    bounced = Column("email", "Adressen virker ikke", BouncedWidget(), optional=True, readonly=True)

    key = ("organisation", "name")

    class Meta:
        model = Contact

    def get_queryset(self) -> QuerySet[Contact]:
        return Contact.objects.select_related("organisation").order_by("organisation__name", "name", "pk")

    def is_saved_alone(self, row: ImportRow) -> bool:
        """Return whether the contact may lose a user account."""
        return bool(row.instance.user_id)

    def save_alone(self, row: ImportRow) -> None:
        row.instance._change_reason = self.reason  # noqa: SLF001 - simple_history reads it
        contacts.save(row.instance)


class MailingResource(SheetResource):
    """The mailings, for export only."""

    subject = Column("subject", "Emne", TextWidget())
    body = Column("body", "Tekst", LongTextWidget())
    audience = Column("audience", "Utvalg", TextWidget())
    author = Column("author__name", "Skrevet av", TextWidget())
    created_at = Column("created_at", "Begynt", MomentWidget(at=time()))
    sent_at = Column("sent_at", "Sendt", MomentWidget(at=time()))

    class Meta:
        model = Mailing


class MailingRecipientResource(SheetResource):
    """The recipients of mailings, for export only."""

    mailing = Column("mailing__subject", "Emne", TextWidget())
    number = Column("organisation__number", "Organisasjonsnummer", TextWidget())
    organisation = Column("organisation__name", "Virksomhet", TextWidget())
    contact = Column("contact__name", "Kontaktperson", TextWidget())
    address = Column("message__recipient", "Til", TextWidget())
    status = Column("message__status", "Status", ChoiceWidget(Message.Status))
    left_out = Column("left_out", "Utelatt", ChoiceWidget(MailingRecipient.LeftOut))

    class Meta:
        model = MailingRecipient


class MembershipApplicationResource(NamedResource):
    """The requests to join. The board's decision is exported, but only entered in the admin."""

    received_on = Column("received_on", "Mottatt", DateWidget(), required=True)
    number = Column("number", "Organisasjonsnummer", OrganisationNumberWidget(), required=True)
    name = Column("name", "Navn", TextWidget(), required=True)
    legal_form = Column("legal_form", "Organisasjonsform", TextWidget(), optional=True)
    field = Column("field", "Kunstfelt", ChoiceWidget(Organisation.Field), required=True)
    size = Column("size", "Størrelse", OptionalChoiceWidget(Organisation.Size), optional=True)
    address = Column("address", "Adresse", TextWidget(), optional=True)
    postcode = Column("postcode", "Postnummer", PostcodeWidget(), optional=True)
    postal_place = Column("postal_place", "Poststed", TextWidget(), optional=True)
    municipality = Column("municipality", "Kommune", MunicipalityWidget(on="Mottatt"), required=True)
    contact_name = Column("contact_name", "Kontaktperson", TextWidget(), required=True)
    contact_email = Column("contact_email", "E-post", TextWidget(), required=True)
    contact_phone = Column("contact_phone", "Telefon", TextWidget(), optional=True)
    website = Column("website", "Nettside", UrlWidget(), optional=True)
    reason = Column("reason", "Begrunnelse", LongTextWidget(), optional=True)
    purpose = Column("purpose_confirmed_on", "Sluttet seg til formålet", DateWidget(), optional=True)
    status = Column("status", "Status", ChoiceWidget(MembershipApplication.Status), optional=True, readonly=True)
    decided_on = Column("decided_on", "Styrets vedtak", DateWidget(), optional=True, readonly=True)
    answer = Column("answer", "Svar fra styret", LongTextWidget(), optional=True, readonly=True)

    key = ("number", "received_on")

    class Meta:
        model = MembershipApplication

    def get_queryset(self) -> QuerySet[MembershipApplication]:
        return MembershipApplication.objects.select_related("municipality").order_by("received_on", "pk")
