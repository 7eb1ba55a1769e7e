"""The admin of requests to join, and the page where the board's decision is registered."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.admin.lists import EditedAdmin
from balansekunst.forms import DateField, TextField
from balansekunst.front_page import Shortcut, TaskRows, Urgency
from balansekunst.mail import outbox
from members import identities, joining, joining_letters
from members.admin.columns import RegionFilter
from members.models import Fee, FeeRate, MembershipApplication, PublicApplication
from members.names import Names, warning
from members.places import with_county_region_on
from members.sheets import MembershipApplicationResource

Status = MembershipApplication.Status
UNTIL_DUE = timedelta(days=30)


class ApplicantRegionFilter(RegionFilter):
    """The landsdel where the applicant belongs, on the day it asked to join."""

    def with_region(self, rows: Any) -> QuerySet[Any]:
        return with_county_region_on(rows, F("received_on"), "municipality__county__")


class DecisionForm(forms.Form):
    """The board's decision, its date and its words, and the first fee of a new member."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Vedtak"),
        choices=[(Status.ACCEPTED, gettext_lazy("Godkjent")), (Status.DECLINED, gettext_lazy("Avslått"))],
        widget=forms.RadioSelect,
    )
    decided_on = DateField(
        label=gettext_lazy("Dato for styrets vedtak"),
        validators=MembershipApplication._meta.get_field("decided_on").validators,
    )
    joined = DateField(
        label=gettext_lazy("Medlem fra"),
        required=False,
        help_text=gettext_lazy("Første dag som medlem. Fylles ut når innmeldingen er godkjent."),
    )
    rate = forms.ModelChoiceField(
        label=gettext_lazy("Kontingent"),
        queryset=FeeRate.objects.none(),
        required=False,
        empty_label=gettext_lazy("Ingen kontingent nå"),
        help_text=gettext_lazy("Satsen følger størrelsen på virksomheten."),
    )
    due_on = DateField(
        label=gettext_lazy("Forfall"), required=False, validators=Fee._meta.get_field("due_on").validators
    )
    answer = TextField(
        label=gettext_lazy("Svar fra styret"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Står i e-posten til søkeren, ordrett. Begrunn gjerne et avslag."),
    )

    def __init__(self, data: Any, *, application: MembershipApplication, today: date) -> None:
        self.application = application
        rates = FeeRate.objects.filter(year__in=[today.year, today.year + 1])
        usual = rates.filter(year=today.year, size=application.size).first()
        initial = {"decided_on": today, "joined": today, "rate": usual, "due_on": today + UNTIL_DUE}
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["rate"].queryset = rates

    def clean(self) -> dict:
        """Require the first day of a new membership, and when a fee is due."""
        answers = super().clean() or self.cleaned_data
        if answers.get("outcome") != Status.ACCEPTED:
            return answers
        if not answers.get("joined") and "joined" not in self.errors:
            self.add_error("joined", _("Skriv den første dagen som medlem."))
        if answers.get("rate") and not answers.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Skriv når kontingenten forfaller."))
        return answers

    @transaction.atomic
    def decide(self, *, site: str) -> None:
        """Execute the decision, and send the answer. Raises ValidationError."""
        given = self.cleaned_data
        words = {"decided_on": given["decided_on"], "answer": given["answer"]}
        if given["outcome"] == Status.ACCEPTED:
            fee = {"rate": given["rate"], "due_on": given["due_on"]}
            joining.accept(self.application, joined=given["joined"], **fee, **words)
        else:
            joining.decline(self.application, **words)
        self.application.refresh_from_db()
        outbox.post_all([joining_letters.answer(self.application, site=site)])


def explanation(application: MembershipApplication) -> str:
    """Return what the board should know: a similar name, and that the applicant is unknown to a known organisation."""
    similar = warning(application.name, application.number, Names.of_register())
    known = identities.find(application.number)
    if known is None or known.contacts.filter(email__iexact=application.contact_email).exists():
        return similar
    words = _(
        "%(name)s er registrert fra før, og %(contact)s er ikke kontaktperson der. Godkjenner du, får %(contact)s "
        "tilgang til det som hører til virksomheten."
    )
    return f"{words % {'name': known.name, 'contact': application.contact_name}} {similar}".strip()


@admin.register(MembershipApplication)
class MembershipApplicationAdmin(EditedAdmin):
    """Requests to join. The board's decision has a page of its own."""

    purpose = gettext_lazy("En innmelding er en virksomhet som vil bli medlem, og som styret skal ta stilling til.")
    first_rows = gettext_lazy("Her kommer virksomhetene som ber om å bli medlem.")
    chapter = "medlemmene"
    resource_classes = [MembershipApplicationResource]
    list_display = ["name", "received_on", "field", "municipality", "contact_name", "status", "decided_on"]
    optional_columns = ["number", "contact_email", "contact_phone", "postal_place"]
    list_filter = ["status", "field", ApplicantRegionFilter]
    list_select_related = ["municipality"]
    date_hierarchy = "received_on"
    search_fields = ["name", "number", "contact_name", "contact_email"]
    is_searched_everywhere = True
    autocomplete_fields = ["municipality"]
    readonly_fields = ["status", "decided_on", "membership", "answer", "verified_email"]
    fieldsets = [
        (None, {"fields": ["received_on", ("name", "number"), "legal_form", ("field", "size"), "website", "reason"]}),
        (gettext_lazy("Adresse"), {"fields": ["address", ("postcode", "postal_place"), "municipality"]}),
        (
            gettext_lazy("Kontaktperson"),
            {
                "fields": [
                    "contact_name",
                    ("contact_email", "contact_phone"),
                    ("verified_email", "purpose_confirmed_on"),
                ]
            },
        ),
        (gettext_lazy("Vedtak"), {"fields": [("status", "decided_on"), "membership", "answer"]}),
    ]

    @admin.display(description=gettext_lazy("e-postadressen bekreftet"))
    def verified_email(self, application: MembershipApplication) -> str:
        """Return when the applicant verified the address, if the request is from the public form."""
        public = PublicApplication.objects.filter(application=application.pk).first()
        return date_format(timezone.localdate(public.verified_at)) if public and public.verified_at else "–"

    def search_hint(self, row: MembershipApplication) -> str:
        return f"{row.get_status_display()}, {row.contact_name}"

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        rows = MembershipApplication.objects.filter(status=Status.RECEIVED)
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext("innmelding venter på styret", "innmeldinger venter på styret", count),
            rows,
            status__exact=Status.RECEIVED,
        )

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        if self.has_add_permission(request):
            yield Shortcut(gettext_lazy("Ny innmelding"), reverse("admin:members_membershipapplication_add"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"received_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def response_post_save_add(self, request: HttpRequest, obj: MembershipApplication) -> HttpResponseRedirect:
        """Redirect to the page of the request, where the board's decision is registered."""
        return redirect("admin:members_membershipapplication_change", obj.pk)

    def get_urls(self) -> list[URLPattern]:
        decide = path(
            "<int:pk>/vedtak/",
            self.admin_site.admin_view(self.decide_view),
            name="members_membershipapplication_decide",
        )
        return [decide, *super().get_urls()]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form of the board's decision, and execute it."""
        application = get_object_or_404(MembershipApplication, pk=pk)
        if not self.has_change_permission(request, application):
            raise PermissionDenied
        change_url = reverse("admin:members_membershipapplication_change", args=[pk])
        if application.status != Status.RECEIVED:
            self.message_user(request, _("Innmeldingen er avgjort."), messages.WARNING)
            return redirect(change_url)
        today = timezone.localdate()
        form = DecisionForm(request.POST or None, application=application, today=today)
        if form.is_valid():
            try:
                form.decide(site=request.build_absolute_uri("/"))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.log_change(request, application, str(_("Styrets vedtak er registrert.")))
                words = _("Vedtaket er registrert, og svaret er sendt til %(email)s.")
                self.message_user(request, words % {"email": application.contact_email}, messages.SUCCESS)
                return redirect(change_url)
        page = {"title": _("Styrets vedtak"), "button": _("Registrer vedtaket")}
        return self.row_page(request, application, form, explanation=explanation(application), **page)
