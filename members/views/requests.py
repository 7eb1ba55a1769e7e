"""Where contacts ask the office for another name or number, or to leave, and withdraw that."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from balansekunst.access import LoggedInRequest
from balansekunst.unsent_forms import shown_again
from members import leave_requests, proposals
from members.forms import LeaveRequestForm, ProposalForm
from members.models import IdentityProposal
from members.views import organisation_of
from members.views.details import FORM_METHODS


@shown_again
@require_http_methods(FORM_METHODS)
def identity_propose(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show the form of a new name or number, and propose it."""
    organisation, now = organisation_of(request, pk), timezone.now()
    form = ProposalForm(organisation, request.POST or None)
    today = timezone.localdate(now)
    if form.is_valid() and form.succeeds(
        lambda: proposals.propose(organisation, **form.cleaned_data, by=request.user, at=now, today=today)
    ):
        messages.success(request, _("Forslaget er sendt. Dere får svar på e-post."))
        return redirect("my_organisation", pk)
    return render(request, "members/identity_propose.html", {"organisation": organisation, "form": form})


@require_POST
def proposal_withdraw(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Withdraw the proposal that waits."""
    organisation = organisation_of(request, pk)
    proposal = organisation.identity_proposals.filter(status=IdentityProposal.Status.WAITING).first()
    if proposal:
        _try(request, lambda: proposals.withdraw(proposal, by=request.user), _("Forslaget er trukket."))
    return redirect("my_organisation", pk)


@shown_again
@require_http_methods(FORM_METHODS)
def leave_request(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show the form of a request to leave, and make it."""
    organisation, now = organisation_of(request, pk), timezone.now()
    form = LeaveRequestForm(request.POST or None)
    today = timezone.localdate(now)
    if form.is_valid() and form.succeeds(
        lambda: leave_requests.ask(organisation, **form.cleaned_data, by=request.user, at=now, today=today)
    ):
        messages.success(request, _("Vi har fått beskjed, og registrerer utmeldingen."))
        return redirect("my_organisation", pk)
    return render(request, "members/leave_request.html", {"organisation": organisation, "form": form})


@require_POST
def leave_request_withdraw(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Withdraw the request to leave that waits."""
    organisation, today = organisation_of(request, pk), timezone.localdate()
    waiting = leave_requests.waiting_of(organisation)
    if waiting:
        words = _("Utmeldingen er trukket. Så fint at dere blir!")
        _try(request, lambda: leave_requests.withdraw(waiting, by=request.user, today=today), words)
    return redirect("my_organisation", pk)


def _try(request: LoggedInRequest, act: Callable[[], None], words: str) -> None:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words)
