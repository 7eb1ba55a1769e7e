"""The admin of the yearly fee."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin.bulk import BulkAdmin
from balansekunst.admin.lists import EditedAdmin
from balansekunst.fields import kroner, kroner_and_ore
from balansekunst.front_page import TaskRows, Urgency
from members import invoices, payments
from members.admin.bank_files import BankFilePages, StateFilter
from members.admin.bookkeeping import BookkeepingPages
from members.admin.columns import organisation_column
from members.admin.mailings import MailedFromList
from members.bulk import FeePaid, FeeReminder
from members.fee_bulk import FeeInvoice, FeeWork, FeeWriteOff
from members.fee_sheets import FeePaymentResource, FeeRateResource, FeeResource
from members.models import Fee, FeePayment, FeeRate


@admin.register(FeeRate)
class FeeRateAdmin(EditedAdmin):
    """The fee rates by size and year."""

    purpose = _("Satsene er kontingenten for hvert år, etter hvor stor virksomheten er.")
    first_rows = _("Her kommer satsene som årsmøtet vedtar, én for hver størrelse.")
    chapter = "årsmøtet"
    is_register = True
    resource_classes = [FeeRateResource]
    list_display = ["year_of_rate", "size", "kroner"]
    list_filter = ["year", "size"]
    search_fields = ["year"]

    @admin.display(description=_("år"), ordering="year")
    def year_of_rate(self, rate: FeeRate) -> str:
        """Return the year without a thousands separator."""
        return str(rate.year)

    @admin.display(description=_("beløp"), ordering="amount")
    def kroner(self, rate: FeeRate) -> str:
        return kroner(rate.amount)


class PaymentFilter(admin.SimpleListFilter):
    """Fees that are paid, unpaid, or overdue."""

    title = _("betaling")
    parameter_name = "betaling"
    phrase = "%(value)s"
    UNPAID, OVERDUE, NO_INVOICE, CREDITED, LOST = "ubetalt", "forfalt", "faktura", "kreditert", "tap"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [
            ("betalt", _("betalt")),
            (self.NO_INVOICE, _("skal ha faktura")),
            (self.UNPAID, _("ikke betalt")),
            (self.OVERDUE, _("forfalt")),
            ("arbeid", _("gitt som arbeid")),
            (self.CREDITED, _("kreditert: feil faktura")),
            (self.LOST, _("tapt")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        match self.value():
            case "betalt":
                return queryset.filter(paid_on__isnull=False)
            case self.UNPAID:
                return queryset.outstanding()
            case self.OVERDUE:
                return queryset.overdue_on(timezone.localdate())
            case self.NO_INVOICE:
                return queryset.without_invoice()
            case "arbeid":
                return queryset.filter(worked_on__isnull=False)
            case self.CREDITED:
                return queryset.filter(write_off_type=Fee.WriteOff.CREDITED)
            case self.LOST:
                return queryset.filter(write_off_type=Fee.WriteOff.LOST)
        return queryset


class FeeForm(forms.ModelForm):
    """A fee, whose amount follows the rate that is chosen."""

    def clean(self) -> Any:
        answers = super().clean()
        if "rate" in self.changed_data and self.cleaned_data.get("rate"):
            self.instance.amount = self.cleaned_data["rate"].amount
        return answers


@admin.register(Fee)
class FeeAdmin(BookkeepingPages, BulkAdmin, MailedFromList, EditedAdmin):
    """The members' fees."""

    purpose = _("Kontingentene viser hva medlemmene skal betale for hvert år, og når de betalte.")
    first_rows = _("Her kommer kontingentene, én for hvert medlem og år.")
    chapter = "kontingenten"
    resource_classes = [FeeResource]
    bulk_work = [FeeInvoice, FeePaid, FeeWork, FeeWriteOff, FeeReminder]
    actions = ["write_mailing"]
    mailed_path = "membership__organisation"
    figure_area = "members"
    form = FeeForm
    fieldsets = [
        (None, {"fields": ["membership", ("rate", "kroner"), "due_on"]}),
        (
            _("Oppgjør"),
            {
                "fields": [
                    *("paid_on", "paid", ("worked_on", "work_reason")),
                    ("written_off_on", "write_off_type", "write_off_reason"),
                ]
            },
        ),
        (_("Faktura"), {"fields": [("invoice_number", "invoiced_on", "kid"), "invoice"]}),
    ]
    list_display = ["organisation", "year", "size", "kroner", "due_on", "settled"]
    organisation_number = organisation_column("number", "membership__organisation")
    organisation_email = organisation_column("email", "membership__organisation")
    optional_columns = ["organisation_number", "organisation_email", "invoice_number", "invoiced_on", "kid"]
    list_filter = [PaymentFilter, "rate__year", "rate__size"]
    list_select_related = ["membership__organisation", "rate"]
    search_fields = [
        "membership__organisation__name",
        "membership__organisation__number",
        "membership__organisation__formerly",
    ]
    autocomplete_fields = ["membership"]
    readonly_fields = ["kroner", "invoice_number", "invoiced_on", "kid", "invoice", "paid"]
    sums = {"amount": _("sum")}

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return overdue fees, those without an invoice, and unpaid fees of the year, overdue or not."""
        today = timezone.localdate(moment)
        overdue = self.task(
            Urgency.LATE,
            lambda count: ngettext("kontingent er forfalt", "kontingenter er forfalt", count),
            Fee.objects.overdue_on(today),
            betaling=PaymentFilter.OVERDUE,
        )
        yield self.with_work(request, FeeReminder, overdue)
        without_invoice = self.task(
            Urgency.WAITING,
            lambda count: ngettext("kontingent har ikke fått faktura", "kontingenter har ikke fått faktura", count),
            Fee.objects.without_invoice(),
            betaling=PaymentFilter.NO_INVOICE,
        )
        yield self.with_work(request, FeeInvoice, without_invoice)
        yield self.task(
            Urgency.WAITING,
            lambda count: (
                ngettext("kontingent for %(year)s er ikke betalt", "kontingenter for %(year)s er ikke betalt", count)
                % {"year": today.year}
            ),
            Fee.objects.outstanding().filter(rate__year=today.year),
            betaling=PaymentFilter.UNPAID,
            rate__year=str(today.year),
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.invoice_view)
        return [path("<int:pk>/pdf/", view, name="members_fee_invoice"), *super().get_urls()]

    def invoice_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """Return the invoice of the fee as a PDF."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Fee.objects.filter(invoice_number__isnull=False).select_related("membership__organisation", "rate")
        return invoices.response(get_object_or_404(found, pk=pk))

    @admin.display(description=_("faktura"))
    def invoice(self, fee: Fee) -> SafeString | str:
        """Return a link to the PDF."""
        if not fee.invoice_number:
            return str(_("Ikke laget. Velg «Send fakturaer» i listen."))
        url = reverse("admin:members_fee_invoice", args=[fee.pk])
        return format_html('<a href="{}" download>{}</a>', url, _("Last ned PDF"))

    def get_readonly_fields(self, request: HttpRequest, obj: Fee | None = None) -> Any:
        """Include what the invoice says, once there is one."""
        fixed = ["membership", "rate"] if obj and obj.invoice_number else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Include invoices in what prevents deletion: the database refuses it."""
        to_delete, count, needed, protected = super().get_deleted_objects(objs, request)
        numbers = [fee.invoice_number for fee in objs if fee.invoice_number]
        invoices = [_("Faktura %(number)s") % {"number": number} for number in numbers]
        return to_delete, count, needed, [*protected, *invoices]

    def with_columns(self, rows: Any, request: HttpRequest) -> QuerySet[Any]:
        """Annotate what is paid."""
        found: Any = super().with_columns(rows, request)
        return found.with_received()

    @admin.display(description=_("innbetalinger"))
    def paid(self, fee: Fee) -> SafeString | str:
        """Return what is paid and what is outstanding, with a link to the payments."""
        if not fee.pk:
            return ""
        received = sum(payment.amount for payment in fee.payments.all())
        found = payments.balance(fee, received)
        params = {"paid": kroner_and_ore(found.paid), "left": kroner_and_ore(abs(found.outstanding))}
        words = _("%(paid)s er betalt. %(left)s gjenstår.") if found.outstanding > 0 else _("%(paid)s er betalt.")
        if found.outstanding < 0:
            words = _("%(paid)s er betalt. Det er %(left)s for mye.")
        url = f"{reverse('admin:members_feepayment_changelist')}?fee__id__exact={fee.pk}"
        return format_html('<a href="{}">{}</a>', url, words % params)

    @admin.display(description=_("virksomhet"), ordering="membership__organisation__name")
    def organisation(self, fee: Fee) -> str:
        return str(fee.membership.organisation)

    @admin.display(description=_("år"), ordering="rate__year")
    def year(self, fee: Fee) -> str:
        return str(fee.rate.year)

    @admin.display(description=_("størrelse"), ordering="rate__size")
    def size(self, fee: Fee) -> str:
        return fee.rate.get_size_display()

    @admin.display(description=_("beløp"), ordering="amount")
    def kroner(self, fee: Fee) -> str:
        return "" if fee.amount is None else kroner(fee.amount)

    @admin.display(description=_("betalt"), ordering="paid_on")
    def settled(self, fee: Fee) -> str:
        """Return the day on which it was paid, or how else it was settled."""
        day = fee.paid_on or fee.worked_on or fee.written_off_on
        if day is None:
            received = getattr(fee, "received", 0)
            return _("%(amount)s betalt") % {"amount": kroner_and_ore(received)} if received else ""
        return f"{day:%d.%m.%Y}" if fee.paid_on else f"{fee.state.label} {day:%d.%m.%Y}"


@admin.register(FeePayment)
class FeePaymentAdmin(BankFilePages):
    """Payments of fees."""

    purpose = _("En innbetaling er penger som kom på konto for en kontingent, eller som dere betalte tilbake.")
    first_rows = _("Her kommer innbetalingene fra bankens filer, og dem dere registrerer for hånd.")
    chapter = "kontingenten"
    resource_classes = [FeePaymentResource]
    list_display = ["paid_on", "kroner", "connected", "kid", "source", "note"]
    list_filter = [StateFilter, "source"]
    date_hierarchy = "paid_on"
    list_select_related = ["fee__membership__organisation", "fee__rate"]
    search_fields = [
        "kid",
        "fee__membership__organisation__name",
        "fee__membership__organisation__number",
        "fee__membership__organisation__formerly",
    ]
    autocomplete_fields = ["fee"]
    fields = ["fee", "amount", "paid_on", "kid", "note", "set_aside", "source"]
    readonly_fields = ["source"]

    @admin.display(description=_("beløp"), ordering="amount")
    def kroner(self, payment: FeePayment) -> str:
        return kroner_and_ore(payment.amount)

    def save_model(self, request: HttpRequest, obj: FeePayment, form: Any, change: bool) -> None:  # noqa: FBT001
        payments.save(obj)

    def delete_model(self, request: HttpRequest, obj: FeePayment) -> None:
        payments.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[FeePayment]) -> None:
        for payment in queryset:
            payments.delete(payment)
