"""The admin of what contacts ask for on Min side: other names and numbers, which staff answer, and to leave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.admin.lists import HistoryAdmin
from balansekunst.admin.timeline import row_url
from balansekunst.forms import DateField, TextField
from balansekunst.front_page import TaskRows, Urgency
from balansekunst.models import User
from members import proposals
from members.admin.columns import organisation_column
from members.models import IdentityProposal, LeaveRequest
from members.names import Names, warning
from members.request_sheets import IdentityProposalResource, LeaveRequestResource

Status = IdentityProposal.Status


class AnswerForm(forms.Form):
    """The answer to a proposal of a new name or number."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Svar"),
        choices=[(Status.ACCEPTED, gettext_lazy("Godta")), (Status.REFUSED, gettext_lazy("Avslå"))],
        widget=forms.RadioSelect,
    )
    from_day = DateField(
        label=gettext_lazy("Gjelder fra"), help_text=gettext_lazy("Første dag med det nye, når det er godtatt.")
    )
    answer = TextField(
        label=gettext_lazy("Melding til virksomheten"),
        required=False,
        max_length=1000,
        widget=TextField.widget(attrs={"rows": 4}),
        help_text=gettext_lazy("Står i e-posten til kontaktpersonene. Fylles ut når forslaget er avslått."),
    )

    def clean(self) -> dict[str, Any]:
        """Require a word with a refusal."""
        answers = super().clean() or self.cleaned_data
        if answers.get("outcome") == Status.REFUSED and not answers.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Skriv hvorfor forslaget er avslått."))
        return answers

    def give(self, proposal: IdentityProposal, *, by: User, at: datetime) -> None:
        """Accept or refuse the proposal. Raises ValidationError."""
        answers = self.cleaned_data
        if answers["outcome"] == Status.REFUSED:
            proposals.refuse(proposal, answer=answers["answer"], by=by, at=at)
            return
        today = timezone.localdate(at)
        given = {"from_day": answers["from_day"], "answer": answers["answer"]}
        proposals.accept(proposal, **given, by=by, at=at, today=today)


class RequestAdmin(HistoryAdmin):
    """Requests that contacts make on Min side, and the office neither adds nor deletes."""

    chapter = "medlemmene"
    deleted_with = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(IdentityProposal)
class IdentityProposalAdmin(RequestAdmin):
    """Proposals of a new name or number. The answer has a page of its own."""

    purpose = gettext_lazy("Kontaktpersoner foreslår nytt navn eller nummer på Min side, og dere godtar eller avslår.")
    first_rows = gettext_lazy("Her kommer forslagene fra kontaktpersonene.")
    resource_classes = [IdentityProposalResource]
    list_display = ["about", "name", "number", "from_day", "proposed_by", "proposed_at", "status"]
    list_filter = ["status"]
    list_select_related = ["organisation", "proposed_by"]
    search_fields = ["organisation__name", "organisation__formerly", "name", "number"]
    readonly_fields = [field.name for field in IdentityProposal._meta.fields if field.name != "id"]

    about = organisation_column("name")

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "forslag om nytt navn eller nummer venter på svar",
                "forslag om nye navn eller numre venter på svar",
                count,
            ),
            IdentityProposal.objects.filter(status=Status.WAITING),
            status__exact=Status.WAITING,
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.answer_view)
        return [path("<int:pk>/svar/", view, name="members_identityproposal_answer"), *super().get_urls()]

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form of the answer, and give it."""
        proposal = get_object_or_404(IdentityProposal.objects.select_related("organisation"), pk=pk)
        if not self.has_change_permission(request, proposal):
            raise PermissionDenied
        if proposal.status != Status.WAITING:
            self.message_user(request, _("Forslaget venter ikke lenger på svar."), messages.WARNING)
            return redirect("admin:members_identityproposal_change", pk)
        form = AnswerForm(request.POST or None, initial={"from_day": proposal.from_day})
        if form.is_valid():
            user: Any = request.user
            try:
                form.give(proposal, by=user, at=timezone.now())
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                words = _("Svaret er registrert, og kontaktpersonene har fått det på e-post.")
                self.log_change(request, proposal, words)
                self.message_user(request, words, messages.SUCCESS)
                return redirect(row_url(proposal.organisation))
        name, number = proposal.name, proposal.organisation.number
        context = {
            "title": _("Svar på forslaget"),
            "subtitle": str(proposal.organisation),
            "proposal": proposal,
            "similar": warning(name, number, Names.of_register()) if name else "",
            "button": _("Send svaret"),
        }
        template = "admin/members/identityproposal/answer.html"
        return self.row_page(request, proposal, form, template=template, **context)


class WaitingFilter(admin.SimpleListFilter):
    """Requests to leave that wait."""

    title = gettext_lazy("status")
    parameter_name = "status"
    phrase = "%(value)s"
    WAITING = "venter"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [(self.WAITING, gettext_lazy("venter"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        return queryset.waiting() if self.value() == self.WAITING else queryset


@admin.register(LeaveRequest)
class LeaveRequestAdmin(RequestAdmin):
    """Requests to leave. The leaving is registered by the short form on the organisation's page, which they fill in."""

    purpose = gettext_lazy("Kontaktpersoner ber om utmelding på Min side, og dere registrerer den.")
    first_rows = gettext_lazy("Her kommer virksomhetene som ber om å bli meldt ut.")
    resource_classes = [LeaveRequestResource]
    list_display = ["about", "wished_on", "asked_by", "asked_at", "state", "next_step"]
    list_select_related = ["membership__organisation", "asked_by"]
    list_filter = [WaitingFilter]
    search_fields = ["membership__organisation__name", "membership__organisation__formerly"]
    fields = ["membership", "wished_on", "reason", "asked_by", "asked_at", "withdrawn_on"]
    readonly_fields = ["membership", "wished_on", "reason", "asked_by", "asked_at"]

    about = organisation_column("name", "membership__organisation")

    @admin.display(description=gettext_lazy("status"))
    def state(self, row: LeaveRequest) -> str:
        if row.withdrawn_on:
            return _("Trukket")
        return _("Meldt ut") if row.membership.left else _("Venter")

    @admin.display(description=gettext_lazy("registrer"))
    def next_step(self, row: LeaveRequest) -> str:
        if not row.is_waiting:
            return ""
        url = reverse("admin:members_organisation_utmelding", args=[row.membership.organisation_id])
        return format_html('<a href="{}">{}</a>', url, _("Meld ut"))

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext("virksomhet ber om å bli meldt ut", "virksomheter ber om å bli meldt ut", count),
            LeaveRequest.objects.waiting(),
            **{WaitingFilter.parameter_name: WaitingFilter.WAITING},
        )
