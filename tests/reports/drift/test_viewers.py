"""A viewer of differences sees only permitted rows."""

from datetime import date, timedelta

import pytest
import time_machine

from balansepotten.models import Application
from members.models import Membership
from reports.drift import change_trace, differences
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ConflictFactory,
    MembershipFactory,
    OrganisationFactory,
    municipality,
)
from tests.reports.drift.differences import DAY, LATER, everyone, nobody, traced
from tests.reports.written import PUBLISHED_AT

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_forbidden_rows_are_withheld(publish, staff, edit):
    publication = publish()
    edit(MembershipFactory.build(organisation=OrganisationFactory.create(), joined=date(2024, 3, 1)))
    found = differences.drift(publication, DAY)

    none = change_trace.trace(found.differences, since=PUBLISHED_AT, viewer=staff, can_view=nobody)

    assert [one.traces for one in none] == [[]] * len(found.differences)
    assert next(one for one in none if one.difference.key == "members.closing").withheld == 1


def test_forbidden_dependencies_are_withheld(publish, staff, edit):
    organisation = MembershipFactory.create().organisation
    publication = publish()
    organisation.municipality = municipality("Bergen")
    edit(organisation)
    found = differences.drift(publication, DAY)

    some = change_trace.trace(
        found.differences, since=PUBLISHED_AT, viewer=staff, can_view=lambda model: model is Membership
    )

    assert [trace.edits for one in some for trace in one.traces] == [(), ()]


@pytest.mark.parametrize("of", ["case", "round"])
@pytest.mark.parametrize("what", ["changed", "deleted"])
def test_application_with_conflict_is_not_traced(publish, staff, edit, of, what):
    call = CallFactory.create(year=2024)
    hidden = ApplicationFactory.create(call=call, title="Den skjulte")
    seen = ApplicationFactory.create(call=call, title="Den synlige")
    ConflictFactory.create(call=call, user=staff, application=hidden if of == "case" else None)
    publication = publish()
    for one in (hidden, seen):
        one.status = Application.Status.WITHDRAWN
        edit(one)
    if what == "deleted":
        with time_machine.travel(LATER + timedelta(days=1), tick=False):
            Application.objects.get(pk=hidden.pk).delete() if of == "round" else seen.delete()

    found = differences.drift(publication, DAY).differences
    traces = change_trace.trace(found, since=PUBLISHED_AT, viewer=staff, can_view=everyone)

    assert "Den skjulte" not in repr([(one.traces, one.more) for one in traces])
    applications = next(one for one in traces if one.difference.key == "balansepotten.applications")
    assert (applications.difference.published, applications.difference.live) == (2, 0)
    visible = ["Den synlige"] if of == "case" else []
    assert [trace.row for trace in applications.traces] == visible
    assert applications.withheld == 2 - len(visible)


def test_conflict_hides_the_earlier_application_too(publish, staff, edit):
    application = ApplicationFactory.create(call=CallFactory.create(year=2024), title="Årets")
    earlier_call = CallFactory.create(year=2023)
    ConflictFactory.create(call=earlier_call, user=staff)
    publication = publish()
    edit(
        ApplicationFactory.build(
            call=earlier_call, organisation=application.organisation, title="Den skjulte", number="2023-1"
        )
    )

    found = traced(publication, staff, "balansepotten.applicants", "har søkt før")

    assert [(trace.row, trace.edits) for trace in found.traces] == [("Årets", ())]
