"""The call's own questions: in the form, required before sending, and shown with the application."""

import pytest
from django.urls import reverse

from balansepotten import applications
from balansepotten.form_fields import FormSection
from balansepotten.models import Answer, Question
from balansepotten.requirements import missing_requirements

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def asked(call):
    """A required question, and an optional one."""
    return [
        Question.objects.create(call=call, label="Hvem deltar?", help_text="Navn <b>og</b> rolle.", position=1),
        Question.objects.create(call=call, label="Noe mer?", required=False, position=2),
    ]


@pytest.fixture
def url(ready):
    return reverse("application_edit", args=[ready.uuid])


def test_questions_have_help_in_form(contact_client, asked, url):
    response = contact_client.get(url)

    sections = {section.section: section.fields for section in response.context["form"].sections()}
    fields = sections[FormSection.QUESTIONS]
    assert [(field.label, field.field.widget.is_required) for field in fields] == [
        ("Hvem deltar?", True),
        ("Noe mer?", False),
    ]
    assert "Navn &lt;b&gt;og&lt;/b&gt; rolle." in response.text


def test_call_without_questions_has_no_such_section(contact_client, url):
    context = contact_client.get(url).context

    assert FormSection.QUESTIONS not in [step.section for step in context["progress"]]
    assert FormSection.QUESTIONS not in [section.section for section in context["form"].sections()]


def test_answer_is_shown_in_form_and_review(contact_client, ready, asked, url, posted):
    contact_client.post(url, posted(ready, **{f"answer-{asked[0].pk}": "Åse & Kim"}))

    assert [(answer.question, answer.text) for answer in Answer.objects.all()] == [(asked[0], "Åse & Kim")]
    assert contact_client.get(url).context["form"][f"answer-{asked[0].pk}"].value() == "Åse & Kim"
    text = contact_client.get(reverse("application_review", args=[ready.uuid])).text
    assert "Hvem deltar?" in text
    assert "Åse &amp; Kim" in text
    assert "Noe mer?" not in text


def test_emptied_answer_remains_in_history(contact_client, ready, asked, url, posted):
    name = f"answer-{asked[0].pk}"
    contact_client.post(url, posted(ready, **{name: "Vi"}))
    ready.refresh_from_db()

    contact_client.post(url, posted(ready, **{name: ""}))

    assert [record.text for record in Answer.objects.get().history.all()] == ["", "Vi"]


def test_required_question_is_missing_until_answered(ready, asked):
    missing = missing_requirements(ready)
    assert [(requirement.section, requirement.anchor, requirement.text) for requirement in missing] == [
        (FormSection.QUESTIONS, f"id_answer-{asked[0].pk}", "Svar på «Hvem deltar?».")
    ]

    Answer.objects.create(application=ready, question=asked[0], text="Vi")

    assert missing_requirements(ready) == []


def test_unanswered_question_is_refused_when_sending(contact_client, ready, asked):
    response = contact_client.post(
        reverse("application_submit", args=[ready.uuid]), {"version": ready.changed_at.isoformat()}
    )

    assert response.context["problems"] == ["Svar på «Hvem deltar?»."]


def test_too_long_answer_is_shown_with_error(contact_client, ready, asked, url, posted):
    name = f"answer-{asked[0].pk}"

    response = contact_client.post(url, posted(ready, **{name: "a" * 8001}))

    assert list(response.context["form"].errors) == [name]


def test_answers_are_shown_with_submitted_application(contact_client, ready, asked, user, moment):
    Answer.objects.create(application=ready, question=asked[0], text="Kor og korps")

    applications.submit(ready, by=user, at=moment)

    assert "Kor og korps" in contact_client.get(reverse("application_detail", args=[ready.uuid])).text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_query_count_does_not_depend_on_questions(contact_client, ready, call, url, count, django_assert_num_queries):
    for number in range(count):
        question = Question.objects.create(call=call, label=f"Spørsmål {number}")
        Answer.objects.create(application=ready, question=question, text="Svar")

    with django_assert_num_queries(13):
        contact_client.get(url)
