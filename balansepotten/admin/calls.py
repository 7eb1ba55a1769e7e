"""Calls and themes in the admin."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, Model, Q, QuerySet, TextField
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.access import RUN_ROUNDS
from balansekunst.admin.forms import OVERRIDES, FormMixin, RowsInline
from balansekunst.admin.lists import EditedAdmin, InUseAdmin
from balansekunst.fields import kroner, number
from balansekunst.front_page import Shortcut, TaskRows, Urgency
from balansepotten import calls
from balansepotten.admin.conflicts import conflict_of
from balansepotten.admin.grants import budgets_to_review
from balansepotten.admin.jury import unfinished_jurors
from balansepotten.admin.letters import LetterTemplateForm, unsent
from balansepotten.models import Application, Call, Criterion, LetterTemplate, Question, RejectionReason, Theme
from balansepotten.resources import CallResource, ThemeResource

Status = Application.Status
SOON = timedelta(days=14)


@admin.register(Theme)
class ThemeAdmin(InUseAdmin):
    """Themes of projects. A theme that has been used can be deactivated, not deleted."""

    purpose = _("En tematisk satsing er noe som prosjekter i Balansepotten kan handle om.")
    first_rows = _("Her kommer satsingene som søkerne kan velge mellom.")
    chapter = "utlysningen"
    resource_classes = [ThemeResource]
    list_display = ["name", "position", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
    used_by = "applications"


class PartFormSet(BaseInlineFormSet):
    """Parts of a call, some of which cannot change once applicants or jurors rely on them."""

    model: type[Model]

    def clean(self) -> None:
        super().clean()
        changed = {name for form in self.forms for name in form.changed_data}
        calls.check_parts(self.instance, part=self.model, changed=changed, at=timezone.now())


class PartInline(RowsInline):
    """One line for each criterion, question or reason of a call."""

    formset = PartFormSet
    formfield_overrides = {
        **OVERRIDES,
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }


class CriterionInline(PartInline):
    """The criteria that the jury scores by."""

    model = Criterion
    fields = ("position", "name", "description", "weight")


class QuestionInline(PartInline):
    """The call's own questions, in addition to the fields of every application form."""

    model = Question
    fields = ("position", "label", "help_text", "required")


class RejectionReasonInline(PartInline):
    """The reasons that a rejection can be given, as the applicant will read them."""

    model = RejectionReason
    fields = ("position", "text")


class LetterTemplateInline(FormMixin, admin.StackedInline):
    """The templates of the letters."""

    model = LetterTemplate
    form = LetterTemplateForm
    formset = PartFormSet
    extra = 0
    max_num = len(LetterTemplate.Kind)


class CallForm(forms.ModelForm):
    """The form of a call; some fields cannot change once applicants or jurors rely on them."""

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if self.instance.pk:
            values = {name: answers[name] for name in self.changed_data if name in answers}
            calls.check_change(self.instance, values=values, at=timezone.now())
        return answers


class ClosingFilter(admin.SimpleListFilter):
    """Filters to the calls that close soon."""

    title = _("stenger")
    parameter_name = "stenger"
    phrase = _("stenger %(value)s")
    CHOICE = "snart"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [(self.CHOICE, _("innen 14 dager"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        now = timezone.now()
        return queryset.closing_between(now, now + SOON) if self.value() == self.CHOICE else queryset


@admin.register(Call)
class CallAdmin(EditedAdmin):
    """Calls, one a year. A new call gets default criteria, reasons and templates, which can then be changed."""

    purpose = _("En utlysning er ett år med Balansepotten: beløpet, fristen, kriteriene og tekstene.")
    first_rows = _("Her kommer utlysningene, én for hvert år.")
    chapter = "utlysningen"
    form = CallForm
    resource_classes = [CallResource]
    restores_deleted = False  # a new call gets criteria, reasons and templates
    list_display = ["__str__", "pot_kroner", "opens_at", "deadline", "decided_on", "decided_by", "competing", "granted"]
    list_filter = [ClosingFilter, "decided_by"]
    search_fields = ["year"]
    figure_area = "balansepotten"
    sums = {"pot": _("potter til sammen")}
    actions = ["copy_to_next_year"]
    readonly_fields = ["locked_at", "locked_by"]
    fieldsets = [
        (None, {"fields": ["year", ("pot", "max_amount"), ("opens_at", "deadline"), "several_applications"]}),
        (_("På nettsiden"), {"fields": ["introduction", "who_can_apply", "what_for"]}),
        (
            _("Jury og vedtak"),
            {"fields": [("decided_by", "decided_on"), ("highest_score", "quorum"), "conflict_scope"]},
        ),
        (_("Utbetaling og rapport"), {"fields": [("first_shares", "shares"), "report_months"]}),
        (_("Låst"), {"fields": [("locked_at", "locked_by")], "classes": ["collapse"]}),
    ]

    def view_on_site(self, call: Call) -> str:  # type: ignore[override]
        """Return the public page of the call."""
        return call.get_absolute_url()

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.SOON,
            lambda count: ngettext("utlysning stenger innen 14 dager", "utlysninger stenger innen 14 dager", count),
            Call.objects.closing_between(moment, moment + SOON),
            stenger=ClosingFilter.CHOICE,
        )
        if request.user.is_authenticated and request.user.has_perm(RUN_ROUNDS):
            yield unfinished_jurors(request.user, moment)
            yield unsent(request.user)
            yield budgets_to_review(request.user)

    def shortcuts(self, moment: datetime, request: HttpRequest) -> Iterable[Shortcut]:
        year = timezone.localdate(moment).year
        if not Call.objects.filter(year=year).exists():
            if self.has_add_permission(request):
                yield Shortcut(_("Ny utlysning"), reverse("admin:balansepotten_call_add"))
        elif request.user.is_authenticated and request.user.has_perm(RUN_ROUNDS):
            yield Shortcut(_("Årets utlysning"), reverse("round_overview", args=[year]))

    def get_inlines(self, request: HttpRequest, obj: Call | None) -> list[Any]:
        parts = [CriterionInline, QuestionInline, RejectionReasonInline, LetterTemplateInline]
        return parts if obj else []

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Call | None:
        """Lock the call while it is changed, since `allocated` is stored in the same row."""
        call = super().get_object(request, object_id, from_field)
        if call and request.method == "POST" and connection.in_atomic_block:
            Call.objects.select_for_update().get(pk=call.pk)
            call = super().get_object(request, object_id, from_field)
        return call

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        """Annotate how many applications compete and were granted, without those that the user has a conflict with."""
        visible = ~conflict_of(request, application="applications", call="pk")
        return (
            super()
            .get_queryset(request)
            .annotate(
                competing_count=Count(
                    "applications", filter=visible & Q(applications__status__in=Application.COMPETING)
                ),
                granted_count=Count("applications", filter=visible & Q(applications__status__in=Application.AWARDED)),
            )
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        if not change:
            calls.fill(form.instance)

    def response_add(self, request: HttpRequest, obj: Call, post_url_continue: str | None = None) -> HttpResponse:
        words = _("%(call)s er laget, med vanlige kriterier, grunner til avslag og brevmaler. Se over dem nedenfor.")
        self.message_user(request, words % {"call": obj}, messages.SUCCESS)
        return redirect("admin:balansepotten_call_change", obj.pk)

    @admin.action(
        description=_("Kopier til nytt år"),
        permissions=["add"],
        location=(ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM),
    )
    def copy_to_next_year(self, request: HttpRequest, queryset: QuerySet[Call]) -> HttpResponse | None:
        chosen = list(queryset.order_by("year"))
        if len(chosen) != 1:
            self.message_user(request, _("Velg én utlysning å kopiere."), messages.WARNING)
            return None
        try:
            new = calls.copy(chosen[0], year=calls.next_free_year(chosen[0]))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return None
        self.log_addition(request, new, str(_("Kopiert fra %(call)s.") % {"call": chosen[0]}))
        words = _("%(new)s er laget fra %(old)s. Se over datoene, beløpene og tekstene før den åpner.")
        self.message_user(request, words % {"new": new, "old": chosen[0]}, messages.SUCCESS)
        return redirect("admin:balansepotten_call_change", new.pk)

    @admin.display(description=_("pott"), ordering="pot")
    def pot_kroner(self, call: Call) -> str:
        return kroner(call.pot)

    @admin.display(description=_("søknader"), ordering="competing_count")
    def competing(self, call: Any) -> str:
        return number(call.competing_count)

    @admin.display(description=_("innvilget"), ordering="granted_count")
    def granted(self, call: Any) -> str:
        return number(call.granted_count)
