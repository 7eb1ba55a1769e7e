"""The admin of e-mails that came back: their list, and the action that registers one by hand."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.admin.lists import ListAdmin, ReadOnlyAdmin
from balansekunst.forms import LineField
from balansekunst.mail import bounces
from balansekunst.models import Bounce, Message
from balansekunst.resources import BounceResource

REASON_HELP = gettext_lazy("Slik den står i e-posten som kom i retur, for eksempel «Ukjent mottaker».")


class BounceForm(forms.Form):
    """Why an e-mail came back."""

    reason = LineField(
        label=gettext_lazy("Årsak"),
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text=REASON_HELP,
    )


class BounceAction(ListAdmin):
    """A list of rows with an e-mail address, in the field `email_field`, to which an e-mail may have come back."""

    email_field = "email"

    @admin.display(description=gettext_lazy("om adressen"))
    def address_notes(self, row: Any) -> str:
        return bounces.notes_on(getattr(row, self.email_field))

    def has_bounce_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("balansekunst.add_bounce")

    @admin.action(
        description=gettext_lazy("Registrer e-post i retur"), permissions=["bounce"], location=list(ActionLocation)
    )
    def register_bounce(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask why the e-mails came back, and mark the addresses."""
        rows = list(queryset.exclude(**{self.email_field: ""}))
        if not rows:
            self.message_user(request, _("Ingen av de valgte har en e-postadresse."), messages.WARNING)
            return None
        form = BounceForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._ask_reason(request, rows, form)
        for row in rows:
            bounces.record(
                getattr(row, self.email_field),
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
                message=row if isinstance(row, Message) and row.status == Message.Status.SENT else None,
            )
        words = ngettext(
            "%(count)d adresse er merket. Den får ingen utsendinger før den er endret.",
            "%(count)d adresser er merket. De får ingen utsendinger før de er endret.",
            len(rows),
        )
        self.message_user(request, words % {"count": len(rows)}, messages.SUCCESS)
        return None

    def _ask_reason(self, request: HttpRequest, rows: list[Any], form: BounceForm) -> HttpResponse:
        """Return the page that asks, which sends the action again."""
        sent = {name: request.POST[name] for name in ("action", "CHANGE_FORM-action") if name in request.POST}
        context = {
            **self.admin_site.each_context(request),
            "title": _("E-post i retur"),
            "opts": self.opts,
            "addresses": sorted({getattr(row, self.email_field) for row in rows}),
            "form": form,
            "hidden": [*sent.items(), *((ACTION_CHECKBOX_NAME, row.pk) for row in rows)],
        }
        return TemplateResponse(request, "admin/balansekunst/register_bounce.html", context)


@admin.register(Bounce)
class BounceAdmin(ReadOnlyAdmin):
    """The e-mails that came back. Deleting a row takes the mark from its address."""

    purpose = gettext_lazy("Adresser vi har fått e-post i retur fra. Slett raden når adressen virker igjen.")
    first_rows = gettext_lazy("Her kommer adressene som ikke virker, når en e-post kommer i retur.")
    chapter = "e-post"
    resource_classes = [BounceResource]
    # Without the message, which may be withheld from the reader.
    list_display = ["email", "kind", "reason", "bounced_at"]
    list_filter = ["kind"]
    search_fields = ["email", "reason"]
    date_hierarchy = "bounced_at"

    def has_delete_permission(self, request: HttpRequest, obj: Bounce | None = None) -> bool:
        return request.user.has_perm("balansekunst.delete_bounce")
