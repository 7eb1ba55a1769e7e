"""The columns of a list: which there are, which a user has chosen, and the order of the rows by their names."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.models import ListColumns

COLUMNS_VAR = "kolonner"  # of an address: names of columns, separated by commas


class ChosenColumns(admin.ModelAdmin):
    """A list whose columns are chosen by each user, among `list_display` and `optional_columns`.

    The first column is always there, since it links to the row.
    """

    optional_columns: Sequence[str] = ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.columns_view)
        return [path("kolonner/", view, name=f"{self.list_name}_columns"), *super().get_urls()]

    @property
    def list_name(self) -> str:
        """The name of the list: of its model, as in the names of the admin's pages."""
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def list_url(self) -> str:
        return reverse(f"admin:{self.list_name}_changelist")

    def all_columns(self, request: HttpRequest) -> list[str]:
        """Return the names of all columns that the user may choose, the usual ones first."""
        usual: Iterable[Any] = super().get_list_display(request)
        return [*usual, *self.optional_columns]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns that the address asks for, or that the user has chosen, or else the usual ones."""
        known = request.__dict__.setdefault("chosen_columns", {})
        if self.list_name not in known:
            known[self.list_name] = self.valid_columns(request, self._asked(request))
        return known[self.list_name]

    def valid_columns(self, request: HttpRequest, names: Iterable[str]) -> list[str]:
        """Return the first column and those with the names, in the list's order; without any the usual ones."""
        every, wanted = self.all_columns(request), set(names)
        chosen = [name for name in every if name in wanted]
        if not chosen:
            return every[: len(every) - len(self.optional_columns)]
        return list(dict.fromkeys([every[0], *chosen]))

    def _asked(self, request: HttpRequest) -> list[str]:
        if COLUMNS_VAR in request.GET:
            return request.GET[COLUMNS_VAR].split(",")
        stored = ListColumns.objects.filter(user=request.user.pk, listed=self.list_name)
        return next(iter(stored.values_list("columns", flat=True)), [])

    def column_choices(self, request: HttpRequest) -> list[tuple[str, str, bool]]:
        """Return the name and heading of each column but the first, and whether it is shown."""
        shown = self.get_list_display(request)
        return [(name, self.heading(name), name in shown) for name in self.all_columns(request)[1:]]

    def heading(self, name: str) -> str:
        return capfirst(str(label_for_field(name, self.model, model_admin=self)))

    def columns_view(self, request: HttpRequest) -> HttpResponse:
        """Store the user's choice, and return to the list. Without a choice the list has its usual columns again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = QueryDict(request.POST.get("query", ""), mutable=True)
        query.pop(COLUMNS_VAR, None)
        if request.method == "POST":
            columns = self.valid_columns(request, request.POST.getlist("columns"))
            stored: dict[str, Any] = {"user_id": request.user.pk, "listed": self.list_name}
            if "usual" in request.POST or columns == self.valid_columns(request, []):
                ListColumns.objects.filter(**stored).delete()
            else:
                ListColumns.objects.update_or_create(**stored, defaults={"columns": columns})
            messages.success(request, _("Listen har nå kolonnene du valgte."))
        return redirect(f"{self.list_url()}?{query.urlencode()}")


def in_places(order: str, columns: Sequence[Any]) -> str:
    """Return the order «-joined.name» as Django reads it: by the places of the columns, without those not shown."""
    places = {str(name): place for place, name in enumerate(columns)} | {str(n): n for n in range(len(columns))}
    parts = []
    for part in order.split("."):
        sign, name = ("-", part[1:]) if part.startswith("-") else ("", part)
        if name in places:
            parts.append(f"{sign}{places[name]}")
    return ".".join(parts)


def by_names(order: str, columns: Sequence[Any]) -> str:
    """Return the order of Django's links by the names of the columns, which mean the same among other columns."""
    parts = []
    for part in filter(None, order.split(".")):
        sign, place = ("-", part[1:]) if part.startswith("-") else ("", part)
        parts.append(f"{sign}{columns[int(place)]}")
    return ".".join(parts)
