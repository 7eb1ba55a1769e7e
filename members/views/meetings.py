"""The annual meeting on My page: its agenda and papers, and who votes for the organisation."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.access import LoggedInRequest, has_second_factor
from balansekunst.file_responses import private_file
from balansekunst.unsent_forms import shown_again
from members import meeting_papers, meetings
from members.models import Meeting, Organisation, Registration
from members.views import organisation_of


class DelegateForm(forms.ModelForm):
    """The member's own delegate. `version` is that of the registration when the form was shown."""

    version = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Registration
        fields = ["name", "email"]
        labels = {"name": gettext_lazy("Navn"), "email": gettext_lazy("E-post")}

    def __init__(self, data: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, prefix="delegat")
        for field in (self.fields["name"], self.fields["email"]):
            field.required = field.widget.is_required = True

    def _post_clean(self) -> None:
        """Leave the row to `members.meetings`, which locks it first."""


class ProxyForm(forms.Form):
    """The delegate of another member who gets the member's vote."""

    version = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    proxy = forms.ModelChoiceField(
        Registration.objects.none(),
        label=gettext_lazy("Delegat"),
        error_messages={
            "invalid_choice": gettext_lazy("Delegaten kan ikke ta imot flere fullmakter. Velg en annen."),
        },
    )

    def __init__(self, data: Any, meeting: Meeting, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(data, prefix="fullmakt", **kwargs)
        choice: Any = self.fields["proxy"]
        choice.queryset = meetings.available_delegates(meeting, organisation)
        choice.label_from_instance = lambda delegate: f"{delegate.organisation}: {delegate.name}"
        choice.empty_label = _("Velg")


@shown_again
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def meeting_registration(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show the next annual meeting to a contact of a member, and register who votes for the organisation."""
    organisation, today = organisation_of(request, pk), timezone.localdate()
    meeting = meetings.next_meeting(today)
    if meeting is None or not Organisation.objects.members_on(meeting.date).filter(pk=pk).exists():
        raise Http404
    found = meeting.registrations.filter(organisation=organisation).select_related("proxy__organisation")
    registration = found.first()
    version = {"version": meetings.version_of(registration)}
    action = request.POST.get("gjor", "") if request.method == "POST" else ""
    delegate = DelegateForm(
        request.POST if action == "delegat" else None,
        initial={**version, "name": registration.name, "email": registration.email} if registration else version,
    )
    proxy = ProxyForm(
        request.POST if action == "fullmakt" else None,
        meeting,
        organisation,
        initial={**version, "proxy": registration.proxy_id} if registration else version,
    )
    acted = {"delegat": delegate, "fullmakt": proxy}.get(action)
    if action == "avmeld":
        acted = forms.Form(request.POST)
    if acted is not None and acted.is_valid():
        done = _act(request, meeting, organisation, acted)
        if done:
            messages.success(request, done)
            return redirect("meeting_registration", pk)
        registration = found.first()
    last_year = meeting.date.year - 1
    context = {
        "organisation": organisation,
        "meeting": meeting,
        "agenda": meeting.agenda.all(),
        "papers": meeting.papers.all() if meeting.agenda_sent_on and meeting.agenda_sent_on <= today else (),
        "last_year": last_year,
        "is_report_published": any(is_published(last_year) for is_published in meetings.REPORT_CHECKS),
        "registration": registration,
        "proxies": registration.proxies.select_related("organisation") if registration else (),
        "version": meetings.version_of(registration),
        "is_open": today <= meeting.register_by,
        "delegate": delegate,
        "proxy": proxy,
        "acted": acted,
        "has_choices": meetings.available_delegates(meeting, organisation).exists(),
    }
    return render(request, "members/meeting_registration.html", context)


def _act(request: LoggedInRequest, meeting: Meeting, organisation: Organisation, form: Any) -> str:
    """Do what the form says, and return it in a sentence; or report in the form why that can't be done."""
    today, version = timezone.localdate(), request.POST.get(form.add_prefix("version"), "")
    given: dict[str, Any] = {"today": today, "version": version}
    try:
        if isinstance(form, DelegateForm):
            name, email = form.cleaned_data["name"], form.cleaned_data["email"]
            meetings.register_delegate(meeting, organisation, name=name, email=email, **given)
            return _("%(name)s er påmeldt som delegat.") % {"name": name}
        if isinstance(form, ProxyForm):
            holder = form.cleaned_data["proxy"]
            meetings.give_proxy(meeting, organisation, holder=holder, **given)
            return _("%(name)s har fullmakt fra dere.") % {"name": holder.name}
        meetings.withdraw(meeting, organisation, **given)
    except ValidationError as error:
        found = error.error_dict if hasattr(error, "error_dict") else {None: error}
        for field, problem in found.items():
            form.add_error(field if field in form.fields else None, problem)
        if "version" in form.fields:
            form.data = form.data.copy()
            row = Registration.objects.filter(meeting=meeting, organisation=organisation).first()
            form.data[form.add_prefix("version")] = meetings.version_of(row)
        return ""
    return _("Påmeldingen er slettet.")


@require_safe
def meeting_paper(request: LoggedInRequest, uuid: UUID) -> FileResponse:
    """Send a paper of a meeting to contacts of its members once the agenda is sent, and to staff.

    Staff need a second factor.
    """
    as_staff = request.user.has_perm("members.view_meetingpaper") and has_second_factor(request)
    paper = get_object_or_404(
        meeting_papers.readable_papers(request.user, as_staff=as_staff, today=timezone.localdate()), uuid=uuid
    )
    try:
        content = paper.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    return private_file(content, name=f"{paper.title}.pdf", content_type="application/pdf")
