"""The admin of the yearly fee."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balansekunst.admin.bulk import BulkAdmin
from balansekunst.admin.lists import EditedAdmin
from balansekunst.fields import kroner
from balansekunst.front_page import TaskRows, Urgency
from members.admin.columns import organisation_column
from members.admin.mailings import MailedFromList
from members.bulk import FeePayment, FeeReminder
from members.models import Fee, FeeRate
from members.sheets import FeeRateResource, FeeResource


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
    UNPAID, OVERDUE = "ubetalt", "forfalt"

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return [("betalt", _("betalt")), (self.UNPAID, _("ikke betalt")), (self.OVERDUE, _("forfalt"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        match self.value():
            case "betalt":
                return queryset.filter(paid_on__isnull=False)
            case self.UNPAID:
                return queryset.filter(paid_on__isnull=True)
            case self.OVERDUE:
                return queryset.overdue_on(timezone.localdate())
        return queryset


@admin.register(Fee)
class FeeAdmin(BulkAdmin, MailedFromList, EditedAdmin):
    """The members' fees."""

    purpose = _("Kontingentene viser hva medlemmene skal betale for hvert år, og når de betalte.")
    first_rows = _("Her kommer kontingentene, én for hvert medlem og år.")
    chapter = "kontingenten"
    resource_classes = [FeeResource]
    bulk_work = [FeePayment, FeeReminder]
    actions = ["write_mailing"]
    mailed_path = "membership__organisation"
    list_display = ["organisation", "year", "size", "amount", "due_on", "paid_on"]
    organisation_number = organisation_column("number", "membership__organisation")
    organisation_email = organisation_column("email", "membership__organisation")
    optional_columns = ["organisation_number", "organisation_email"]
    list_filter = [PaymentFilter, "rate__year", "rate__size"]
    list_select_related = ["membership__organisation", "rate"]
    search_fields = [
        "membership__organisation__name",
        "membership__organisation__number",
        "membership__organisation__formerly",
    ]
    autocomplete_fields = ["membership"]
    sums = {"rate__amount": _("sum")}

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        """Return overdue fees, and unpaid fees of the year, overdue or not."""
        today = timezone.localdate(moment)
        overdue = self.task(
            Urgency.LATE,
            lambda count: ngettext("kontingent er forfalt", "kontingenter er forfalt", count),
            Fee.objects.overdue_on(today),
            betaling=PaymentFilter.OVERDUE,
        )
        yield self.with_work(request, FeeReminder, overdue)
        yield self.task(
            Urgency.WAITING,
            lambda count: (
                ngettext("kontingent for %(year)s er ikke betalt", "kontingenter for %(year)s er ikke betalt", count)
                % {"year": today.year}
            ),
            Fee.objects.filter(paid_on__isnull=True, rate__year=today.year),
            betaling=PaymentFilter.UNPAID,
            rate__year=str(today.year),
        )

    @admin.display(description=_("virksomhet"), ordering="membership__organisation__name")
    def organisation(self, fee: Fee) -> str:
        return str(fee.membership.organisation)

    @admin.display(description=_("år"), ordering="rate__year")
    def year(self, fee: Fee) -> str:
        return str(fee.rate.year)

    @admin.display(description=_("størrelse"), ordering="rate__size")
    def size(self, fee: Fee) -> str:
        return fee.rate.get_size_display()

    @admin.display(description=_("beløp"), ordering="rate__amount")
    def amount(self, fee: Fee) -> str:
        return kroner(fee.rate.amount)
