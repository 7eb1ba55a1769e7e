"""Booking a course: the public form, the booker's page, what staff make of it, its e-mails and calendar files."""

import re
from datetime import date, time, timedelta
from typing import Any

import icalendar
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message
from balansekunst.personal_data.retention import RULES
from balansekunst.public_forms import FASTEST, LONGEST
from courses import bookings, instructor_feeds, scheduling
from courses.bookings import OpenedForm
from courses.models import Assignment, Booking, Topic
from courses.participants import Participants, ParticipantsField
from courses.personal_data import ERASED_BOOKER
from tests.conftest import log_in
from tests.courses.booked import EMAIL, FORM, NOW, booking_of, page_address, send
from tests.factories import (
    AssignmentFactory,
    ContactFactory,
    InstructorFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    municipality,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def booked(**values: Any) -> Assignment:
    return AssignmentFactory.create(**{"date": DAY, "status": "booked", "participants": None, **values})


def confirmed(**values: Any) -> Booking:
    """Return a booking that is agreed on, from ten to twelve."""
    booking = booking_of()
    assignment = Assignment(
        **{"date": DAY, "starts": time(10), "ends": time(12), "title": "Kurs", "form": "digital", **values}
    )
    bookings.confirm(booking, assignment, topics=Topic.objects.all()[:1], on=TODAY)
    booking.refresh_from_db()
    return booking


def calendar_of(message: Message) -> tuple[icalendar.Calendar, Any]:
    file = icalendar.Calendar.from_ical(bytes(message.attachment or b""))
    return file, file.walk("VEVENT")[0]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "count", "at_least", "is_about"),
    [
        ("30", 30, False, False),
        ("over 1\N{NO-BREAK SPACE}550", 1550, True, False),
        ("Minst 30", 30, True, False),
        ("flere enn 30", 30, True, False),
        ("30+", 30, True, False),
        ("30 eller flere", 30, True, False),
        (">30", 30, True, False),
        ("≥ 30 personer", 30, True, False),
        ("ca. 30", 30, False, True),
        ("rundt 30 deltakere", 30, False, True),
        ("0", 0, False, False),
    ],
)
def test_number_of_people_is_read(text: str, count: int, at_least: bool, is_about: bool) -> None:  # noqa: FBT001
    assert Participants.read(text) == Participants(count, at_least=at_least, is_about=is_about)
    assert ParticipantsField(takes_guess=True).clean(text).count == count
    if is_about:
        with pytest.raises(ValidationError, match="ikke et bestemt tall"):
            ParticipantsField().clean(text)


@pytest.mark.one_database
@pytest.mark.parametrize("text", ["mange", "-3", "over", "+", "20-30", "3,5", "9" * 12])
def test_other_numbers_of_people_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        ParticipantsField(takes_guess=True).clean(text)


def test_stranger_books_and_follows(client: Client) -> None:
    response = send(client)

    booking = Booking.objects.get()
    assert response.url.endswith(page_address())
    assert (booking.client_name, booking.is_member, booking.people) == ("Nordlys kulturskole", False, 30)
    assert [str(wish) for wish in booking.wishes.all()] == [
        "04.05.2026, kl.\N{NO-BREAK SPACE}10.00",
        "11.05.2026, kveld",
    ]
    assert mail.outbox[-1].to == [EMAIL]
    assert "Nordlys" not in str(mail.outbox[-1].body)  # what was typed is sent to nobody
    assert not Message.objects.exists()
    page = client.get(page_address())
    assert "Vi ser på bestillingen" in page.text
    assert "04.05.2026" in page.text
    assert client.get(reverse("booking_status", args=["x" * 43])).status_code == 404


def test_form_sent_again_replaces_the_booking(client: Client) -> None:
    opened = {"opened": OpenedForm.new(at=NOW - timedelta(minutes=2)).sign()}
    send(client, **opened)
    first = page_address()

    send(client, **opened, people="over 40", day_2="", part_2="")

    booking = Booking.objects.get()
    assert (booking.people, booking.people_at_least, booking.wishes.count()) == (40, True, 1)
    assert (client.get(first).status_code, client.get(page_address()).status_code) == (404, 200)
    bookings.decline(booking, answer="Fullt.", on=TODAY)
    assert "er besvart" in send(client, **opened).context["form"].errors["__all__"][0]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"opened": "noe"}, "__all__", id="unsigned"),
        pytest.param({"opened": OpenedForm.new(at=NOW - FASTEST / 2).sign()}, "__all__", id="too-fast"),
        pytest.param({"opened": OpenedForm.new(at=NOW - LONGEST * 2).sign()}, "__all__", id="too-old"),
        pytest.param({"message": "Kjøp nå"}, "__all__", id="hidden-field"),
        pytest.param({"topics": []}, "topics", id="no-topic"),
        pytest.param({"municipality": ""}, "municipality", id="no-place"),
        pytest.param({"day_1": "2026-03-16"}, "day_1", id="today"),
        pytest.param({"starts_1": ""}, "part_1", id="no-time"),
        pytest.param({"day_3": "", "part_3": "morning"}, "day_3", id="time-without-day"),
        pytest.param({"people": "0"}, "people", id="nobody"),
        pytest.param({"contact_email": ""}, "contact_email", id="no-address"),
        pytest.param({"organisation_name": ""}, "organisation_name", id="no-name"),
    ],
)
def test_form_with_faults_is_shown_again(client: Client, changes: dict, field: str) -> None:
    response = send(client, **changes)

    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["contact_name"].value() == "Bo Nordlys"
    assert not Booking.objects.exists()


def test_booking_is_sent_though_the_mail_server_fails(client: Client, monkeypatch: Any) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    response = send(client)

    assert "Ta vare på adressen" in client.get(response.url).text


def test_contact_books_for_own_organisation() -> None:
    contact = ContactFactory.create(user=UserFactory.create(name="Kari Tone"))
    MembershipFactory.create(organisation=contact.organisation, joined=date(2024, 1, 1))
    other = booking_of(OrganisationFactory.create())
    client = log_in(contact.user)
    form = client.get(FORM).context["form"]
    assert (form["organisation"].value(), form["contact_name"].value()) == (contact.organisation.pk, "Kari Tone")
    assert "is_member" not in form.fields

    refused = send(client, organisation=other.organisation_id)
    send(client, organisation=contact.organisation.pk)

    assert list(refused.context["form"].errors) == ["organisation"]
    booking = Booking.objects.exclude(pk=other.pk).get()
    assert (booking.organisation, booking.is_member) == (contact.organisation, True)
    assert reverse("my_booking", args=[booking.pk]) in client.get(reverse("my_page")).text
    assert client.get(reverse("my_booking", args=[booking.pk])).status_code == 200
    assert client.get(reverse("my_booking", args=[other.pk])).status_code == 404


def test_staff_agree_on_a_course_despite_double_booking(staff_client: Client) -> None:
    booking, ada, bo = booking_of(), InstructorFactory.create(name="Ada"), InstructorFactory.create(name="Bo")
    other = booked(title="Annet", starts=time(11), ends=time(13), instructor=None)
    other.other_instructors.add(bo)
    booked(title="Etterpå", starts=time(12), instructor=ada)
    booked(title="Avlyst", status="cancelled", instructor=ada)
    url = reverse("admin:courses_booking_avtal", args=[booking.pk])
    assert "04.05.2026" in staff_client.get(reverse("admin:courses_booking_change", args=[booking.pk])).text
    page = staff_client.get(url)
    data = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    data |= {
        "topics": [topic.pk for topic in data["topics"]],
        "date": "2026-05-04",
        "starts": "10",
        "ends": "kl. 12.00",
    }
    data |= {"instructor": ada.pk, "other_instructors": [bo.pk], "price": "4 000", "words": "Vi gleder oss."}

    warned = staff_client.post(url, data)
    accepted = warned.context["form"]["accepted_clashes"].value()
    staff_client.post(url, {**data, "accepted_clashes": accepted})

    warning = warned.context["form"].errors["instructor"][0]
    assert f"Bo har også «Annet» for {other.client}, 04.05.2026 kl.\N{NO-BREAK SPACE}11.00–13.00." in warning
    assert "Etterpå" not in warning
    booking.refresh_from_db()
    assignment = booking.assignment
    assert assignment is not None
    assert (assignment.client_name, assignment.price, assignment.status) == ("Nordlys kulturskole", 4_000, "booked")
    assert assignment.instructors == [ada, bo]
    assert (booking.status, booking.decided_on) == ("confirmed", TODAY)
    message = Message.objects.get()
    assert "Vi gleder oss." in message.body
    assert f"Kursholder: {ada}, {bo}\n" in message.body
    assert "4\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in message.body
    assert staff_client.get(url).status_code == 302  # it is answered
    assert staff_client.get(reverse("admin:courses_assignment_change", args=[assignment.pk])).status_code == 200


def test_calendar_file_follows_the_course(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Balansekunst <post@balansekunst.example>"
    assignment = confirmed().assignment
    assert assignment is not None

    scheduling.move(assignment, day=date(2026, 11, 2), starts=time(9), ends=time(11))
    scheduling.cancel(assignment, reason="Kursholderen er syk.")

    agreed, moved, cancelled = (calendar_of(message) for message in Message.objects.order_by("pk"))
    assert [str(file["method"]) for file, _event in (agreed, moved, cancelled)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(event["sequence"]) for _file, event in (agreed, moved, cancelled)] == [0, 1, 2]
    assert {str(event["uid"]) for _file, event in (agreed, moved, cancelled)} == {f"kurs-{assignment.pk}@balansekunst"}
    assert [event.start.isoformat() for _file, event in (agreed, moved)] == [
        "2026-05-04T10:00:00+02:00",
        "2026-11-02T09:00:00+01:00",
    ]
    assert len(agreed[0].walk("VTIMEZONE")) == 1
    assert str(cancelled[1]["status"]) == "CANCELLED"
    bodies = list(Message.objects.order_by("pk").values_list("body", flat=True))
    assert "som var 04.05.2026" in bodies[1]
    assert "Kursholderen er syk." in bodies[2]
    assignment.refresh_from_db()
    assert (assignment.status, assignment.cancellation_reason) == ("cancelled", "Kursholderen er syk.")
    with pytest.raises(ValidationError, match="avlyst"):
        scheduling.move(assignment, day=DAY, starts=None, ends=None)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_calendar_file_is_sent_with_its_method() -> None:
    confirmed()

    (part,) = [part for part in mail.outbox[-1].message().walk() if part.get_filename()]
    assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
        "text/calendar",
        "REQUEST",
        "kurs.ics",
    )


def test_staff_decline_with_a_word(staff_client: Client) -> None:
    first, second = booking_of(), booking_of()

    def decline(booking: Booking, **data: str) -> Any:
        return staff_client.post(reverse("admin:courses_booking_avsla", args=[booking.pk]), data)

    assert "Skriv hvorfor" in decline(first, sends="on").text
    decline(first, answer="Vi har ingen ledig da.", sends="on")
    decline(second, answer="Søppel.")

    assert "Vi har ingen ledig da." in Message.objects.get().body
    assert set(Booking.objects.values_list("status", flat=True)) == {"declined"}


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_longest_waiting_bookings_are_first(
    staff_client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for days in range(count):
        booking_of(received_at=NOW - timedelta(days=6 + days))
    confirmed()

    with django_assert_max_num_queries(15):
        page = staff_client.get(reverse("admin:courses_booking_changelist"))

    waited = re.findall(r"field-waited[^>]*>(\d+) dag", page.text)
    assert waited == [str(6 + each) for each in reversed(range(count))] + ["2"]
    front = staff_client.get(reverse("admin:index")).text
    assert ("venter på svar" in front, "har ventet over en uke" in front) == (True, count == 3)


def test_cancelled_course_has_a_reason_in_the_admin(staff_client: Client) -> None:
    course = booked(topics=Topic.objects.all()[:1])
    url = reverse("admin:courses_assignment_change", args=[course.pk])
    form = staff_client.get(url).context["adminform"].form
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    data["participants"] = ""

    refused = staff_client.post(url, {**data, "status": "cancelled"})
    staff_client.post(url, {**data, "status": "cancelled", "cancellation_reason": "Snøstorm."})

    assert list(refused.context["adminform"].form.errors) == ["cancellation_reason"]
    course.refresh_from_db()
    assert course.status == "cancelled"


def test_instructor_has_a_feed_until_it_is_renewed(client: Client, staff_client: Client) -> None:
    ada = InstructorFactory.create(name="Ada")
    mine = booked(title="Mitt", starts=time(10), ends=time(12), instructor=ada)
    shared = booked(title="Felles", municipality=municipality("Tromsø"))
    shared.other_instructors.add(ada)
    booked(title="Andres")
    staff_client.post(reverse("admin:courses_instructor_kalenderadresse", args=[ada.pk]), {"send": ""})
    page = staff_client.get(reverse("admin:courses_instructor_page", args=[ada.pk]))
    address = re.search(r"http://testserver(/kalender/kursholder/\S+\.ics)", page.text)
    assert address
    assert "Felles" in page.text

    feed = icalendar.Calendar.from_ical(client.get(address[1]).content)

    events = {str(event["summary"]): event for event in feed.walk("VEVENT")}
    assert set(events) == {"Mitt", "Felles"}
    assert str(events["Mitt"]["uid"]) == f"kurs-{mine.pk}@balansekunst"
    assert len(feed.walk("VTIMEZONE")) == 1
    instructor_feeds.renew(ada)
    assert client.get(address[1]).status_code == 404
    again = reverse("instructor_feed", args=[ada.feed.token])
    assert client.get(again).status_code == 200
    ada.active = False
    ada.save()
    assert client.get(again).status_code == 404


def test_person_is_erased_a_year_after_the_answer() -> None:
    booking, other = booking_of(), booking_of()
    for each, on in ((booking, date(2025, 3, 16)), (other, date(2025, 3, 17))):
        bookings.decline(each, answer="Fullt.", on=on)

    for rule in RULES:
        if "Bestillinger av kurs" in str(rule.what):
            rule.delete(NOW)

    booking.refresh_from_db()
    assert (booking.contact_name, booking.contact_email, booking.purpose) == (ERASED_BOOKER, "", "")
    assert not Booking.history.filter(id=booking.pk).exclude(contact_name=ERASED_BOOKER).exists()
    assert Booking.objects.get(pk=other.pk).contact_email == EMAIL
