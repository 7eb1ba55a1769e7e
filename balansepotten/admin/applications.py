"""Applications in the admin."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import date as date_words
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin.forms import RowsInline
from balansekunst.admin.lists import EditedAdmin
from balansekunst.fields import file_size, kroner
from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.models import User
from balansepotten import calls, drafts
from balansepotten.admin.application_page import ApplicationPage
from balansepotten.admin.conflicts import WithoutConflict, reader_has_conflict
from balansepotten.form_fields import APPLICATION_FIELDS, FormSection
from balansepotten.models import Application, Attachment, BudgetLine, Call
from balansepotten.resources import ApplicationResource
from members.admin.columns import RegionFilter

Status = Application.Status
BUDGET_AMOUNTS = [field.name for field in APPLICATION_FIELDS if field.in_budget_table]


def rows(section: FormSection) -> list[str | list[str] | tuple[str, ...]]:
    """Return the rows of a fieldset for a section of the application form; dates are beside each other, at the end."""
    fields = [field for field in APPLICATION_FIELDS if field.section == section and not field.in_budget_table]
    dates = tuple(field.name for field in fields if field.is_date)
    return [*(field.name for field in fields if not field.is_date), *([dates] if dates else [])]


class ApplicantRegionFilter(RegionFilter):
    """The landsdel where the applicant belonged on the day of the deadline."""

    def with_region(self, rows: Any) -> QuerySet[Any]:
        return rows.with_region()


class BudgetLineInline(RowsInline):
    """The budget of an application."""

    model = BudgetLine


class AttachmentInline(RowsInline):
    """The attachments of an application, linked to the view that checks who may read them."""

    model = Attachment
    fields = ("download", "purpose", "kilobytes", "uploaded_at")
    readonly_fields = fields

    @admin.display(description=_("fil"))
    def download(self, attachment: Attachment) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("attachment_download", args=[attachment.uuid]), attachment.name
        )

    @admin.display(description=_("størrelse"))
    def kilobytes(self, attachment: Attachment) -> str:
        return file_size(attachment.size)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        """Exclude the accounts of a report that isn't sent."""
        return super().get_queryset(request).exclude(drafts.in_unreadable_report())

    def has_add_permission(self, *_args: object) -> bool:
        """Files are only added on the applicant's own page, which checks them."""
        return False


class ApplicationForm(forms.ModelForm):
    """An application. The award must fit in the call's pot."""

    def clean(self) -> dict[str, Any]:
        """Refuse an award that exceeds the pot."""
        cleaned_data = super().clean() or self.cleaned_data
        amount, call = cleaned_data.get("amount_awarded"), cleaned_data.get("call")
        if amount and call and {"amount_awarded", "call"} & set(self.changed_data):
            try:
                calls.check_award(Application(pk=self.instance.pk, call=call), amount=amount)
            except ValidationError as error:
                link = format_html('<a href="{}">{}</a>', reverse("pot_increase", args=[call.year]), _("Øk potten"))
                self.add_error("amount_awarded", format_html("{} {}", " ".join(error.messages), link))
        return cleaned_data


def submitted_text(params: dict[str, str], count: int) -> str:
    return ngettext("søknad i %(call)s, frist %(deadline)s", "søknader i %(call)s, frist %(deadline)s", count) % params


def drafts_text(params: dict[str, str], count: int) -> str:
    return ngettext("utkast til søknad i %(call)s", "utkast til søknader i %(call)s", count) % params


def drafts_task(call: Call, user: User | AnonymousUser, params: dict[str, str]) -> TaskRows:
    """Return the call's drafts as a task. Staff see on the page of the round that they exist."""
    page = f"{reverse('round_overview', args=[call.year])}#utkast"
    begun = drafts.drafts_of_call(call, user=user)
    return TaskRows(begun, lambda count, _year: Task(Urgency.SOON, drafts_text(params, count), count, page))


def help_text(count: int) -> str:
    return ngettext("søker ber om hjelp med et utkast", "søkere ber om hjelp med hvert sitt utkast", count)


@admin.register(Application)
class ApplicationAdmin(WithoutConflict, ApplicationPage, EditedAdmin):
    """Applications with their budgets and attachments. What is decided on the call's own pages is read-only here."""

    purpose = _("En søknad er et prosjekt som et medlem ber Balansepotten om støtte til.")
    first_rows = _("Her kommer søknadene når medlemmene har sendt dem.")
    chapter = "søknadene"
    form = ApplicationForm
    resource_classes = [ApplicationResource]
    restores_deleted = False  # the answers and files that were deleted with it are gone
    list_display = ["label", "short_number", "organisation", "year", "category", "status", "applied", "awarded"]
    optional_columns = ["submitted_at", "starts_on"]
    list_filter = ["call", "status", "category", "themes", ApplicantRegionFilter]
    list_select_related = ["call", "organisation"]
    search_fields = ["title", "number", "organisation__name", "organisation__number", "organisation__formerly"]
    is_searched_everywhere = True
    autocomplete_fields = ["organisation"]
    readonly_fields = ["answers", "submitted_at", "submitted_by", "created_at", "changed_at", "help_requested_at"]
    inlines = [BudgetLineInline, AttachmentInline]
    decided = ("call", "status", "amount_applied", "amount_awarded")
    figure_area = "balansepotten"
    sums = {"amount_applied": _("søkt"), "amount_awarded": _("tildelt")}
    fieldsets = [
        (None, {"fields": ["call", "organisation", ("number", "status"), *rows(FormSection.PROJECT)]}),
        (_("Beløp"), {"fields": [("total_budget", *BUDGET_AMOUNTS, "amount_awarded"), *rows(FormSection.BUDGET)]}),
        (_("Om prosjektet"), {"fields": rows(FormSection.AIMS)}),
        (_("Gjennomføring"), {"fields": rows(FormSection.PLAN)}),
        (_("Utlysningens egne spørsmål"), {"fields": ["answers"]}),
        (
            _("Innsending"),
            {"fields": [("submitted_at", "submitted_by"), ("created_at", "changed_at"), "help_requested_at"]},
        ),
    ]

    def search_hint(self, row: Application) -> str:
        return ", ".join(filter(None, [row.number, row.organisation.name, row.get_status_display()]))

    def get_readonly_fields(self, request: HttpRequest, obj: Application | None = None) -> list[str]:
        """Include the outcome if the call is decided on pages of its own."""
        shown = list(super().get_readonly_fields(request, obj))
        if getattr(obj, "run_here", False):
            shown += self.decided
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Application | None:
        """Set `run_here`: whether the call is decided on pages of its own. In a list each row would read its call."""
        found: Any = super().get_object(request, object_id, from_field)
        if found:
            found.run_here = calls.run_here().filter(pk=found.call_id).exists()
        return found

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Importing requires having no conflict of interest, since the preview shows what is stored."""
        return super().has_import_permission(request) and not reader_has_conflict(request)

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the submitted applications and the drafts of the open call, and the drafts whose writer asks for help.

        Other drafts aren't in the list.
        """
        for call in Call.objects.open_at(moment):
            deadline = date_words(timezone.localtime(call.deadline), "j. F \\k\\l.\xa0H.i")
            params = {"call": str(call), "deadline": deadline}
            submitted = self.get_queryset(request).filter(call=call, status=Status.SUBMITTED)
            filters = {"call__id__exact": str(call.pk), "status__exact": Status.SUBMITTED}
            yield self.task(Urgency.SOON, partial(submitted_text, params), submitted, **filters)
            yield drafts_task(call, request.user, params)
        asking = self.get_queryset(request).filter(status=Status.DRAFT)
        yield self.task(Urgency.WAITING, help_text, asking, status__exact=Status.DRAFT)

    @admin.display(description=_("prosjekt"), ordering="title")
    def label(self, application: Application) -> str:
        """Return the title, or a placeholder for a draft that has none."""
        return str(application)

    @admin.display(description=_("svar"))
    def answers(self, application: Application) -> str:
        """Return the answers to the call's own questions, which only the applicant can edit."""
        if application.pk is None:
            return ""
        answered = application.answers.select_related("question").values_list("question__label", "text")
        return format_html_join("", "<p><b>{}</b><br>{}</p>", answered)

    @admin.display(description=_("nr."), ordering="number")
    def short_number(self, application: Application) -> str:
        return application.number

    @admin.display(description=_("år"), ordering="call__year")
    def year(self, application: Application) -> str:
        return str(application.call.year)

    @admin.display(description=_("søkt"), ordering="amount_applied")
    def applied(self, application: Application) -> str:
        return "" if application.amount_applied is None else kroner(application.amount_applied)

    @admin.display(description=_("tildelt"), ordering="amount_awarded")
    def awarded(self, application: Application) -> str:
        return "" if application.amount_awarded is None else kroner(application.amount_awarded)
