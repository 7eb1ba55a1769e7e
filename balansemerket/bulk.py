"""Work on many certifications: renewing the mark for a year."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.bulk.work import BulkForm, BulkWork, Context, Effect, Planned, register
from balansekunst.dates import years_after
from balansekunst.forms import DateField
from balansemerket import corrections, ledger, renewals
from balansemerket.models import Certification, Event, RequirementsVersion


class RenewalForm(BulkForm):
    """The day of the renewals."""

    on = DateField(
        label=gettext_lazy("Fornyet"),
        initial=timezone.localdate,
        validators=Event._meta.get_field("date").validators,
        help_text=gettext_lazy("Kravene som gjaldt denne dagen, blir lagt til grunn."),
    )


@register
class Renewal(BulkWork):
    """Marks that are renewed for a year."""

    key = "renewal"
    model = Certification
    changes = Event
    permission = "balansemerket.add_event"
    label = gettext_lazy("Forny merket for ett år")
    explanation = gettext_lazy(
        "Merket blir gyldig ett år til fra dagen det går ut. Har det gått ut, gjelder det ett år fra fornyelsen."
    )
    form_class = RenewalForm

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("organisation").prefetch_related("events")

    def plan(self, rows: Sequence[Certification], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        versions = list(RequirementsVersion.objects.all())
        return [self._planned(renewals.proposal(row, on=answers["on"], versions=versions)) for row in rows]

    def _planned(self, renewal: Event) -> Planned:
        certification, until = renewal.certification, ledger.mark_after(renewal.certification.events.all()).valid_until
        if until and until > years_after(renewal.date, 1):  # renewed already, or once too often
            return Planned(certification, skipped=_("Merket er allerede gyldig til %(day)s.") % {"day": _day(until)})
        if problem := renewals.problem(renewal):
            return Planned(certification, skipped=problem)
        effects = [
            Effect(_("Fornyet"), "", _day(renewal.date)),
            Effect(_("Gyldig til"), _day(until), _day(renewal.valid_until)),
            Effect(_("Kravversjon"), "", str(renewal.version or "")),
        ]
        return Planned(certification, effects=effects)

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        events = renewals.renew_all([each.row for each in planned], on=answers["on"], reason=str(self.label))
        for each, event in zip(planned, events, strict=True):
            each.changed = event

    def undo(self, changed: Sequence[tuple[Any, Any]], reason: str) -> None:
        """Cancel the renewals."""
        for renewal, _before in changed:
            corrections.mark_cancelled(renewal, on=timezone.localdate(), reason=reason)

    def undo_problems(self, changed: Sequence[Event]) -> dict[int, str]:
        """Return which renewals other events follow from."""
        owners = {event.certification_id for event in changed}
        found = Certification.objects.filter(pk__in=owners).prefetch_related("events").in_bulk()
        words = _("Senere hendelser bygger på fornyelsen.")
        return {event.pk: words for event in changed if _is_needed(event, found[event.certification_id])}


def _is_needed(renewal: Event, certification: Certification) -> bool:
    return any(ledger.misplaced([event for event in certification.events.all() if event.pk != renewal.pk]))


def _day(day: Any) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
