"""The page of an application in the admin, from draft to final report."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.access import RUN_ROUNDS
from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Link, ObjectPage, Part, Rows
from balansekunst.admin.timeline import may_view
from balansekunst.fields import kroner
from balansepotten import assessments, drafts, mean_scores
from balansepotten.admin import timeline_sources
from balansepotten.admin.pages import LettersPart
from balansepotten.budget import Budget, budget_from_lines
from balansepotten.displayed_fields import DisplayedSection, displayed_sections
from balansepotten.models import (
    AdjustedBudget,
    Application,
    Assessment,
    Attachment,
    ConflictOfInterest,
    Decision,
    Grant,
    Payment,
    ProjectReport,
)


@dataclass(frozen=True)
class Content:
    """An application with its parts."""

    application: Application
    sections: list[DisplayedSection]
    budget: Budget
    attachments: list[Attachment]


class ContentPart(Part):
    """What the applicant wrote, the budget, and the files."""

    def is_visible(self, request: HttpRequest) -> bool:
        return True

    def content(self, request: HttpRequest, row: Application) -> Content:
        application = Application.objects.with_parts().get(pk=row.pk)
        files = application.attachments.exclude(drafts.in_unreadable_report())
        return Content(
            application,
            displayed_sections(application),
            budget_from_lines(application.amount_applied, application.budget_lines.all()),
            list(files) if may_view(request, Attachment) else [],
        )


def summary(content: Content, _today: date) -> str:
    """Return the status, and what was awarded."""
    application = content.application
    status = str(application.get_status_display())
    return f"{status}: {kroner(application.amount_awarded)}" if application.amount_awarded else status


class AssessmentsPart(Part):
    """The jury's finished assessments with their means, for those who may read them."""

    def is_visible(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN_ROUNDS)

    def content(self, request: HttpRequest, row: Application) -> list[tuple[Assessment, str]]:
        user: Any = request.user
        if not assessments.may_read_all(row, user):
            return []
        found = assessments.counted_with_scores(row)
        return [(one, mean_scores.format_score(Fraction(assessments.mean_of(one)))) for one in found]


class AdjustedBudgetsPart(Part):
    """The adjusted budgets that the recipient has sent."""

    def is_visible(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN_ROUNDS)

    def content(self, request: HttpRequest, row: Application) -> list[AdjustedBudget]:
        sent = AdjustedBudget.objects.filter(grant__application=row).exclude(status__in=AdjustedBudget.WRITABLE)
        return list(sent.order_by("-submitted_at"))


class ApplicationPage(ObjectPage):
    """Links an application to the pages of its call where it is treated."""

    def page_links(self, request: HttpRequest, row: Application) -> list[Link]:
        organisation: Any = admin.site.get_model_admin(type(row.organisation))
        links = []
        if organisation.has_view_permission(request):
            links.append(Link(str(row.organisation), organisation.row_url(row.organisation_id)))
        if request.user.has_perm(RUN_ROUNDS):
            user: Any = request.user
            if assessments.may_read_all(row, user):
                links.append(Link(_("Vurderingene"), reverse("assessment_list", args=[row.uuid])))
            if Grant.objects.filter(application=row).exists():
                links.append(Link(_("Oppfølging av tilsagnet"), reverse("grant_handle", args=[row.uuid])))
        return links


def register_pages() -> None:
    """Add the parts and the timeline of an application."""
    object_page.register(
        Application,
        ContentPart(
            key="soknaden",
            title=gettext_lazy("Søknaden"),
            template="admin/balansepotten/_parts/application.html",
            summary=summary,
        ),
        AssessmentsPart(
            key="vurderinger",
            title=gettext_lazy("Vurderinger"),
            template="admin/balansepotten/_parts/assessments.html",
            is_optional=True,
        ),
        Rows(
            key="vedtak",
            title=gettext_lazy("Vedtak"),
            is_optional=True,
            model=Decision,
            path="application",
            columns=("outcome", "awarded", "decided_at", "decided_by"),
            related=("decided_by",),
        ),
        LettersPart(
            key="brev",
            title=gettext_lazy("Brev"),
            template="admin/balansepotten/_parts/letters.html",
            is_optional=True,
            path="decision__application",
        ),
        Rows(
            key="tilsagn",
            title=gettext_lazy("Tilsagn"),
            is_optional=True,
            model=Grant,
            path="application",
            columns=("awarded", "accepted_at", "accepted_by", "declined_at", "report_due"),
            related=("application", "accepted_by"),
        ),
        Rows(
            key="utbetalinger",
            title=gettext_lazy("Utbetalinger"),
            is_optional=True,
            model=Payment,
            path="grant__application",
            columns=("part", "kroner", "due_on", "paid_on"),
        ),
        AdjustedBudgetsPart(
            key="justert-budsjett",
            title=gettext_lazy("Justert budsjett"),
            template="admin/balansepotten/_parts/adjusted_budgets.html",
            is_optional=True,
        ),
        Rows(
            key="prosjektrapport",
            title=gettext_lazy("Prosjektrapport"),
            is_optional=True,
            model=ProjectReport,
            path="grant__application",
            columns=("status", "submitted_at", "approved_at", "participants"),
        ),
        Rows(
            key="inhabilitet",
            title=gettext_lazy("Inhabilitet"),
            is_optional=True,
            model=ConflictOfInterest,
            path="application",
            columns=("user", "ground", "declared_at"),
            related=("user",),
        ),
    )
    timeline.register(
        Application,
        *timeline_sources.facts(timeline_sources.of_application),
        *timeline_sources.histories(timeline_sources.of_application),
        *timeline_sources.parts_of_application(),
    )
