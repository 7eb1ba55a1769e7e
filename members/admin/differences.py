"""The admin of what Enhetsregisteret says otherwise than we do: a list where each is taken over or ignored."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from balansekunst.admin.lists import ReadOnlyAdmin
from balansekunst.admin.timeline import row_url
from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField, LineField
from balansekunst.front_page import TaskRows, Urgency
from balansekunst.models import User
from members.models import RegisterDifference
from members.register import taking_over
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
class RegisterDifferenceAdmin(ReadOnlyAdmin):
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
    actions = ["take_over_rows", "ignore_rows"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["members.change_registerdifference", "members.change_organisation"])

    def has_tasks_for(self, request: HttpRequest) -> bool:
        return self.has_decide_permission(request)

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "opplysning er annerledes i Enhetsregisteret", "opplysninger er annerledes i Enhetsregisteret", count
            ),
            RegisterDifference.objects.filter(state=State.WAITING),
            state__exact=State.WAITING,
        )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/ta-over/", wrap(self.take_over_view), name="members_registerdifference_take_over"),
            path(
                "<int:pk>/se-bort-fra/", wrap(require_POST(self.ignore_view)), name="members_registerdifference_ignore"
            ),
            *super().get_urls(),
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave out the buttons for those who may only read."""
        columns = super().get_list_display(request)
        return columns if self.has_decide_permission(request) else [each for each in columns if each != "decide"]

    @admin.display(description=gettext_lazy("virksomhet"), ordering="organisation__name")
    def organisation_link(self, row: RegisterDifference) -> SafeString:
        return format_html('<a href="{}">{}</a>', row_url(row.organisation), row.organisation.name)

    @admin.display(description=gettext_lazy("behandle"))
    def decide(self, row: RegisterDifference) -> SafeString | str:
        """Return the buttons of a row that waits. They send the form that is around the list."""
        if row.state != State.WAITING:
            return f"{row.get_state_display()} {row.decided_on:%d.%m.%Y}"
        about = f"{row.get_kind_display()}, {row.organisation.name}"
        parts = []
        if row.kind in RegisterDifference.DATED:
            parts.append((_("Ta over"), about, _address("take_over", row)))
        elif row.kind in LEAVING:
            parts.append(
                (_("Meld ut"), about, reverse("admin:members_organisation_utmelding", args=[row.organisation_id]))
            )
        links = format_html_join(" ", '<a href="{2}">{0}<span class="visually-hidden">: {1}</span></a>', parts)
        direct = row.can_be_taken_over and row.kind not in RegisterDifference.DATED
        buttons = [
            *([(_("Ta over"), about, _address("take_over", row))] if direct else []),
            (_("Se bort fra"), about, _address("ignore", row)),
        ]
        html = '<button type="submit" formaction="{2}">{0}<span class="visually-hidden">: {1}</span></button>'
        return format_html('<span class="row-buttons">{} {}</span>', links, format_html_join(" ", html, buttons))

    def take_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a difference over, from the day that is asked for if it changes from a day."""
        row = self._waiting_row(request, pk)
        if row is None:
            return self._to_list()
        form = TakeOverForm(row, request.POST if request.method == "POST" else None)
        if form.is_valid():
            given = {"from_day": form.cleaned_data.get("from_day"), "name": form.cleaned_data.get("name", "")}
            try:
                taking_over.take_over(row, by=_user(request), today=timezone.localdate(), **given)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                done = _("%(kind)s er tatt over fra Enhetsregisteret.") % {"kind": row.get_kind_display().capitalize()}
                self.message_user(request, f"{row.organisation}: {done}", messages.SUCCESS)
                return self._to_list()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ta over fra Enhetsregisteret"),
            "subtitle": str(row.organisation),
            "opts": self.opts,
            "original": row,
            "form": form,
            "button": _("Ta over"),
            "explanation": _("Hos oss: %(ours)s. I Enhetsregisteret: %(theirs)s.")
            % {"ours": row.ours or "\N{EN DASH}", "theirs": row.theirs},
        }
        return TemplateResponse(request, "admin/row_form.html", context)

    def ignore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ignore a difference."""
        row = self._waiting_row(request, pk)
        if row and self._each(request, [row], taking_over.ignore):
            self.message_user(request, _("Vi ser bort fra forskjellen så lenge den er den samme."), messages.SUCCESS)
        return self._to_list()

    @admin.action(description=gettext_lazy("Ta over de valgte"), permissions=["decide"])
    def take_over_rows(self, request: HttpRequest, queryset: QuerySet[RegisterDifference]) -> None:
        """Take over what is the same from any day. The others have pages that ask for it."""
        rows = [row for row in queryset if row.state == State.WAITING and row.can_be_taken_over]
        direct = [row for row in rows if row.kind not in RegisterDifference.DATED]
        count = self._each(request, direct, taking_over.take_over)
        message = ngettext("%(count)d opplysning er tatt over.", "%(count)d opplysninger er tatt over.", count)
        if len(rows) > len(direct):
            message = f"{message} {_('Navn og kommune må du ta over én og én, med datoen de gjelder fra.')}"
        self.message_user(request, message % {"count": count}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Se bort fra de valgte"), permissions=["decide"])
    def ignore_rows(self, request: HttpRequest, queryset: QuerySet[RegisterDifference]) -> None:
        count = self._each(request, queryset.filter(state=State.WAITING), taking_over.ignore)
        message = ngettext("Vi ser bort fra %(count)d forskjell.", "Vi ser bort fra %(count)d forskjeller.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS)

    def _each(self, request: HttpRequest, rows: Iterable[RegisterDifference], decide: Callable[..., None]) -> int:
        """Decide each of the rows, say why some can't be, and return the number of the others."""
        count = 0
        for row in rows:
            try:
                decide(row, by=_user(request), today=timezone.localdate())
            except ValidationError as error:
                problem = " ".join(error.messages)
                self.message_user(request, f"{row.organisation}: {problem}", messages.WARNING)
            else:
                count += 1
        return count

    def _waiting_row(self, request: HttpRequest, pk: int) -> RegisterDifference | None:
        """Return the row, or None with a message if it is decided."""
        row = get_object_or_404(RegisterDifference.objects.select_related("organisation"), pk=pk)
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if row.state == State.WAITING:
            return row
        self.message_user(request, _("Noen har allerede tatt stilling til dette."), messages.WARNING)
        return None

    def _to_list(self) -> HttpResponse:
        return redirect(f"{self.list_url()}?state__exact={State.WAITING}")


def _address(page: str, row: RegisterDifference) -> str:
    return reverse(f"admin:members_registerdifference_{page}", args=[row.pk])


def _user(request: HttpRequest) -> User:
    user: Any = request.user
    return user
