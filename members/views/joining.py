"""The public pages to join: the organisation number, the form, and the applicant's own page."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from balansekunst.fields import validate_organisation_number
from balansekunst.login_limits import is_within_limit, too_many
from members import joining, public_joining
from members.joining_forms import JoiningForm, NumberForm, initial_from
from members.public_joining import OpenedForm
from members.register import client
from members.register.entities import Entity


@login_not_required
@require_safe
def joining_start(request: HttpRequest) -> HttpResponse:
    """Ask for the organisation number, and go on to the form of that number."""
    form = NumberForm(request.GET if "nummer" in request.GET else None)
    if form.is_valid():
        return redirect("joining_form", form.cleaned_data["nummer"])
    return render(request, "members/joining_start.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)  # not `no-store`: who goes back in the browser finds what was typed
def joining_form(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form with what the register says of the number, and send the link that verifies the e-mail address."""
    try:
        validate_organisation_number(number)
    except ValidationError:
        return redirect(f"{reverse('joining_start')}?nummer={number}")
    now = timezone.now()
    if joining.is_member(number, timezone.localdate(now)):
        return render(request, "members/joining_member.html")
    opened = OpenedForm.read(request.POST.get("opened", ""), at=now)
    if opened and opened.number != number:
        opened = None
    entity, is_reached, is_reopened = None, True, opened is None
    if opened is None:
        if not is_within_limit(request, "joining_look_up"):
            return too_many(request)
        entity, is_reached = look_up(number)
        if entity and entity.deleted_on:
            return render(request, "members/joining_deleted.html", {"entity": entity})
        opened = OpenedForm.new(
            at=now,
            number=number,
            name=entity.name[:200] if entity else "",
            legal_form=entity.legal_form[:10] if entity else "",
        )
    form = JoiningForm(
        request.POST or None,
        opened=opened,
        at=now,
        is_reopened=is_reopened,
        initial=initial_from(entity, timezone.localdate(now)),
    )
    if form.is_valid() and _is_submitted(request, form):
        return redirect("joining_sent")
    context = {"form": form, "opened": opened, "is_reached": is_reached}
    return render(request, "members/joining_form.html", context)


def look_up(number: str) -> tuple[Entity | None, bool]:
    """Return what the register has of the number, and whether it could be reached."""
    try:
        return client.look_up(number), True
    except client.Unreachable:
        return None, False


def _is_submitted(request: HttpRequest, form: JoiningForm) -> bool:
    """Store what the form says, or add to the form why that is impossible now."""
    email = form.instance.contact_email
    if not is_within_limit(request, "joining", key=email.lower()):
        form.add_error(
            None, _("Det er kommet mange innmeldinger herfra i dag. Prøv igjen i morgen, eller skriv til oss.")
        )
        return False
    site = request.build_absolute_uri("/")
    try:
        url = public_joining.submit(form.instance, form_key=form.opened.key, at=form.at, site=site)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Vi har sendt en e-post til %(email)s.") % {"email": email})
    if settings.DEMO and url:
        link = format_html('<a href="{}">{}</a>', url, _("Åpne lenken"))
        messages.info(request, format_html(_("Demoen sender ingen e-post. {}"), link))
    return True


@login_not_required
@require_safe
@never_cache
def joining_sent(request: HttpRequest) -> HttpResponse:
    """Say what to do with the e-mail."""
    return render(request, "members/joining_sent.html", {"days": public_joining.UNVERIFIED_DAYS})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def joining_status(request: HttpRequest, token: str) -> HttpResponse:
    """Show the applicant how the request is doing. By POST it is sent to the board: programs open links in e-mails."""
    now = timezone.now()
    public = public_joining.find(token, at=now)
    if public is None:
        raise Http404
    problem: ValidationError | None = None
    if request.method == "POST":
        try:
            public_joining.verify(public, at=now)
        except ValidationError as error:
            problem = error
        else:
            return redirect("joining_status", token)
    application = public_joining.request_of(public)
    context = {
        "public": public,
        "application": application,
        "fee": application.membership and application.membership.fees.select_related("rate").first(),
        "problems": problem.messages if problem else [],
    }
    return render(request, "members/joining_status.html", context)
