"""Roles and their permissions, and the second factor for staff.

A role is a group, found by its name. Its permissions are defined here and not in the database, so that they change
together with the code.
"""

from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from django_stubs_ext import StrOrPromise

    from balansekunst.models import User


class LoggedInRequest(HttpRequest):
    """A request of a logged-in user, as LoginMiddleware ensures."""

    user: "User"


class Role(TextChoices):
    """The roles of those who work here. Contacts of organisations have none."""

    STAFF = "ansatt", _("ansatt")
    MANAGEMENT = "ledelse", _("ledelse")
    ADVISER = "rådgiver", _("rådgiver")


# These read enquiries, or confirm changes of the accounts that do. What protects the accounts is in account_changes.
PROTECTED_ROLES = frozenset({Role.ADVISER, Role.MANAGEMENT})

CSRF_FIELD = "csrfmiddlewaretoken"
READ_REPORTS = "reports.view_summary"
ACTIONS = ("view", "add", "change", "delete")
STAFF_MODELS = {
    "members": (
        "county",
        "earlierregion",
        "municipality",
        "earlierplace",
        "organisation",
        "earlieridentity",
        "membership",
        "contact",
        "membershipapplication",
        "feerate",
        "fee",
        "supportingmember",
        "feepayment",
        "meeting",
        "agendaitem",
        "meetingpaper",
        "registration",
        "term",
        "mailing",
        "mailingrecipient",
    ),
    "courses": ("topic", "instructor", "assignment", "publicevent"),
    "balansemerket": (
        "requirementsversion",
        "requirement",
        "certification",
        "event",
        "quote",
        "round",
        "roundstep",
        "comment",
        "participation",
        "areareview",
        "risk",
        "evidence",
    ),
    "balansepotten": (
        "theme",
        "call",
        "criterion",
        "question",
        "answer",
        "rejectionreason",
        "lettertemplate",
        "application",
        "budgetline",
        "attachment",
        "juror",
        "conflictofinterest",
    ),
    "reports": ("annualreport", "section", "quote", "picture"),
    "balansekunst": ("message", "bounce"),
}
# Rows that others make, which staff decide: they are neither added nor deleted by them.
DECIDED_MODELS = {
    "members": ("identityproposal", "leaverequest", "registerdifference", "placechange", "likelyduplicate"),
    "courses": ("booking", "evaluationquestion"),
    "balansekunst": ("erasurerequest", "legalhold"),
}


def _all_actions(models: dict[str, tuple[str, ...]], actions: tuple[str, ...] = ACTIONS) -> frozenset[str]:
    return frozenset(
        f"{app}.{action}_{model}" for app, names in models.items() for model in names for action in actions
    )


# The yearly report: staff write it, and somebody who didn't write it publishes it.
BEGIN_REPORTS = "reports.add_annualreport"
WRITE_REPORTS = "reports.change_annualreport"
PUBLISH_REPORTS = "reports.publish_annualreport"
READ_PUBLICATIONS = frozenset(f"reports.view_{model}" for model in ("publication", "frozenfigure", "correction"))
# A grant round: staff run it, propose and write; management decides and pays.
RUN_ROUNDS = "balansepotten.run_rounds"
DECIDE_ROUNDS = "balansepotten.decide_rounds"
# The way to Balansemerket: staff approve the steps, and award the mark.
HANDLE_MARK = "balansemerket.change_round"
READ_ROUNDS = frozenset(
    f"balansepotten.view_{model}"
    for model in ("assessment", "score", "decision", "letter", "grant", "extension", "payment", "projectreport")
)
# The rows that the year's figures are counted from, and what those depend on: who reads the figures may trace them.
# Bookings are left out, since their list has the names and addresses of persons.
TRACE_FIGURES = frozenset(
    {
        *("members.view_membership", "members.view_organisation", "members.view_municipality", "members.view_county"),
        *("members.view_earlierplace", "members.view_earlierregion", "members.view_fee"),
        "members.view_supportingmember",
        *("courses.view_assignment", "courses.view_topic", "courses.view_publicevent"),
        *("balansemerket.view_certification", "balansemerket.view_event"),
        *("balansepotten.view_call", "balansepotten.view_application", "balansepotten.view_theme"),
        *("balansepotten.view_budgetline", "balansepotten.view_attachment"),
    }
)
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.STAFF: _all_actions(STAFF_MODELS)
    | _all_actions(DECIDED_MODELS, ("view", "change"))
    | READ_ROUNDS
    | READ_PUBLICATIONS
    | {"balansekunst.view_bulkchange", "members.view_organisationmerge", READ_REPORTS, RUN_ROUNDS, PUBLISH_REPORTS},
    Role.MANAGEMENT: TRACE_FIGURES | {READ_REPORTS, RUN_ROUNDS, DECIDE_ROUNDS, PUBLISH_REPORTS},
    Role.ADVISER: _all_actions({"radgivning": ("enquiry", "ground", "topic")}),
}


class RoleBackend(AuthenticationBackend):
    """Grants each user the permissions of their roles, defined in PERMISSIONS."""

    def get_group_permissions(self, user_obj: "User | AnonymousUser", obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return set().union(*(PERMISSIONS.get(role, ()) for role in _roles(user_obj)))

    def get_user_permissions(self, user_obj: "User | AnonymousUser", obj: Any = None) -> set[str]:
        """Return no permissions: they come with roles, never with users."""
        return set()


def has_role(user: "User | AnonymousUser", role: Role) -> bool:
    """Return whether the user has the role itself: being a superuser isn't enough."""
    return user.is_active and not user.is_anonymous and role in _roles(user)


def may_enter_admin(user: "User | AnonymousUser") -> bool:
    """Return whether the admin is for the user: for staff, and for management, who read the rows behind the figures."""
    return user.is_active and (user.is_staff or has_role(user, Role.MANAGEMENT))


def _roles(user: "User") -> frozenset[str]:
    """Return the names of the user's roles, queried once per request."""
    # Not in `__dict__`: that of `request.user`, which fetches the user when needed, is another one.
    if not hasattr(user, "role_names"):
        user.role_names = frozenset(user.groups.values_list("name", flat=True))
    return user.role_names


def has_second_factor(request: "HttpRequest", *, hours: int | None = None) -> bool:
    """Return whether the session has shown a second factor recently: a passkey, or a code.

    Recently is in the last `hours`, by default settings.SECOND_FACTOR_HOURS.
    """
    hours = settings.SECOND_FACTOR_HOURS if hours is None else hours
    since = (timezone.now() - timedelta(hours=hours)).timestamp()
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" and record["at"] >= since for record in records)


def staff_page[**P](*permissions: str) -> "Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]":
    """Allow a view for users who have one of the permissions and have recently shown a second factor.

    Others get 403. Those who only need the second factor are asked for it.
    """

    return _page_for(lambda user: any(map(user.has_perm, permissions)))


def role_page[**P](*roles: Role) -> "Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]":
    """Allow a view for users who have one of the roles itself, with the same second factor as `staff_page`."""
    return _page_for(lambda user: any(has_role(user, role) for role in roles))


def _page_for[**P](
    allowed: "Callable[[User | AnonymousUser], bool]",
) -> "Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]":
    def guard(view: "Callable[P, HttpResponseBase]") -> "Callable[P, HttpResponseBase]":
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> "HttpResponseBase":
            request: HttpRequest = args[0]  # type: ignore[assignment]
            if not allowed(request.user):
                raise PermissionDenied
            if not has_second_factor(request):
                return ask_second_factor(request)
            return view(*args, **kwargs)

        return guarded

    return guard


def ask_second_factor(request: "HttpRequest") -> "HttpResponse":
    """Redirect to the second factor and back. Submitted input, except files, is returned to be sent again."""
    if request.method == "POST" and not request.FILES:
        return render_send_again(
            request,
            step=_("Bekreft med app eller passnøkkel"),
            url=f"{second_factor_step(request)}?{urlencode({'next': reverse('my_page')})}",
            why=_("Det er for lenge siden du bekreftet med app eller passnøkkel."),
        )
    return redirect(f"{second_factor_step(request)}?{urlencode({'next': request.get_full_path()})}")


def render_send_again(request: "HttpRequest", *, step: "StrOrPromise", url: str, why: "StrOrPromise") -> "HttpResponse":
    """Return a page with the submitted input, to be sent again once the user has done the step at `url`.

    The input is in that page alone: not in the session, where it would be unencrypted, nor in the browser's storage.
    """
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]
    context = {"sent": sent, "step": step, "url": url, "why": why}
    response = render(request, "account/send_again.html", context, status=HTTPStatus.FORBIDDEN)
    add_never_cache_headers(response)
    return response


def second_factor_step(request: "HttpRequest") -> str:
    """Return the URL where the user shows a second factor, or sets one up."""
    if is_mfa_enabled(request.user):
        return get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return reverse("mfa_index")
