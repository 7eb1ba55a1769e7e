"""Lists of what another register says otherwise than we do: each row is taken over or ignored, by a click."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from balansekunst.admin.lists import ReadOnlyAdmin
from balansekunst.models import User
from members.models.differences import FoundElsewhere
from members.register import deciding

State = FoundElsewhere.State
# A link or a button: the text, what it is about, and the address.
Click = tuple[Any, str, str]


class DecidingAdmin(ReadOnlyAdmin):
    """A list of `FoundElsewhere`. Subclasses have `take_over_view`, and say what a row is about."""

    # What staff need besides changing the rows of this list.
    needed_permission = ""
    actions = ["take_over_rows", "ignore_rows"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms([f"members.change_{self.opts.model_name}", self.needed_permission])

    def has_tasks_for(self, request: HttpRequest) -> bool:
        return self.has_decide_permission(request)

    def about(self, row: Any) -> Any:
        """Return what a message about the row begins with."""
        raise NotImplementedError

    def take_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a row over, after asking what has to be asked."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, f"members_{self.opts.model_name}"
        return [
            path("<int:pk>/ta-over/", wrap(self.take_over_view), name=f"{name}_take_over"),
            path("<int:pk>/se-bort-fra/", wrap(require_POST(self.ignore_view)), name=f"{name}_ignore"),
            *super().get_urls(),
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave out the buttons for those who may only read."""
        columns = super().get_list_display(request)
        return columns if self.has_decide_permission(request) else [each for each in columns if each != "decide"]

    @admin.display(description=gettext_lazy("behandle"))
    def decide(self, row: Any) -> SafeString | str:
        """Return the buttons of a row that waits. They send the form that is around the list."""
        if row.state != State.WAITING:
            return f"{row.get_state_display()} {row.decided_on:%d.%m.%Y}"
        links, buttons = self.clicks(row)
        link = '<a href="{2}">{0}<span class="visually-hidden">: {1}</span></a>'
        button = '<button type="submit" formaction="{2}">{0}<span class="visually-hidden">: {1}</span></button>'
        return format_html(
            '<span class="row-buttons">{} {}</span>',
            format_html_join(" ", link, links),
            format_html_join(" ", button, buttons),
        )

    def clicks(self, row: Any) -> tuple[list[Click], list[Click]]:
        """Return the links and the buttons of a row that waits."""
        raise NotImplementedError

    def address(self, page: str, row: Any) -> str:
        return reverse(f"admin:members_{self.opts.model_name}_{page}", args=[row.pk])

    def ignore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.waiting_row(request, pk)
        if row and self.decide_each(request, [row], deciding.ignore):
            self.message_user(request, _("Vi ser bort fra forskjellen så lenge den er den samme."), messages.SUCCESS)
        return self.to_list()

    @admin.action(description=gettext_lazy("Se bort fra de valgte"), permissions=["decide"])
    def ignore_rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = self.decide_each(request, queryset.filter(state=State.WAITING), deciding.ignore)
        message = ngettext("Vi ser bort fra %(count)d forskjell.", "Vi ser bort fra %(count)d forskjeller.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS)

    def decide_each(self, request: HttpRequest, rows: Iterable[Any], act: Callable[..., None]) -> int:
        """Decide each of the rows, say why some can't be, and return the number of the others."""
        count = 0
        for row in rows:
            try:
                act(row, by=user_of(request), today=timezone.localdate())
            except ValidationError as error:
                problem = " ".join(error.messages)
                self.message_user(request, f"{self.about(row)}: {problem}", messages.WARNING)
            else:
                count += 1
        return count

    def waiting_row(self, request: HttpRequest, pk: int) -> Any:
        """Return the row, or None with a message if it is decided."""
        row = get_object_or_404(self.model, pk=pk)
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if row.state == State.WAITING:
            return row
        self.message_user(request, _("Noen har allerede tatt stilling til dette."), messages.WARNING)
        return None

    def to_list(self) -> HttpResponse:
        return redirect(f"{self.list_url()}?state__exact={State.WAITING}")


def user_of(request: HttpRequest) -> User:
    user: Any = request.user
    return user
