"""Restoring earlier versions of rows, and deleted rows, through the form of their list.

The form validates the old values as if they were typed now. What it doesn't contain, such as what a domain function
sets, is not restored.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balansekunst.admin.forms import WARNING, can_be_key
from balansekunst.admin.versions import NOTHING, Change, display
from balansekunst.history import deleted_with, deletions, latest_version, row_of, set_reason, values_of

PER_PAGE = 25


@dataclass
class Restoring:
    """A version to restore into the stored row, or anew where there is none, by the form with its values."""

    version: Any
    latest: Any
    row: Any
    form: Any
    changes: list[Change]
    left_out: list[str]
    related: list[Any]
    unrestored: list[Any]

    @property
    def related_rows(self) -> list[tuple[str, str]]:
        return [_named(each) for each in self.related]

    @property
    def unrestored_rows(self) -> list[tuple[str, str]]:
        return [_named(each) for each in self.unrestored]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The errors of the form, each with the label of its field."""
        return [
            (str(self.form.fields[name].label) if name in self.form.fields else "", " ".join(map(str, errors)))
            for name, errors in self.form.errors.items()
        ]

    @property
    def can_go_on(self) -> bool:
        """Whether there is no error, or only warnings, which are accepted by submitting the form again."""
        errors = [error for each in self.form.errors.as_data().values() for error in each]
        return all(error.code == WARNING for error in errors)

    @property
    def accepting(self) -> list[Any]:
        """The fields with which the form is submitted again, after its warnings."""
        return _accepting(self.form, values_of(self.version))


class RestoringAdmin(admin.ModelAdmin):
    """Restores versions of rows, and deleted rows unless a new row gets parts that the deleted one had too.

    `is_restorable` is False where rows aren't changed in the admin's form alone. `unrestored_fields` keep their values.
    """

    is_restorable = True
    restores_deleted = True
    unrestored_fields: tuple[str, ...] = ()

    visible_versions: Callable[[HttpRequest, QuerySet[Any]], QuerySet[Any]]  # of ListAdmin

    def get_urls(self) -> list[URLPattern]:
        if not (self.is_restorable and self.restores_deleted):
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_deleted"
        return [path("slettede/", self.admin_site.admin_view(self.deleted_view), name=name), *super().get_urls()]

    def may_restore(self, request: HttpRequest, row: Any) -> bool:
        return self.is_restorable and self.has_change_permission(request, row)

    def may_restore_deleted(self, request: HttpRequest) -> bool:
        may_delete = request.user.has_perm(f"{self.opts.app_label}.delete_{self.opts.model_name}")
        return self.is_restorable and self.restores_deleted and may_delete and self.has_add_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        shown = {"may_restore_deleted": self.may_restore_deleted(request)}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the history with a link to restore each version but the newest."""
        row = self.get_object(request, unquote(object_id))
        shown = {
            "may_restore": self.may_restore(request, row) if row else self.may_restore_deleted(request),
            "newest": latest_version(row) if row else None,
        }
        return super().history_view(request, object_id, {**shown, **(extra_context or {})})

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """List the deleted rows, with who deleted each, and when."""
        if not self.may_restore_deleted(request):
            raise PermissionDenied
        found = self.visible_versions(request, deletions(self.model)).select_related(
            "history_user", *_foreign_keys(self.model)
        )
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Slettede %(rows)s") % {"rows": self.opts.verbose_name_plural},
            "opts": self.opts,
            "page": page,
            "rows": [(version, _named(version)[1]) for version in page],
        }
        return TemplateResponse(request, "admin/deleted_rows.html", context)

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, **_kwargs: Any) -> HttpResponse:
        """Show what restoring the version would change, and do it when that is confirmed."""
        row, version = self._found(request, unquote(object_id), version_id)
        if not (self.may_restore(request, row) if row else self.may_restore_deleted(request)):
            raise PermissionDenied
        if request.method == "POST" and (restored := self._restore_posted(request, unquote(object_id), version_id)):
            self.message_user(request, _("Gjenopprettet: %(row)s") % {"row": restored}, messages.SUCCESS)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", restored.pk)
        restoring = self._restoring(request, *self._found(request, unquote(object_id), version_id))
        restoring.form.is_valid()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Gjenopprett"),
            "subtitle": _named(version)[1],
            "opts": self.opts,
            "restoring": restoring,
            "version": version,
            "history_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[version.id]),
        }
        return TemplateResponse(request, "admin/restore.html", context)

    @transaction.atomic
    def _restore_posted(self, request: HttpRequest, key: str, version_key: str) -> Any:
        """Return the restored row; None, with a message, if it has become another since it was shown, or is refused."""
        list(self.model._meta.base_manager.select_for_update().filter(pk=key).values_list("pk"))
        restoring = self._restoring(request, *self._found(request, key, version_key))
        if request.POST.get("latest") != str(restoring.latest.pk):
            words = _("Noe er endret siden du så over dette, og ingenting er gjenopprettet. Se over på nytt.")
            self.message_user(request, words, messages.WARNING)
            return None
        return self._restore(request, restoring) if restoring.form.is_valid() else None

    def _found(self, request: HttpRequest, key: str, version_key: str) -> tuple[Any, Any]:
        """Return the stored row, or None if it is deleted, and the version. Raises Http404 if the user sees neither."""
        versions: Any = self.model.history.model
        if not (self.is_restorable and can_be_key(self.model, key) and can_be_key(versions, version_key)):
            raise Http404
        visible = self.visible_versions(request, versions.objects.filter(id=key))
        version = visible.select_related("history_user", *_foreign_keys(self.model)).filter(pk=version_key).first()
        if version is None:
            raise Http404
        row = self.get_object(request, key)
        if row is None and self.model._meta.base_manager.filter(pk=key).exists():
            raise Http404
        return row, version

    def _restoring(self, request: HttpRequest, row: Any, version: Any) -> Restoring:
        """Return what restoring the version would do. The form's own changes are of the row's fields as stored now."""
        latest = self.model.history.filter(id=version.id).order_by("history_date", "history_id").last()
        form_class = self.get_form(request, row, change=row is not None)
        instance = row or self.model(pk=version.id)
        excluded = self.unrestored_fields if row else ()
        values = {name: value for name, value in values_of(version).items() if name not in excluded}
        empty = form_class(instance=instance)
        # A field of a form can be of two fields of the row.
        data = _as_submitted(empty, empty.as_typed(values) if hasattr(empty, "as_typed") else values)
        form = form_class(data, MultiValueDict(), instance=instance)
        data.update({each.html_name: request.POST.get(each.html_name, "") for each in _accepting(form, values)})
        restored = [name for name in values if name in form.fields or name in getattr(form, "also_set", ())]
        changes = [*_changes(self.model, version, latest if row else None, restored)]
        before = values_of(latest) if row else {}
        fields_left_out = [
            field
            for field in version.tracked_fields
            if field.name not in restored and not field.primary_key and not _is_automatic(field)
            if values_of(version)[field.name] not in (before.get(field.name), None, "")
        ]
        related = [] if row else deleted_with(version)
        return Restoring(
            version=version,
            latest=latest,
            row=row,
            form=form,
            changes=changes,
            left_out=[str(field.verbose_name) for field in fields_left_out],
            related=[each for each in related if not _has_file(each)],
            unrestored=[each for each in related if _has_file(each)],
        )

    def _restore(self, request: HttpRequest, restoring: Restoring) -> Any:
        """Save the row as the list's own form does, and those that were deleted with it; return None if refused."""
        day = date_format(localtime(restoring.version.history_date), "j. F Y")
        reason = _("Gjenopprettet fra versjonen %(day)s") % {"day": day}
        is_change = restoring.row is not None
        try:
            with transaction.atomic():
                row = set_reason(self.save_form(request, restoring.form, change=is_change), reason)
                self.save_model(request, row, restoring.form, is_change)
                self.save_related(request, restoring.form, [], is_change)
                for each in restoring.related:
                    related = set_reason(each.instance, reason)
                    related._state.adding = True  # noqa: SLF001 - as a new row, with the primary key that it had
                    related.full_clean()
                    related.save()
        except (IntegrityError, ValidationError) as error:
            words = (
                " ".join(error.messages) if isinstance(error, ValidationError) else _("Databasen nektet å lagre det.")
            )
            self.message_user(request, f"{_('Ingenting er gjenopprettet.')} {words}", messages.ERROR)
            return None
        self.log_change(request, row, reason)
        return row


def _foreign_keys(model: Any) -> list[str]:
    return [field.name for field in model.history.model.tracked_fields if isinstance(field, models.ForeignKey)]


def _is_automatic(field: Any) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _has_file(version: Any) -> bool:
    """Return whether the row had a file, which may be gone."""
    return any(isinstance(field, models.FileField) for field in version.instance_type._meta.concrete_fields)


def _named(version: Any) -> tuple[str, str]:
    """Return the name of the model and of the row. Its name may need rows that are deleted too."""
    model = version.instance_type
    try:
        return str(model._meta.verbose_name), str(row_of(version))
    except ObjectDoesNotExist:
        return str(model._meta.verbose_name), f"{capfirst(model._meta.verbose_name)} {version.id}"


def _accepting(form: Any, values: dict[str, Any]) -> list[Any]:
    """Return the hidden fields that are none of the row's: with them a form's warnings are accepted."""
    return [field for field in form.hidden_fields() if field.name not in values]


def _changes(model: Any, version: Any, latest: Any, names: list[str]) -> Iterator[Change]:
    """Yield the fields that would change, or all with a value where there is no row."""
    after, before = values_of(version), values_of(latest) if latest else {}
    for name in names:
        field = model._meta.get_field(name)
        if after[name] == before.get(name) or (not latest and after[name] in (None, "", [])):
            continue
        label = capfirst(str(field.verbose_name))
        if isinstance(field, models.ManyToManyField):
            yield Change(label, _many(field, before.get(name, [])), _many(field, after[name]))
        else:
            yield Change(label, display(latest, field) if latest else "", display(version, field))


def _many(field: Any, keys: list[Any]) -> str:
    return ", ".join(map(str, field.related_model._meta.default_manager.filter(pk__in=keys))) or NOTHING


def _as_submitted(form: Any, values: dict[str, Any]) -> QueryDict:
    """Return what a browser would submit if the form had these values, and else what it has."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = field.prepare_value(values.get(name, form.get_initial_for_field(field, name)))
        widget = getattr(field.widget, "widget", field.widget)  # within the admin's links to related rows
        if isinstance(widget, forms.CheckboxInput):
            if value:
                data[name] = "on"
        elif not isinstance(widget, forms.FileInput):
            submitted = widget.format_value(value)
            if isinstance(submitted, (list, tuple)):
                data.setlist(name, [str(each) for each in submitted])
            elif submitted is not None:
                data[name] = str(submitted)
    return data
