"""Live held against what was published: what differs, and the edits that made it so."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balansemerket.models import Event
from balansepotten.models import Application, Theme
from courses.models import Assignment, Topic
from members.models import County, Membership
from radgivning.models import Enquiry
from reports import drift, tracing
from reports.models import Publication
from reports.summary import summarise
from reports.years import ReportYear
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    ConflictFactory,
    EnquiryFactory,
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    municipality,
)
from tests.reports.written import PUBLISHED_AT, published, write

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 16)
BEFORE = datetime(2024, 12, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2025, 6, 2, 10, 30, tzinfo=UTC)


def everyone(_model):
    return True


def nobody(_model):
    return False


@pytest.fixture
def publish(management):
    """Return what publishes the report of what there is: `publish()` at the moment of publishing."""

    def act() -> Publication:
        with time_machine.travel(PUBLISHED_AT, tick=False):
            return published(management)

    return act


@pytest.fixture(autouse=True)
def _entered_before():
    """Let what a test enters first be entered before anything is published."""
    with time_machine.travel(BEFORE, tick=False):
        yield


@pytest.fixture
def edit(staff):
    """Return what saves rows later, as staff."""

    def act(*rows, at=LATER):
        with time_machine.travel(at, tick=False):
            for row in rows:
                write(row, staff)

    return act


def numbers(found):
    """Return each difference as published and live number, by its full name."""
    return {f"{one.key}.{one.group}".rstrip("."): (one.published, one.live) for one in found.differences}


def traced(publication, viewer, key, group=""):
    """Return the traces of one difference for one who may see every row."""
    found = drift.drift(publication, DAY).differences
    told = tracing.trace(found, since=publication.published_at, viewer=viewer, sees=everyone)
    return next(one for one in told if (one.difference.key, one.difference.group) == (key, group))


def told(trace):
    """Return a trace in words: the row, what became of it, and each edit with its changes."""
    edits = [
        (edit.row, edit.kind, edit.by, [(change.field, change.old, change.new) for change in edit.changes])
        for edit in trace.edits
    ]
    return (trace.row, trace.how, edits)


def test_nothing_has_changed(publish):
    MembershipFactory.create()
    AssignmentFactory.create()

    assert drift.drift(publish(), DAY).differences == []


def test_new_row_is_told_with_who_entered_it_and_when(publish, staff, edit):
    publication = publish()
    late = MembershipFactory.build(organisation=OrganisationFactory.create(name="Sen"), joined=date(2024, 11, 1))
    edit(late)

    found = drift.drift(publication, DAY)

    assert numbers(found) == {
        "members.joined": (0, 1),
        "members.net": (0, 1),
        "members.closing": (0, 1),
        "members.by_region.Østlandet": (0, 1),
        "members.by_region_percent.Østlandet": (0, 100),
    }
    trace = traced(publication, staff, "members.joined").traces[0]
    assert told(trace) == ("Sen fra 01.11.2024", "came", [("", "lagt inn", "Ada Ansatt", [])])
    assert trace.edits[0].at == LATER
    assert trace.url == f"/admin/members/membership/{late.pk}/change/"


def test_row_that_fell_out_is_told_with_the_field_that_did_it(publish, staff, edit):
    membership = MembershipFactory.create(organisation__name="Borte")
    publication = publish()
    membership.left, membership.leave_reason = date(2024, 12, 1), "Lagt ned"
    edit(membership)

    trace = traced(publication, staff, "members.closing").traces[0]

    assert told(trace) == (
        "Borte fra 01.01.2023",
        "went",
        [("", "endret", "Ada Ansatt", [("utmeldt", "ingen", "1. desember 2024")])],
    )


def test_deleted_row_is_told_by_what_it_was(publish, staff):
    membership = MembershipFactory.create(organisation__name="Slettet")
    publication = publish()
    with time_machine.travel(LATER, tick=False):
        membership.delete()

    trace = traced(publication, staff, "members.closing").traces[0]

    assert told(trace) == ("Slettet fra 01.01.2023", "went", [("", "slettet", "uten navn i historikken", [])])
    assert trace.url == ""


def test_amount_that_was_changed_is_told_though_the_row_is_the_same(publish, staff, edit):
    assignment = AssignmentFactory.create(title="Kurset", participants=20)
    other = AssignmentFactory.create(participants=5)
    publication = publish()
    assignment.participants = 25
    other.title = "Et annet navn"
    edit(assignment, other)

    found = traced(publication, staff, "courses.participants")

    assert (found.difference.published, found.difference.live) == (25, 30)
    assert [told(trace) for trace in found.traces] == [
        ("14.05.2024 Kurset", "changed", [("", "endret", "Ada Ansatt", [("deltakere", "20", "25")])])
    ]


def test_kroner_are_told_as_kroner(publish, staff, edit):
    application = ApplicationFactory.create(call__year=2024, amount_applied=100_000)
    publication = publish()
    application.amount_applied = 90_000
    edit(application)

    trace = traced(publication, staff, "balansepotten.applied_nok").traces[0]

    change = trace.edits[0].changes[0]
    assert (change.field, change.old, change.new) == ("søknadsbeløp", "100\xa0000\xa0kr", "90\xa0000\xa0kr")


def test_pot_that_was_changed_is_told(publish, staff, edit):
    call = CallFactory.create(year=2024, pot=1_500_000)
    publication = publish()
    call.pot = 1_600_000
    edit(call)

    assert told(traced(publication, staff, "balansepotten.pot").traces[0]) == (
        "Balansepotten 2024",
        "changed",
        [("", "endret", "Ada Ansatt", [("pott", "1\xa0500\xa0000\xa0kr", "1\xa0600\xa0000\xa0kr")])],
    )


def moved(row, **to):
    """Return the row with the place that it is in changed, but not saved."""
    for name, place in to.items():
        setattr(row, name, place)
    return row


@pytest.mark.parametrize(
    ("act", "row", "change"),
    [
        pytest.param(
            lambda: moved(Membership.objects.get().organisation, municipality=municipality("Bergen")),
            "virksomhet Flyttet",
            ("kommune", "Tromsø", "Bergen"),
            id="organisation",
        ),
        pytest.param(
            lambda: moved(municipality("Tromsø"), county=County.objects.get(name="Vestland")),
            "kommune Tromsø",
            ("fylke", "Troms", "Vestland"),
            id="municipality",
        ),
        pytest.param(
            lambda: moved(County.objects.get(name="Troms"), region="Vestlandet"),
            "fylke Troms",
            ("landsdel", "Nord-Norge", "Vestlandet"),
            id="county",
        ),
    ],
)
def test_group_is_traced_through_what_the_row_hangs_on(publish, staff, edit, act, row, change):
    MembershipFactory.create(organisation__name="Flyttet", organisation__municipality=municipality("Tromsø"))
    for place in ("Tromsø", "Bergen"):
        write(municipality(place), staff)
        write(municipality(place).county, staff)
    publication = publish()
    edit(act())

    assert numbers(drift.drift(publication, DAY)) == {
        "members.by_region.Nord-Norge": (1, 0),
        "members.by_region.Vestlandet": (0, 1),
        "members.by_region_percent.Nord-Norge": (100, 0),
        "members.by_region_percent.Vestlandet": (0, 100),
    }
    for group, how in (("Vestlandet", "came"), ("Nord-Norge", "went")):
        trace = traced(publication, staff, "members.by_region", group).traces[0]
        assert told(trace) == ("Flyttet fra 01.01.2023", how, [(row, "endret", "Ada Ansatt", [change])])


def test_topic_of_a_course_is_traced(publish, staff):
    first, second = Topic.objects.order_by("name")[:2]
    assignment = AssignmentFactory.create(title="Kurset", topics=[first])
    publication = publish()
    with time_machine.travel(LATER, tick=False):
        assignment.topics.set([second])

    trace = traced(publication, staff, "courses.topics", second.name).traces[0]

    assert trace.how == "came"
    assert [(one.field, one.old, one.new) for edit in trace.edits for one in edit.changes] == [
        ("temaer", first.name, "ingen"),
        ("temaer", "ingen", second.name),
    ]


def test_renamed_topic_is_traced_to_the_new_name(publish, staff, edit):
    topic = Topic.objects.order_by("name")[0]
    write(topic, staff)
    AssignmentFactory.create(topics=[topic])
    publication = publish()
    old, topic.name = topic.name, "Nytt navn"
    edit(topic)

    found = drift.drift(publication, DAY)

    assert numbers(found) == {f"courses.topics.{old}": (1, 0), "courses.topics.Nytt navn": (0, 1)}
    edits = traced(publication, staff, "courses.topics", "Nytt navn").traces[0].edits
    assert [(edit.row, edit.changes[0].old, edit.changes[0].new) for edit in edits] == [
        ("tema Nytt navn", old, "Nytt navn")
    ]


def test_mark_is_traced_to_the_ledger(publish, staff, edit):
    event = EventFactory.create(
        date=date(2024, 3, 1), valid_until=date(2025, 2, 28), certification__organisation__name="Merket"
    )
    publication = publish()
    edit(Event(certification=event.certification, kind=Event.Kind.WITHDRAWN, date=date(2024, 10, 1)))

    trace = traced(publication, staff, "balansemerket.holders").traces[0]

    assert told(trace) == ("Merket", "went", [("hendelse Trukket 01.10.2024", "lagt inn", "Ada Ansatt", [])])


def test_earlier_application_is_what_makes_an_applicant_return(publish, staff, edit):
    application = ApplicationFactory.create(call=CallFactory.create(year=2024), organisation__name="Søker")
    publication = publish()
    earlier = ApplicationFactory.build(
        call=CallFactory.create(year=2023), organisation=application.organisation, title="Den gang", number="2023-1"
    )
    edit(earlier)

    found = traced(publication, staff, "balansepotten.applicants", "har søkt før")

    assert (found.difference.published, found.difference.live) == (0, 1)
    assert [(edit.row, edit.kind) for edit in found.traces[0].edits] == [("søknad Den gang", "lagt inn")]


def test_edit_before_the_report_was_published_is_not_told(publish, staff, edit):
    membership = MembershipFactory.create()
    membership.joined = date(2023, 2, 1)
    edit(membership, at=PUBLISHED_AT)
    publication = publish()
    membership.left = date(2024, 12, 1)
    edit(membership, at=PUBLISHED_AT + timedelta(microseconds=1))

    edits = traced(publication, staff, "members.closing").traces[0].edits

    assert [[change.field for change in edit.changes] for edit in edits] == [["utmeldt"]]


def test_change_outside_the_history_is_said_to_be_so(publish, staff):
    MembershipFactory.create(organisation__name="Uten spor")
    publication = publish()
    Membership.objects.update(left=date(2024, 12, 1))

    assert told(traced(publication, staff, "members.closing").traces[0]) == ("Uten spor fra 01.01.2023", "went", [])


def test_same_number_of_other_rows_is_told_apart(publish, staff, edit):
    membership = MembershipFactory.create(joined=date(2024, 2, 1), left=date(2025, 1, 15))
    publication = publish()
    membership.joined = date(2023, 2, 1)
    edit(membership, MembershipFactory.build(organisation=OrganisationFactory.create(), joined=date(2024, 3, 1)))

    found = drift.drift(publication, DAY)

    assert [one.key for one in found.only_rows] == ["members.joined"]
    assert "members.joined" not in {one.key for one in found.moved}


def test_many_rows_are_told_up_to_a_number(publish, staff, edit):
    publication = publish()
    for _ in range(13):
        edit(MembershipFactory.build(organisation=OrganisationFactory.create(), joined=date(2024, 3, 1)))

    found = traced(publication, staff, "members.closing")

    assert (len(found.traces), found.more, found.withheld) == (10, 3, 0)


def test_rows_that_the_viewer_may_not_see_are_not_told(publish, staff, edit):
    publication = publish()
    edit(MembershipFactory.build(organisation=OrganisationFactory.create(), joined=date(2024, 3, 1)))
    found = drift.drift(publication, DAY)

    none = tracing.trace(found.differences, since=PUBLISHED_AT, viewer=staff, sees=nobody)

    assert [one.traces for one in none] == [[]] * len(found.differences)
    assert next(one for one in none if one.difference.key == "members.closing").withheld == 1


def test_step_that_the_viewer_may_not_see_is_not_told(publish, staff, edit):
    organisation = MembershipFactory.create().organisation
    publication = publish()
    organisation.municipality = municipality("Bergen")
    edit(organisation)
    found = drift.drift(publication, DAY)

    some = tracing.trace(found.differences, since=PUBLISHED_AT, viewer=staff, sees=lambda model: model is Membership)

    assert [trace.edits for one in some for trace in one.traces] == [(), ()]


@pytest.mark.parametrize("of", ["case", "round"])
@pytest.mark.parametrize("what", ["changed", "deleted"])
def test_grant_case_that_the_viewer_has_a_conflict_with_is_not_traced(publish, staff, edit, of, what):
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

    found = drift.drift(publication, DAY).differences
    traces = tracing.trace(found, since=PUBLISHED_AT, viewer=staff, sees=everyone)

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


def test_advice_line_stands_as_it_was_told(publish, staff):
    EnquiryFactory.create_batch(7)
    publication = publish()
    Enquiry.objects.all().delete()
    EnquiryFactory.create_batch(20)

    found = drift.drift(publication, DAY)

    assert found.advice_stands
    assert [one for one in found.differences if one.key.startswith("radgivning")] == []


def test_count_of_numbers_that_moved_is_the_same_as_the_list(publish, edit):
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

    assert drift.count_moved(publication, summary) == len(drift.drift(publication, DAY).moved) > 5


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
        (Event, {"date": date(2025, 2, 1)}),
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
            found = drift.drift(publication, DAY).differences
            tracing.trace(found, since=PUBLISHED_AT, viewer=staff, sees=everyone)
        asked.append(len(queries))

    assert asked[0] == asked[1] < 150
