"""The pages of payments: reading a file from the bank, and connecting what waits to a fee."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.admin.forms import can_be_key
from balansekunst.admin.lists import HistoryAdmin
from balansekunst.fields import kroner_and_ore, number
from balansekunst.forms import LineField
from balansekunst.front_page import TaskRows, Urgency
from balansekunst.history import set_reason
from balansekunst.imports import previews
from balansekunst.imports.limits import check_size
from members import bank_files, ocr_giro, payments
from members.models import FeePayment

MOST_SHOWN = 500


class UploadForm(forms.Form):
    """The file to read."""

    bank_file = forms.FileField(
        label=gettext_lazy("OCR-fil"),
        help_text=gettext_lazy("Filen med innbetalinger som du henter i nettbanken."),
        max_length=200,
    )

    def clean_bank_file(self) -> Any:
        """Read the file, into `content` and `shipments`."""
        file = self.cleaned_data["bank_file"]
        check_size(file.size)
        self.content = file.read()
        self.shipments = ocr_giro.read(self.content)
        bank_files.look_through(self.shipments)
        return file


class ConnectForm(forms.Form):
    """Which fee a payment is of, or why it is of none."""

    fee = forms.ChoiceField(label=gettext_lazy("Kontingenten"), widget=forms.RadioSelect, required=False)
    reason = LineField(
        label=gettext_lazy("Hvorfor den legges til side"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For eksempel «Gave» eller «Gjelder et kurs»."),
    )

    def __init__(self, payment: FeePayment, suggested: list[bank_files.Suggestion], data: Any = None) -> None:
        super().__init__(data)
        self.payment = payment
        self.suggested = {str(each.fee.pk): each for each in suggested}
        choices: Any = [(key, _label(each)) for key, each in self.suggested.items()]
        self.fields["fee"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if "aside" in self.data and not answers.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Skriv hvorfor innbetalingen legges til side."))
        if "aside" not in self.data and not answers.get("fee") and "fee" not in self.errors:
            self.add_error("fee", _("Velg kontingenten som innbetalingen gjelder."))
        return answers


def _label(suggestion: bank_files.Suggestion) -> str:
    fee = suggestion.fee
    return _("%(name)s, %(year)s: gjenstår %(left)s (%(why)s stemmer)") % {
        "name": fee.membership.organisation.name,
        "year": fee.rate.year,
        "left": kroner_and_ore(suggestion.outstanding),
        "why": suggestion.why,
    }


class StateFilter(admin.SimpleListFilter):
    """Payments of a fee, those that wait for one, and those that are set aside."""

    title = gettext_lazy("kontingent")
    parameter_name = "status"
    phrase = "%(value)s"
    CONNECTED, WAITING, ASIDE = "koblet", "venter", "til-side"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [
            (self.WAITING, gettext_lazy("venter")),
            (self.CONNECTED, gettext_lazy("koblet til en kontingent")),
            (self.ASIDE, gettext_lazy("lagt til side")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        match self.value():
            case self.WAITING:
                return queryset.waiting()
            case self.CONNECTED:
                return queryset.filter(fee__isnull=False)
            case self.ASIDE:
                return queryset.exclude(set_aside="")
        return queryset


class BankFilePages(HistoryAdmin):
    """The list of payments, with pages to read a file and to connect what waits."""

    change_list_template = "admin/members/feepayment/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("les-inn/", view(self.read_view), name="members_feepayment_read"),
            path("<path:object_id>/koble/", view(self.connect_view), name="members_feepayment_connect"),
            *super().get_urls(),
        ]

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return the payments that wait for a fee."""
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "innbetaling er ikke koblet til en kontingent", "innbetalinger er ikke koblet til en kontingent", count
            ),
            FeePayment.objects.waiting(),
            status=StateFilter.WAITING,
        )

    def read_view(self, request: HttpRequest) -> HttpResponse:
        """Show the form of the upload; what becomes of each payment in the file; or register them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        user: Any = request.user
        with previews.files_of(user) as files:
            if request.method != "POST":
                return self._read_page(request, {"form": UploadForm()})
            if "import_file_name" in request.POST:
                return self._register(request)
            form = UploadForm(request.POST, request.FILES)
            if not form.is_valid():
                return self._read_page(request, {"form": form})
            previews.ImportFileStorage().save(form.content)
            stored = {"import_file_name": files.stored[-1], "original_file_name": form.cleaned_data["bank_file"].name}
            return self._preview(request, form.shipments, stored)

    def _register(self, request: HttpRequest) -> HttpResponse:
        """Register the payments of the stored file as previewed, or preview it again if something has changed."""
        form = previews.ConfirmForm({**request.POST.dict(), "format": "0"})
        if not form.is_valid():
            messages.error(request, _("Filen finnes ikke lenger. Last den opp på nytt."))
            return redirect("admin:members_feepayment_read")
        name, file_name = form.cleaned_data["import_file_name"], form.cleaned_data["original_file_name"]
        storage = previews.ImportFileStorage(name=name)
        try:
            shipments = ocr_giro.read(storage.read())
            rows = bank_files.register(shipments, expected=form.cleaned_data["accepted"], file_name=file_name)
        except bank_files.ChangedError:
            messages.warning(
                request, _("Noe er endret siden du så over filen. Ingenting er registrert. Se over på nytt.")
            )
            return self._preview(request, shipments, {"import_file_name": name, "original_file_name": file_name})
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("admin:members_feepayment_read")
        storage.remove()
        messages.success(request, _summary(rows))
        for each in _unsupported(shipments):
            messages.warning(request, str(each))
        waits = any(row.outcome in bank_files.WAITING for row in rows)
        return redirect(f"{self.list_url()}{f'?status={StateFilter.WAITING}' if waits else ''}")

    def _preview(
        self, request: HttpRequest, shipments: tuple[ocr_giro.Shipment, ...], stored: dict[str, str]
    ) -> HttpResponse:
        rows = bank_files.look_through(shipments)
        new = [row for row in rows if row.outcome not in bank_files.SKIPPED]
        context = {
            "rows": rows[:MOST_SHOWN],
            "row_count": len(rows),
            "new_count": len(new),
            "total": kroner_and_ore(sum(row.paid.amount for row in new)),
            "unsupported": _unsupported(shipments),
            "stored": {**stored, "accepted": bank_files.fingerprint(rows)},
        }
        return self._read_page(request, context)

    def _read_page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        own = {**self.admin_site.each_context(request), "title": _("Les inn OCR-fil"), "opts": self.opts}
        return TemplateResponse(request, "admin/members/feepayment/read.html", own | context)

    def connect_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the fees that the payment could be of; connect it to one, or set it aside."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        found = FeePayment.objects.filter(pk=object_id) if can_be_key(FeePayment, object_id) else None
        payment = found.first() if found is not None else None
        if payment is None:
            raise Http404
        if payment.fee_id:
            messages.info(request, _("Innbetalingen er koblet til en kontingent."))
            return redirect("admin:members_feepayment_change", payment.pk)
        form = ConnectForm(payment, bank_files.suggest(payment), request.POST or None)
        if form.is_valid():
            if "aside" in request.POST:
                payment.set_aside, fee = form.cleaned_data["reason"], None
                words = _("Innbetalingen er lagt til side.")
            else:
                payment.set_aside, fee = "", form.suggested[form.cleaned_data["fee"]].fee
                set_reason(payment, _("Koblet for hånd"))
                words = _("Innbetalingen er koblet til %(fee)s.") % {"fee": fee}
            try:
                payments.move(payment, to=fee)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, words)
            return redirect(f"{self.list_url()}?status={StateFilter.WAITING}")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Hva gjelder innbetalingen?"),
            "opts": self.opts,
            "payment": payment,
            "amount": kroner_and_ore(payment.amount),
            "form": form,
        }
        return TemplateResponse(request, "admin/members/feepayment/connect.html", context)

    @admin.display(description=gettext_lazy("kontingent"))
    def connected(self, payment: FeePayment) -> Any:
        """Return the organisation, why the payment was set aside, or a link to connect it."""
        if payment.fee:
            return str(payment.fee.membership.organisation)
        if payment.set_aside:
            return _("Lagt til side: %(reason)s") % {"reason": payment.set_aside}
        url = reverse("admin:members_feepayment_connect", args=[payment.pk])
        return format_html('<a href="{}">{}</a>', url, _("Venter: koble den"))


def _unsupported(shipments: tuple[ocr_giro.Shipment, ...]) -> list[ocr_giro.Unsupported]:
    return [each for shipment in shipments for each in shipment.unsupported]


def _summary(rows: list[bank_files.FileRow]) -> str:
    new = sum(row.outcome not in bank_files.SKIPPED for row in rows)
    waiting = sum(row.outcome in bank_files.WAITING for row in rows)
    words = ngettext("%(count)s innbetaling er lest inn.", "%(count)s innbetalinger er lest inn.", new)
    text = words % {"count": number(new)}
    if waiting:
        words = ngettext(
            "%(count)s av dem er ikke koblet til en kontingent.",
            "%(count)s av dem er ikke koblet til en kontingent.",
            waiting,
        )
        text += " " + words % {"count": number(waiting)}
    return text
