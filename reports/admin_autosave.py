"""Saving the texts of a report while they are written (autosave.js)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balansekunst import autosave
from balansekunst.merging_forms import MergingForm
from reports.models import Picture, Publication


class AutosavedAdmin(admin.ModelAdmin):
    """An admin whose existing rows are saved while they are written; new rows, pictures and deletions by the button."""

    def get_urls(self) -> list[URLPattern]:
        view = path("<int:pk>/lagre/", self.autosave_view, name="reports_annualreport_autosave")
        return [view, *super().get_urls()]

    @method_decorator(login_not_required)
    @method_decorator(require_POST)
    def autosave_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Save the fields that are valid and that nobody else changed, and say what is not saved."""
        if not self.admin_site.has_permission(request):
            words = _("Ikke lagret: innloggingen har gått ut. Logg inn i en ny fane, og kom tilbake hit.")
            return autosave.logged_out(reverse("admin:login"), reverse("admin:index"), words, new_tab=True)
        published = ValidationError(_("Rapporten er publisert i mellomtiden. Det du skrev, er ikke lagret."))
        try:
            with transaction.atomic():
                report = self.get_object(request, str(pk))
                if report is None:
                    raise Http404
                if hasattr(report, "publication"):
                    return autosave.refused(published)
                if not self.has_change_permission(request, report):
                    raise PermissionDenied
                return self._save_texts(request, report)
        except IntegrityError:
            if not Publication.objects.filter(report=pk).exists():
                raise
            return autosave.refused(published)

    def _save_texts(self, request: HttpRequest, report: Any) -> JsonResponse:
        form: Any = self.get_form(request, report, change=True)(request.POST, instance=report)
        formsets, _inlines = self._create_formsets(request, report, change=True)  # type: ignore[attr-defined]
        texts: list[MergingForm] = [form, *_existing_rows(formsets)]
        fields: dict[str, Any] = {}
        saved: list[str] = []
        for each in texts:
            saved += [each.add_prefix(name) for name in each.save_valid()]
            fields |= {each.add_prefix(name): _as_typed(each, name) for name in each.replaced}
        problems = [problem for each in texts for problem in _problems(each)]
        if _is_left_to_the_button(formsets):
            problems.append(_("Det du har lagt til, slettet eller endret ved bildene, lagres når du trykker «Lagre»."))
        return autosave.saved(timezone.now(), fields=fields, saved=saved, problems=problems)


def _existing_rows(formsets: Sequence[BaseInlineFormSet]) -> Iterator[MergingForm]:
    for formset in formsets:
        if formset.model is not Picture:
            yield from (form for form in formset.initial_forms if form.instance.pk)  # type: ignore[misc]


def _as_typed(form: MergingForm, name: str) -> Any:
    """Return the saved value of a field as it is typed into it."""
    value = form.cleaned_data[name]
    return value if isinstance(value, (str, int)) else form.fields[name].widget.format_value(value)


def _problems(form: MergingForm) -> Iterator[str]:
    where = str(form.instance)
    for name in form.errors:
        names = {"field": form.fields[name].label if name in form.fields else where, "where": where}
        if name in form.contested:
            yield _("«%(field)s» i «%(where)s» er også endret av en annen: trykk «Lagre», så ser du begge.") % names
        else:
            yield _("«%(field)s» i «%(where)s» må rettes før det kan lagres.") % names


def _is_left_to_the_button(formsets: Sequence[BaseInlineFormSet]) -> bool:
    for formset in formsets:
        rows = formset.forms if formset.model is Picture else formset.extra_forms
        if any(form.has_changed() for form in rows):
            return True
        if any(form.instance.pk is None or "DELETE" in form.changed_data for form in formset.initial_forms):
            return True
    return False
