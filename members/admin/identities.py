"""The admin's page for a new number or name of an organisation, and its earlier ones."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin_forms import RowsInline
from balansekunst.forms import DateField
from members import identities
from members.models import EarlierIdentity, Organisation


class EarlierIdentityInline(RowsInline):
    """The numbers and names that the organisation had earlier."""

    model = EarlierIdentity


class IdentityForm(forms.ModelForm):
    """The new number and name, and the first day with them. `members.identities` validates and saves them."""

    from_day = DateField(
        label=gettext_lazy("Gjelder fra"), help_text=gettext_lazy("Første dag med det nye nummeret eller navnet.")
    )

    class Meta:
        model = Organisation
        fields = ["number", "name"]

    def _post_clean(self) -> None:
        """Leave the organisation as it is."""

    def change(self, organisation: Organisation, *, by: Any) -> None:
        """Give the organisation the new number or name. Raises ValidationError."""
        identities.change(organisation, **self.cleaned_data, today=timezone.localdate(), by=by)


class IdentityPages(admin.ModelAdmin):
    """The pages of an organisation where it gets a new number or name."""

    def get_urls(self) -> list[URLPattern]:
        identity = path(
            "<int:pk>/nytt-nummer/",
            self.admin_site.admin_view(self.identity_view),
            name="members_organisation_identity",
        )
        return [identity, *super().get_urls()]

    def identity_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form of a new number or name, and save it."""
        organisation = get_object_or_404(Organisation, pk=pk)
        if not self.has_change_permission(request, organisation):
            raise PermissionDenied
        form = IdentityForm(request.POST or None, instance=organisation)
        if form.is_valid():
            try:
                form.change(organisation, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, organisation, _("Nytt nummer eller navn er registrert."))
                self.message_user(request, _("Nytt nummer eller navn er registrert."), messages.SUCCESS)
                return redirect(reverse("admin:members_organisation_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nytt nummer eller navn"),
            "subtitle": str(organisation),
            "opts": self.opts,
            "original": organisation,
            "form": form,
            "button": _("Registrer"),
            "explanation": _(
                "Bruk denne siden når virksomheten har fått nytt organisasjonsnummer eller nytt navn. Det gamle blir "
                "lagret, så du kan søke på det, og filer med det gamle nummeret gjelder fortsatt denne virksomheten. "
                "Er nummeret eller navnet bare skrevet feil, retter du det på siden til virksomheten."
            ),
        }
        return TemplateResponse(request, "admin/members/row_form.html", context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Let the search find corrected earlier numbers and names."""
        super().save_related(request, form, formsets, change)
        identities.update_formerly(form.instance)
