"""Made-up bookings of courses: waiting, late, declined and agreed on."""

from datetime import date, time, timedelta
from hashlib import sha256

from balansekunst.dates import at
from courses import bookings
from courses.models import Assignment, Booking, Instructor, Topic, WishedDate
from demo.made_up import PLACES, SAMI_CENTRE, add, municipality
from members.models import Organisation

# How many days ago it was sent, what for, the number of people, the client outside the register, and the name.
WAITING = (
    (1, "Vi har fått ny ledergruppe, og vil begynne på nytt med arbeidsmiljøet.", 14, "", "Oda Lyngmo"),
    (3, "Personaldag for alle ansatte og frivillige før festivalen.", 60, "", "Tarjei Bakkhaug"),
    (5, "Elevene i siste klasse skal ut i praksis, og trenger å vite hva de kan si fra om.", 25, "Tonelia", "Pia Stor"),
    (9, "Styreseminar. Vi er usikre på hva vi får lov til å spørre om i intervjuer.", 9, "", "Yngvild Aass"),
    (13, "Juryen skal samles, og vil snakke om magefølelse.", 7, "Litteraturdagene i Vik", "Einar Tveit"),
)
DECLINED = (
    *(40, "Innledning på julebordet.", 120, "", "Roar Fjeldstad"),
    "Vi holder kurs i arbeidstiden. Skal vi finne en dag i januar?",
)
CONFIRMED = (
    (21, "Vi vil ha et felles språk i hele huset.", 35, "", "Sunniva Moe", "Vi gleder oss til å treffe dere."),
    (30, "Opplæring av nye medlemmer av styret.", 12, "", "Leif Haugen", ""),
)


def fill(day: date) -> None:
    """Add bookings sent in the weeks before `day`. The first that waits and that is agreed on are an account's."""
    others = iter(Organisation.objects.members_on(day).exclude(number=SAMI_CENTRE.number).order_by("number")[10:30])
    own = Organisation.objects.get(number=SAMI_CENTRE.number)
    topics = list(Topic.objects.order_by("pk"))
    for number, (ago, purpose, people, name, person) in enumerate(WAITING):
        client = next(others) if number else own
        _send(day, ago, purpose, people, name, person, client, topics[number % len(topics)])
    ago, purpose, people, name, person, answer = DECLINED
    declined = _send(day, ago, purpose, people, name, person, next(others), topics[0])
    bookings.decline(declined, answer=answer, on=day - timedelta(days=ago - 4))
    for number, (ago, purpose, people, name, person, words) in enumerate(CONFIRMED):
        client = next(others) if number else own
        booking = _send(day, ago, purpose, people, name, person, client, topics[-1 - number])
        _confirm(booking, words, day - timedelta(days=ago - 3))


def _send(
    day: date, ago: int, purpose: str, people: int, name: str, person: str, member: Organisation, topic: Topic
) -> Booking:
    sent = day - timedelta(days=ago)
    is_digital = people < 10
    key = sha256(purpose.encode()).hexdigest()
    booking = add(
        Booking(
            received_at=at(sent, 8 + ago % 8, 12),
            organisation=None if name else member,
            organisation_name=name,
            is_member=not name,
            form=Assignment.Form.DIGITAL if is_digital else Assignment.Form.PHYSICAL,
            municipality=None if is_digital else municipality(PLACES[ago % len(PLACES)]),
            people=people,
            people_at_least=people > 50,
            purpose=purpose,
            contact_name=person,
            contact_email=f"{person.split()[0].lower()}@eksempel.example",
            contact_phone="22225555",
            digest=key,
            form_key=key[:32],
        )
    )
    booking.topics.set([topic])
    for place, after in enumerate((45, 52)[: 1 + ago % 2], 1):
        wish = WishedDate(booking=booking, place=place, day=sent + timedelta(days=after))
        wish.starts, wish.part = (time(10), "") if place == 1 else (None, WishedDate.Part.AFTERNOON)
        wish.save()
    return booking


def _confirm(booking: Booking, words: str, on: date) -> None:
    wish, instructors = booking.wishes.all()[0], list(Instructor.objects.order_by("name")[:2])
    assignment = Assignment(
        date=wish.day,
        starts=time(10),
        ends=time(12, 30),
        title=f"Kurs om {booking.topics.all()[0]}",
        form=booking.form,
        municipality=booking.municipality,
        instructor=instructors[0],
        price=0,
    )
    bookings.confirm(
        booking, assignment, topics=booking.topics.all(), other_instructors=instructors[1:], words=words, on=on
    )
