"""Pages of the admin with one short form about a row, for what changes it by a rule, or sends e-mails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TEMPLATE = "admin/row_form.html"


@dataclass(frozen=True)
class RowAction:
    """A page at `slug` with a form that takes the row, and whose `apply` says what was done. Raises ValidationError.

    It is open while the row has this `status`.
    """

    slug: str
    title: "StrOrPromise"
    button: "StrOrPromise"
    form: Callable[..., Any]
    status: str
    template: str = TEMPLATE


class RowPages(admin.ModelAdmin):
    """An admin whose rows have pages of one form: `row_actions`, and those that views show by `row_page`."""

    row_actions: Sequence[RowAction] = ()

    def get_urls(self) -> list[URLPattern]:
        name, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view(self.action_view)
        own = [
            path(f"<int:pk>/{each.slug}/", view, {"action": each}, name=f"{name}_{each.slug}")
            for each in self.row_actions
        ]
        return [*own, *super().get_urls()]

    def row_page(
        self, request: HttpRequest, row: Any, form: Any, *, template: str = TEMPLATE, **context: Any
    ) -> HttpResponse:
        """Return the page of a form about the row. The context has its `title`, and the words of its `button`."""
        common = {"opts": self.opts, "original": row, "subtitle": str(row), "form": form}
        return TemplateResponse(request, template, {**self.admin_site.each_context(request), **common, **context})

    def action_view(self, request: HttpRequest, pk: int, action: RowAction) -> HttpResponse:
        """Show the form of the action, and do it."""
        row: Any = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        change = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        if row.status != action.status:
            words = _("«%(action)s» er ikke mulig nå: status er «%(status)s».")
            values = {"action": action.title, "status": row.get_status_display()}
            self.message_user(request, words % values, messages.WARNING)
            return redirect(change, pk)
        form = action.form(row, request.POST or None)
        if form.is_valid():
            try:
                words = form.apply()
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.log_change(request, row, words)
                self.message_user(request, words, messages.SUCCESS)
                return redirect(change, pk)
        return self.row_page(request, row, form, template=action.template, title=action.title, button=action.button)
