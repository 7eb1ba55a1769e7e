"""The admin site: its name, its front page, and a second factor for all users."""

from collections.abc import Iterator
from functools import wraps
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from balansekunst.access import ask_second_factor, has_second_factor, may_enter_admin, second_factor_step
from balansekunst.admin import calendar_page, jobs, menu
from balansekunst.admin.lists import ListAdmin
from balansekunst.admin.search import OTHER_KINDS, find_everywhere, is_too_short
from balansekunst.front_page import by_urgency, count_tasks, management_tasks
from balansekunst.handbook import handbook
from balansekunst.models import SavedView
from balansekunst.text import clean_line

MOST_RECENT = 10
# `r/` redirects to the page of any row, also of one that is hidden from the user, and nobody has a password.
NOT_OFFERED = {"view_on_site", "password_change", "password_change_done"}


class AdminSite(admin.AdminSite):
    """The admin for staff, advisers and management who have recently shown a second factor."""

    site_title = _("Balansekunst")
    site_header = _("Balansekunst")
    index_title = _("Oversikt")
    final_catch_all_view = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the action that deletes selected rows: each is deleted on its own page, and can be restored."""
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter_admin(request.user) and has_second_factor(request)

    def get_urls(self) -> list[Any]:
        """Leave out NOT_OFFERED, and add the search in all lists, the handbook, the calendar and jobs."""
        urls = [url for url in super().get_urls() if getattr(url, "name", "") not in NOT_OFFERED]
        own = [
            path("sok/", self.admin_view(self.search), name="search"),
            path("handbok/", self.admin_view(self.handbook_view), name="handbook"),
            path("kalender/", self.admin_view(self.calendar_view), name="calendar"),
            path("kalender/adresse/", self.admin_view(calendar_page.feed_view), name="calendar_feed"),
            path("bakgrunn/", self.admin_view(self.job_list_view), name="job_list"),
            path("bakgrunn/<int:pk>/", self.admin_view(self.job_view), name="job"),
            path("bakgrunn/<int:pk>/fil/", self.admin_view(jobs.file_view), name="job_file"),
            path("bakgrunn/<int:pk>/igjen/", self.admin_view(jobs.retry_view), name="job_retry"),
        ]
        return [*own, *urls]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Return the view for those with permission; anyone may log out.

        Submitted input is returned, to be sent again, when only the second factor is missing.
        """
        if view == self.logout:
            return view
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and self._needs_only_second_factor(request):
                return ask_second_factor(request)
            return guarded(request, *args, **kwargs)

        return ask_first

    def _needs_only_second_factor(self, request: HttpRequest) -> bool:
        return may_enter_admin(request.user) and not has_second_factor(request)

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        """Show the user's tasks and shortcuts above the list of apps."""
        now, lists = timezone.now(), list(self.visible_lists(request))
        own = (rows for each in lists if each.has_tasks_for(request) for rows in each.tasks(now, request))
        tasks = count_tasks([*own, *jobs.tasks(request, now), *management_tasks(request.user, now)])
        shortcuts = (shortcut for each in lists for shortcut in each.shortcuts(now, request))
        context = {
            "tasks": tasks,
            "by_urgency": by_urgency(tasks),
            "shortcuts": [*calendar_page.shortcuts(request), *shortcuts],
            "recent": self.recent(request),
            "saved_views": self.saved_views(request, lists),
        }
        return super().index(request, context | (extra_context or {}))

    def handbook_view(self, request: HttpRequest) -> TemplateResponse:
        """Show the handbook."""
        book = handbook()
        context = {**self.each_context(request), "title": book.title, "handbook": book}
        return TemplateResponse(request, "admin/handbook.html", context)

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """Show the calendar."""
        return calendar_page.calendar_view(request, self.each_context(request))

    def job_list_view(self, request: HttpRequest) -> HttpResponse:
        """Show the user's jobs."""
        return jobs.list_view(request, self.each_context(request))

    def job_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one of the user's jobs."""
        return jobs.job_view(request, pk, self.each_context(request))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the user's lists in the order of the work; of one app, all its lists."""
        if app_label:
            return super().get_app_list(request, app_label)
        registers = {each.model for each in self.lists() if each.is_register}
        return menu.in_order_of_work(menu.apps_of(request, self._registry), registers)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add whether the menu has the calendar, and the keys that open the user's lists."""
        context: dict[str, Any] = super().each_context(request)
        return context | {
            "shows_calendar": bool(calendar_page.kinds_of(request)),
            "keyboard_shortcuts": menu.shortcuts(context["available_apps"]),
        }

    @method_decorator(require_safe)
    def search(self, request: HttpRequest) -> TemplateResponse:
        """Show the best rows of each kind for what is searched for in all lists."""
        text = clean_line(request.GET.get("q", ""))
        lists = sorted(self.lists(), key=lambda each: menu.place(each.model))
        kinds = [each.search_kind() for each in lists if each.is_searched_everywhere]
        too_short = is_too_short(text)
        context = {
            "title": _("Søk"),
            "search_text": text,
            "is_too_short": too_short,
            "found": [] if too_short else find_everywhere(request, [*kinds, *OTHER_KINDS], text),
        }
        return TemplateResponse(request, "admin/search.html", self.each_context(request) | context)

    def lists(self) -> Iterator[ListAdmin]:
        """Return all lists, in the order of registration."""
        return (each for each in self._registry.values() if isinstance(each, ListAdmin))

    def saved_views(self, request: HttpRequest, lists: list[ListAdmin]) -> list[tuple[str, list[SavedView]]]:
        """Return the name and the saved views of each list that has any."""
        names = {each.list_name: capfirst(str(each.opts.verbose_name_plural)) for each in lists}
        views = SavedView.objects.visible_to(request.user).filter(listed__in=names)
        return [(names[listed], list(found)) for listed, found in groupby(views, attrgetter("listed"))]

    def visible_lists(self, request: HttpRequest) -> Iterator[ListAdmin]:
        """Return the lists that the user may see, in the order of registration."""
        return (each for each in self.lists() if each.has_view_permission(request))

    def recent(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Return the user's latest actions, except in lists that hide rows: access to a row may have changed since."""
        hidden = Q()
        for model, model_admin in self._registry.items():
            if isinstance(model_admin, ListAdmin) and model_admin.hides_rows:
                hidden |= Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
        own = LogEntry.objects.filter(~hidden, user=request.user.pk)
        return own.select_related("content_type", "user")[:MOST_RECENT]

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Redirect to the step that is missing, login or second factor, or to the target."""
        target = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
            target = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target, reverse("account_login"))
        if self.has_permission(request):
            return HttpResponseRedirect(target)  # `redirect` takes a text without a slash for a view's name
        if not may_enter_admin(request.user):
            return redirect("my_page")
        return redirect(f"{second_factor_step(request)}?{urlencode({'next': target})}")
