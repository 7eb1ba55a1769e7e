"""The annual meeting: deadlines, who votes for each member, the voting list, the summons and what is decided."""

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst import erasure
from balansekunst.models import Message, User
from members import mailings, meeting_dates, meeting_reminders, meetings
from members.models import FeeRate, Mailing, Meeting, MeetingPaper, Organisation, Registration, Term
from members.voting import VotingList
from tests.factories import ContactFactory, FeeFactory, FeeRateFactory, MembershipFactory, UserFactory

DATE, TODAY = date(2026, 4, 20), date(2026, 3, 16)
NOON = datetime(2026, 3, 16, 11, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    return Meeting.objects.create(date=DATE, register_by=date(2026, 4, 13), place="Sentralen", most_proxies=1)


def member(name: str = "Medlem", left: date | None = None) -> Organisation:
    found: Organisation = MembershipFactory.create(
        organisation__name=name, joined=date(2020, 1, 1), left=left
    ).organisation
    return found


def send(meeting: Meeting, organisation: Organisation, name: str = "Máret Sara", today: date = TODAY) -> Registration:
    stored = meeting.registrations.filter(organisation=organisation).first()
    return meetings.register_delegate(
        meeting,
        organisation,
        name=name,
        email="maret@eksempel.example",
        today=today,
        version=meetings.version_of(stored),
    )


def give(meeting: Meeting, organisation: Organisation, holder: Registration) -> Registration:
    stored = meeting.registrations.filter(organisation=organisation).first()
    version = meetings.version_of(stored)
    return meetings.give_proxy(meeting, organisation, holder=holder, today=TODAY, version=version)


@pytest.mark.parametrize(
    ("day", "summons", "proposals", "agenda"),
    [
        pytest.param(date(2026, 4, 20), date(2026, 3, 20), date(2026, 4, 6), date(2026, 4, 13), id="usual"),
        pytest.param(date(2026, 3, 31), date(2026, 2, 28), date(2026, 3, 17), date(2026, 3, 24), id="shorter month"),
        pytest.param(date(2026, 1, 15), date(2025, 12, 15), date(2026, 1, 1), date(2026, 1, 8), id="over the year"),
    ],
)
def test_deadlines_follow_from_date(day: date, summons: date, proposals: date, agenda: date) -> None:
    meeting = Meeting(date=day, register_by=day)

    assert (meeting.summons_due, meeting.proposals_due, meeting.agenda_due) == (summons, proposals, agenda)
    assert meeting_dates.summons_due(meeting_dates.first_with_summons_due_from(summons)) >= summons


@pytest.mark.parametrize(
    ("day", "expected"),
    [pytest.param(date(2026, 6, 30), False, id="end of June"), pytest.param(date(2026, 7, 1), True, id="day after")],
)
def test_meeting_after_june_is_late(day: date, *, expected: bool) -> None:
    assert Meeting(date=day, register_by=day).is_late is expected


@pytest.mark.parametrize(
    ("today", "is_accepted"),
    [pytest.param(date(2026, 4, 13), True, id="last day"), pytest.param(date(2026, 4, 14), False, id="day after")],
)
def test_registration_ends_with_deadline(meeting: Meeting, today: date, *, is_accepted: bool) -> None:
    organisation = member()
    if is_accepted:
        assert send(meeting, organisation, today=today).pk
    else:
        with pytest.raises(ValidationError, match=r"Påmeldingsfristen var 13\. april 2026"):
            send(meeting, organisation, today=today)


@pytest.mark.parametrize(
    ("left", "is_accepted"),
    [pytest.param(DATE, False, id="leaves on the day"), pytest.param(date(2026, 4, 21), True, id="day after")],
)
def test_only_members_of_the_day_register(meeting: Meeting, left: date, *, is_accepted: bool) -> None:
    organisation = member(left=left)
    if is_accepted:
        assert send(meeting, organisation).pk
    else:
        with pytest.raises(ValidationError, match=r"er ikke medlem 20\.04\.2026"):
            send(meeting, organisation)


def test_proxy_chain_is_refused(meeting: Meeting) -> None:
    first, second, third = member("Første"), member("Andre"), member("Tredje")
    delegate = send(meeting, first)
    by_proxy = give(meeting, second, delegate)

    with pytest.raises(ValidationError, match="Andre har selv gitt fullmakt"):
        give(meeting, third, by_proxy)
    with pytest.raises(ValidationError, match="så mange fullmakter"):
        give(meeting, third, delegate)
    meeting.most_proxies = 5
    meeting.save()
    other = send(meeting, third)
    with pytest.raises(ValidationError, match="har fullmakt fra Andre"):
        give(meeting, first, other)
    with pytest.raises(ValidationError, match="har fullmakt fra Andre"):
        meetings.withdraw(meeting, first, today=TODAY, version=meetings.version_of(delegate))
    chain = Registration(meeting=meeting, organisation=member("Fjerde"), proxy=by_proxy)
    with pytest.raises(IntegrityError), transaction.atomic():
        chain.save()
    delegate.name, delegate.email, delegate.proxy = "", "", other
    with pytest.raises(IntegrityError), transaction.atomic():
        delegate.save()


def test_registration_changed_by_another_is_shown(meeting: Meeting) -> None:
    organisation = member()
    send(meeting, organisation, "Elle")
    with pytest.raises(ValidationError, match="Noen andre hos dere har endret"):
        meetings.register_delegate(
            meeting, organisation, name="Jonas", email="j@eksempel.example", today=TODAY, version=""
        )
    assert Registration.objects.get().name == "Elle"


def test_voting_list_has_members_with_settled_fee(meeting: Meeting) -> None:
    rate = FeeRateFactory.create(year=2026)
    paid, late, unpaid, gone = member("Åpen scene"), member("Bok"), member("Dans"), member("Film", left=DATE)
    for organisation, paid_on in ((paid, DATE), (late, date(2026, 4, 21)), (unpaid, None), (gone, DATE)):
        FeeFactory.create(membership=organisation.memberships.get(), rate=rate, paid_on=paid_on)
    give(meeting, paid, send(meeting, unpaid, "Solveig"))

    listed = VotingList.of(meeting)
    book: Any = openpyxl.load_workbook(io.BytesIO(listed.workbook()))

    assert [(voter.organisation, voter.delegate, voter.proxy_of) for voter in listed.voters] == [
        ("Åpen scene", "Solveig", "Dans")
    ]
    assert listed.unsettled == ["Bok", "Dans"]
    assert [cell.value for cell in book.worksheets[0][2]][:1] == ["Åpen scene"]
    assert listed.pdf(day=TODAY).startswith(b"%PDF-")


def test_summons_reaches_those_without_mailings(meeting: Meeting, staff: User) -> None:
    meetings.add_usual_agenda(meeting)
    organisation = member("Åpen scene")
    ContactFactory.create(organisation=organisation, name="Elle Dikt", email="elle@eksempel.example")
    organisation.contacts.update(declined_mailings_on=date(2025, 1, 1))
    at = datetime(2026, 3, 16, 11, tzinfo=UTC)

    mailing = meetings.draft_summons(meeting, by=staff, at=at, today=TODAY, url="https://bk.example/min-side/")
    count = mailings.draft(mailing, at=at, today=TODAY, site="https://bk.example")

    message = Message.objects.get()
    assert (count, message.recipient, message.unsubscribe_url) == (1, "elle@eksempel.example", "")
    assert message.subject == "Innkalling til årsmøtet 20. april 2026"
    assert "Vi innkaller Åpen scene til årsmøte." in message.body
    assert "senest 6. april" in message.body
    assert "https://bk.example/min-side/" in message.body
    assert "si fra her" not in message.body
    with pytest.raises(ValidationError, match="allerede skrevet"):
        meetings.draft_summons(meeting, by=staff, at=at, today=TODAY, url="")


def test_elected_follow_those_before() -> None:
    before = Term.objects.create(office="chair", person="Amina", first_day=date(2024, 5, 1))
    deputy = Term.objects.create(office="deputy", person="Piotr", first_day=date(2024, 5, 1))

    meetings.elect({"chair": ["Máret"], "board": ["Elle", "Jonas"], "deputy": []}, from_day=DATE)

    before.refresh_from_db()
    deputy.refresh_from_db()
    assert (before.last_day, deputy.last_day) == (date(2026, 4, 19), None)
    in_office = Term.objects.during(DATE, DATE).in_order()
    assert [term.person for term in in_office] == ["Máret", "Elle", "Jonas", "Piotr"]


def test_delegate_is_erased_with_account(meeting: Meeting) -> None:
    user = UserFactory.create(email="maret@eksempel.example", name="Máret Sara", is_active=False)
    row = send(meeting, member())

    erasure.erase(user)

    row.refresh_from_db()
    assert (row.name, row.email) == (f"Konto {user.pk}", f"konto-{user.pk}@slettet.invalid")
    assert set(row.history.values_list("name", flat=True)) == {row.name}


# Pages


def form(**values: str) -> dict[str, str]:
    return {name.replace("__", "-"): value for name, value in values.items()}


def test_contact_registers_on_my_page(meeting: Meeting, contact_client: Client, contact: Any) -> None:
    organisation = contact.organisation
    other = send(meeting, member("Nabo"), "Jonas")
    url = reverse("meeting_registration", args=[organisation.pk])
    with time_machine.travel(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False):
        assert url in contact_client.get(reverse("my_page")).text
        wrong = contact_client.post(url, form(gjor="delegat", delegat__name="Elle\x00", delegat__email="elle"))
        done = contact_client.post(
            url, form(gjor="delegat", delegat__name="Elle", delegat__email="elle@eksempel.example"), follow=True
        )
        stale = contact_client.post(url, form(gjor="fullmakt", fullmakt__proxy=str(other.pk)))
        version = meetings.version_of(Registration.objects.get(organisation=organisation))
        contact_client.post(
            url, form(gjor="fullmakt", fullmakt__proxy=str(other.pk), fullmakt__version=version), follow=True
        )

    assert "Rett opp dette" in wrong.text
    assert 'value="elle"' in wrong.text
    assert "Elle er påmeldt som delegat." in done.text
    assert "Noen andre hos dere har endret" in stale.text
    row = Registration.objects.get(organisation=organisation)
    assert row.proxy == other
    assert row.history.first().history_user == contact.user
    with time_machine.travel(datetime(2026, 4, 14, 11, tzinfo=UTC), tick=False):
        late = contact_client.get(url)
        refused = contact_client.post(url, form(gjor="avmeld", version=version))
    assert "Påmeldingsfristen var 13. april 2026." in late.text
    assert refused.status_code == 200
    assert Registration.objects.filter(pk=row.pk).exists()


def test_agenda_leads_to_published_report_alone(
    meeting: Meeting, contact_client: Client, contact: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    meetings.add_usual_agenda(meeting)
    page, report = (
        reverse("meeting_registration", args=[contact.organisation_id]),
        reverse("annual_report", args=[2025]),
    )
    with time_machine.travel(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False):
        assert report not in contact_client.get(page).text

        monkeypatch.setattr(meetings, "REPORT_CHECKS", [lambda year: year == 2025])

        assert report in contact_client.get(page).text


def test_meeting_is_hidden_from_others(meeting: Meeting, contact_client: Client, contact: Any) -> None:
    stranger = member("Fremmed")
    contact.organisation.memberships.update(left=DATE)
    with time_machine.travel(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False):
        assert contact_client.get(reverse("meeting_registration", args=[stranger.pk])).status_code == 404
        assert contact_client.get(reverse("meeting_registration", args=[contact.organisation_id])).status_code == 404
        assert Client().get(reverse("meeting_registration", args=[stranger.pk])).status_code == 302


def test_papers_are_read_by_members_once_sent(
    meeting: Meeting, contact_client: Client, contact: Any, staff_client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    change = reverse("admin:members_meeting_change", args=[meeting.pk])
    inline = {
        "date": "2026-04-20", "register_by": "2026-04-13", "most_proxies": "1",
        "agenda-TOTAL_FORMS": "0", "agenda-INITIAL_FORMS": "0",
        "papers-TOTAL_FORMS": "1", "papers-INITIAL_FORMS": "0", "papers-0-title": "Regnskap", "papers-0-kind": "paper",
    }  # fmt: skip
    refused = staff_client.post(change, {**inline, "papers-0-file": io.BytesIO(b"<html>")})
    staff_client.post(change, {**inline, "papers-0-file": io.BytesIO(b"%PDF-1.7 tall")})

    paper = MeetingPaper.objects.get()
    url = reverse("meeting_paper", args=[paper.uuid])
    contact.organisation.memberships.update(joined=DATE)
    assert "Filen er ikke en PDF" in refused.text
    response: Any = staff_client.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 tall"
    assert contact_client.get(url).status_code == 404
    Meeting.objects.update(agenda_sent_on=TODAY)
    assert contact_client.get(url).headers["Content-Disposition"] == 'attachment; filename="Regnskap.pdf"'
    contact.organisation.memberships.update(joined=date(2026, 4, 21))
    assert contact_client.get(url).status_code == 404


def test_staff_register_what_was_decided(meeting: Meeting, staff_client: Client) -> None:
    page = reverse("admin:members_meeting_page", args=[meeting.pk])
    staff_client.post(f"{page}saksliste/", {"x": "1"})
    rates = {"year": "2027", "small": "5 000", "medium": "10 000", "large": "15 000"}
    staff_client.post(f"{page}satser/", rates)
    again = staff_client.post(f"{page}satser/", rates)
    staff_client.post(f"{page}valg/", {"from_day": "2026-04-20", "chair": "Máret\n", "board": "Elle\n\nJonas\x00"})
    empty = staff_client.post(f"{page}valg/", {"from_day": "2026-04-20"})
    staff_client.post(f"{page}valg/", {"from_day": "2026-04-20", "chair": "Máret", "board": "Elle\nJonas"})
    text = staff_client.get(page).text

    assert meeting.agenda.count() == len(meetings.USUAL_AGENDA)
    assert list(FeeRate.objects.order_by("amount").values_list("amount", flat=True)) == [5000, 10000, 15000]
    assert "er registrert fra før" in again.text
    assert "Skriv minst ett navn." in empty.text
    assert list(Term.objects.in_order().values_list("person", flat=True)) == ["Máret", "Elle", "Jonas"]
    assert "20. mars 2026" in text
    for name in ("voting_pdf", "voting_xlsx"):
        assert staff_client.get(reverse(f"admin:members_meeting_{name}", args=[meeting.pk])).status_code == 200
    begun = staff_client.post(reverse("admin:members_meeting_summon", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert begun.headers["Location"] == reverse("admin:members_mailing_change", args=[meeting.summons_id])


def test_timeline_has_changes_of_meeting(meeting: Meeting, staff_client: Client) -> None:
    meeting.place = "Kulturhuset"
    meeting.save()
    send(meeting, member("Åpen scene"))

    page = staff_client.get(reverse("admin:members_meeting_timeline", args=[meeting.pk]))

    assert page.status_code == 200
    assert "Åpen scene" in page.text


def test_staff_are_reminded_of_each_deadline_once(staff: User) -> None:
    UserFactory.create(is_active=False).groups.set(staff.groups.all())
    meeting = Meeting.objects.create(date=date(2026, 5, 20), register_by=date(2026, 5, 20))

    def reminded(month: int, day: int) -> int:
        return meeting_reminders.remind_staff(datetime(2026, month, day, 7, tzinfo=UTC))

    days = [(4, 12), (4, 13), (4, 13), (4, 28), (4, 29), (5, 5), (5, 6), (5, 7), (5, 20), (5, 21)]
    assert [reminded(*each) for each in days] == [0, 1, 0, 0, 1, 0, 1, 0, 0, 0]
    texts = [message.body for message in Message.objects.filter(recipient=staff.email).order_by("pk")]
    assert [text.partition("Siste dag for ")[2].partition(".")[0] for text in texts] == [
        "innkallingen er 20",
        "forslag fra medlemmene er 6",
        "full saksliste med papirer er 13",
    ]

    Message.objects.all().delete()
    meeting.summons = Mailing.objects.create(
        subject="Emne", body="Tekst", audience="Alle", author=staff, created_at=NOON, sent_at=NOON, sent_by=staff
    )
    meeting.agenda_sent_on = date(2026, 5, 6)
    meeting.save()
    assert [reminded(5, 6), reminded(5, 7)] == [1, 0]
