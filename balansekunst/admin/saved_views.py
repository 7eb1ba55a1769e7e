"""Saved views of a list: its filters, search, order and columns under a name, one's own or shared."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR, SOURCE_MODEL_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from balansekunst.admin.columns import COLUMNS_VAR, ChosenColumns
from balansekunst.models import SavedView

# What an address has that isn't about which rows a list shows, or in which order. The columns are saved by themselves.
NOT_SAVED = (PAGE_VAR, ERROR_FLAG, ALL_VAR, IS_POPUP_VAR, TO_FIELD_VAR, SOURCE_MODEL_VAR, COLUMNS_VAR)


class SavedViewForm(forms.ModelForm):
    """The name of a view, whether it is shared, and what it shows. A view of one's own by that name is replaced."""

    class Meta:
        model = SavedView
        fields = ["name", "shared", "query"]
        widgets = {"query": forms.HiddenInput}

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]

    def clean_query(self) -> str:
        return canonical(self.cleaned_data["query"])


class SavedViews(ChosenColumns):
    """A list with saved views. A view is an address of the list, which decides what its reader may see."""

    def get_urls(self) -> list[URLPattern]:
        views = path("visninger/", self.admin_site.admin_view(self.views_view), name=f"{self.list_name}_views")
        view = path("visninger/<int:pk>/", self.admin_site.admin_view(self.open_view), name=f"{self.list_name}_view")
        return [views, view, *super().get_urls()]

    def has_share_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may save views for all who see the list, and delete those."""
        return self.has_change_permission(request)

    def saved_views(self, request: HttpRequest) -> Any:
        """Return the user's own views of the list, and the shared ones."""
        return SavedView.objects.visible_to(request.user).filter(listed=self.list_name)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list with the saved views and the choice of columns."""
        context = {
            "saved_views": self.saved_views(request),
            "query_of_view": canonical(request.GET.urlencode()),
            "columns_of_view": self.get_list_display(request),
            "column_choices": self.column_choices(request),
            "may_share": self.has_share_permission(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def views_view(self, request: HttpRequest) -> HttpResponse:
        """Show the saved views with a form that saves what the list shows now, or save it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user: Any = request.user
        data = request.POST if request.method == "POST" else None
        new = SavedView(owner=user, listed=self.list_name)
        form = SavedViewForm(data, instance=new, may_share=self.has_share_permission(request))
        if form.is_valid():
            if replaced := self.saved_views(request).filter(owner=user, name=new.name).first():
                new.pk, new._state.adding = replaced.pk, False  # noqa: SLF001 - as a row that was read
            form.instance.columns = self.valid_columns(request, request.POST.getlist("columns"))
            try:
                form.instance.validate_constraints()
            except ValidationError as error:
                form.add_error("name", error.messages)
            else:
                saved = form.save()
                messages.success(request, _("Visningen «%(name)s» er lagret.") % {"name": saved.name})
                return redirect(f"admin:{self.list_name}_view", saved.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Lagrede visninger"),
            "opts": self.opts,
            "form": form,
            "columns_of_view": request.POST.getlist("columns"),
            "views": [
                (view, self.may_delete(request, view)) for view in self.saved_views(request).select_related("owner")
            ],
        }
        return TemplateResponse(request, "admin/saved_views.html", context)

    def may_delete(self, request: HttpRequest, view: SavedView) -> bool:
        return view.owner_id == request.user.pk or (view.shared and self.has_share_permission(request))

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the list as the view has it, and name what the list no longer has. By POST, delete the view."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        view = get_object_or_404(self.saved_views(request), pk=pk)
        if request.method == "POST":
            if not self.may_delete(request, view):
                raise PermissionDenied
            view.delete()
            messages.success(request, _("Visningen «%(name)s» er slettet.") % {"name": view.name})
            return redirect(f"admin:{self.list_name}_views")
        query, left_out = self._usable(request, view)
        if left_out:
            words = _("Visningen «%(name)s» er eldre enn listen. Dette finnes ikke lenger og er utelatt: %(left_out)s.")
            messages.warning(request, words % {"name": view.name, "left_out": ", ".join(left_out)})
        return redirect(f"{self.list_url()}?{query}")

    def _usable(self, request: HttpRequest, view: SavedView) -> tuple[str, list[str]]:
        """Return the query of the view, and what it names that the list doesn't have (any more)."""
        query, every = QueryDict(view.query, mutable=True), self.all_columns(request)
        sorted_by = [name for name in query.get(ORDER_VAR, "").replace("-", "").split(".") if not name.isdecimal()]
        left_out = [name for name in dict.fromkeys([*view.columns, *sorted_by]) if name and name not in every]
        if not self._can_list(request, query):
            for name in [name for name in query if not self._can_list(request, _only(query, name))]:
                left_out.append(name)
                del query[name]
        query[COLUMNS_VAR] = ",".join(self.valid_columns(request, view.columns))
        return query.urlencode(safe=","), left_out

    def _can_list(self, request: HttpRequest, query: QueryDict) -> bool:
        """Return whether the list can be filtered and sorted so."""
        trial = copy(request)
        # What the list warns of, it warns of again when it is shown.
        vars(trial).update(GET=query, _messages=CookieStorage(request))
        try:
            self.get_changelist_instance(trial)
        except (IncorrectLookupParameters, SuspiciousOperation):
            return False
        return True


def _only(query: QueryDict, name: str) -> QueryDict:
    only = QueryDict(mutable=True)
    only.setlist(name, query.getlist(name))
    return only


def canonical(query: str) -> str:
    """Return the query string in one order, without what is about a page of the list."""
    asked = QueryDict(query, mutable=True)
    for name in NOT_SAVED:
        asked.pop(name, None)
    ordered = QueryDict(mutable=True)
    for name in sorted(asked):
        ordered.setlist(name, asked.getlist(name))
    return ordered.urlencode(safe=",")
