"""The call's own questions: asked in the form, needed before sending, and read with the rest."""

import pytest
from django.urls import reverse

from balansepotten import applications, requirements
from balansepotten.models import Answer, Question
from balansepotten.requirements import Part

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def asked(call):
    """A question that must be answered, and one that may be."""
    return [
        Question.objects.create(call=call, label="Hvem deltar?", help_text="Navn <b>og</b> rolle.", position=1),
        Question.objects.create(call=call, label="Noe mer?", required=False, position=2),
    ]


@pytest.fixture
def url(ready):
    return reverse("application_edit", args=[ready.uuid])


def test_questions_are_asked_with_their_help(contact_client, asked, url):
    response = contact_client.get(url)

    fields = response.context["form"].answers()
    assert [(field.label, field.field.widget.is_required) for field in fields] == [
        ("Hvem deltar?", True),
        ("Noe mer?", False),
    ]
    assert "Navn &lt;b&gt;og&lt;/b&gt; rolle." in response.text


def test_call_without_questions_has_no_part_for_them(contact_client, url):
    assert Part.QUESTIONS not in [step.part for step in contact_client.get(url).context["progress"]]


def test_answer_is_kept_and_shown_in_the_form_and_to_read(contact_client, ready, asked, url, posted):
    contact_client.post(url, posted(ready, **{f"answer-{asked[0].pk}": "Åse & Kim"}))

    assert [(answer.question, answer.text) for answer in Answer.objects.all()] == [(asked[0], "Åse & Kim")]
    assert contact_client.get(url).context["form"].answers()[0].value() == "Åse & Kim"
    text = contact_client.get(reverse("application_review", args=[ready.uuid])).text
    assert "Hvem deltar?" in text
    assert "Åse &amp; Kim" in text
    assert "Noe mer?" not in text


def test_answer_that_is_emptied_is_kept_in_history(contact_client, ready, asked, url, posted):
    name = f"answer-{asked[0].pk}"
    contact_client.post(url, posted(ready, **{name: "Vi"}))
    ready.refresh_from_db()

    contact_client.post(url, posted(ready, **{name: ""}))

    assert [record.text for record in Answer.objects.get().history.all()] == ["", "Vi"]


def test_what_must_be_answered_is_lacking_until_it_is(ready, asked):
    assert [(lack.part, lack.anchor, lack.text) for lack in requirements.lacks(ready)] == [
        (Part.QUESTIONS, f"id_answer-{asked[0].pk}", "Svar på «Hvem deltar?».")
    ]

    Answer.objects.create(application=ready, question=asked[0], text="Vi")

    assert requirements.lacks(ready) == []


def test_unanswered_question_is_refused_when_sending(contact_client, ready, asked):
    response = contact_client.post(
        reverse("application_submit", args=[ready.uuid]), {"seen": ready.changed_at.isoformat()}
    )

    assert response.context["problems"] == ["Svar på «Hvem deltar?»."]


def test_answer_that_is_too_long_is_told_at_its_place(contact_client, ready, asked, url, posted):
    name = f"answer-{asked[0].pk}"

    response = contact_client.post(url, posted(ready, **{name: "a" * 8001}))

    assert list(response.context["form"].errors) == [name]


def test_answers_are_part_of_the_sent_application(contact_client, ready, asked, user, moment):
    Answer.objects.create(application=ready, question=asked[0], text="Kor og korps")

    applications.submit(ready, by=user, at=moment)

    assert "Kor og korps" in contact_client.get(reverse("application_detail", args=[ready.uuid])).text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_questions_take_no_more_queries(contact_client, ready, call, url, count, django_assert_num_queries):
    for number in range(count):
        question = Question.objects.create(call=call, label=f"Spørsmål {number}")
        Answer.objects.create(application=ready, question=question, text="Svar")

    with django_assert_num_queries(11):
        contact_client.get(url)
