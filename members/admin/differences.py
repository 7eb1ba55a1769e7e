"""The admin of what Enhetsregisteret says otherwise than we do: a list where each is taken over or ignored."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from balansekunst.admin.timeline import row_url
from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField, LineField
from balansekunst.front_page import TaskRows, Urgency
from balansekunst.jobs import work
from members.admin.deciding import Click, DecidingAdmin, user_of
from members.models import Organisation, RegisterDifference
from members.models.differences import EMPTY
from members.register import jobs, taking_over
from members.register.resources import RegisterDifferenceResource

Kind, State = RegisterDifference.Kind, RegisterDifference.State
# A member of which the register says this may have to leave; nothing is taken over.
LEAVING = {Kind.BANKRUPT, Kind.WINDING_UP, Kind.DELETED}


class TakeOverForm(forms.Form):
    """The day from which a name or a municipality is another, and how the name is written."""

    name = LineField(
        label=gettext_lazy("Navn"),
        max_length=200,
        help_text=gettext_lazy("Registeret skriver navn med store bokstaver. Skriv det slik virksomheten gjør."),
    )
    from_day = DateField(
        label=gettext_lazy("Gjelder fra"),
        validators=[PlausibleDay()],
        help_text=gettext_lazy("Tall for tidligere dager regnes med det gamle."),
    )

    def __init__(self, difference: RegisterDifference, data: Any = None) -> None:
        initial = {"name": difference.value.get("name", ""), "from_day": timezone.localdate()}
        super().__init__(data, initial=initial)
        if difference.kind != Kind.NAME:
            del self.fields["name"]
        if difference.kind not in RegisterDifference.DATED:
            del self.fields["from_day"]


@admin.register(RegisterDifference)
class RegisterDifferenceAdmin(DecidingAdmin):
    """What Enhetsregisteret says otherwise than we do."""

    purpose = gettext_lazy(
        "Det Enhetsregisteret sier annerledes om medlemmene enn vi gjør. Ingenting endres før du tar det over."
    )
    first_rows = gettext_lazy("Her kommer det som er annerledes, når medlemmene er sjekket mot Enhetsregisteret.")
    chapter = "enhetsregisteret"
    deleted_with = True
    resource_classes = [RegisterDifferenceResource]
    list_display = ["organisation_link", "kind", "ours", "theirs", "found_on", "decide"]
    list_display_links = ["kind"]
    optional_columns = ["state", "decided_on", "decided_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "organisation__number", "organisation__formerly", "theirs"]
    fields = ["organisation", "kind", "ours", "theirs", "found_on", "state", "decided_by", "decided_on"]
    needed_permission = "members.change_organisation"

    def about(self, row: RegisterDifference) -> Organisation:
        return row.organisation

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "opplysning er annerledes i Enhetsregisteret", "opplysninger er annerledes i Enhetsregisteret", count
            ),
            RegisterDifference.objects.filter(state=State.WAITING),
            state__exact=State.WAITING,
        )

    @admin.display(description=gettext_lazy("virksomhet"), ordering="organisation__name")
    def organisation_link(self, row: RegisterDifference) -> SafeString:
        return format_html('<a href="{}">{}</a>', row_url(row.organisation), row.organisation.name)

    def clicks(self, row: RegisterDifference) -> tuple[list[Click], list[Click]]:
        """Return «Ta over» as a link where a page asks for the day, and «Meld ut» for those who may have to leave."""
        about = f"{row.get_kind_display()}, {row.organisation.name}"
        links, buttons = [], [(_("Se bort fra"), about, self.address("ignore", row))]
        if row.kind in RegisterDifference.DATED:
            links = [(_("Ta over"), about, self.address("take_over", row))]
        elif row.can_be_taken_over:
            buttons = [(_("Ta over"), about, self.address("take_over", row)), *buttons]
        elif row.kind in LEAVING:
            links = [(_("Meld ut"), about, reverse("admin:members_organisation_utmelding", args=[row.organisation_id]))]
        return links, buttons

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.check_view))
        return [path("sjekk/", view, name="members_registerdifference_check"), *super().get_urls()]

    def check_view(self, request: HttpRequest) -> HttpResponse:
        """Start a check of all members, and show its page."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        return redirect("admin:job", work.start(jobs.CHECK, {}, by=user_of(request), at=timezone.now()).pk)

    def take_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a difference over, from the day that is asked for if it changes from a day."""
        row = self.waiting_row(request, pk)
        if row is None:
            return self.to_list()
        form = TakeOverForm(row, request.POST if request.method == "POST" else None)
        if form.is_valid():
            given = {"from_day": form.cleaned_data.get("from_day"), "name": form.cleaned_data.get("name", "")}
            try:
                taking_over.take_over(row, by=user_of(request), today=timezone.localdate(), **given)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                done = _("%(kind)s er tatt over fra Enhetsregisteret.") % {"kind": row.get_kind_display().capitalize()}
                self.message_user(request, f"{row.organisation}: {done}", messages.SUCCESS)
                return self.to_list()
        explanation = _("Hos oss: %(ours)s. I Enhetsregisteret: %(theirs)s.")
        return self.row_page(
            request,
            row,
            form,
            title=_("Ta over fra Enhetsregisteret"),
            button=_("Ta over"),
            subtitle=str(row.organisation),
            explanation=explanation % {"ours": row.ours or EMPTY, "theirs": row.theirs},
        )

    @admin.action(description=gettext_lazy("Ta over de valgte"), permissions=["decide"])
    def take_over_rows(self, request: HttpRequest, queryset: QuerySet[RegisterDifference]) -> None:
        """Take over what is the same from any day. The others have pages that ask for it."""
        rows = [row for row in queryset if row.state == State.WAITING and row.can_be_taken_over]
        direct = [row for row in rows if row.kind not in RegisterDifference.DATED]
        count = self.decide_each(request, direct, taking_over.take_over)
        message = ngettext("%(count)d opplysning er tatt over.", "%(count)d opplysninger er tatt over.", count)
        if len(rows) > len(direct):
            message = f"{message} {_('Navn og kommune må du ta over én og én, med datoen de gjelder fra.')}"
        self.message_user(request, message % {"count": count}, messages.SUCCESS)
