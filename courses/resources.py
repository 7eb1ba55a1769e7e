"""The sheets of course assignments, topics and instructors."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.imports.batches import Batch
from balansekunst.imports.columns import Column
from balansekunst.imports.faults import Check
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import ImportRow
from balansekunst.imports.widgets import (
    ChoiceWidget,
    DateWidget,
    NamesWidget,
    NameWidget,
    TextWidget,
    WholeNumberWidget,
    YesNoWidget,
)
from courses.models import Assignment, EvaluationQuestion, Instructor, Topic
from members.resources import MunicipalityWidget, OrganisationWidget

# The 71 courses of 2024 had 1 550 participants. One course with more than a third of a year's is probably a mistake.
LIKELY_PARTICIPANTS = range(1, 501)


class InstructorWidget(NameWidget):
    """An instructor by name. An unknown one is created with the first course."""

    recognised = 0
    expected = gettext_lazy("Navnet på kursholderen")

    def read(self, value: Any, **_kwargs: Any) -> Instructor:
        name = TextWidget().read(value)
        return self.by_name.setdefault(name.casefold(), Instructor(name=name))


CLIENT_NAME = Coalesce("client__name", "client_name")


def client_name(assignment: Assignment) -> str:
    """Return the client's name, which may not be in the register."""
    return assignment.client.name if assignment.client else assignment.client_name


class AssignmentResource(SheetResource):
    """Course assignments. Rows with the same date, title and client are matched by their order."""

    date = Column("date", "Dato", DateWidget(), required=True)
    title = Column("title", "Tittel", TextWidget(), required=True)
    topics = Column("topics", "Tema", NamesWidget(Topic), required=True)
    client_name = Column("client_name", "Oppdragsgiver", TextWidget(), shown=client_name, source=CLIENT_NAME)
    client = Column("client", "Organisasjonsnummer", OrganisationWidget(named="Oppdragsgiver"))
    municipality = Column("municipality", "Kommune", MunicipalityWidget(on="Dato"))
    form = Column("form", "Form", ChoiceWidget(Assignment.Form), required=True)
    participants = Column("participants", "Deltakere", WholeNumberWidget(), likely=LIKELY_PARTICIPANTS)
    instructor = Column("instructor", "Kursholder", InstructorWidget(Instructor), optional=True)
    status = Column("status", "Status", ChoiceWidget(Assignment.Status), required=True)

    key = ("date", "title", "client", "client_name")
    repeatable = True
    sheet_title = "Kurs"

    class Meta:
        model = Assignment

    def get_queryset(self) -> QuerySet[Assignment]:
        assignments = Assignment.objects.select_related("client", "municipality", "instructor").prefetch_related(
            "topics"
        )
        return assignments.order_by("date", "pk")

    def clean_row(self, row: ImportRow) -> None:
        """Use the name only if the client isn't in the register."""
        if "client" in row.faults:
            return
        if row.cells.get("client"):
            row.cells["client_name"] = ""
        elif not row.cells.get("client_name") and "client_name" not in row.faults:
            row.faults["client_name"] = ValidationError(
                _("Cellen er tom. Skriv navnet på oppdragsgiveren, eller et organisasjonsnummer.")
            )

    def problems(self, row: ImportRow, exclude: Collection[str], check: Check) -> Iterator[ValidationError]:
        """Validate a new instructor too."""
        instructor = row.instance.instructor
        if instructor and not instructor.pk:
            if messages := [message for error in check(instructor, ()) for message in error.messages]:
                yield ValidationError({"instructor": messages})
            exclude = {*exclude, "instructor"}
        yield from super().problems(row, exclude, check)

    def add_to_batch(self, row: ImportRow, batch: Batch) -> None:
        """Save a new instructor too."""
        instructor = row.instance.instructor
        if instructor and not instructor.pk:
            batch.insert(instructor)
        super().add_to_batch(row, batch)


class TopicResource(SheetResource):
    """The topics of courses."""

    name = Column("name", "Navn", TextWidget(), required=True)
    active = Column("active", "I bruk", YesNoWidget(), required=True)

    key = ("name",)

    class Meta:
        model = Topic


class EvaluationQuestionResource(SheetResource):
    """The questions of evaluations, to export."""

    text = Column("text", "Spørsmål", TextWidget(), required=True)

    key = ("text",)

    class Meta:
        model = EvaluationQuestion


class InstructorResource(TopicResource):
    """The instructors of courses."""

    class Meta:
        model = Instructor
