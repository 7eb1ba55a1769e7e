"""The differences between live and published figures, and the edits behind them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balansekunst.figures import ReportYear
from balansekunst.figures.readers import reader_of
from balansemerket.models import Event
from balansepotten.models import Application, Theme
from courses.models import Assignment, EvaluationAnswer, Topic
from members.models import Membership
from radgivning.models import Enquiry
from reports.counting.summary import summarise
from reports.drift import change_trace, differences
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    EnquiryFactory,
    EventFactory,
    InstructorFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    municipality,
)
from tests.reports.drift.differences import DAY, LATER, describe, everyone, numbers, traced
from tests.reports.written import PUBLISHED_AT

pytestmark = pytest.mark.django_db


def test_unchanged_rows_give_no_differences(publish):
    MembershipFactory.create()
    AssignmentFactory.create()

    assert differences.drift(publish(), DAY).differences == []


def test_new_row_has_its_author_and_time(publish, staff, edit):
    publication = publish()
    late = MembershipFactory.build(organisation=OrganisationFactory.create(name="Sen"), joined=date(2024, 11, 1))
    edit(late)

    found = differences.drift(publication, DAY)

    assert numbers(found) == {
        "members.joined": (0, 1),
        "members.net": (0, 1),
        "members.closing": (0, 1),
        "members.joined_by_kind.medlem for første gang": (0, 1),
        "members.by_years.under 1 år": (0, 1),
        "members.by_region.Østlandet": (0, 1),
        "members.by_region_percent.Østlandet": (0, 100),
    }
    trace = traced(publication, staff, "members.joined").traces[0]
    assert describe(trace) == ("Sen fra 01.11.2024", "came", [("", "lagt inn", "Ada Ansatt", [])])
    assert trace.edits[0].at == LATER
    assert trace.url == f"/admin/members/membership/{late.pk}/change/"


def test_row_that_went_has_changed_field(publish, staff, edit):
    membership = MembershipFactory.create(organisation__name="Borte")
    publication = publish()
    membership.left, membership.leave_reason = date(2024, 12, 1), "Lagt ned"
    edit(membership)

    trace = traced(publication, staff, "members.closing").traces[0]

    assert describe(trace) == (
        "Borte fra 01.01.2023",
        "went",
        [("", "endret", "Ada Ansatt", [("utmeldt", "ingen", "1. desember 2024")])],
    )


def test_deleted_row_has_its_last_name(publish, staff):
    membership = MembershipFactory.create(organisation__name="Slettet")
    publication = publish()
    with time_machine.travel(LATER, tick=False):
        membership.delete()

    trace = traced(publication, staff, "members.closing").traces[0]

    assert describe(trace) == ("Slettet fra 01.01.2023", "went", [("", "slettet", "uten navn i historikken", [])])
    assert trace.url == ""


def test_changed_amount_of_same_row_is_traced(publish, staff, edit):
    assignment = AssignmentFactory.create(title="Kurset", participants=20)
    other = AssignmentFactory.create(participants=5)
    publication = publish()
    assignment.participants = 25
    other.title = "Et annet navn"
    edit(assignment, other)

    found = traced(publication, staff, "courses.participants")

    assert (found.difference.published, found.difference.live) == (25, 30)
    assert [describe(trace) for trace in found.traces] == [
        ("14.05.2024 Kurset", "changed", [("", "endret", "Ada Ansatt", [("deltakere", "20", "25")])])
    ]


def test_amounts_are_formatted_as_kroner(publish, staff, edit):
    application = ApplicationFactory.create(call__year=2024, amount_applied=100_000)
    publication = publish()
    application.amount_applied = 90_000
    edit(application)

    trace = traced(publication, staff, "balansepotten.applied_nok").traces[0]

    change = trace.edits[0].changes[0]
    assert (change.field, change.old, change.new) == ("søknadsbeløp", "100\xa0000\xa0kr", "90\xa0000\xa0kr")


def test_changed_pot_is_traced(publish, staff, edit):
    call = CallFactory.create(year=2024, pot=1_500_000)
    publication = publish()
    call.pot = 1_600_000
    edit(call)

    assert describe(traced(publication, staff, "balansepotten.pot").traces[0]) == (
        "Balansepotten 2024",
        "changed",
        [("", "endret", "Ada Ansatt", [("pott", "1\xa0500\xa0000\xa0kr", "1\xa0600\xa0000\xa0kr")])],
    )


def test_edit_before_publication_is_left_out(publish, staff, edit):
    membership = MembershipFactory.create()
    membership.joined = date(2023, 2, 1)
    edit(membership, at=PUBLISHED_AT)
    publication = publish()
    membership.left = date(2024, 12, 1)
    edit(membership, at=PUBLISHED_AT + timedelta(microseconds=1))

    edits = traced(publication, staff, "members.closing").traces[0].edits

    assert [[change.field for change in edit.changes] for edit in edits] == [["utmeldt"]]


def test_change_without_history_has_no_edits(publish, staff):
    MembershipFactory.create(organisation__name="Uten spor")
    publication = publish()
    Membership.objects.update(left=date(2024, 12, 1))

    assert describe(traced(publication, staff, "members.closing").traces[0]) == ("Uten spor fra 01.01.2023", "went", [])


def test_same_number_from_other_rows_is_listed(publish, staff, edit):
    membership = MembershipFactory.create(joined=date(2024, 2, 1), left=date(2025, 1, 15))
    publication = publish()
    membership.joined = date(2023, 2, 1)
    edit(membership, MembershipFactory.build(organisation=OrganisationFactory.create(), joined=date(2024, 3, 1)))

    found = differences.drift(publication, DAY)

    assert [one.key for one in found.only_rows] == ["members.joined", "members.joined_by_kind", "members.by_years"]
    assert "members.joined" not in {one.key for one in found.moved}


def test_rows_are_listed_up_to_limit(publish, staff, edit):
    publication = publish()
    for _ in range(13):
        edit(MembershipFactory.build(organisation=OrganisationFactory.create(), joined=date(2024, 3, 1)))

    found = traced(publication, staff, "members.closing")

    assert (len(found.traces), found.more, found.withheld) == (10, 3, 0)


def test_advice_line_does_not_change(publish, staff):
    EnquiryFactory.create_batch(7)
    publication = publish()
    Enquiry.objects.all().delete()
    EnquiryFactory.create_batch(20)

    found = differences.drift(publication, DAY)

    assert found.released == {"Likestillingsarbeid": True, "Rådgivningstelefonen": True}
    assert [one for one in found.differences if one.key.startswith("radgivning")] == []


def test_internal_figures_have_not_moved(publish):
    """They are counted for readers of the year's page, and never published."""
    course = AssignmentFactory.create(evaluation_closed_on=date(2024, 12, 1), instructor=InstructorFactory.create())
    scores = dict.fromkeys(("usefulness", "teaching", "safety", "practice"), 4)
    EvaluationAnswer.objects.bulk_create(EvaluationAnswer(assignment=course, **scores) for _each in range(5))
    publication = publish()
    reader = reader_of(UserFactory.create(is_superuser=True), DAY, with_internal=True)

    summary = summarise(ReportYear(2024, DAY), reader)

    assert course.instructor.name in summary.areas["courses"].values["evaluation_by_instructor"]
    assert differences.count_moved(publication, summary) == 0


def test_count_moved_equals_differences(publish, edit):
    MembershipFactory.create()
    AssignmentFactory.create(topics=Topic.objects.all()[:1])
    publication = publish()
    edit(
        MembershipFactory.build(organisation=OrganisationFactory.create(), joined=date(2024, 3, 1)),
        AssignmentFactory.build(
            client=OrganisationFactory.create(), municipality=municipality("Bodø"), instructor=None, participants=7
        ),
    )

    summary = summarise(ReportYear(2024, DAY))

    assert differences.count_moved(publication, summary) == len(differences.drift(publication, DAY).moved) > 5


def everything(count):
    """Enter so many of everything that is counted, each by itself."""
    call = CallFactory.create(year=2024)
    for _ in range(count):
        MembershipFactory.create(joined=date(2024, 2, 1))
        AssignmentFactory.create(topics=Topic.objects.all()[:2])
        EventFactory.create()
        ApplicationFactory.create(call=call).themes.set(Theme.objects.all()[:2])


def edit_everything():
    for model, values in (
        (Membership, {"joined": date(2023, 2, 1)}),
        (Assignment, {"participants": 99, "municipality": municipality("Bodø")}),
        (Event, {"is_cancelled": True}),
        (Application, {"amount_applied": 70_000}),
    ):
        for row in model.objects.all():
            for name, value in values.items():
                setattr(row, name, value)
            row.save()


def test_queries_do_not_grow_with_rows(publish, staff):
    everything(1)
    publication = publish()
    asked = []
    for count in (1, 4):
        everything(count)
        with time_machine.travel(LATER, tick=False):
            edit_everything()
        with CaptureQueriesContext(connection) as queries:
            found = differences.drift(publication, DAY).differences
            change_trace.trace(found, since=PUBLISHED_AT, viewer=staff, can_view=everyone)
        asked.append(len(queries))

    assert asked[0] == asked[1] < 220


def test_declined_grant_drifts_with_its_cause(publish, staff, edit):
    application = ApplicationFactory.create(
        call=CallFactory.create(year=2024), title="Rom for alle", status="granted", amount_awarded=50_000
    )
    publication = publish()
    application.status = Application.Status.DECLINED
    edit(application)

    assert numbers(differences.drift(publication, DAY)) == {
        "balansepotten.declined": (0, 1),
        "balansepotten.declined_nok": (0, 50_000),
    }
    trace = traced(publication, staff, "balansepotten.declined").traces[0]
    assert describe(trace) == (
        "Rom for alle",
        "came",
        [("", "endret", "Ada Ansatt", [("status", "Innvilget", "Frasagt")])],
    )
