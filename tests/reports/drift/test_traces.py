"""Differences are traced through what a row depends on: its place, topics, events and earlier applications."""

from datetime import date

import pytest
import time_machine

from balansemerket.models import Event
from courses.models import Topic
from members import places
from members.models import County, Membership
from reports.drift import differences
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    EventFactory,
    MembershipFactory,
    municipality,
)
from tests.reports.drift.differences import DAY, LATER, describe, numbers, traced
from tests.reports.written import write

pytestmark = pytest.mark.django_db


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
            lambda: moved(County.objects.get(name="Troms", valid_until=None), region="Vestlandet"),
            "fylke Troms",
            ("landsdel", "Nord-Norge", "Vestlandet"),
            id="county",
        ),
    ],
)
def test_group_is_traced_through_parents(publish, staff, edit, act, row, change):
    MembershipFactory.create(organisation__name="Flyttet", organisation__municipality=municipality("Tromsø"))
    for place in ("Tromsø", "Bergen"):
        write(municipality(place), staff)
        write(municipality(place).county, staff)
    publication = publish()
    edit(act())

    assert numbers(differences.drift(publication, DAY)) == {
        "members.by_region.Nord-Norge": (1, 0),
        "members.by_region.Vestlandet": (0, 1),
        "members.by_region_percent.Nord-Norge": (100, 0),
        "members.by_region_percent.Vestlandet": (0, 100),
    }
    for group, how in (("Vestlandet", "came"), ("Nord-Norge", "went")):
        trace = traced(publication, staff, "members.by_region", group).traces[0]
        assert describe(trace) == ("Flyttet fra 01.01.2023", how, [(row, "endret", "Ada Ansatt", [change])])


def test_topic_of_course_is_traced(publish, staff):
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


def test_renamed_topic_is_traced(publish, staff, edit):
    topic = Topic.objects.order_by("name")[0]
    write(topic, staff)
    AssignmentFactory.create(topics=[topic])
    publication = publish()
    old, topic.name = topic.name, "Nytt navn"
    edit(topic)

    found = differences.drift(publication, DAY)

    assert numbers(found) == {f"courses.topics.{old}": (1, 0), "courses.topics.Nytt navn": (0, 1)}
    edits = traced(publication, staff, "courses.topics", "Nytt navn").traces[0].edits
    assert [(edit.row, edit.changes[0].old, edit.changes[0].new) for edit in edits] == [
        ("tema Nytt navn", old, "Nytt navn")
    ]


def test_certification_is_traced_to_events(publish, staff, edit):
    event = EventFactory.create(
        date=date(2024, 3, 1), valid_until=date(2025, 2, 28), certification__organisation__name="Merket"
    )
    publication = publish()
    edit(Event(certification=event.certification, kind=Event.Kind.WITHDRAWN, date=date(2024, 10, 1), reason="Ja"))

    trace = traced(publication, staff, "balansemerket.holders").traces[0]

    assert describe(trace) == ("Merket", "went", [("hendelse Trukket 01.10.2024", "lagt inn", "Ada Ansatt", [])])


def test_returning_applicant_is_traced_to_earlier_application(publish, staff, edit):
    application = ApplicationFactory.create(call=CallFactory.create(year=2024), organisation__name="Søker")
    publication = publish()
    earlier = ApplicationFactory.build(
        call=CallFactory.create(year=2023), organisation=application.organisation, title="Den gang", number="2023-1"
    )
    edit(earlier)

    found = traced(publication, staff, "balansepotten.applicants", "har søkt før")

    assert (found.difference.published, found.difference.live) == (0, 1)
    assert [(edit.row, edit.kind) for edit in found.traces[0].edits] == [("søknad Den gang", "lagt inn")]


def test_move_after_the_year_is_no_difference(publish, staff):
    organisation = MembershipFactory.create(organisation__municipality=municipality("Tromsø")).organisation
    publication = publish()
    with time_machine.travel(LATER, tick=False):
        places.move(organisation, municipality=municipality("Bergen"), from_day=date(2025, 1, 1), today=LATER.date())
        places.change_region(
            County.objects.get(name="Troms", valid_until=None), region="Vestlandet", from_day=date(2025, 1, 1)
        )

    assert differences.drift(publication, DAY).differences == []


def test_move_within_the_year_is_traced(publish, staff):
    membership = MembershipFactory.create(organisation__municipality=municipality("Tromsø"))
    publication = publish()
    with time_machine.travel(LATER, tick=False):
        places.move(
            membership.organisation,
            municipality=municipality("Bergen"),
            from_day=date(2024, 12, 31),
            today=LATER.date(),
        )

    trace = traced(publication, staff, "members.by_region", "Vestlandet").traces[0]

    assert {(edit.row.partition(" ")[0], edit.kind) for edit in trace.edits} == {
        ("tidligere", "lagt inn"),
        ("virksomhet", "endret"),
    }
    published = publication.figures.get(key="members.by_region", group="Nord-Norge")
    assert published.value == 1
