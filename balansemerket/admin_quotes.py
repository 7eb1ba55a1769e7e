"""The admin of quotes about the mark, and the task to approve those that wait."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.lists import HistoryAdmin
from balansekunst.front_page import TaskRows, Urgency
from balansemerket import quotes
from balansemerket.models import Quote
from balansemerket.resources import QuoteResource


class UseFilter(admin.SimpleListFilter):
    """Quotes by whether they may be shown."""

    title = _("bruk")
    parameter_name = "bruk"
    phrase = _("%(value)s")
    WAITING, PUBLIC, REPORT = "venter", "side", "rapport"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [
            (self.WAITING, _("venter på godkjenning")),
            (self.PUBLIC, _("står på den offentlige siden")),
            (self.REPORT, _("kan stå i årsrapporten")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Quote]:
        today = timezone.localdate()
        match self.value():
            case self.WAITING:
                return queryset.waiting()
            case self.PUBLIC:
                return queryset.public_on(today)
            case self.REPORT:
                return queryset.reportable_on(today)
        return queryset


@admin.register(Quote)
class QuoteAdmin(HistoryAdmin):
    """What holders say of the mark."""

    purpose = _("Et sitat er noe en i virksomheten har sagt om merket, med samtykke til hvor det kan stå.")
    first_rows = _("Her kommer sitatene som virksomhetene lar dere bruke.")
    chapter = "balansemerket"
    resource_classes = [QuoteResource]
    list_display = ["certification", "person", "consent_on", "approved_on", "withdrawn_on"]
    optional_columns = ["on_public_page", "in_report"]
    list_filter = [UseFilter]
    list_select_related = ["certification__organisation"]
    search_fields = ["certification__organisation__name", "certification__organisation__formerly", "person", "text"]
    autocomplete_fields = ["certification"]

    def save_model(self, request: Any, obj: Quote, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save it, and say where else it is withdrawn when its consent is."""
        if places := quotes.save(obj, by=request.user, at=timezone.now()):
            words = gettext("Sitatet er også trukket fra %(places)s. Ordene er slettet der.")
            messages.warning(request, words % {"places": get_text_list(places, gettext("og"))})

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the quotes that wait for approval."""
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext("sitat venter på godkjenning", "sitater venter på godkjenning", count),
            Quote.objects.waiting(),
            bruk=UseFilter.WAITING,
        )
