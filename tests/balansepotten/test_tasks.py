"""What My page says that a contact or a juror must do."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from balansekunst.fields import file_size
from balansekunst.models import Message
from balansepotten import grants, project_reports
from balansepotten.models import Application, Call, Letter
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ContactFactory,
    DecisionFactory,
    DraftFactory,
    JurorFactory,
    PaymentFactory,
    agree_to_budget,
    assess,
)

pytestmark = pytest.mark.django_db
MY_PAGE = reverse("my_page")
NOTHING = "Ingenting venter på deg nå."


@pytest.fixture(autouse=True)
def _now(moment, time_machine):
    time_machine.move_to(moment, tick=False)


def tasks(client):
    return client.get(MY_PAGE).context["tasks"]


def lines(client):
    return [(task.title, task.when, task.left) for task in tasks(client)]


def sent_letter(decision):
    message = Message.objects.create(
        recipient="kari@eksempel.example",
        subject="Svar",
        body="Svar",
        attachment=b"%PDF" * 700,
        status=Message.Status.SENT,
        sent_at=timezone.now(),
    )
    return Letter.objects.create(decision=decision, message=message)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(
            datetime(2026, 4, 6, 10, tzinfo=UTC),
            [("Gjør ferdig og send søknaden", "Frist 8. april 2026 kl.\xa023.59", "om 2 dager")],
            id="two-days",
        ),
        pytest.param(
            datetime(2026, 4, 7, 10, tzinfo=UTC),
            [("Gjør ferdig og send søknaden", "Frist 8. april 2026 kl.\xa023.59", "i morgen")],
            id="day-before",
        ),
        pytest.param(
            datetime(2026, 4, 8, 21, 59, tzinfo=UTC),
            [("Gjør ferdig og send søknaden", "Frist 8. april 2026 kl.\xa023.59", "i dag")],
            id="deadline",
        ),
        pytest.param(datetime(2026, 4, 9, 8, tzinfo=UTC), [], id="day-after"),
    ],
)
def test_draft_is_a_task_until_the_deadline(login, contact, call, time_machine, now, expected):
    time_machine.move_to(now, tick=False)
    DraftFactory.create(call=call, organisation=contact.organisation)
    contact_client = login(contact.user)

    assert lines(contact_client) == expected
    assert (NOTHING in contact_client.get(MY_PAGE).text) is (not expected)


def test_application_of_others_is_no_task(contact_client, contact, call):
    DraftFactory.create(call=call)
    ApplicationFactory.create(call=call, organisation=contact.organisation)

    assert tasks(contact_client) == []


def test_award_is_a_task_until_accepted(contact_client, granted, user, moment):
    grant = grants.open_grant(granted)

    before = lines(contact_client)
    agree_to_budget(grant, by=user, at=moment)
    grants.accept(grant, account_number="12345678903", by=user, at=moment)

    assert before == [("Godta tilsagnet", "Dere er tildelt 90\xa0000\xa0kr.", "")]
    assert [task.title for task in tasks(contact_client)] == ["Skriv rapport og regnskap"]


def test_changed_award_is_a_task_once_its_letter_is_sent(contact_client, granted, management, moment):
    Call.objects.update(locked_at=moment, locked_by=management)
    first = DecisionFactory.create(application=granted, decided_at=moment)
    sent_letter(first)
    grants.open_grant(granted)
    second = DecisionFactory.create(application=granted, amount_awarded=50_000, replaces=first)
    granted.amount_awarded = 50_000
    granted.save()

    waiting = tasks(contact_client)
    sent_letter(second)

    assert waiting == []
    assert lines(contact_client) == [("Godta tilsagnet", "Dere er tildelt 50\xa0000\xa0kr.", "")]


@pytest.mark.parametrize(
    ("day", "when", "left", "is_late"),
    [
        pytest.param(date(2027, 1, 31), "Frist 1. februar 2027", "i morgen", False, id="day-before"),
        pytest.param(date(2027, 2, 1), "Frist 1. februar 2027", "i dag", False, id="last-day"),
        pytest.param(date(2027, 2, 2), "Fristen var 1. februar 2027", "", True, id="day-after"),
    ],
)
def test_report_is_a_task_with_its_last_day(login, user, accepted, time_machine, day, when, left, is_late):
    time_machine.move_to(datetime(day.year, day.month, day.day, 11, tzinfo=UTC), tick=False)

    (task,) = tasks(login(user))

    assert (task.title, task.when, task.left, task.is_late) == ("Skriv rapport og regnskap", when, left, is_late)
    assert task.url == reverse("report_edit", args=[accepted.application.uuid])


def test_report_is_a_task_again_when_returned(contact_client, reported):
    sent = tasks(contact_client)
    project_reports.send_back(reported, words="Legg ved det signerte.")

    assert sent == []
    assert [(task.title, task.button) for task in tasks(contact_client)] == [("Rett rapporten", "Rett rapporten")]


def test_refund_is_a_task_until_paid(contact_client, reported, staff, moment):
    reported.account_lines.filter(kind="cost").update(actual=60_000)
    project_reports.approve(reported, by=staff, at=moment)

    (task,) = tasks(contact_client)
    grants.pay(reported.grant.payments.get(part="refund"), on=moment.date(), by=staff)

    assert (task.title, task.when) == ("Betal tilbake 20\xa0000\xa0kr", "Frist 15. april 2026")
    assert tasks(contact_client) == []


def test_nearest_last_day_comes_first(contact_client, contact, accepted, call):
    DraftFactory.create(call=call, organisation=contact.organisation)
    other = ApplicationFactory.create(
        call=call, organisation=contact.organisation, status=Application.Status.GRANTED, amount_awarded=50_000
    )
    grants.open_grant(other)
    PaymentFactory.create(grant=accepted, part="refund", amount=1000, due_on=date(2026, 4, 1))

    assert [task.title for task in tasks(contact_client)] == [
        "Betal tilbake 1\xa0000\xa0kr",
        "Gjør ferdig og send søknaden",
        "Skriv rapport og regnskap",
        "Godta tilsagnet",
    ]


def test_juror_sees_what_is_left_and_the_next(login, call, time_machine):
    juror = JurorFactory.create(call=call)
    first, second, third = ApplicationFactory.create_batch(3, call=call)

    before = tasks(login(juror.user, second_factor=False))
    time_machine.move_to(datetime(2026, 4, 9, 8, tzinfo=UTC), tick=False)
    client = login(juror.user, second_factor=False)
    begun = tasks(client)
    assess(juror, first)
    assess(juror, third, done=False)
    (task,) = tasks(client)
    text = client.get(MY_PAGE).text
    for application in (second, third):
        juror.assessments.filter(application=application).delete()
        assess(juror, application)

    assert before == []
    assert [(each.when, each.button) for each in begun] == [("3 av 3 gjenstår", "Begynn å vurdere")]
    assert (task.when, task.button) == ("2 av 3 gjenstår", "Neste søknad")
    assert task.url == reverse("assessment_edit", args=[second.uuid])
    assert "Du har vurdert 1 av 3 søknader." in text
    assert tasks(client) == []
    Call.objects.update(locked_at=timezone.now(), locked_by=juror.user)
    assert "Vedtaket er gjort." in client.get(MY_PAGE).text


def test_juror_with_conflict_is_asked_for_no_more_than_the_rest(login, call, time_machine):
    juror = JurorFactory.create(call=call)
    ApplicationFactory.create_batch(2, call=call)
    ContactFactory.create(organisation=ApplicationFactory.create(call=call).organisation, user=juror.user)
    time_machine.move_to(datetime(2026, 4, 9, 8, tzinfo=UTC), tick=False)

    assert tasks(login(juror.user, second_factor=False)) == []


def test_project_is_listed_once_with_its_letter(contact_client, granted, management, moment, user):
    Call.objects.update(locked_at=moment, locked_by=management)
    letter = sent_letter(DecisionFactory.create(application=granted, decided_at=moment))
    agree_to_budget(grants.open_grant(granted), by=user, at=moment)
    grants.accept(granted.grant, account_number="12345678903", by=user, at=moment)

    text = contact_client.get(MY_PAGE).text
    grant_page = reverse("grant_detail", args=[granted.uuid])
    of_grant = contact_client.get(grant_page).text

    assert len(re.findall(f"<h3>.*{granted.title}", text)) == 1
    assert text.count(f'href="{grant_page}"') == 1
    assert reverse("application_detail", args=[granted.uuid]) not in text
    assert [reverse("letter_pdf", args=[letter.pk]) in page for page in (text, of_grant)] == [True, True]
    assert [f"(PDF, {file_size(len(letter.message.attachment))})" in page for page in (text, of_grant)] == [True, True]


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_queries_do_not_grow_with_calls_and_grants(login, contact, moment, count, django_assert_num_queries):
    client = login(contact.user)
    for year in range(2020, 2020 + count):
        call = CallFactory.create(
            year=year, opens_at=datetime(year, 1, 1, tzinfo=UTC), deadline=datetime(year, 4, 1, tzinfo=UTC)
        )
        JurorFactory.create(call=call, user=contact.user)
        ApplicationFactory.create_batch(2, call=call)
        own = ApplicationFactory.create(
            call=CallFactory.create(year=year - 10, opens_at=call.opens_at, deadline=call.deadline),
            organisation=contact.organisation,
            status=Application.Status.GRANTED,
            amount_awarded=50_000,
        )
        agree_to_budget(grants.open_grant(own), by=contact.user, at=moment)
        grants.accept(own.grant, account_number="12345678903", by=contact.user, at=moment)

    with django_assert_num_queries(26):
        response = client.get(MY_PAGE)

    assert len(response.context["tasks"]) == 2 * count
