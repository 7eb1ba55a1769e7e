"""Grants, payments and reports in the admin, read-only: they are changed on the pages of the call.

Account numbers are not shown here. Those who decide export the payments on the call's page.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin.bulk import BulkAdmin
from balansekunst.admin.lists import ReadOnlyAdmin
from balansekunst.fields import kroner
from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.models import User
from balansepotten import drafts, follow_up
from balansepotten.admin.conflicts import WithoutConflict
from balansepotten.bulk import ReportReminder
from balansepotten.form_fields import REPORT_FIELDS
from balansepotten.models import Application, Grant, Payment, ProjectReport

SOON = timedelta(days=30)


def budgets_to_review(user: User) -> TaskRows:
    """Return a task for each call with adjusted budgets that await review."""

    def task(count: int, year: int) -> Task:
        words = ngettext(
            "justert budsjett til behandling i Balansepotten %(year)s",
            "justerte budsjetter til behandling i Balansepotten %(year)s",
            count,
        )
        page = f"{reverse('round_overview', args=[year])}?vis={follow_up.NumberKind.BUDGETS}#tilsagn"
        return Task(Urgency.WAITING, words % {"year": year}, count, page)

    return TaskRows(follow_up.budgets_to_review(user), task, by="grant__application__call__year")


class WaitingFilter(admin.SimpleListFilter):
    """Filters to the grants that wait for the recipient: for an answer, or for a report that is overdue or due soon."""

    title = _("venter på")
    parameter_name = "venter"
    phrase = _("venter på %(value)s")
    ANSWER, OVERDUE, SOON = "svar", "forfalt", "snart"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [
            (self.ANSWER, _("svar fra mottakeren")),
            (self.OVERDUE, _("rapport, over fristen")),
            (self.SOON, _("rapport innen 30 dager")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        match self.value():
            case self.ANSWER:
                return queryset.filter(follow_up.awaiting_answer())
            case self.OVERDUE:
                return queryset.filter(follow_up.overdue_on(today))
            case self.SOON:
                return queryset.filter(follow_up.due_between(today, today + SOON))
        return queryset


class PaymentFilter(admin.SimpleListFilter):
    """Filters to the payments that are paid, unpaid, payable today, or refunds that are overdue."""

    title = _("betaling")
    parameter_name = "betaling"
    phrase = "%(value)s"
    PAYABLE, LATE_REFUND = "forfalt", "tilbake"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [
            ("betalt", _("betalt")),
            ("ubetalt", _("ikke betalt")),
            (self.PAYABLE, _("skal betales nå")),
            (self.LATE_REFUND, _("skulle vært betalt tilbake")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "betalt":
                return queryset.exclude(follow_up.unpaid())
            case "ubetalt":
                return queryset.filter(follow_up.unpaid())
            case self.PAYABLE:
                return queryset.filter(follow_up.payable_on(timezone.localdate()))
            case self.LATE_REFUND:
                return queryset.filter(follow_up.overdue_refund_on(timezone.localdate()))
        return queryset


class FollowUpAdmin(WithoutConflict, ReadOnlyAdmin):
    """A read-only list, without rows that the user has a conflict of interest with, and with links to each grant."""

    def application_of(self, row: Any) -> Application:
        return row.grant.application

    def search_hint(self, row: Any) -> str:
        application = self.application_of(row)
        return f"{application.number}, {application.organisation}"

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return False: those who decide export the payments on the call's page."""
        return False

    @admin.display(description=_("prosjekt"))
    def about(self, row: Any) -> str:
        return str(self.application_of(row))

    @admin.display(description=_("nr."))
    def number(self, row: Any) -> str:
        return self.application_of(row).number

    @admin.display(description=_("mottaker"))
    def recipient(self, row: Any) -> str:
        return str(self.application_of(row).organisation)

    @admin.display(description=_("oppfølging"))
    def page(self, row: Any) -> str:
        address = reverse("grant_handle", args=[self.application_of(row).uuid])
        return format_html('<a href="{}">{}</a>', address, _("Til tilsagnet"))


@admin.register(Grant)
class GrantAdmin(BulkAdmin, FollowUpAdmin):
    """Grants."""

    purpose = _("Et tilsagn er støtten en søker er lovet, fram til prosjektet er avsluttet.")
    first_rows = _("Her kommer tilsagnene når brevene er sendt.")
    chapter = "tilsagn-og-utbetalinger"
    application, call = "application", "application__call"
    bulk_work = [ReportReminder]
    list_display = ["about", "number", "recipient", "awarded", "accepted_at", "report_due", "page"]
    list_filter = ["application__call", "application__status", WaitingFilter]
    list_select_related = ["application__organisation"]
    search_fields = [
        "application__title",
        "application__number",
        "application__organisation__name",
        "application__organisation__formerly",
    ]
    is_searched_everywhere = True
    fields = [
        "page",
        "recipient",
        "awarded",
        ("accepted_at", "accepted_by"),
        ("declined_at", "declined_by"),
        "decline_reason",
        "report_due",
    ]
    readonly_fields = ["page", "recipient", "awarded"]
    sums = {"application__amount_awarded": _("tildelt")}

    def application_of(self, row: Grant) -> Application:
        return row.application

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        today, rows = timezone.localdate(moment), self.get_queryset(request)
        overdue = self.task(
            Urgency.LATE,
            lambda count: ngettext(
                "rapport fra Balansepotten er over fristen", "rapporter fra Balansepotten er over fristen", count
            ),
            rows.filter(follow_up.overdue_on(today)),
            venter=WaitingFilter.OVERDUE,
        )
        yield self.with_work(request, ReportReminder, overdue)
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "tilsagn fra Balansepotten er ikke besvart", "tilsagn fra Balansepotten er ikke besvart", count
            ),
            rows.filter(follow_up.awaiting_answer()),
            venter=WaitingFilter.ANSWER,
        )
        yield self.task(
            Urgency.SOON,
            lambda count: ngettext(
                "rapport fra Balansepotten har frist innen 30 dager",
                "rapporter fra Balansepotten har frist innen 30 dager",
                count,
            ),
            rows.filter(follow_up.due_between(today, today + SOON)),
            venter=WaitingFilter.SOON,
        )

    @admin.display(description=_("tildelt"), ordering="application__amount_awarded")
    def awarded(self, grant: Grant) -> str:
        return kroner(grant.application.amount_awarded or 0)


@admin.register(Payment)
class PaymentAdmin(FollowUpAdmin):
    """Payments and refunds."""

    purpose = _("En utbetaling er en del av støtten som skal betales, er betalt, eller skal betales tilbake.")
    first_rows = _("Her kommer utbetalingene når mottakerne har godtatt tilsagnene.")
    chapter = "tilsagn-og-utbetalinger"
    application, call = "grant__application", "grant__application__call"
    list_display = ["about", "number", "recipient", "part", "kroner", "due_on", "paid_on", "page"]
    list_filter = ["grant__application__call", PaymentFilter, "part"]
    list_select_related = ["grant__application__organisation"]
    search_fields = [
        "grant__application__title",
        "grant__application__number",
        "grant__application__organisation__name",
        "grant__application__organisation__formerly",
    ]
    fields = ["page", "recipient", "part", "amount", "due_on", "paid_on", "paid_by"]
    readonly_fields = ["page", "recipient"]
    sums = {"amount": _("sum")}

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        today, rows = timezone.localdate(moment), self.get_queryset(request)
        payable, late = rows.filter(follow_up.payable_on(today)), rows.filter(follow_up.overdue_refund_on(today))
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "betaling fra Balansepotten forfaller", "betalinger fra Balansepotten forfaller", count
            ),
            payable,
            betaling=PaymentFilter.PAYABLE,
        )
        yield self.task(
            Urgency.LATE,
            lambda count: ngettext(
                "tilbakebetaling til Balansepotten er over fristen",
                "tilbakebetalinger til Balansepotten er over fristen",
                count,
            ),
            late,
            betaling=PaymentFilter.LATE_REFUND,
        )

    @admin.display(description=_("beløp"), ordering="amount")
    def kroner(self, payment: Payment) -> str:
        return kroner(payment.amount)


@admin.register(ProjectReport)
class ProjectReportAdmin(FollowUpAdmin):
    """Project reports, without those that are being written, unless the writer asks for help."""

    purpose = _("En rapport er det mottakeren sender inn om prosjektet og pengene.")
    first_rows = _("Her kommer rapportene når mottakerne har sendt dem.")
    chapter = "rapportene-fra-prosjektene"
    application, call = "grant__application", "grant__application__call"
    list_display = ["about", "number", "recipient", "status", "submitted_at", "participants", "page"]
    list_filter = ["grant__application__call", "status"]
    list_select_related = ["grant__application__organisation"]
    search_fields = [
        "grant__application__title",
        "grant__application__number",
        "grant__application__organisation__name",
        "grant__application__organisation__formerly",
    ]
    is_searched_everywhere = True
    fields = [
        "page",
        "recipient",
        "status",
        *(field.name for field in REPORT_FIELDS),
        "submitted_at",
        "returned_words",
        "approved_at",
        "approved_by",
        "help_requested_at",
    ]
    readonly_fields = ["page", "recipient"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProjectReport]:
        return super().get_queryset(request).exclude(drafts.unreadable_report())

    def visible_versions(self, request: HttpRequest, versions: QuerySet[Any]) -> QuerySet[Any]:
        return super().visible_versions(request, versions).exclude(drafts.unreadable_report())

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "mottaker ber om hjelp med rapporten", "mottakere ber om hjelp med rapporten", count
            ),
            self.get_queryset(request).filter(help_requested_at__isnull=False),
            help_requested_at__isnull="0",
        )
        rows = self.get_queryset(request).filter(follow_up.awaiting_review())
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext(
                "rapport fra Balansepotten er til behandling",
                "rapporter fra Balansepotten er til behandling",
                count,
            ),
            rows,
            status__exact=ProjectReport.Status.SUBMITTED,
        )
