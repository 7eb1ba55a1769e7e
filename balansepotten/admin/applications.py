"""Applications in the admin."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import date as date_words
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin_forms import RowsInline
from balansekunst.admin_lists import EditedAdmin
from balansekunst.fields import kroner
from balansekunst.front_page import Task, Urgency
from balansepotten import calls
from balansepotten.admin.conflicts import WithoutHindered, has_conflict
from balansepotten.figures import section
from balansepotten.models import Application, Attachment, BudgetLine, Call
from balansepotten.resources import ApplicationResource

Status = Application.Status


class BudgetLineInline(RowsInline):
    """An application's budget."""

    model = BudgetLine


class AttachmentInline(RowsInline):
    """What is attached to an application: read through the view that asks who may."""

    model = Attachment
    fields = ("download", "purpose", "kilobytes", "uploaded_at")
    readonly_fields = fields

    @admin.display(description=_("fil"))
    def download(self, attachment: Attachment) -> str:
        """Return a link to the file."""
        return format_html(
            '<a href="{}">{}</a>', reverse("attachment_download", args=[attachment.uuid]), attachment.name
        )

    @admin.display(description=_("størrelse"))
    def kilobytes(self, attachment: Attachment) -> str:
        """Return the size as people read it."""
        return filesizeformat(attachment.size)

    def has_add_permission(self, *_args: object) -> bool:
        """Leave adding to the applicant's own page, which checks the file."""
        return False


class ApplicationForm(forms.ModelForm):
    """An application, whose award the call's pot must have room for."""

    def clean(self) -> dict[str, Any]:
        """Refuse an award that passes the pot."""
        answers = super().clean() or self.cleaned_data
        amount, call = answers.get("amount_awarded"), answers.get("call")
        if amount and call and {"amount_awarded", "call"} & set(self.changed_data):
            try:
                calls.check_award(Application(pk=self.instance.pk, call=call), amount=amount)
            except ValidationError as error:
                self.add_error("amount_awarded", error)
        return answers


def sent(told: dict[str, str], count: int) -> str:
    """Return the words on applications that are sent to a call that is open."""
    return ngettext("søknad i %(call)s, frist %(deadline)s", "søknader i %(call)s, frist %(deadline)s", count) % told


def drafts(told: dict[str, str], count: int) -> str:
    """Return the words on applications that are still being written."""
    return ngettext("utkast til søknad i %(call)s", "utkast til søknader i %(call)s", count) % told


@admin.register(Application)
class ApplicationAdmin(WithoutHindered, EditedAdmin):
    """Applications, with their budgets and attachments. What the round's own pages decide is not changed here."""

    form = ApplicationForm
    resource_classes = [ApplicationResource]
    list_display = ["label", "short_number", "organisation", "year", "category", "status", "applied", "awarded"]
    list_filter = ["call", "status", "category", "themes", "organisation__municipality__county__region"]
    list_select_related = ["call", "organisation"]
    search_fields = ["title", "number", "organisation__name", "organisation__number"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["answers", "submitted_at", "submitted_by", "created_at", "changed_at"]
    inlines = [BudgetLineInline, AttachmentInline]
    decided = ("call", "status", "amount_applied", "amount_awarded")
    section = staticmethod(section)
    sums = {"amount_applied": _("søkt"), "amount_awarded": _("tildelt")}
    fieldsets = [
        (None, {"fields": ["call", "organisation", ("number", "status"), "title", "category", "themes"]}),
        (_("Beløp"), {"fields": [("total_budget", "amount_applied", "amount_awarded")]}),
        (_("Om prosjektet"), {"fields": ["objectives", "target_group", "expected_effect", "partners"]}),
        (_("Gjennomføring"), {"fields": ["plan", ("starts_on", "ends_on")]}),
        (_("Utlysningens egne spørsmål"), {"fields": ["answers"]}),
        (_("Innsending"), {"fields": [("submitted_at", "submitted_by"), ("created_at", "changed_at")]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Application | None = None) -> list[str]:
        """Return what is only shown: the outcome too, in a call that is decided on pages of its own."""
        shown = list(super().get_readonly_fields(request, obj))
        if getattr(obj, "run_here", False):
            shown += self.decided
        return shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Return the applications, each telling if its call is decided on pages of its own."""
        run_here = calls.run_here().filter(pk=OuterRef("call"))
        return super().get_queryset(request).annotate(run_here=Exists(run_here))

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Leave taking in to one without a conflict of interest: the preview tells what is stored."""
        return super().has_import_permission(request) and not has_conflict(request)

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[Task]:
        """Return the applications of the open call: those sent, and those still being written."""
        for call in Call.objects.open_at(moment):
            deadline = date_words(timezone.localtime(call.deadline), "j. F \\k\\l. H.i")
            told = {"call": str(call), "deadline": deadline}
            rows = self.get_queryset(request).filter(call=call)
            for status, words in ((Status.SUBMITTED, sent), (Status.DRAFT, drafts)):
                yield self.task(
                    Urgency.SOON,
                    partial(words, told),
                    rows.filter(status=status),
                    call__id__exact=str(call.pk),
                    status__exact=status,
                )

    @admin.display(description=_("prosjekt"), ordering="title")
    def label(self, application: Application) -> str:
        """Return the title, also of a draft that has none yet."""
        return str(application)

    @admin.display(description=_("svar"))
    def answers(self, application: Application) -> str:
        """Return what the applicant answered to the call's own questions; it is written by the applicant alone."""
        if application.pk is None:
            return ""
        answered = application.answers.select_related("question").values_list("question__label", "text")
        return format_html_join("", "<p><b>{}</b><br>{}</p>", answered)

    @admin.display(description=_("nr."), ordering="number")
    def short_number(self, application: Application) -> str:
        """Return the number, under a short heading."""
        return application.number

    @admin.display(description=_("år"), ordering="call__year")
    def year(self, application: Application) -> str:
        """Return the year of the call."""
        return str(application.call.year)

    @admin.display(description=_("søkt"), ordering="amount_applied")
    def applied(self, application: Application) -> str:
        """Return the amount applied for as people read it."""
        return "" if application.amount_applied is None else kroner(application.amount_applied)

    @admin.display(description=_("tildelt"), ordering="amount_awarded")
    def awarded(self, application: Application) -> str:
        """Return the amount awarded as people read it."""
        return "" if application.amount_awarded is None else kroner(application.amount_awarded)
