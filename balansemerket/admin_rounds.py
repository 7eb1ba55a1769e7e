"""The rounds in the admin, read-only: the organisations write them, and staff handle them on the board."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin.lists import ReadOnlyAdmin
from balansekunst.front_page import Shortcut, Task, TaskRows, Urgency
from balansemerket import board
from balansemerket.models import Round, RoundStep, Step


class UnderWayFilter(admin.SimpleListFilter):
    """Rounds that are open, or closed."""

    title = _("stand")
    parameter_name = "stand"
    phrase = "%(value)s"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [("apne", _("underveis")), ("avsluttet", _("avsluttet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Round]) -> QuerySet[Round]:
        if self.value() in ("apne", "avsluttet"):
            return queryset.filter(closed_on__isnull=self.value() == "apne")
        return queryset


class RoundAdmin(ReadOnlyAdmin):
    """All rounds, with how far each step has come, and never what is written in them."""

    purpose = _("En årsrunde er en virksomhets arbeid for likestilling i et år, på vei til merket eller uten det.")
    first_rows = _("Her kommer virksomhetene som har begynt på arbeidet.")
    chapter = "balansemerket"
    list_display = ["organisation", "started_on", "version", *Step.values, "closed_on", "handling"]
    list_filter = [UnderWayFilter, "version"]
    search_fields = ["organisation__name", "organisation__number", "organisation__formerly"]
    fields = ["organisation", "started_on", "version", "closed_on", "shared_at"]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Round]:
        return super().get_queryset(request).select_related("organisation", "version").prefetch_related("steps")

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        yield Shortcut(_("Underveis til Balansemerket"), reverse("round_board"))

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the steps that are handed in, the rounds that are ready for the mark, and the unanswered comments."""
        yield self._waiting(
            board.handed_in(),
            lambda count: ngettext("steg mot Balansemerket er levert", "steg mot Balansemerket er levert", count),
        )
        yield self._waiting(
            board.ready(),
            lambda count: ngettext(
                "virksomhet er klar for Balansemerket", "virksomheter er klare for Balansemerket", count
            ),
        )
        yield self._waiting(
            board.unanswered(),
            lambda count: ngettext(
                "kommentar om Balansemerket uten svar", "kommentarer om Balansemerket uten svar", count
            ),
        )

    def _waiting(self, rows: QuerySet[Any], words: Any) -> TaskRows:
        page = reverse("round_board")
        return TaskRows(rows, lambda count, _year: Task(Urgency.WAITING, words(count), count, page))

    @admin.display(description=_("svar"))
    def handling(self, work: Round) -> str:
        """Return a link to where staff answer the steps of a way to the mark, or read what a member shared."""
        if not work.is_for_mark:
            url = reverse("documentation_detail", args=[work.uuid])
            return format_html('<a href="{}">{}</a>', url, _("Les")) if work.shared_at else ""
        steps = {row.step: row for row in work.steps.all()}
        waiting = (step for step in Step if step in steps and steps[step].status == RoundStep.Status.HANDED_IN)
        url = reverse("step_handle", args=[work.uuid, next(waiting, Step.COURSES)])
        return format_html('<a href="{}">{}</a>', url, _("Se stegene"))

    @admin.display(description=Step.COURSES.label)
    def courses(self, work: Round) -> str:
        return _status(work, Step.COURSES)

    @admin.display(description=Step.MAPPING.label)
    def mapping(self, work: Round) -> str:
        return _status(work, Step.MAPPING)

    @admin.display(description=Step.MEASURES.label)
    def measures(self, work: Round) -> str:
        return _status(work, Step.MEASURES)

    @admin.display(description=Step.MARK.label)
    def mark(self, work: Round) -> str:
        return _status(work, Step.MARK)


def _status(work: Round, step: Step) -> str:
    """Return how far the step has come; without the mark a round has only the steps that the law asks for."""
    if not work.is_for_mark and step in (Step.COURSES, Step.MARK):
        return ""
    return next((str(row.get_status_display()) for row in work.steps.all() if row.step == step), "")
