"""Work on many courses: registering that they were held."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.bulk.work import BulkForm, BulkWork, Context, Effect, Planned, register
from courses import outcomes
from courses.models import Assignment
from courses.participants import Participants, ParticipantsField

Status = Assignment.Status


class ParticipantsForm(BulkForm):
    """The number of participants of each course."""

    def add_fields_of(self, row: Assignment) -> None:
        if row.status == Status.BOOKED:
            self.fields[self.name_of(row)] = ParticipantsField(label=_("Deltakere"), required=False)


@register
class HeldCourses(BulkWork):
    """Courses that were held, with so many participants each."""

    key = "held"
    model = changes = Assignment
    permission = "courses.change_assignment"
    label = gettext_lazy("Registrer som gjennomført")
    explanation = gettext_lazy(
        "Skriv hvor mange som deltok på hvert kurs, for eksempel 30 eller over 30, og oppdater forhåndsvisningen. "
        "Kurs uten tall hoppes over."
    )
    form_class = ParticipantsForm
    most = 200

    def fetch(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("client")

    def plan(self, rows: Sequence[Assignment], answers: Mapping[str, Any], context: Context) -> list[Planned]:
        return [self._planned(row, answers.get(ParticipantsForm.name_of(row)), context) for row in rows]

    def _planned(self, course: Assignment, participants: Participants | None, context: Context) -> Planned:
        if problem := outcomes.held_problem(course, today=context.today):
            return Planned(course, skipped=problem)
        if participants is None:
            return Planned(course, skipped=_("Skriv antall deltakere."))
        effects = [
            Effect(_("Status"), str(Status.BOOKED.label), str(Status.HELD.label)),
            Effect(_("Deltakere"), "", str(participants)),
        ]
        return Planned(course, effects=effects, changed=course)

    def apply(self, planned: Sequence[Planned], answers: Mapping[str, Any], context: Context) -> None:
        participants = {each.row.pk: answers[ParticipantsForm.name_of(each.row)] for each in planned}
        outcomes.register_held(participants, today=context.today)
