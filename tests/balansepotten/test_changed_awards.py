"""A changed award after its budget was agreed to: when a new budget is needed, and what becomes of the report."""

import pytest
from django.core.exceptions import ValidationError

from balansepotten import adjusted_budgets, follow_up, grants, project_reports
from balansepotten.budget import Kind, Line
from balansepotten.models import Application, Grant, ProjectReport
from balansepotten.project_reports import ReportContent
from balansepotten.tasks import find_tasks

pytestmark = pytest.mark.django_db

LINES = [Line(Kind.COST, "Reiser", 60_000)]


def change_award(grant, amount, moment):
    application = Application.objects.get(pk=grant.application_id)
    application.amount_awarded = amount
    application.save()
    grants.follow_decision(application, at=moment)
    return Grant.objects.get()


def save(grant):
    return adjusted_budgets.save(grant, version=None, plan_changes="Færre samlinger.", lines=LINES)


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_sent_report_needs_no_new_budget(reported, user, staff, day, moment, status):
    approved = {"approved_at": moment, "approved_by": staff} if status == "approved" else {}
    grant = change_award(reported.grant, 60_000, moment)
    ProjectReport.objects.update(status=status, **approved)

    own = list(follow_up.grants_of_contact(user))
    [row] = follow_up.grant_rows(grant.application.call, user=staff, day=day)

    assert list(find_tasks(applications=[], grants=own, assessing={}, at=moment)) == []
    assert (own[0].budget_state(), row.grant.budget_state()) == ("", "")
    with pytest.raises(ValidationError, match="trenger ikke å justere"):
        save(grant)


def test_award_of_everything_has_no_adjusted_budget(accepted, moment):
    grant = change_award(accepted, 100_000, moment)

    with pytest.raises(ValidationError, match="trenger ikke å justere"):
        save(grant)
    assert grant.adjusted_budgets.count() == 1


def test_report_that_was_open_when_the_budget_changed_is_not_saved(accepted, user, staff, moment):
    report = ProjectReport.objects.get()
    report.account_lines.filter(kind=Kind.COST).update(actual=30_000)

    grant = change_award(accepted, 60_000, moment)
    save(grant)
    adjusted_budgets.submit(grant, by=user, at=moment)
    adjusted_budgets.agree(grant, by=staff, at=moment)

    with pytest.raises(ValidationError, match="lagret på nytt"):
        project_reports.save(report, version=report.changed_at, content=ReportContent(others=[]))
    assert report.account_lines.get(actual=30_000).budgeted == 0
