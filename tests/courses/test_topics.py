"""Merging topics changes the figures from a day on, and neither courses, histories nor earlier years."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from balansekunst.figures import Period, count, figure_area
from courses.models import Assignment, Topic
from tests.factories import AssignmentFactory

pytestmark = pytest.mark.django_db


def by_topic(year: int) -> dict[str, int]:
    return {
        name: number
        for name, number in count([figure_area("courses").in_period(Period.year(year)).figures])[0]["topics"].items()
        if number
    }


def merge(client: Client, topic: Topic, target: Topic, day: date) -> Any:
    url = reverse("admin:courses_topic_bulk", args=["topic-merge"])
    data = {"rows": str(topic.pk), "target": target.pk, "from_day": day.isoformat()}
    preview = client.post(url, data)
    fingerprint = preview.context["preview"].fingerprint
    return client.post(url, {**data, "confirm": "1", "fingerprint": fingerprint}, follow=True)


def test_merged_topic_counts_as_other_from_a_day(staff_client, time_machine):
    time_machine.move_to(datetime(2026, 3, 16, 11, 0, tzinfo=UTC), tick=False)
    old, middle, new = (Topic.objects.create(name=name) for name in ("Gammelt", "Mellom", "Nytt"))
    for day in (date(2025, 5, 1), date(2026, 2, 1), date(2026, 2, 2)):
        AssignmentFactory.create(date=day, topics=[old])
    both = AssignmentFactory.create(date=date(2026, 2, 3), topics=[old, new])
    versions = Assignment.history.count()

    merge(staff_client, old, middle, date(2025, 12, 31))
    assert by_topic(2026) == {"Gammelt": 3, "Nytt": 1}
    merge(staff_client, old, middle, date(2026, 2, 2))
    old.refresh_from_db()

    assert (old.active, old.merged_into, old.merged_from) == (False, middle, date(2026, 2, 2))
    assert by_topic(2026) == {"Gammelt": 1, "Mellom": 2, "Nytt": 1}
    merge(staff_client, middle, new, date(2026, 2, 3))
    assert by_topic(2026) == {"Gammelt": 1, "Mellom": 1, "Nytt": 1}
    assert by_topic(2025) == {"Gammelt": 1}
    figure = figure_area("courses").in_period(Period.year(2026)).figure("topics")
    assert list(figure.rows_of("Nytt").distinct()) == [both]
    assert list(both.topics.all()) == [old, new]
    assert Assignment.history.count() == versions
    assert old.history.latest().history_change_reason == "Slå sammen med et annet tema"
    old.active = True
    with pytest.raises(ValidationError, match="kan ikke tas i bruk"):
        old.full_clean()
