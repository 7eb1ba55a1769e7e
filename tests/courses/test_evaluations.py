"""Participants evaluate a course without anyone learning who answered what."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.figures import Period, count, figure_area
from balansekunst.personal_data.retention import RULES, RowRule
from courses import evaluations, retention
from courses.models import Assignment, EvaluationAnswer, Topic
from tests.conftest import log_in
from tests.factories import AssignmentFactory, InstructorFactory

pytestmark = pytest.mark.django_db
HELD_ON = date(2026, 3, 2)
LAST = HELD_ON + timedelta(days=evaluations.OPEN_DAYS)
SCORES = {"usefulness": 5, "teaching": 4, "safety": 3, "practice": 4}


@pytest.fixture
def course() -> Assignment:
    return AssignmentFactory.create(date=HELD_ON, topics=[Topic.objects.all()[0]])


def move_to(time_machine: Any, day: date) -> None:
    time_machine.move_to(datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC), tick=False)


def answer(course: Assignment, number: int = 1, **answers: Any) -> None:
    EvaluationAnswer.objects.bulk_create(
        EvaluationAnswer(assignment=course, **{**SCORES, **answers}) for _each in range(number)
    )


def close(course: Assignment) -> None:
    evaluations.close(course, today=LAST)


def address(course: Assignment, name: str = "evaluation_answer") -> str:
    return reverse(name, args=[course.evaluation_key])


@pytest.mark.parametrize(
    ("day", "stored"),
    [
        pytest.param(HELD_ON - timedelta(days=1), 0, id="day-before"),
        pytest.param(HELD_ON, 1, id="first-day"),
        pytest.param(LAST, 1, id="last-day"),
        pytest.param(LAST + timedelta(days=1), 0, id="day-after"),
    ],
)
def test_answers_are_stored_while_open(course, client, time_machine, day, stored):
    move_to(time_machine, day)

    shown = client.get(address(course))
    client.post(address(course), {**SCORES, "form_key": "a"})

    assert ("form" in shown.context) is bool(stored)
    assert EvaluationAnswer.objects.count() == stored


def test_answer_says_nothing_of_who_or_when(course, time_machine, caplog):
    move_to(time_machine, HELD_ON)
    browsers = [Client(), Client(REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Telefon")]
    caplog.set_level(logging.DEBUG)

    responses = [
        browser.post(address(course), {**SCORES, "comment": " Fint ", "form_key": str(place)})
        for place, browser in enumerate(browsers)
    ]

    cookies = [response.cookies["evaluert"] for response in responses]
    assert len({cookie.value for cookie in cookies}) == 1
    assert (cookies[0]["httponly"], cookies[0]["path"]) == (True, address(course))
    assert {field.name for field in EvaluationAnswer._meta.get_fields()} == {
        *("id", "assignment", "comment", *evaluations.SCORES)
    }
    assert not hasattr(EvaluationAnswer, "history")
    assert EvaluationAnswer.objects.filter(comment="Fint", **SCORES).count() == 2
    assert "sessionid" not in browsers[1].cookies
    assert course.evaluation_key not in caplog.text


def test_browser_answers_once(course, client, time_machine):
    move_to(time_machine, HELD_ON)
    form = client.get(address(course))
    sent = {**SCORES, "form_key": form.context["form_key"]}

    first = client.post(address(course), sent)
    second = client.post(address(course), {**SCORES, "form_key": "another"})
    # Pressed twice before the first answer came back, so without the cookie.
    Client().post(address(course), sent)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Du har allerede svart" in second.text
    assert "Takk for svaret" in client.get(address(course)).text
    assert EvaluationAnswer.objects.count() == 1
    assert sent["form_key"] not in str(EvaluationAnswer.objects.get().pk)
    other = AssignmentFactory.create(date=HELD_ON)
    client.cookies["evaluert"] = first.cookies["evaluert"].value
    assert "form" in client.get(address(other)).context


def test_incomplete_answer_is_returned_with_errors(course, client, time_machine):
    move_to(time_machine, HELD_ON)

    response = client.post(address(course), {**SCORES, "safety": "6", "teaching": "", "comment": "Det jeg skrev"})

    assert set(response.context["form"].errors) == {"safety", "teaching"}
    assert 'href="#id_safety"' in response.text
    assert "Det jeg skrev" in response.text
    assert not EvaluationAnswer.objects.exists()


@pytest.mark.parametrize("score", [pytest.param(0, id="below"), pytest.param(6, id="above")])
def test_database_refuses_other_scores(course, score):
    with pytest.raises(IntegrityError), transaction.atomic():
        answer(course, safety=score)


@pytest.mark.parametrize(
    ("number", "is_closed", "shown"),
    [
        pytest.param(4, True, None, id="four"),
        pytest.param(5, True, 40, id="five"),
        pytest.param(5, False, None, id="five-while-open"),
    ],
)
def test_results_need_five_answers_and_an_end(course, number, is_closed, shown):
    answer(course, number, comment="Ærlig talt")
    if is_closed:
        close(course)

    results = evaluations.results_of(Assignment.objects.filter(pk=course.pk))

    assert (results and results.overall.tenths) == shown
    assert evaluations.comments_of(course) == (["Ærlig talt"] * 5 if shown else [])
    with pytest.raises(ValidationError):
        evaluations.submit(course, SCORES, form_key="late", today=LAST if is_closed else LAST + timedelta(days=1))


def values_of(year: int, *, with_internal: bool = True) -> dict[str, Any]:
    area = replace(figure_area("courses"), with_internal=with_internal)
    return count([area.in_period(Period.year(year)).figures])[0]


def test_averages_leave_out_hidden_courses(course):
    kari, topic = InstructorFactory.create(name="Kari"), Topic.objects.all()[1]
    seen = AssignmentFactory.create(date=HELD_ON, instructor=kari, topics=[topic, *course.topics.all()])
    few, still_open = AssignmentFactory.create_batch(2, date=HELD_ON, instructor=kari, topics=[topic])
    answer(course, 5, usefulness=1)
    answer(seen, 6)
    answer(few, 4, **dict.fromkeys(SCORES, 1))
    answer(still_open, 9, **dict.fromkeys(SCORES, 1))
    for each in (course, seen, few):
        close(each)

    found = values_of(2026)

    assert (found["evaluation_answers"], found["evaluation"]) == (11, 35)  # (5 * 12 + 6 * 16) / 44 is 3,545…
    assert found["evaluation_by_topic"] == {topic.name: 40, course.topics.get().name: 35}
    assert found["evaluation_by_instructor"] == {course.instructor.name: 30, "Kari": 40}
    assert "evaluation_by_instructor" not in values_of(2026, with_internal=False)
    assert evaluations.results_of(Assignment.objects.filter(instructor=kari)).answers == 6


def test_evaluations_end_and_old_comments_are_deleted(course):
    answer(course, 5, comment="Slettes")
    unanswered = AssignmentFactory.create(date=HELD_ON)
    (rule,) = (rule for rule in RULES if isinstance(rule, RowRule) and rule.due is retention.due_comments)

    assert [evaluations.close_due(LAST + timedelta(days=days)) for days in (0, 1, 2)] == [0, 1, 0]
    course.refresh_from_db()
    unanswered.refresh_from_db()
    assert (course.evaluation_closed_on, unanswered.evaluation_closed_on) == (LAST + timedelta(days=1), None)
    assert course.history.latest().history_change_reason == "Evalueringen er avsluttet"
    assert "evaluation_key" not in {field.name for field in Assignment.history.model._meta.fields}
    assert rule.delete(datetime(2027, 3, 1, 12, tzinfo=UTC)) == 0
    assert evaluations.comments_of(course) == ["Slettes"] * 5
    assert rule.delete(datetime(2027, 3, 2, 12, tzinfo=UTC)) == 1
    assert evaluations.comments_of(course) == []
    assert evaluations.results_of(Assignment.objects.all()).answers == 5


def test_staff_page_shows_code_and_closes(course, time_machine, staff):
    move_to(time_machine, HELD_ON)
    answer(course, 21, comment="<b>Bra</b>")
    client = log_in(staff)
    page = reverse("admin:courses_assignment_evaluation", args=[course.pk])

    before = client.get(page).text
    after = client.post(page, follow=True).text

    assert "<svg" in before
    assert "Minst 5 har svart" in before
    assert "21 deltakere" not in before
    assert "21 deltakere har svart" in after
    assert "&lt;b&gt;Bra&lt;/b&gt;" in after
    assert "flere svar enn deltakere" in after
    assert "Evalueringen er ikke åpen" in client.post(page, follow=True).text
    assert address(course) in client.get(address(course, "evaluation_poster")).text
