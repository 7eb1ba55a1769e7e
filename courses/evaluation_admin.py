"""The evaluation of courses in the admin: its questions, the page of a course's evaluation, and averages elsewhere."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.lists import HistoryAdmin, ListAdmin
from balansekunst.admin.object_page import Part
from courses import evaluations
from courses.evaluation_views import address_of, qr_code
from courses.evaluations import Phase, Results
from courses.models import Assignment, EvaluationQuestion, Instructor
from courses.resources import EvaluationQuestionResource


@admin.register(EvaluationQuestion)
class EvaluationQuestionAdmin(HistoryAdmin):
    """The wording of the questions that participants answer."""

    purpose = gettext_lazy(
        "Deltakerne svarer på spørsmålene etter et kurs, fra 1 til 5. Spørsmålene kan bare omformuleres."
    )
    first_rows = gettext_lazy("Her står spørsmålene som deltakerne svarer på.")
    chapter = "kursene"
    resource_classes = [EvaluationQuestionResource]
    list_display = ["text", "about"]
    fields = ["about", "text"]
    readonly_fields = ["about"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EvaluationPages(ListAdmin):
    """The admin of courses, with a page about the evaluation of each."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.evaluation_view)
        return [path("<int:pk>/evaluering/", view, name="courses_assignment_evaluation"), *super().get_urls()]

    @admin.display(description=gettext_lazy("evaluering"))
    def evaluation_link(self, assignment: Assignment) -> str:
        if not assignment.pk:
            return ""
        url = reverse("admin:courses_assignment_evaluation", args=[assignment.pk])
        return format_html('<a href="{}">{}</a>', url, _("QR-kode, lenke og resultat"))

    def evaluation_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the address of the evaluation and its results, and close it."""
        assignment = self.get_queryset(request).filter(pk=pk).first()
        if not self.has_view_permission(request, assignment):
            raise PermissionDenied
        if assignment is None:
            raise Http404
        today = timezone.localdate()
        if request.method == "POST":
            return self._close_evaluation(request, assignment, today)
        url = address_of(request, assignment)
        results = evaluations.results_of(Assignment.objects.filter(pk=pk))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": assignment,
            "title": _("Evaluering"),
            "subtitle": str(assignment),
            "url": url,
            "code": qr_code(url),
            "poster_url": reverse("evaluation_poster", args=[assignment.evaluation_key]),
            "phase": evaluations.phase_on(assignment, today).value,
            "closes": evaluations.last_day(assignment),
            "results": results,
            "comments": evaluations.comments_of(assignment) if results else [],
            "is_answered_enough": evaluations.is_answered_enough(assignment),
            "is_more_than_participants": _is_more_than_participants(assignment, results),
            "can_close": self._can_close(request, assignment, today),
        }
        return TemplateResponse(request, "admin/courses/evaluation.html", context)

    def _can_close(self, request: HttpRequest, assignment: Assignment, today: date) -> bool:
        is_begun = evaluations.phase_on(assignment, today) is not Phase.BEFORE
        return is_begun and not assignment.evaluation_closed_on and self.has_change_permission(request, assignment)

    def _close_evaluation(self, request: HttpRequest, assignment: Assignment, today: date) -> HttpResponse:
        if not self.has_change_permission(request, assignment):
            raise PermissionDenied
        try:
            evaluations.close(assignment, today=today)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.WARNING)
        else:
            self.message_user(request, _("Evalueringen er avsluttet."), messages.SUCCESS)
        return redirect("admin:courses_assignment_evaluation", assignment.pk)


def _is_more_than_participants(assignment: Assignment, results: Results | None) -> bool:
    """Return whether somebody seems to have answered several times."""
    if results is None or assignment.participants is None or assignment.participants_at_least:
        return False
    return results.answers > assignment.participants


class EvaluationPart(Part):
    """The averages of an instructor's courses."""

    def is_visible(self, request: HttpRequest) -> bool:
        return request.user.has_perm("courses.view_assignment")

    def content(self, request: HttpRequest, row: Instructor) -> Results | None:
        return evaluations.results_of(Assignment.objects.filter(instructor=row))


INSTRUCTOR_PART = EvaluationPart(
    key="evaluering",
    title=gettext_lazy("Evaluering"),
    template="admin/courses/_evaluation_part.html",
    empty=gettext_lazy("Ingen avsluttede evalueringer med minst fem svar."),
)
