"""Merging topics changes the figures from a day on, and neither courses, histories nor earlier years."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from balansekunst.bulk.changes import undo_plan
from balansekunst.figures import Period, count, figure_area
from balansekunst.models import BulkChange
from courses import evaluations
from courses.models import Assignment, EvaluationAnswer, Topic
from tests.factories import AssignmentFactory

pytestmark = pytest.mark.django_db


def move_to(time_machine: Any, day: date) -> None:
    time_machine.move_to(datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC), tick=False)


def values_of(year: int) -> dict[str, Any]:
    return count([figure_area("courses").in_period(Period.year(year)).figures])[0]


def by_topic(year: int) -> dict[str, int]:
    return {name: number for name, number in values_of(year)["topics"].items() if number}


def merge(client: Client, topic: Topic, target: Topic, day: date) -> Any:
    url = reverse("admin:courses_topic_bulk", args=["topic-merge"])
    data = {"rows": str(topic.pk), "target": target.pk, "from_day": day.isoformat()}
    preview = client.post(url, data)
    fingerprint = preview.context["preview"].fingerprint
    return client.post(url, {**data, "confirm": "1", "fingerprint": fingerprint}, follow=True)


def test_merged_topic_counts_as_other_from_a_day(staff_client, time_machine):
    move_to(time_machine, date(2026, 3, 16))
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


def test_merge_of_earlier_year_is_not_undone(staff_client, time_machine):
    move_to(time_machine, date(2026, 3, 16))
    old, new = (Topic.objects.create(name=name) for name in ("Gammelt", "Nytt"))
    merge(staff_client, old, new, date(2026, 2, 1))
    change = BulkChange.objects.get()

    move_to(time_machine, date(2026, 12, 31))
    (same_year,) = undo_plan(change, change.rows.all())
    move_to(time_machine, date(2027, 1, 1))
    (later,) = undo_plan(change, change.rows.all())

    assert not same_year.problem
    assert later.problem.startswith("Tallene for 2026 er laget med sammenslåingen.")


def test_retired_topics_are_zero_while_in_use(staff_client, time_machine):
    move_to(time_machine, date(2025, 3, 16))
    merged, retired, again, new = (Topic.objects.create(name=name) for name in ("Slått", "Ute", "Tilbake", "Nytt"))
    again.active = False
    again.save()
    again.active = True
    again.save()
    merge(staff_client, merged, new, date(2026, 1, 1))
    retired.active = False
    retired.save()
    AssignmentFactory.create(date=date(2026, 5, 1), topics=[retired])

    zeros = {
        year: {name for name, number in values_of(year)["topics"].items() if not number} & {"Slått", "Ute", "Tilbake"}
        for year in (2024, 2025, 2026, 2027)
    }

    assert zeros == {
        2024: {"Slått", "Ute", "Tilbake"},
        2025: {"Slått", "Ute", "Tilbake"},
        2026: {"Tilbake"},
        2027: {"Tilbake"},
    }
    assert by_topic(2026) == {"Ute": 1}


def test_course_with_both_merged_topics_weighs_once(staff_client, time_machine):
    move_to(time_machine, date(2026, 3, 16))
    old, new = (Topic.objects.create(name=name) for name in ("Gammelt", "Nytt"))
    both, other = (AssignmentFactory.create(date=date(2026, 2, 3), topics=topics) for topics in ([old, new], [new]))
    merge(staff_client, old, new, date(2026, 2, 1))
    for course, score in ((both, 1), (other, 5)):
        given = dict.fromkeys(evaluations.SCORES, score)
        EvaluationAnswer.objects.bulk_create(EvaluationAnswer(assignment=course, **given) for _each in range(5))
        evaluations.close(course, today=date(2026, 3, 16))

    figure = figure_area("courses").in_period(Period.year(2026)).figure("evaluation_by_topic_sum")

    assert values_of(2026)["evaluation_by_topic"] == {"Nytt": 30}
    assert sorted(figure.rows_of("Nytt"), key=lambda course: course.pk) == [both, other]
