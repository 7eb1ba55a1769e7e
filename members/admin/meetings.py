"""The admin of annual meetings, of who votes for each member, and of terms of office."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from balansekunst.admin.filters import DayFilter
from balansekunst.admin.forms import CheckedTogether, RowsInline
from balansekunst.admin.lists import EditedAdmin, HistoryAdmin
from balansekunst.admin.object_page import Link, ObjectPage
from balansekunst.file_responses import file_response
from balansekunst.forms import WholeNumberField
from balansekunst.front_page import TaskRows, Urgency
from members import meeting_papers, meetings
from members.meeting_dates import AGENDA, first_with_summons_due_from
from members.meeting_sheets import MeetingResource, RegistrationResource, TermResource
from members.models import AgendaItem, Meeting, MeetingPaper, Registration, Term
from members.voting import VotingList

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOON_DAYS = 14


def due_summons(day: date) -> Q:
    """Return the condition of coming meetings whose summons is due within two weeks, or late, and isn't sent."""
    last = first_with_summons_due_from(day + timedelta(days=SOON_DAYS + 1))
    return Q(date__gte=day, date__lt=last) & meetings.without_sent_summons()


def due_agenda(day: date) -> Q:
    """Return the condition of coming meetings whose agenda is due within two weeks, or late, and isn't sent."""
    last = day + AGENDA + timedelta(days=SOON_DAYS)
    return Q(date__range=(day, last), agenda_sent_on=None)


class DeadlineFilter(admin.SimpleListFilter):
    """Meetings whose summons or agenda is due."""

    title = gettext_lazy("frist")
    parameter_name = "frist"
    SUMMONS, AGENDA = "innkalling", "saksliste"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [(self.SUMMONS, _("innkallingen skal sendes")), (self.AGENDA, _("sakslisten skal sendes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        match self.value():
            case self.SUMMONS:
                return queryset.filter(due_summons(today))
            case self.AGENDA:
                return queryset.filter(due_agenda(today))
        return queryset


class AgendaInline(RowsInline):
    """The items of the agenda."""

    model = AgendaItem


class PaperForm(forms.ModelForm):
    """A paper; the file's content is checked, and not its name."""

    class Meta:
        model = MeetingPaper
        fields = ["title", "kind", "file"]
        widgets = {"file": forms.FileInput(attrs={"accept": "application/pdf"})}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            meeting_papers.check(file)
        return file


class PaperInline(RowsInline):
    """The papers of a meeting, linked to the view that checks who may read them."""

    model = MeetingPaper
    form = PaperForm
    fields = ("title", "kind", "file", "download")
    readonly_fields = ("download",)

    @admin.display(description=gettext_lazy("last ned"))
    def download(self, paper: MeetingPaper) -> str:
        if not paper.pk:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("meeting_paper", args=[paper.uuid]), paper.title)


class MeetingForm(forms.ModelForm):
    """A meeting; one that is held after June is accepted with a warning."""

    class Meta:
        model = Meeting
        fields = ["date", "begins_at", "place", "register_by", "most_proxies", "agenda_sent_on"]
        field_classes = {"most_proxies": WholeNumberField}
        widgets = {"begins_at": forms.TimeInput(attrs={"placeholder": "18.00"}, format="%H.%M")}


@admin.register(Meeting)
class MeetingAdmin(ObjectPage, CheckedTogether, HistoryAdmin):
    """The annual meetings. The summons, the voting list and what is decided have short forms on a meeting's page."""

    purpose = gettext_lazy("Årsmøtet er medlemmenes møte, med frister, saksliste, påmelding og stemmeliste.")
    first_rows = gettext_lazy("Her kommer foreningens årsmøter. Begynn med datoen, så regner programmet ut fristene.")
    chapter = "årsmøtet"
    resource_classes = [MeetingResource]
    form = MeetingForm
    list_display = ["date", "begins_at", "place", "register_by", "agenda_sent_on"]
    list_filter = [DeadlineFilter]
    inlines = [AgendaInline, PaperInline]
    fields = ["date", "begins_at", "place", ("register_by", "most_proxies"), "agenda_sent_on"]

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the summons and the agenda that are to be sent."""
        today = timezone.localdate(moment)
        yield self.task(
            Urgency.SOON,
            lambda count: ngettext("årsmøte mangler innkalling", "årsmøter mangler innkalling", count),
            Meeting.objects.filter(due_summons(today)),
            frist=DeadlineFilter.SUMMONS,
        )
        yield self.task(
            Urgency.SOON,
            lambda count: ngettext(
                "årsmøte har ikke fått full saksliste sendt", "årsmøter har ikke fått full saksliste sendt", count
            ),
            Meeting.objects.filter(due_agenda(today)),
            frist=DeadlineFilter.AGENDA,
        )

    def save_model(self, request: HttpRequest, obj: Meeting, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        if obj.is_late:
            self.message_user(
                request, _("Møtet er etter 30. juni. Vedtektene sier at det skal holdes før det."), messages.WARNING
            )

    def page_links(self, request: HttpRequest, row: Meeting) -> list[Link]:
        links = [
            Link(_("Stemmeliste (PDF)"), reverse("admin:members_meeting_voting_pdf", args=[row.pk])),
            Link(_("Stemmeliste (.xlsx)"), reverse("admin:members_meeting_voting_xlsx", args=[row.pk])),
        ]
        if row.summons_id and request.user.has_perm("members.view_mailing"):
            links.append(Link(_("Innkallingen"), reverse("admin:members_mailing_preview", args=[row.summons_id])))
        elif self.may_summon(request):
            links.append(Link(_("Skriv innkallingen"), reverse("admin:members_meeting_summon", args=[row.pk])))
        return links

    def may_summon(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and request.user.has_perm("members.add_mailing")

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Any, str]] = [
            ("<int:pk>/stemmeliste.pdf", self.voting_pdf, "voting_pdf"),
            ("<int:pk>/stemmeliste.xlsx", self.voting_xlsx, "voting_xlsx"),
            ("<int:pk>/skriv-innkalling/", self.summon_view, "summon"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"members_meeting_{name}") for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_safe)
    def voting_pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Download the voting list as PDF."""
        listed = self._voting_list(request, pk)
        return _download(listed, "pdf", "application/pdf", listed.pdf(day=timezone.localdate()))

    @method_decorator(require_safe)
    def voting_xlsx(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Download the voting list as a workbook."""
        listed = self._voting_list(request, pk)
        return _download(listed, "xlsx", XLSX, listed.workbook())

    def _voting_list(self, request: HttpRequest, pk: int) -> VotingList:
        meeting = get_object_or_404(Meeting, pk=pk)
        if not (self.has_view_permission(request, meeting) and request.user.has_perm("members.view_registration")):
            raise PermissionDenied
        return VotingList.of(meeting)

    def summon_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draft the summons to all members, to be looked over and sent as other mailings are."""
        meeting = get_object_or_404(Meeting, pk=pk)
        if not self.may_summon(request):
            raise PermissionDenied
        form = forms.Form(request.POST if request.method == "POST" else None)
        if form.is_valid():
            user: Any = request.user
            url = request.build_absolute_uri(reverse("my_page"))
            try:
                mailing = meetings.draft_summons(
                    meeting, by=user, at=timezone.now(), today=timezone.localdate(), url=url
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, meeting, _("Innkallingen er skrevet."))
                self.message_user(request, _("Les over innkallingen før du sender den."), messages.INFO)
                return redirect("admin:members_mailing_change", mailing.pk)
        explanation = _(
            "Det blir laget et utkast til e-post til kontaktpersonene hos alle medlemmene i dag, med tid, sted, "
            "frister og saksliste. Du leser det over før det sendes. Innkallingen går også til dem som ikke vil ha "
            "utsendinger. Støttemedlemmene skriver du til selv."
        )
        page = {"title": _("Skriv innkallingen"), "button": _("Skriv innkallingen"), "page_url": self.row_url(pk)}
        return self.row_page(request, meeting, form, explanation=explanation, **page)


def _download(listed: VotingList, suffix: str, content_type: str, content: bytes) -> HttpResponse:
    name = f"stemmeliste-{listed.meeting.date.isoformat()}.{suffix}"
    return file_response(content, name=name, content_type=content_type)


@admin.register(Registration)
class RegistrationAdmin(CheckedTogether, HistoryAdmin):
    """Who votes for each member. Staff may register also after the deadline, such as at the door."""

    purpose = gettext_lazy("En påmelding viser hvem som stemmer for et medlem: egen delegat, eller en med fullmakt.")
    first_rows = gettext_lazy("Her kommer påmeldingene. Medlemmene melder på delegat eller gir fullmakt på Min side.")
    chapter = "årsmøtet"
    resource_classes = [RegistrationResource]
    list_display = ["organisation", "meeting", "name", "email", "proxy"]
    list_filter = ["meeting", ("proxy", admin.EmptyFieldListFilter)]
    search_fields = ["organisation__name", "organisation__number", "organisation__formerly", "name", "email"]
    autocomplete_fields = ["organisation", "proxy"]
    fields = ["meeting", "organisation", ("name", "email"), "proxy"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return super().get_queryset(request).select_related("organisation", "meeting", "proxy__organisation")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and not (isinstance(obj, Registration) and obj.proxies.exists())


class InOfficeOnFilter(DayFilter):
    """Terms that include a day."""

    title = gettext_lazy("har vervet per dato")
    parameter_name = "dag"
    phrase = gettext_lazy("som har vervet %(value)s")

    def filter_rows(self, rows: Any, value: date) -> QuerySet[Any]:
        return rows.during(value, value)


@admin.register(Term)
class TermAdmin(EditedAdmin):
    """The people of the association, and their terms of office."""

    purpose = gettext_lazy("Et verv er tiden en person er i styret, revisor, i valgkomiteen eller ansatt.")
    first_rows = gettext_lazy("Her kommer styret, varamedlemmene, revisor, valgkomiteen og de ansatte.")
    chapter = "årsmøtet"
    resource_classes = [TermResource]
    list_display = ["person", "office", "first_day", "last_day", "order"]
    list_filter = [InOfficeOnFilter, "office"]
    search_fields = ["person"]
    fields = ["person", "office", ("first_day", "last_day"), "order"]
