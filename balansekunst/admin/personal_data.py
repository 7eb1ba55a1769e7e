"""The admin of requests to be erased, of legal holds, and of what is about to be deleted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.admin.lists import ReadOnlyAdmin
from balansekunst.forms import TextField
from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.mail import outbox
from balansekunst.models import ErasureRequest, LegalHold, Message
from balansekunst.personal_data import holds, requests, retention
from balansekunst.resources import ErasureRequestResource, LegalHoldResource

MOST_LISTED = 100


class AnswerForm(forms.Form):
    """What staff decide on a request to be erased."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Svar"),
        choices=[
            (ErasureRequest.Status.DONE, gettext_lazy("Slett personen. Det kan ikke angres")),
            (ErasureRequest.Status.REFUSED, gettext_lazy("Avslå")),
        ],
        widget=forms.RadioSelect,
    )
    answer = TextField(
        label=gettext_lazy("Melding til personen"),
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 5}),
        help_text=gettext_lazy("Kommer med i e-posten. Et avslag må ha en grunn, for eksempel en tvist."),
    )


@admin.register(ErasureRequest)
class ErasureRequestAdmin(ReadOnlyAdmin):
    """Requests to be erased, each with a page where it is carried out or refused."""

    purpose = gettext_lazy("Et ønske om sletting er en person som ber om at navnet og adressene blir fjernet herfra.")
    first_rows = gettext_lazy("Her kommer ønskene som noen sender fra Min side.")
    chapter = "personvern"
    resource_classes = [ErasureRequestResource]
    list_display = ["account", "asked_at", "status", "decided_by", "decided_at"]
    list_filter = ["status"]
    list_select_related = ["account", "decided_by"]
    fields = ["account", "asked_at", "status", "answer", "decided_by", "decided_at"]

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("balansekunst.change_erasurerequest")

    def has_tasks_for(self, request: HttpRequest) -> bool:
        return self.has_answer_permission(request)

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext("person ber om å bli slettet", "personer ber om å bli slettet", count),
            ErasureRequest.objects.filter(status=ErasureRequest.Status.WAITING),
            status__exact=ErasureRequest.Status.WAITING,
        )

    def get_urls(self) -> list[URLPattern]:
        answer = path(
            "<int:pk>/svar/", self.admin_site.admin_view(self.answer_view), name="balansekunst_erasurerequest_answer"
        )
        return [answer, *super().get_urls()]

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form of the answer, and carry out what was chosen."""
        user: Any = request.user
        if not self.has_answer_permission(request):
            raise PermissionDenied
        asked = get_object_or_404(ErasureRequest.objects.select_related("account"), pk=pk)
        form = AnswerForm(request.POST or None)
        if form.is_valid():
            chosen = {"answer": form.cleaned_data["answer"], "by": user, "at": timezone.now()}
            try:
                if form.cleaned_data["outcome"] == ErasureRequest.Status.REFUSED:
                    requests.refuse(asked, **chosen)
                    self.message_user(request, _("Ønsket er avslått, og personen får svaret på e-post."))
                elif requests.carry_out(asked, **chosen):
                    words = _("Kontoen er lukket. En annen rådgiver eller en i ledelsen må bekrefte slettingen først.")
                    self.message_user(request, words, messages.WARNING)
                else:
                    self.message_user(request, _("Personen er slettet."))
            except ValidationError as error:
                form.add_error("answer" if "answer" in getattr(error, "error_dict", {}) else None, error.messages)
            else:
                return redirect("admin:balansekunst_erasurerequest_change", pk)
        explanation = _(
            "Kontoen blir lukket, og navnet og adressene blir fjernet fra den, fra kontaktpersoner, innmeldinger, "
            "e-poster og historikken. Se først etter at ingen virksomhet mister den siste kontaktpersonen sin."
        )
        return self.row_page(request, asked, form, title=_("Svar på ønsket"), button=_("Svar"), explanation=explanation)


class HoldForm(forms.Form):
    """Why a row isn't deleted."""

    reason = TextField(
        label=gettext_lazy("Hvorfor opplysningene beholdes"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("For eksempel en tvist. Ikke skriv hva saken gjelder, eller hvem."),
    )


@dataclass(frozen=True)
class DueRow:
    """A row that is deleted within a month: its text, its page, and the page where a hold of it begins."""

    text: str
    url: str
    hold_url: str


@dataclass(frozen=True)
class DueRows:
    """The rows of a rule that the reader may see, and how many more there are."""

    rule: retention.RowRule
    rows: list[DueRow]
    more: int


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyAdmin):
    """Rows that are not deleted for a reason, and the page of what is deleted within a month."""

    purpose = gettext_lazy("En stans gjør at noe ikke blir slettet når fristen er ute, fordi det trengs lenger.")
    first_rows = gettext_lazy("Her kommer det som beholdes. Begynn med en virksomhet, eller med det som snart slettes.")
    chapter = "personvern"
    resource_classes = [LegalHoldResource]
    list_display = ["row", "reason", "begun_by", "begun_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["begun_by"]
    fields = ["row", "reason", "begun_by", "begun_at", "ended_by", "ended_at"]
    actions = ["end"]

    def has_hold_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("balansekunst.change_legalhold")

    def has_tasks_for(self, request: HttpRequest) -> bool:
        return self.has_hold_permission(request)

    @admin.display(description=gettext_lazy("hva"))
    def row(self, hold: LegalHold) -> str:
        """Return what the hold is of, or its number if the row is gone or hidden from the reader."""
        return getattr(hold, "row_text", "")

    @staticmethod
    def _text_of(about: str, row: Any | None) -> str:
        return f"{capfirst(row._meta.verbose_name)}: {row}" if row else about.replace(":", " ")

    def with_columns(self, rows: QuerySet[LegalHold], request: HttpRequest) -> QuerySet[LegalHold]:
        """Annotate what the holds are of, whose rows are fetched together."""
        texts = [When(pk=key, then=Value(text)) for key, text in self._texts(list(rows), request).items()]
        return super().with_columns(rows, request).annotate(row_text=Case(*texts, default=Value("")))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        hold = super().get_object(request, object_id, from_field)
        if hold:
            hold.row_text = self._texts([hold], request)[hold.pk]
        return hold

    def _texts(self, shown: list[LegalHold], request: HttpRequest) -> dict[int, str]:
        def visible(model: Any) -> QuerySet[Any]:
            model_admin: Any = self.admin_site._registry.get(model)  # noqa: SLF001
            may_view = model_admin and model_admin.has_view_permission(request)
            return model_admin.get_queryset(request) if may_view else model._meta.default_manager.none()

        found = holds.rows_of(shown, visible)
        return {each.pk: self._text_of(each.about, found.get(each.about)) for each in shown}

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        url = reverse("admin:balansekunst_legalhold_due")
        for rule, rows in retention.listed_ahead(timezone.localdate(moment)):
            yield TaskRows(rows, partial(self._task_of, str(rule.what).partition(":")[0], url))

    @staticmethod
    def _task_of(what: str, url: str, count: int, _year: int) -> Task:
        words = _("slettes innen en måned: %(what)s") % {"what": what[0].lower() + what[1:]}
        return Task(Urgency.WAITING, words, count, url)

    @admin.action(
        description=gettext_lazy("Avslutt stansen, så opplysningene slettes når fristen er ute"),
        permissions=["hold"],
        location=list(ActionLocation),
    )
    def end(self, request: HttpRequest, queryset: QuerySet[LegalHold]) -> None:
        user: Any = request.user
        ended = 0
        for hold in queryset.filter(ended_at=None):
            holds.end(hold, by=user, at=timezone.now())
            ended += 1
        words = ngettext("%(count)d stans er avsluttet.", "%(count)d stanser er avsluttet.", ended)
        self.message_user(request, words % {"count": ended})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        due = path("snart/", view(self.due_view), name="balansekunst_legalhold_due")
        begin = path("ny/<str:about>/", view(self.begin_view), name="balansekunst_legalhold_begin")
        return [due, begin, *super().get_urls()]

    def due_view(self, request: HttpRequest) -> HttpResponse:
        """Show the rules, and what each of them deletes within a month, of what the reader may see."""
        if not self.has_hold_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Slettes innen en måned"),
            "opts": self.opts,
            "due": [each for each in self._due(request, today) if each.rows or each.more],
            "rules": retention.RULES,
        }
        return TemplateResponse(request, "admin/balansekunst/retention.html", context)

    def _due(self, request: HttpRequest, today: date) -> Iterator[DueRows]:
        for rule, rows in retention.listed_ahead(today):
            yield self._visible(request, rule, rows)

    def _visible(self, request: HttpRequest, rule: retention.RowRule, rows: QuerySet[Any]) -> DueRows:
        model_admin: Any = self.admin_site.get_model_admin(rows.model)
        visible = rows.none()
        if model_admin.has_view_permission(request):
            visible = model_admin.get_queryset(request).filter(pk__in=rows.values("pk")).order_by("pk")
        shown = list(visible.defer("attachment") if rows.model is Message else visible)[:MOST_LISTED]
        name = f"admin:{rows.model._meta.app_label}_{rows.model._meta.model_name}_change"
        listed = [
            DueRow(
                str(row),
                reverse(name, args=[row.pk]),
                reverse("admin:balansekunst_legalhold_begin", args=[outbox.reference(row)]),
            )
            for row in shown
        ]
        return DueRows(rule, listed, rows.count() - len(listed))

    def begin_view(self, request: HttpRequest, about: str) -> HttpResponse:
        """Ask why a row isn't deleted, and begin a hold of it. The reader must be allowed to see the row."""
        user: Any = request.user
        if not self.has_hold_permission(request):
            raise PermissionDenied
        row = self._row_for(request, about)
        form = HoldForm(request.POST or None)
        if form.is_valid():
            try:
                holds.begin(row, reason=form.cleaned_data["reason"], by=user, at=timezone.now())
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.message_user(request, _("%(row)s blir ikke slettet.") % {"row": row}, messages.SUCCESS)
                return redirect("admin:balansekunst_legalhold_changelist")
        return self.row_page(request, row, form, title=_("Behold opplysningene"), button=_("Behold"), opts=row._meta)

    def _row_for(self, request: HttpRequest, about: str) -> Any:
        row = holds.row_of(about)
        if row is None or not self.admin_site.is_registered(type(row)):
            raise Http404
        model_admin: Any = self.admin_site.get_model_admin(type(row))
        may_view = model_admin.has_view_permission(request, row)
        if not (may_view and model_admin.get_queryset(request).filter(pk=row.pk).exists()):
            raise Http404
        return row
