"""Where contacts change the details of their organisation, and its contacts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balansekunst.access import LoggedInRequest
from balansekunst.login_limits import is_within_limit
from balansekunst.models import User
from balansekunst.unsent_forms import shown_again
from members import contacts, details
from members.forms import DetailsForm, HandOverForm, InviteForm, LeadersForm
from members.models import Organisation
from members.views import organisation_of

FORM_METHODS = ["GET", "HEAD", "POST"]


@shown_again
@require_http_methods(FORM_METHODS)
def details_edit(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show the form of the details, and save it."""
    organisation, today = organisation_of(request, pk), timezone.localdate()
    form = DetailsForm(organisation, today, request.POST or None)

    def save() -> None:
        from_day = form.cleaned_data["from_day"] or today
        details.update(organisation, form.changes, from_day=from_day, today=today, by=request.user)

    if form.is_valid() and form.succeeds(save):
        messages.success(request, _("Opplysningene er lagret."))
        return redirect("my_organisation", pk)
    return _page(request, "members/details_edit.html", organisation, form=form)


@shown_again
@require_http_methods(FORM_METHODS)
def contact_invite(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show the form of a new contact, and invite it."""
    organisation = organisation_of(request, pk)
    form = InviteForm(request.POST or None)
    if form.is_valid() and form.succeeds(
        lambda: contacts.invite(organisation, form.person, by=_inviting(request), site=_site(request))
    ):
        words = _("%(name)s har fått tilgang, og en e-post om hvordan man logger inn.")
        messages.success(request, words % {"name": form.cleaned_data["name"]})
        return redirect("my_organisation", pk)
    return _page(request, "members/contact_invite.html", organisation, form=form)


@require_http_methods(FORM_METHODS)
def contact_remove(request: LoggedInRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Ask whether to remove a contact, who may be the user, and do it."""
    organisation = organisation_of(request, pk)
    contact = get_object_or_404(organisation.contacts, pk=contact_pk)
    is_self = contact.user_id == request.user.pk
    problem: list[str] = []
    if request.method == "POST":
        try:
            contacts.remove(contact, by=request.user)
        except ValidationError as error:
            problem = error.messages
        else:
            messages.success(request, _removed(contact.name, organisation, is_self=is_self))
            return redirect("my_page") if is_self else redirect("my_organisation", pk)
    context = {"contact": contact, "is_self": is_self, "problem": problem}
    return _page(request, "members/contact_remove.html", organisation, **context)


@require_http_methods(FORM_METHODS)
def contact_leaders(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show which contacts are leaders, and change that."""
    organisation = organisation_of(request, pk)
    form = LeadersForm(organisation, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.succeeds(
        lambda: contacts.set_leaders(organisation, form.cleaned_data["leaders"], by=request.user)
    ):
        messages.success(request, _("Lagret hvem som er i ledelsen."))
        return redirect("my_organisation", pk)
    return _page(request, "members/contact_leaders.html", organisation, form=form)


@shown_again
@require_http_methods(FORM_METHODS)
def hand_over(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show the form of who takes over from the user, and let them."""
    organisation = organisation_of(request, pk)
    form = HandOverForm(list(organisation.contacts.exclude(user=request.user)), request.POST or None)
    if form.is_valid() and form.succeeds(
        lambda: contacts.hand_over(organisation, form.successor, by=_inviting(request), site=_site(request))
    ):
        words = _("Du har overlatt %(organisation)s, og er ikke lenger kontaktperson der.")
        messages.success(request, words % {"organisation": organisation})
        return redirect("my_page")
    return _page(request, "members/hand_over.html", organisation, form=form)


def _removed(name: str, organisation: Organisation, *, is_self: bool) -> str:
    if is_self:
        return _("Du er ikke lenger kontaktperson for %(organisation)s.") % {"organisation": organisation}
    return _("%(name)s er fjernet, og kan ikke lenger logge inn for %(organisation)s.") % {
        "name": name,
        "organisation": organisation,
    }


def _inviting(request: LoggedInRequest) -> User:
    """Return the user, who gives others access. Raises ValidationError if they have done so too often today."""
    if not is_within_limit(request, "inviting", key=str(request.user.pk)):
        raise ValidationError(_("Du har gitt mange tilgang i dag. Prøv igjen i morgen, eller skriv til oss."))
    return request.user


def _site(request: LoggedInRequest) -> str:
    return request.build_absolute_uri("/")


def _page(request: LoggedInRequest, template: str, organisation: Organisation, **context: Any) -> HttpResponse:
    return render(request, template, {"organisation": organisation, **context})
