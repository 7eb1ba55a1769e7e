"""Work on many grants: reminding recipients of reports that they owe."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.access import RUN_ROUNDS
from balansekunst.bulk.work import BulkWork, Context, Planned, register
from balansepotten import reminders
from balansepotten.follow_up import owes_report
from balansepotten.models import Grant
from members.contacts import addressees


@register
class ReportReminder(BulkWork):
    """Reminders of reports, besides those that are sent by themselves."""

    key = "report-reminder"
    model = Grant
    permission = RUN_ROUNDS
    label = gettext_lazy("Send påminnelse om rapport")
    explanation = gettext_lazy(
        "Programmet minner selv om rapporten to uker før fristen, og hver uke etter den. Dette er en påminnelse til."
    )

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        related = rows.select_related("application__organisation", "report")
        return related.prefetch_related("application__organisation__contacts")

    def plan(self, rows: Sequence[Grant], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        keys = [grant.pk for grant in rows]
        owing = set(Grant.objects.filter(owes_report(), pk__in=keys).values_list("pk", flat=True))
        last = reminders.last_reminded_of_report(rows)
        return [self._planned(grant, grant.pk in owing, last.get(grant.pk), context) for grant in rows]

    def _planned(self, grant: Grant, owes: bool, reminded: Any, context: Context) -> Planned:  # noqa: FBT001
        if not owes:
            return Planned(grant, skipped=_("Venter ikke på rapport fra mottakeren."))
        if reminded and context.today - reminded < reminders.BETWEEN:
            return Planned(grant, skipped=_("Fikk en påminnelse %(day)s.") % {"day": f"{reminded:%d.%m.%Y}"})
        if not addressees(grant.application.organisation):
            return Planned(grant, skipped=_("Verken virksomheten eller kontaktpersonene har en e-postadresse."))
        return Planned(grant, messages=reminders.report_reminder(grant, at=context.at))
