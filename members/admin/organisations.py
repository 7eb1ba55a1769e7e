"""The admin of organisations, their memberships and their contacts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin.bounces import BounceAction
from balansekunst.admin.bulk import BulkAdmin
from balansekunst.admin.filters import DayFilter, YearFilter
from balansekunst.admin.forms import RowsInline
from balansekunst.admin.lists import EditedAdmin
from balansekunst.admin.object_page import Link, ObjectPage
from balansekunst.front_page import Shortcut, TaskRows, Urgency
from balansekunst.mail import outbox
from balansekunst.mail.bounces import has_bounced
from members import contacts, places
from members.admin.columns import CountyFilter, HomeColumns, RegionFilter, organisation_column
from members.admin.dated import DatedAdmin
from members.admin.identities import EarlierIdentityInline, IdentityPages
from members.admin.lost_access import report_lost_access, report_of_import
from members.admin.mailings import AddressFilter, MailedFromList
from members.admin.organisation_form import EarlierPlaceForm, OrganisationForm
from members.bulk import Invitation
from members.fee_bulk import YearFees
from members.models import Contact, EarlierPlace, MailingRecipient, Membership, Municipality, Organisation, Region
from members.places import with_region_on
from members.resources import MembershipResource
from members.sheets import ContactResource, OrganisationResource

BOTH_PLACES = (ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM)


class MemberOnFilter(DayFilter):
    """Organisations that are members on a day."""

    title = _("medlem per dato")
    parameter_name = "medlem"
    phrase = _("medlemmer %(value)s")
    name_of_rows = _("medlemmer")

    def filter_rows(self, rows: Any, value: date) -> QuerySet[Any]:
        return rows.members_on(value)


class InForceOnFilter(DayFilter):
    """Memberships in force on a day."""

    title = _("medlem per dato")
    parameter_name = "medlem"
    phrase = _("medlemmer %(value)s")
    name_of_rows = _("medlemmer")

    def filter_rows(self, rows: Any, value: date) -> QuerySet[Any]:
        return rows.active_on(value)


class YearJoinedFilter(YearFilter):
    """Memberships that began in a year."""

    title, parameter_name, date = _("innmeldt i året"), "innmeldt", "joined"
    phrase = _("innmeldt i %(value)s")


class YearLeftFilter(YearFilter):
    """Memberships that ended in a year."""

    title, parameter_name, date = _("utmeldt i året"), "utmeldt", "left"
    phrase = _("utmeldt i %(value)s")


class MembershipInline(RowsInline):
    """An organisation's memberships."""

    model = Membership
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Return the memberships with their organisation, which `__str__` needs."""
        return super().get_queryset(request).select_related("organisation")


class ContactInline(RowsInline):
    """An organisation's contacts."""

    model = Contact
    show_change_link = True


class EarlierPlaceInline(RowsInline):
    """Where an organisation belonged earlier. A move adds a row; mistakes are corrected here."""

    model = EarlierPlace
    form = EarlierPlaceForm
    autocomplete_fields = ["municipality"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[EarlierPlace]:
        """Return the places with their municipality, which `__str__` needs."""
        return super().get_queryset(request).select_related("municipality")


class OrganisationRegionFilter(RegionFilter):
    """The landsdel where the organisation belonged on the day of the list."""

    def with_region(self, rows: Any) -> QuerySet[Any]:
        return with_region_on(rows, self.day, "")


@admin.register(Organisation)
class OrganisationAdmin(ObjectPage, IdentityPages, DatedAdmin, HomeColumns, MailedFromList, BounceAction, EditedAdmin):
    """Organisations, members or not."""

    purpose = _("En virksomhet er en organisasjon i kulturlivet, enten den er medlem eller ikke.")
    first_rows = _("Her kommer medlemmene, og de andre virksomhetene dere har med å gjøre.")
    chapter = "medlemmene"
    form = OrganisationForm
    resource_classes = [OrganisationResource]
    unrestored_fields = ("municipality",)  # a move is corrected in the rows of earlier places
    home_of = ""
    list_display = ["name", "spaced_number", "field", "home", "region", "membership"]
    optional_columns = ["size", "legal_form", "email", "website", "address", "postcode", "postal_place"]
    list_filter = [
        MemberOnFilter,
        OrganisationRegionFilter,
        "field",
        "size",
        ("municipality__county", CountyFilter),
        AddressFilter,
    ]
    search_fields = ["name", "number", "postal_place", "formerly"]
    search_help_text = _("Søk etter navn, organisasjonsnummer eller poststed, også tidligere navn og nummer.")
    is_searched_everywhere = True
    autocomplete_fields = ["municipality"]
    inlines = [MembershipInline, ContactInline, EarlierPlaceInline, EarlierIdentityInline]
    actions = ["write_mailing", "register_bounce"]
    readonly_fields = ["address_notes"]
    fieldsets = [
        (None, {"fields": [("name", "number"), "accepted_name", "legal_form", ("field", "size")]}),
        (
            _("Adresse"),
            {
                "fields": [
                    "address",
                    ("postcode", "postal_place"),
                    "municipality",
                    ("changed_from", "is_correction"),
                ]
            },
        ),
        (_("På nett"), {"fields": [("email", "website"), "hides_email", "address_notes", "declined_mailings_on"]}),
    ]

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        if self.has_add_permission(request):
            yield Shortcut(_("Ny virksomhet"), reverse("admin:members_organisation_add"))

    def page_links(self, request: HttpRequest, row: Organisation) -> list[Link]:
        if not self.has_change_permission(request, row):
            return []
        identity = Link(_("Nytt nummer eller navn"), reverse("admin:members_organisation_identity", args=[row.pk]))
        merge = Link(_("Slå sammen"), reverse("admin:members_organisation_merge", args=[row.pk]))
        links = [identity, *([merge] if self.has_delete_permission(request) else [])]
        if request.user.has_perm("balansekunst.change_legalhold"):
            url = reverse("admin:balansekunst_legalhold_begin", args=[outbox.reference(row)])
            links.append(Link(_("Behold opplysningene"), url))
        return links

    def with_columns(self, rows: QuerySet[Organisation], request: HttpRequest) -> QuerySet[Organisation]:
        """Annotate the dates of the latest membership."""
        latest = Membership.objects.filter(organisation=OuterRef("pk")).order_by("-joined")
        return (
            super()
            .with_columns(rows, request)
            .annotate(
                latest_joined=Subquery(latest.values("joined")[:1]), latest_left=Subquery(latest.values("left")[:1])
            )
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Save the contacts by the function that takes access from a contact who is another person."""
        if formset.model is not Contact:
            super().save_formset(request, form, formset, change)
            return
        for contact in formset.save(commit=False):
            report_lost_access(self, request, contact, contacts.save(contact))
        for contact in formset.deleted_objects:
            contact.delete()

    def visible_rows(self, request: HttpRequest) -> QuerySet[Organisation]:
        return super().visible_rows(request).select_related("municipality")

    def search_hint(self, row: Organisation) -> str:
        return f"{self.spaced_number(row)}, {row.municipality.display_name}"

    @admin.display(description=_("org.nr."), ordering="number")
    def spaced_number(self, organisation: Organisation) -> str:
        return organisation.spaced_number

    @admin.display(description=_("kommune"), ordering="municipality__display_name")
    def home(self, row: Any) -> str:
        return row.home_name

    @admin.display(description=_("landsdel"), ordering="municipality__county__region")
    def region(self, row: Any) -> str:
        return str(Region(row.home_region).label)

    def change_from(self, row: Organisation, value: Municipality, day: date) -> None:
        places.move(row, municipality=value, from_day=day, today=timezone.localdate())

    @admin.display(description=_("medlem"))
    def membership(self, organisation: Any) -> str:
        """Return the dates of the latest membership."""
        if organisation.latest_joined is None:
            return ""
        left = f"{organisation.latest_left:%d.%m.%Y}" if organisation.latest_left else ""
        return f"{organisation.latest_joined:%d.%m.%Y}\N{EN DASH}{left}"


@admin.register(Membership)
class MembershipAdmin(BulkAdmin, HomeColumns, MailedFromList, EditedAdmin):
    """Memberships."""

    purpose = _("Et medlemskap er tiden fra en virksomhet ble medlem, til den eventuelt sluttet.")
    first_rows = _("Her kommer medlemskapene. De blir til når styret godkjenner en innmelding.")
    chapter = "medlemmene"
    resource_classes = [MembershipResource]
    list_display = ["organisation", "joined", "left", "leave_cause", "leave_reason", "home", "region"]
    organisation_number = organisation_column("number")
    organisation_field = organisation_column("field")
    organisation_email = organisation_column("email")
    optional_columns = ["organisation_number", "organisation_field", "organisation_email"]
    list_filter = [
        InForceOnFilter,
        YearJoinedFilter,
        YearLeftFilter,
        "leave_cause",
        RegionFilter,
        "organisation__field",
    ]
    search_fields = ["organisation__name", "organisation__number", "organisation__formerly"]
    autocomplete_fields = ["organisation"]
    bulk_work = [YearFees]
    actions = ["write_mailing"]
    mailed_path = "organisation"
    figure_area = "members"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("organisation")


class ContactOfMemberFilter(DayFilter):
    """Contacts of organisations that are members on a day."""

    title = _("hos medlem per dato")
    parameter_name = "medlem"
    phrase = _("hos medlemmer %(value)s")

    def filter_rows(self, rows: Any, value: date) -> QuerySet[Any]:
        return rows.filter(organisation__in=Organisation.objects.members_on(value))


@admin.register(Contact)
class ContactAdmin(BulkAdmin, ObjectPage, MailedFromList, BounceAction, EditedAdmin):
    """Contacts of organisations; some can log in."""

    purpose = _("En kontaktperson er den dere ringer og skriver til i en virksomhet.")
    first_rows = _("Her kommer personene dere har kontakt med i virksomhetene.")
    chapter = "medlemmene"
    resource_classes = [ContactResource]
    list_display = ["name", "organisation", "email", "phone", "may_log_in", "remark"]
    organisation_number = organisation_column("number")
    organisation_field = organisation_column("field")
    postal_place = organisation_column("postal_place")
    optional_columns = ["organisation_number", "organisation_field", "postal_place"]
    list_filter = [
        ContactOfMemberFilter,
        ("user", admin.EmptyFieldListFilter),
        AddressFilter,
        RegionFilter,
    ]
    list_select_related = ["organisation"]
    search_fields = ["name", "email", "organisation__name", "organisation__number", "organisation__formerly"]
    autocomplete_fields = ["organisation"]
    is_searched_everywhere = True
    readonly_fields = ["user", "address_notes"]
    fields = ["organisation", "name", "email", "address_notes", "declined_mailings_on", "phone", "is_leader", "user"]
    actions = ["write_mailing", "remove_access", "register_bounce"]
    bulk_work = [Invitation]

    def with_columns(self, rows: QuerySet[Contact], request: HttpRequest) -> QuerySet[Contact]:
        return super().with_columns(rows, request).annotate(has_bounced=has_bounced())

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "kontaktperson har en adresse som ikke virker", "kontaktpersoner har en adresse som ikke virker", count
            ),
            Contact.objects.filter(has_bounced()),
            epost=AddressFilter.BOUNCED,
        )

    @admin.display(description=_("merknad"))
    def remark(self, contact: Any) -> str:
        """Return what a mailing would leave the contact out for."""
        if contact.has_bounced:
            return str(MailingRecipient.LeftOut.BOUNCED.label)
        return str(MailingRecipient.LeftOut.DECLINED.label) if contact.declined_mailings_on else ""

    def search_hint(self, row: Contact) -> str:
        return ", ".join(filter(None, [row.organisation.name, row.email, row.phone]))

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:  # noqa: FBT001
        report_lost_access(self, request, obj, contacts.save(obj))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import, and show who lost access."""
        users = {contact.pk: contact.user for contact in Contact.objects.exclude(user=None).select_related("user")}
        response = super().process_import(request, **kwargs)
        report_of_import(self, request, users)
        return response

    @admin.display(description=_("kan logge inn"), ordering="user")
    def may_log_in(self, contact: Contact) -> str:
        return str(_("ja")) if contact.user_id else ""

    @admin.action(description=_("Ta bort tilgang"), permissions=["change"], location=BOTH_PLACES)
    def remove_access(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        count = 0
        for contact in queryset.filter(user__isnull=False):
            contacts.remove_access(contact)
            count += 1
        message = ngettext("%(count)d har ikke lenger tilgang.", "%(count)d har ikke lenger tilgang.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS)
