"""Pages for work on many rows of a list: its form, with what it will do to each row, and its confirmation."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.options import IS_POPUP_VAR, Action, IncorrectLookupParameters
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.admin.forms import can_be_key
from balansekunst.bulk import changes
from balansekunst.bulk.work import BulkForm, BulkWork, Context, Planned
from balansekunst.fields import number
from balansekunst.front_page import Shortcut, Task, TaskRows

ACTION = "bulk_"


@dataclass(frozen=True)
class Preview:
    """What the work will do, by the answers in the form: nothing is planned while they are invalid."""

    work: BulkWork
    form: BulkForm
    planned: list[Planned]
    fingerprint: str

    @property
    def done(self) -> list[Planned]:
        return [each for each in self.planned if each.is_done]

    @property
    def skipped(self) -> list[Planned]:
        """The rows that are skipped, except those that only need an answer."""
        return [each for each in self.planned if each.skipped and not self.form.field_of(each.row)]

    @property
    def listed(self) -> list[tuple[Planned, Any]]:
        """The rows that something is done to, or that need an answer, with the field of each.

        While answers are invalid these are the rows with a field, where the wrong ones are corrected.
        """
        rows = self.planned or [Planned(row) for row in self.form.rows]
        fields = [(each, self.form.field_of(each.row)) for each in rows]
        return [(each, field) for each, field in fields if field or (self.planned and each.is_done)]

    @property
    def summary(self) -> str:
        return self.work.summary(self.done) if self.done else ""

    @property
    def mail_count(self) -> int:
        return sum(len(each.messages) for each in self.done)

    @property
    def example(self) -> Any:
        """The first of the e-mails."""
        return next((message for each in self.done for message in each.messages), None)


class BulkAdmin(admin.ModelAdmin):
    """A list with work on many rows: an action for each kind in `bulk_work`, before the other actions."""

    bulk_work: list[type[BulkWork]] = []

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.bulk_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_bulk"
        return [path("samlet/<slug:key>/", view, name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST) -> Any:
        actions = super().get_actions(request, action_location=action_location)
        if IS_POPUP_VAR in request.GET:
            return actions
        works = [work() for work in self.bulk_work if self.may_do(request, work)]
        return {ACTION + work.key: self._action(work) for work in works} | actions

    def _action(self, work: BulkWork) -> Action:
        def run(_admin: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
            return self._bulk_page(request, work, rows, None)

        label = str(work.label)
        return Action(run, ACTION + work.key, label, label, list(ActionLocation))

    def may_do(self, request: HttpRequest, work: BulkWork | type[BulkWork]) -> bool:
        return request.user.has_perm(work.permission) and self.has_view_permission(request)

    def with_work(self, request: HttpRequest, work: type[BulkWork], waiting: TaskRows) -> TaskRows:
        """Return the task with a link to the work on its rows, for those who may do it."""
        if not self.may_do(request, work):
            return waiting

        def task(count: int, year: int) -> Task:
            found = waiting.task(count, year)
            url = f"{self.bulk_url(work.key)}?{found.url.partition('?')[2]}"
            return replace(found, work=Shortcut(work.label, url))

        return TaskRows(waiting.rows, task, by=waiting.by)

    def bulk_url(self, key: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_bulk", args=[key])

    def bulk_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show the work on the rows of the list as the address filters it, or on those of the form, and do it."""
        work = next((work() for work in self.bulk_work if work.key == key), None)
        if work is None:
            raise Http404
        if not self.may_do(request, work):
            raise PermissionDenied
        if request.method == "POST":
            keys = [text for text in request.POST.get("rows", "").split(",") if can_be_key(self.model, text)]
            if len(keys) > work.most:  # and perhaps than the database takes
                self.message_user(request, _problem_with_number(len(keys), work.most), messages.WARNING)
                return self._to_list()
            return self._or_list(request, work, self.get_queryset(request).filter(pk__in=keys), request.POST)
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return self._to_list()
        return self._or_list(request, work, rows, None)

    def _to_list(self) -> HttpResponse:
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _or_list(self, request: HttpRequest, work: BulkWork, rows: QuerySet[Any], data: QueryDict | None) -> Any:
        return self._bulk_page(request, work, rows, data) or self._to_list()

    def _bulk_page(
        self, request: HttpRequest, work: BulkWork, rows: QuerySet[Any], data: QueryDict | None
    ) -> HttpResponse | None:
        """Return the page, the record of what was done, or None with a message if the rows are none or too many."""
        keys = list(rows.order_by().values_list("pk", flat=True)[: work.most + 1])
        if problem := _problem_with_number(len(keys), work.most):
            self.message_user(request, problem, messages.WARNING)
            return None
        rows = self.get_queryset(request).filter(pk__in=keys)
        context = Context(timezone.now(), request.build_absolute_uri("/"))
        preview = _preview(work, rows, data, context)
        if data and "confirm" in data and preview.form.is_valid():
            user: Any = request.user
            perform = partial(changes.perform, work, rows, preview.form, expected=data.get("fingerprint", ""))
            try:
                change = perform(by=user, context=context)
            except (changes.ChangedSincePreviewError, IntegrityError):
                words = _("Noe er endret siden du så over dette, og ingenting er gjort. Se over på nytt.")
                self.message_user(request, words, messages.WARNING)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                self.message_user(request, _("Gjort. Her ser du hva som ble endret."), messages.SUCCESS)
                return redirect("admin:balansekunst_bulkchange_change", change.pk)
            preview = _preview(work, rows, data, context)
        page = {
            **self.admin_site.each_context(request),
            "title": work.label,
            "opts": self.opts,
            "work": work,
            "preview": preview,
            "url": self.bulk_url(work.key),
            "keys": ",".join(map(str, keys)),
        }
        return TemplateResponse(request, "admin/bulk_work.html", page)


def _preview(work: BulkWork, rows: QuerySet[Any], data: QueryDict | None, context: Context) -> Preview:
    """Return the preview by the submitted answers, or by the form's initial ones."""
    found = list(work.fetch(rows))
    form = work.form_class(work.form_class(rows=found).defaults() if data is None else data, rows=found)
    if not form.is_valid():
        # Nobody has left out anything yet, when the page opens.
        is_unanswered = data is None and NON_FIELD_ERRORS not in form.errors
        return Preview(work, work.form_class(rows=found) if is_unanswered else form, [], "")
    planned = changes.make_plan(work, found, form.cleaned_data, context)
    return Preview(work, form, planned, changes.fingerprint(work, planned, form.cleaned_data))


def _problem_with_number(count: int, most: int) -> str:
    if count > most:
        return _("Velg høyst %(most)s rader om gangen. Ingenting er gjort.") % {"most": number(most)}
    return "" if count else _("Velg minst én rad. Ingenting er gjort.")
