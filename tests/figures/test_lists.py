"""Number is list: what a figure's link opens is what it counted, in any rows at all (the demo's: tests/demo)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balansekunst.figures import Period
from balansepotten.models import Theme
from courses.models import Assignment, Topic
from members.models import Municipality
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    CertificationFactory,
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.figures.lists import in_lists

FIRST = date(2022, 12, 1)
days = st.dates(FIRST, FIRST + timedelta(days=1200))
lengths = st.integers(0, 900)
places = st.integers(0, 300)
memberships = st.tuples(days, st.one_of(st.none(), lengths), places)
courses = st.tuples(days, st.sampled_from(Assignment.Status), st.sampled_from(Assignment.Form), places, lengths)
marks = st.tuples(days, lengths, st.sampled_from(["renewed", "withdrawn", ""]))
applications = st.tuples(
    st.integers(0, 3), st.sampled_from(["submitted", "granted", "rejected", "withdrawn"]), places, st.integers(1, 900)
)

pytestmark = pytest.mark.django_db


def make_members(rows):
    for joined, length, place in rows:
        left = None if length is None else joined + timedelta(days=1 + length)
        home = Municipality.objects.filter(valid_until=None).order_by("number")[place]
        MembershipFactory.create(joined=joined, left=left, organisation__municipality=home)


def make_courses(rows):
    topics = list(Topic.objects.all())
    for number, (day, status, form, place, came) in enumerate(rows):
        digital = form == Assignment.Form.DIGITAL
        AssignmentFactory.create(
            date=day,
            status=status,
            form=form,
            municipality=None if digital else Municipality.objects.filter(valid_until=None).order_by("number")[place],
            participants=came if status == Assignment.Status.HELD else None,
            participants_at_least=number % 2 == 0,
            topics=topics[number % 3 : number % 3 + 2],
        )


def make_marks(rows):
    for day, length, then in rows:
        certification = CertificationFactory.create()
        until = day + timedelta(days=length)
        EventFactory.create(certification=certification, date=day, valid_until=until)
        if then:
            again = None if then == "withdrawn" else until + timedelta(days=365)
            EventFactory.create(certification=certification, kind=then, date=until, valid_until=again)


def make_applications(rows):
    applicants = [organisation.pk for organisation in OrganisationFactory.create_batch(3)]
    themes = list(Theme.objects.all())
    for number, (back, status, place, amount) in enumerate(rows):
        opens = datetime(2025 - back, 1, 15, tzinfo=UTC)
        call = CallFactory.create(year=2025 - back, opens_at=opens, deadline=opens + timedelta(days=30 * back + 20))
        application = ApplicationFactory.create(
            call=call,
            organisation_id=applicants[place % 3],
            status=status,
            amount_applied=amount,
            amount_awarded=amount if status == "granted" else None,
            category=["workshop", "festival"][number % 2],
        )
        application.themes.set(themes[number % 3 : number % 3 + 2])


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(memberships, max_size=5),
    st.lists(courses, max_size=5),
    st.lists(marks, max_size=4),
    st.lists(applications, max_size=6),
    st.tuples(days, lengths, st.booleans()),
)
def test_every_figure_of_any_rows_in_any_range_is_its_list(reader, members, held, marked, applied, asked):
    first, length, whole = asked
    period = Period.year(first.year) if whole else Period(first, first + timedelta(days=length))
    with transaction.atomic():
        make_members(members)
        make_courses(held)
        make_marks(marked)
        make_applications(applied)
        assert [found for found in in_lists(period, reader) if found[1] != found[2]] == []
        transaction.set_rollback(True)


@pytest.fixture
def reader():
    return UserFactory.create(is_staff=True, is_superuser=True)
