"""The admin's pages for an organisation under a new number: the change of identity, and the merging of two."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.forms import RowsInline
from balansekunst.admin.row_pages import RowPages
from balansekunst.admin.timeline import row_url
from balansekunst.forms import DateField, LineField
from balansekunst.models import User
from members import identities, merging, merging_rules
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

    def change(self, organisation: Organisation, *, by: User) -> None:
        """Give the organisation the new number or name. Raises ValidationError."""
        identities.change(organisation, **self.cleaned_data, today=timezone.localdate(), by=by)


class MergeForm(forms.Form):
    """The other organisation, and the day from which the two are one.

    What would move is shown before the merge is `confirmed`.
    """

    number = LineField(
        label=gettext_lazy("Organisasjonsnummeret til den andre"),
        max_length=20,
        help_text=gettext_lazy("Alt som hører til den andre, flyttes hit, og den blir borte fra listen."),
    )
    from_day = DateField(label=gettext_lazy("Slått sammen"), help_text=gettext_lazy("Første dag som én virksomhet."))
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_number(self) -> Organisation:
        """Return the organisation with the number, or with that as an earlier one."""
        number = "".join(self.cleaned_data["number"].split())
        found = identities.find(number)
        if found is None:
            raise ValidationError(_("Det finnes ingen virksomhet med dette nummeret."))
        return found

    @property
    def is_confirmed(self) -> bool:
        return self.cleaned_data["confirmed"] == str(self.cleaned_data["number"].pk)


class IdentityPages(RowPages):
    """The pages of an organisation where it gets a new number or name, or is merged with another."""

    def get_urls(self) -> list[URLPattern]:
        identity = path(
            "<int:pk>/nytt-nummer/",
            self.admin_site.admin_view(self.identity_view),
            name="members_organisation_identity",
        )
        merge = path(
            "<int:pk>/sla-sammen/", self.admin_site.admin_view(self.merge_view), name="members_organisation_merge"
        )
        return [identity, merge, *super().get_urls()]

    def identity_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form of a new number or name, and save it."""
        organisation = get_object_or_404(Organisation, pk=pk)
        if not self.has_change_permission(request, organisation):
            raise PermissionDenied
        form = IdentityForm(request.POST or None, instance=organisation)
        if form.is_valid():
            try:
                form.change(organisation, by=self._user(request))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, organisation, _("Nytt nummer eller navn er registrert."))
                self.message_user(request, _("Nytt nummer eller navn er registrert."), messages.SUCCESS)
                return redirect(row_url(organisation))
        explanation = _(
            "Bruk denne siden når virksomheten har fått nytt organisasjonsnummer eller nytt navn. Det gamle blir "
            "lagret, så du kan søke på det, og filer med det gamle nummeret gjelder fortsatt denne virksomheten. "
            "Er nummeret eller navnet bare skrevet feil, retter du det på siden til virksomheten."
        )
        page = {"title": _("Nytt nummer eller navn"), "button": _("Registrer"), "explanation": explanation}
        return self.row_page(request, organisation, form, page_url=row_url(organisation), **page)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for another organisation, show what would move, and merge the two when that is confirmed."""
        target = get_object_or_404(Organisation, pk=pk)
        if not (self.has_change_permission(request, target) and self.has_delete_permission(request)):
            raise PermissionDenied
        form = MergeForm(request.POST or None, initial={"number": request.GET.get("number", "")})
        page: dict[str, Any] = {"title": _("Slå sammen med en annen virksomhet"), "button": _("Se hva som flyttes")}
        if form.is_valid():
            other = form.cleaned_data["number"]
            given = {"other": other, "from_day": form.cleaned_data["from_day"], "today": timezone.localdate()}
            try:
                if form.is_confirmed:
                    return self._merge(request, target, **given)
                merging.check(target, **given, by=self._user(request))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                form.data = {**request.POST.dict(), "confirmed": str(other.pk)}
                moved = list(merging.count_rows(other, by=self._user(request)))
                page |= {"button": _("Slå sammen"), "other": other, "moved": moved}
                page["closed"] = list(merging_rules.closed(target, other))
        template = "admin/members/organisation/merge.html"
        return self.row_page(request, target, form, template=template, page_url=row_url(target), **page)

    def _merge(self, request: HttpRequest, target: Organisation, *, other: Organisation, **given: Any) -> HttpResponse:
        merging.merge(target, other=other, **given, by=self._user(request))
        message = _("%(other)s er slått sammen med %(target)s.") % {"other": other.name, "target": target.name}
        self.log_change(request, target, message)
        deleted: Any = [other]
        self.log_deletions(request, deleted)
        self.message_user(request, message, messages.SUCCESS)
        return redirect(row_url(target))

    def _user(self, request: HttpRequest) -> User:
        user: Any = request.user
        return user

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Let the search find corrected earlier numbers and names."""
        super().save_related(request, form, formsets, change)
        # Read anew: the form's own row may be older than what is stored, and would be in the history as it is.
        identities.update_formerly(Organisation.objects.get(pk=form.instance.pk))
