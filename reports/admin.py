"""Reports in the admin: drafts are written here, beside what can be inserted; published reports are read-only."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.db import connection
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.forms import FormMixin
from balansekunst.admin.lists import EditedAdmin
from balansekunst.figures import Reader, ReportYear, reader_of
from balansekunst.merging_forms import MergingFormSet
from reports import pictures
from reports.admin_autosave import AutosavedAdmin
from reports.admin_forms import PictureForm, PictureFormSet, QuoteForm, ReportForm, SectionForm
from reports.admin_front_page import OnFrontPage
from reports.admin_publications import CorrectionAdmin, FrozenFigureAdmin, PublicationAdmin  # noqa: F401 registered there
from reports.counting.summary import Summary, summarise
from reports.document import annual_report, insertables, markup
from reports.document.placeholders import Material, fill, needs_year_before
from reports.document.review import known_values, typed_by_line
from reports.models import AnnualReport, Picture, Publication, Quote, Section


def is_published(report: AnnualReport | None) -> bool:
    """Whether the report is published, so that nothing of it may change."""
    return report is not None and report.pk is not None and hasattr(report, "publication")


class PartInline(FormMixin, admin.StackedInline):
    """Parts of a report, which can be edited while it is a draft."""

    formset = MergingFormSet
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: AnnualReport | None = None) -> bool:
        return super().has_add_permission(request, obj) and not is_published(obj)

    def has_change_permission(self, request: HttpRequest, obj: AnnualReport | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_published(obj)

    def has_delete_permission(self, request: HttpRequest, obj: AnnualReport | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_published(obj)

    @admin.display(description=_("Tidligere utgaver"))
    def versions(self, part: Any) -> str:
        """Link to the part's history."""
        if part.pk is None:
            return ""
        url = reverse(f"admin:reports_{part._meta.model_name}_history", args=[part.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Se hvem som har skrevet hva"))


class SectionInline(PartInline):
    """The sections in their order."""

    model = Section
    form = SectionForm
    fields = (("title", "kind", "order"), "text", "versions")
    readonly_fields = ("versions",)


class QuoteInline(PartInline):
    """The quotes."""

    model = Quote
    form = QuoteForm
    fields = (("slug", "consent_on"), "text", ("person", "role"), "versions")
    readonly_fields = ("versions",)


class PictureInline(PartInline):
    """The pictures."""

    model = Picture
    form = PictureForm
    formset = PictureFormSet
    fields = ("shown", ("slug", "is_cover"), "file", "alt", ("caption", "credit"), "versions")
    readonly_fields = ("shown", "versions")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        """Return the pictures with their report, whose year is in their address."""
        return super().get_queryset(request).select_related("report")

    @admin.display(description=_("Bildet"))
    def shown(self, picture: Picture) -> str:
        """Show the picture, small."""
        if not picture.pk or not picture.file:
            return ""
        name = pictures.small(pictures.file_name(str(picture.file.name)))
        url = reverse("report_draft_picture", args=[picture.report.year, name])
        return format_html('<img class="thumbnail" src="{}" alt="{}">', url, picture.alt)


@admin.register(AnnualReport)
class AnnualReportAdmin(AutosavedAdmin, OnFrontPage, EditedAdmin):
    """The reports; a new one is created with the usual sections."""

    purpose = _("En årsrapport er det dere skriver om ett år, med tall som programmet fyller inn.")
    first_rows = _("Her kommer årsrapportene. Begynn den første med knappen øverst.")
    chapter = "årsrapporten"
    form = ReportForm
    inlines = [SectionInline, QuoteInline, PictureInline]
    is_restorable = False  # texts are edited on the report's page, by several at once, until it is published
    actions = None  # nothing is done to several reports at once
    list_display = ["__str__", "state"]
    fieldsets = [(None, {"fields": [("title", "colour"), "lead"]})]
    save_on_top = True
    import_export_change_list_template = "admin/reports/annualreport/change_list.html"  # type: ignore[assignment]

    class Media:
        js = [Script(f"balansekunst/{name}.js", defer=True) for name in ("report_writing", "autosave")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnualReport]:
        """Return the reports with what was published of them."""
        return super().get_queryset(request).select_related("publication")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> AnnualReport | None:
        """Lock the report while it is saved, so that what is merged with is what is stored."""
        report = super().get_object(request, object_id, from_field)
        if report and request.method == "POST" and connection.in_atomic_block:
            AnnualReport.objects.select_for_update().get(pk=report.pk)
            report = super().get_object(request, object_id, from_field)
        return report

    def has_import_permission(self, request: HttpRequest) -> bool:
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AnnualReport | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_published(obj)

    def has_delete_permission(self, request: HttpRequest, obj: AnnualReport | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_published(obj)

    @admin.display(description=_("tilstand"))
    def state(self, report: AnnualReport) -> str:
        """Return if it is published, or a draft."""
        return gettext("publisert") if is_published(report) else gettext("utkast")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Redirect to the list, where a report is created."""
        return redirect("admin:reports_annualreport_changelist")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the reports, with a button for each of the last two years that has none."""
        this = timezone.localdate().year
        begun = set(AnnualReport.objects.filter(year__gte=this - 1).values_list("year", flat=True))
        free = [year for year in (this - 1, this) if year not in begun]
        return super().changelist_view(request, {"free_years": free, **(extra_context or {})})

    def refused_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
        """Explain a refusal by the database after a publication in the meantime."""
        if not Publication.objects.filter(report=object_id).exists():
            return super().refused_view(request, object_id, *args, **kwargs)
        words = gettext("Rapporten ble publisert mens du skrev. Det du skrev, er ikke lagret.")
        self.message_user(request, words, messages.ERROR)
        return redirect(request.path)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the texts with their problems, and beside them all that can be inserted."""
        report = kwargs.get("obj") or context.get("original")
        if report and not is_published(report):
            day = timezone.localdate()
            summary = summarise(ReportYear(report.year, day), _reader(request, day))
            shown, said = list(report.pictures.all()), list(report.quotes.all())
            texts = [str(form[name].value() or "") for form in forms_of(context) if (name := text_field(form))]
            before = annual_report.numbers_before(summary) if needs_year_before(texts) else {}
            material = annual_report.gather(report, summary, day=day, pictures=shown, quotes=said, before=before)
            for form in forms_of(context):
                add_findings(form, summary, material)
            context["show_save_and_add_another"] = False
            context["withheld"] = summary.reader.withheld.values()
            context["insertables"] = insertables.groups(summary, material, quotes=said, pictures=shown)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: AnnualReport) -> HttpResponse:
        """Stay on the page while something cannot be filled in: all is saved, and the problems are shown there.

        The draft, if that was asked for, shows them too.
        """
        if "_draft" in request.POST:
            return redirect("report_draft", obj.year)
        response = super().response_change(request, obj)
        day = timezone.localdate()
        summary = summarise(ReportYear(obj.year, day), _reader(request, day))
        found = len(annual_report.compose(obj, summary, day=day).problems)
        if not found:
            return response
        words = ngettext(
            "Alt er lagret, men ett sted kan ikke fylles inn. Det står ved teksten.",
            "Alt er lagret, men %(count)s steder kan ikke fylles inn. Det står ved tekstene.",
            found,
        )
        self.message_user(request, words % {"count": found}, messages.WARNING)
        return redirect("admin:reports_annualreport_change", obj.pk)


def _reader(request: Any, day: date) -> Reader:
    return reader_of(request.user, day)


def forms_of(context: Any) -> Iterator[Any]:
    """Yield the forms of the page that have a text."""
    yield context["adminform"].form
    for shown in context["inline_admin_formsets"]:
        yield from (form for form in shown.formset.forms if "text" in form.fields and form._meta.model is Section)


def text_field(form: Any) -> str:
    """Return the name of the form's text, or an empty string for a form without one."""
    return next((name for name in ("lead", "text") if name in form.fields), "")


def add_findings(form: Any, summary: Summary, material: Material) -> None:
    """Add to the help of a form's text what cannot be filled in, and typed numbers that equal no figure, by line."""
    name = text_field(form)
    if not name:
        return
    bound = form[name]
    text = bound.value() or ""
    _blocks, problems = fill(markup.parse(text), material)
    words = gettext("Linje %(line)s: «%(number)s» er skrevet inn, og er ikke et av årets tall.")
    typed = typed_by_line(text, known_values(summary.numbers))
    findings = [("problem", str(problem)) for problem in problems]
    findings += [("typed", words % {"line": line, "number": number}) for line, number in typed]
    if findings:
        points = format_html_join("", '<li class="{}">{}</li>', findings)
        bound.help_text = format_html('{}<ul class="findings">{}</ul>', bound.help_text, points)


class PartAdmin(EditedAdmin):
    """A part of a report: only its history is here, and it is edited on the report's page."""

    chapter = AnnualReportAdmin.chapter
    is_restorable = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirect to the reports."""
        return redirect("admin:reports_annualreport_changelist")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the report's page."""
        part = self.get_object(request, object_id)
        if part is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect("admin:reports_annualreport_change", part.report_id)


admin.site.register([Section, Quote, Picture], PartAdmin)
