"""Made-up annual meetings: last year's with minutes, and the next with agenda, delegates and a proxy; and the board."""

from datetime import date, time, timedelta
from random import Random

from django.core.files.base import ContentFile

from balansekunst import typesetting
from balansekunst.dates import at
from demo.made_up import NOTICE, SAMI_CENTRE, add, person
from demo.mail import mark_sent
from demo.user_accounts import user_of
from members import mailings, meetings
from members.models import Fee, Meeting, MeetingPaper, Organisation, Registration, Term
from members.voting import TYPST_SOURCE

SITE = "https://balansekunst.example/"
BOARD = {
    Term.Office.CHAIR: 1,
    Term.Office.VICE_CHAIR: 1,
    Term.Office.BOARD: 3,
    Term.Office.DEPUTY: 2,
    Term.Office.AUDITOR: 1,
    Term.Office.ELECTION_COMMITTEE: 2,
}
STAFF = ((Term.Office.MANAGER, "Liv Ledelse"), (Term.Office.STAFF, "Ada Ansatt"), (Term.Office.STAFF, "Piotr Fabelås"))


def fill(day: date) -> None:
    """Add the meeting before `day`, and one in five weeks, whose summons is sent."""
    last = _meeting(date(day.year if day > date(day.year, 6, 1) else day.year - 1, 4, 21))
    _minutes(last)
    chance = Random("board")
    for year in (last.date.year - 1, last.date.year):
        elected = {office.value: [person(chance) for _place in range(count)] for office, count in BOARD.items()}
        meetings.elect(elected, from_day=last.date.replace(year=year))
    for order, (office, name) in enumerate(STAFF, 1):
        add(Term(office=office, person=name, first_day=date(2023, 8, 1), order=order))
    coming = _meeting(_in_five_weeks(day))
    _summon(coming, day - timedelta(days=1))
    _register(coming, day)


def _in_five_weeks(day: date) -> date:
    """Return the day, or near the year's end the last one before it, since the fees of the next are not made."""
    found, last = day + timedelta(days=35), date(day.year, 12, 30)
    return last if found > last > day + timedelta(days=14) else found


def _meeting(day: date) -> Meeting:
    meeting = add(
        Meeting(
            date=day,
            begins_at=time(17, 30),
            place="Kulturhuset Oppdikt, Oslo",
            register_by=day - timedelta(days=7),
            most_proxies=2,
        )
    )
    meetings.add_usual_agenda(meeting)
    return meeting


def _minutes(meeting: Meeting) -> None:
    """Add the minutes of a meeting that is over, with nothing in them but that they are made up."""
    meeting.agenda_sent_on = meeting.agenda_due
    add(meeting)
    data = {
        "title": f"Protokoll fra årsmøtet {meeting.date:%d.%m.%Y}",
        "subtitle": NOTICE,
        "lines": [str(item) for item in meeting.agenda.all()],
        "headings": ["Sak", "", "", "", ""],
        "rows": [],
        "unsettled_title": "",
        "unsettled": [],
        "printed": NOTICE,
        "page": "Side",
    }
    content = typesetting.render(TYPST_SOURCE, data=data, day=meeting.date)
    paper = MeetingPaper(meeting=meeting, title=f"Protokoll {meeting.date.year}", kind=MeetingPaper.Kind.MINUTES)
    paper.file.save("protokoll.pdf", ContentFile(content), save=False)
    paper.save()


def _summon(meeting: Meeting, sent_on: date) -> None:
    by, moment = user_of("ansatt"), at(sent_on, 9)
    mailing = meetings.draft_summons(meeting, by=by, url=f"{SITE}min-side/", at=moment, today=sent_on)
    mailing.body += f"\n\n({NOTICE})"
    mailing.save()
    mailings.draft(mailing, site=SITE, at=moment, today=sent_on)
    mailings.send(mailing, by=by, site=SITE, at=moment, today=sent_on)
    mark_sent(moment)


def _register(meeting: Meeting, day: date) -> None:
    """Register a delegate of every eighth member, with a proxy to the first of them; none of the demo's own member."""
    paid = Fee.objects.settled_on(day).filter(rate__year=day.year).values("membership__organisation")
    members = Organisation.objects.members_on(meeting.date).filter(pk__in=paid).exclude(number=SAMI_CENTRE.number)
    chance, holder = Random("delegates"), None
    for place, organisation in enumerate(members.order_by("number")[::8]):
        if holder and place in (2, 5):
            add(Registration(meeting=meeting, organisation=organisation, proxy=holder))
            continue
        delegate = Registration(
            meeting=meeting,
            organisation=organisation,
            name=person(chance),
            email=f"delegat{place + 1}@eksempel.example",
        )
        add(delegate)
        holder = holder or delegate
