"""Import of a list's rows: the file, which column is which if its headings are others, a preview, and the import.

A file with many rows is previewed and imported by jobs (`import_jobs`).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportMixin
from import_export.results import Result

from balansekunst.admin import import_jobs
from balansekunst.admin.column_form import ColumnsForm
from balansekunst.admin.files import FileForm, format_of
from balansekunst.admin.import_jobs import GONE, ImportRequest, ManyRowsError
from balansekunst.fields import number
from balansekunst.file_responses import file_response
from balansekunst.imports import mappings, previews
from balansekunst.imports.formats import FORMATS, Xlsx
from balansekunst.imports.outcomes import Outcome
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.sheets import Sheet
from balansekunst.imports.templates import write_template
from balansekunst.text import slug

CHANGED = gettext_lazy("Noe er endret siden du så over filen, og ingenting er importert. Last opp filen på nytt.")


class ImportedAdmin(ImportExportMixin, admin.ModelAdmin):
    """A list whose rows can be imported from a workbook or a csv file."""

    import_export_change_list_template = None
    import_form_class = FileForm
    confirm_form_class = previews.ConfirmForm
    resource_classes: list[type[SheetResource]]
    hides_rows: bool
    list_name: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("import/kolonner/", view(self.import_columns_view), name=f"{self.list_name}_import_columns"),
            path("import/mal/", view(self.template_view), name=f"{self.list_name}_import_template"),
            *super().get_urls(),
        ]

    def get_import_formats(self) -> list[Any]:
        """Return the formats, which look for the sheet that an export of the list has."""
        return [partial(file_format, title=self.resource_classes[0].sheet_name()) for file_format in FORMATS]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def add_data_read_fail_error_to_form(self, form: FileForm, e: Exception) -> None:
        unreadable = ValidationError(_("Filen kan ikke leses. Er den en Excel-fil (.xlsx) eller en CSV-fil (.csv)?"))
        form.add_error("import_file", e if isinstance(e, ValidationError) else unreadable)

    def template_view(self, request: HttpRequest) -> HttpResponse:
        """Return a workbook with the headings, and what to write below them."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        resource = self.resource_classes[0]()
        name = _("mal-%(list)s.xlsx") % {"list": slug(resource.get_display_name())}
        content = write_template(resource.sheet_name(), resource.fields.values())
        return file_response(content, name=name, content_type=Xlsx().get_content_type())

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Preview what the file would change, or show its errors. Without errors the file is stored for an hour.

        If its headings are others, ask first which column is which, unless that is remembered. With `?jobb=` show the
        preview that a job has made.
        """
        user: Any = request.user
        if request.method != "POST" and "jobb" in request.GET:
            return self._stored_preview(request, super().import_action(request, **kwargs))
        with previews.files_of(user) as files:
            try:
                response = super().import_action(request, **kwargs)
            except previews.TooSlowError as error:
                files.discard()
                return self._import_anew(request, error.messages[0])
            except mappings.OtherHeadingsError as error:
                return self._columns_page(request, self._columns_form(error.sheet), _stored(request, files))
            except ManyRowsError:
                return import_jobs.start(import_jobs.PREVIEW, self, user, _stored(request, files))
            context: Any = response.context_data
            result = context.get("result")
            if result:
                self._add_preview(context, Outcome.of(result))
            if result and result.renamed:  # its columns can be used otherwise
                context["stored"] = _stored(request, files)
            elif "confirm_form" not in context:
                files.discard()
        return response

    def _stored_preview(self, request: HttpRequest, response: Any) -> HttpResponse:
        """Show the preview that a job has made, unless its file is gone."""
        user: Any = request.user
        outcome, stored = import_jobs.stored_preview(self, request)
        with previews.files_of(user):
            if previews.ConfirmForm(stored).is_valid():
                if not outcome.fault_count:
                    response.context_data["confirm_form"] = previews.ConfirmForm(initial=stored)
                if outcome.renamed:
                    response.context_data["stored"] = stored
            elif not outcome.fault_count:
                return self._import_anew(request, str(GONE))
        self._add_preview(response.context_data, outcome)
        return response

    def _add_preview(self, context: dict[str, Any], outcome: Outcome) -> None:
        context |= vars(outcome)
        if confirm_form := context.get("confirm_form"):
            confirm_form.initial |= {"accepted": outcome.accepted, "columns": outcome.mapped}

    def outcome_of(self, request: ImportRequest, form: previews.ConfirmForm) -> Outcome:
        """Return what the stored file would do, in a job: with any warnings, and any known use of the columns."""
        data = previews.ImportFileStorage(name=form.cleaned_data["import_file_name"]).read()
        sheet = self.get_import_formats()[int(form.cleaned_data["format"])]().create_dataset(data)
        try:
            result = self.resource_classes[0]().import_data(
                sheet,
                dry_run=True,
                file_name=form.cleaned_data["original_file_name"],
                user=request.user,
                **self.get_import_data_kwargs(request=request, form=form)
                | {"accepted": None, "mapped": self._mapped(request, None)},
            )
        except mappings.OtherHeadingsError as error:
            raise ValidationError(CHANGED) from error
        return Outcome.of(result)

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Import all rows or none, also if one became invalid or got a warning between preview and confirmation."""
        answers = kwargs["form"].cleaned_data  # the form of the upload has neither of these
        accepted, columns = answers.get("accepted"), answers.get("columns")
        request = kwargs["request"]
        given = super().get_import_data_kwargs(**kwargs)
        return {
            **given,
            "rollback_on_validation_errors": True,
            "advance": request.advance if isinstance(request, ImportRequest) else previews.time_limit(),
            "accepted": accepted,
            "mapped": self._mapped(request, columns),
        }

    def _mapped(self, request: HttpRequest, expected: str | None) -> Callable[[Sheet], Sheet]:
        """Return what gives a sheet our headings.

        It raises OtherHeadingsError if the preview `expected` another use of the columns, and ManyRowsError if the
        sheet needs a job. Rows that may be hidden from a user later are never previewed by a job, which stores them.
        """

        def mapped(sheet: Sheet) -> Sheet:
            resource = self.resource_classes[0]()
            found = sheet
            if any(resource.heading_problems(sheet.headers)):
                known = [column.column_name for column in resource.fields.values()]
                names = mappings.find(self.list_name, sheet.headers, known)
                if names is None or any(resource.heading_problems([name for name in names if name])):
                    raise mappings.OtherHeadingsError(sheet)
                found = mappings.renamed(sheet, names)
            if expected not in (None, mappings.fingerprint(found.renamed)):
                raise mappings.OtherHeadingsError(sheet)
            if isinstance(request, ImportRequest):
                request.total = len(found)
            elif len(found) > import_jobs.MOST_IN_REQUEST and not self.hides_rows:
                raise ManyRowsError
            return found

        return mapped

    def import_columns_view(self, request: HttpRequest) -> HttpResponse:
        """Ask which column of a stored file is which, remember the answer, and preview the file."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        user: Any = request.user
        with previews.files_of(user):
            chosen = previews.ConfirmForm(request.POST)
            if request.method != "POST" or not chosen.is_valid():
                return self._import_anew(request, str(GONE))
            stored, file_name = chosen.cleaned_data["import_file_name"], chosen.cleaned_data["original_file_name"]
            storage = previews.ImportFileStorage(name=stored)
            data = storage.read()
            file_format = self.get_import_formats()[int(chosen.cleaned_data["format"])]()
            try:
                sheet = file_format.create_dataset(data)
            except ValidationError as error:
                return self._import_anew(request, error.messages[0])
            form = self._columns_form(sheet, request.POST if "use" in request.POST else None)
            if not form.is_valid():
                return self._columns_page(request, form, chosen.cleaned_data)
            mappings.remember(self.list_name, form.sheet.headers, form.names, by=user, at=timezone.now())
            storage.remove()
        request.FILES["import_file"] = SimpleUploadedFile(file_name, data)
        return self.import_action(request)

    def _columns_form(self, sheet: Sheet, data: Any = None) -> ColumnsForm:
        resource = self.resource_classes[0]()
        known = [column.column_name for column in resource.fields.values()]
        return ColumnsForm(sheet, resource, mappings.find(self.list_name, sheet.headers, known), data)

    def _columns_page(self, request: HttpRequest, form: ColumnsForm, stored: dict[str, Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Hvilken kolonne er hva?"),
            "opts": self.opts,
            "form": form,
            "stored": stored,
        }
        return TemplateResponse(request, "admin/import_export/columns.html", context)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import the file that was previewed, or say that there is no such file any more."""
        user: Any = request.user
        with previews.files_of(user):
            is_allowed = request.method == "POST" and self.has_import_permission(request)
            form = self.create_confirm_form(request)
            if is_allowed and not form.is_valid():
                return self._import_anew(request, str(GONE))
            try:
                return super().process_import(request, **kwargs)
            except previews.TooSlowError as error:
                return self._import_anew(request, error.messages[0])
            except mappings.OtherHeadingsError:
                return self._changed_since(request)
            except ManyRowsError:
                return import_jobs.start(import_jobs.IMPORT, self, user, form.cleaned_data)

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        """Show the result, or that nothing was imported because data has changed since the preview."""
        if not result.has_errors() and not result.has_validation_errors():
            return super().process_result(result, request)
        return self._changed_since(request)

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        """Say how many rows were imported. No import deletes any."""
        words = _("Importen er ferdig: %(new)s nye, %(update)s endret, %(skip)s uendret.")
        messages.success(request, words % {name: number(count) for name, count in result.totals.items()})

    def _changed_since(self, request: HttpRequest) -> HttpResponse:
        return self._import_anew(request, str(CHANGED))

    def _import_anew(self, request: HttpRequest, words: str) -> HttpResponse:
        """Lead back to the upload with an error; in a job, raise it."""
        if isinstance(request, ImportRequest):
            raise ValidationError(words)
        messages.error(request, words)
        return redirect(f"admin:{self.list_name}_import")


def _stored(request: HttpRequest, files: previews.Files) -> dict[str, str]:
    """Return what identifies the file that was uploaded, as a confirmation names it."""
    upload: Any = request.FILES["import_file"]
    return {
        "import_file_name": files.stored[-1],
        "original_file_name": upload.name,
        "format": format_of(upload.name),
    }
