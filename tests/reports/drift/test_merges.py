"""Members of a published year that are merged: counted once, with the merge as the cause."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from members import merging
from reports.drift import differences
from tests.factories import MembershipFactory
from tests.reports.drift.differences import DAY, LATER, numbers, traced

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(publish, staff):
    """A report with an organisation that is counted twice, which is merged later."""
    other = MembershipFactory.create(organisation__name="Morild Kulturhus", joined=date(2020, 1, 1)).organisation
    target = MembershipFactory.create(organisation__name="Morild Scene", joined=date(2024, 6, 1)).organisation
    publication = publish()
    with time_machine.travel(LATER, tick=False):
        merging.merge(target, other=other, from_day=date(2024, 6, 1), today=LATER.date(), by=staff)
    return publication


def test_merged_members_differ_from_published_numbers(publication):
    found = numbers(differences.drift(publication, DAY))

    assert found["members.closing"] == (2, 1)
    assert found["members.joined"] == (1, 0)


def test_merge_is_the_cause(publication, staff):
    traces = traced(publication, staff, "members.closing").traces

    assert {(edit.kind, edit.by) for trace in traces for edit in trace.edits} >= {("slettet", "Ada Ansatt")}


def test_drift_page_shows_merge(publication, staff_client):
    page = staff_client.get(reverse("report_drift", args=[publication.year]))

    assert page.status_code == 200
    assert "Morild" in page.text
