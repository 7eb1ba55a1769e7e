"""The rule of retention for comments in evaluations of courses."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from balansekunst.personal_data.retention import RULES, RowRule
from courses.models import Assignment, EvaluationAnswer
from members.retention import NEEDED_CONTACTS


def due_comments(day: date) -> QuerySet[Any]:
    """Return the courses of a year ago or more whose evaluations have comments."""
    year_ago = day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
    commented = EvaluationAnswer.objects.order_by().exclude(comment="").values("assignment")
    return Assignment.objects.filter(date__lte=year_ago, pk__in=commented)


def delete_comments(assignments: QuerySet[Any]) -> None:
    EvaluationAnswer.objects.filter(assignment__in=assignments.order_by()).update(comment="")


def clients_of_coming_courses(day: date) -> Q:
    """Rows whose organisation has booked a course from the day on."""
    return Q(Exists(Assignment.objects.filter(client=OuterRef("organisation"), date__gte=day)))


def register() -> None:
    """Add what is deleted to the rules of retention."""
    NEEDED_CONTACTS.append(clients_of_coming_courses)
    RULES.append(
        RowRule(
            _("Kommentarer i evalueringer av kurs; poengene blir stående"),
            _("1 år etter kurset"),
            _("lenger trengs det ikke"),
            due_comments,
            delete_comments,
        )
    )
