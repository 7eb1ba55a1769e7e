"""The page of an organisation: its parts, its timeline and its short forms, for those who may see and use them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from balansekunst.mail import outbox
from balansekunst.models import Message, User
from balansemerket.models import Certification, Event
from balansepotten.models import Application, Grant
from courses.models import Assignment, Topic
from members.models import Contact, Fee, Membership, Organisation
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    CertificationFactory,
    ConflictFactory,
    ContactFactory,
    EventFactory,
    FeeFactory,
    FeeRateFactory,
    GrantFactory,
    InstructorFactory,
    JurorFactory,
    MembershipFactory,
    OrganisationFactory,
)
from tests.plans import full_scans

MOST_QUERIES = 30
PARTS = ("opplysninger", "kontaktpersoner", "medlemskap", "kontingent", "kurs", "balansemerket", "soknader", "tilsagn")


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory.create(name="Nordlys Teater", email="post@nordlys.example", address="Storgata 1")


def url(organisation: Organisation, page: str = "page") -> str:
    return reverse(f"admin:members_organisation_{page}", args=[organisation.pk])


def add_everything(organisation: Organisation, number: int) -> None:
    """Add a row of each kind, and a change to it."""
    year = 2000 + number
    ContactFactory.create(organisation=organisation, name=f"Kontakt {number}")
    membership = MembershipFactory.create(
        organisation=organisation, joined=date(year, 1, 1), left=date(year, 6, 1), leave_reason="Slutt"
    )
    fee = FeeFactory.create(membership=membership, rate=FeeRateFactory.create(year=year))
    fee.paid_on = date(year, 3, 1)
    fee.save()
    AssignmentFactory.create(client=organisation)
    certification = getattr(organisation, "certification", None) or CertificationFactory.create(
        organisation=organisation
    )
    EventFactory.create(certification=certification, kind=Event.Kind.AWARDED, date=date(year, 2, 1))
    application = ApplicationFactory.create(organisation=organisation, call=CallFactory.create(year=year))
    outbox.post(recipient="x@eksempel.example", subject=f"Kvittering {number}", body="Hei", about=application)
    GrantFactory.create(application__organisation=organisation, application__call=application.call)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_page_queries_do_not_grow(staff_client: Client, organisation: Organisation) -> None:
    add_everything(organisation, 1)
    queries_of(staff_client, url(organisation))
    few = queries_of(staff_client, url(organisation)), queries_of(staff_client, url(organisation, "timeline"))
    for number in (2, 3, 4):
        add_everything(organisation, number)
    many = queries_of(staff_client, url(organisation)), queries_of(staff_client, url(organisation, "timeline"))

    assert many == few
    assert max(many) <= MOST_QUERIES


def test_timeline_reads_no_whole_history(staff_client: Client, organisation: Organisation) -> None:
    add_everything(organisation, 1)
    models: list[Any] = [Organisation, Contact, Membership, Fee, Assignment, Event, Application, Grant]
    tables = [model.history.model._meta.db_table for model in models]

    with CaptureQueriesContext(connection) as captured:
        assert staff_client.get(url(organisation, "timeline")).status_code == 200

    fetched = [query["sql"] for query in captured if '."history_change_reason"' in query["sql"]]
    assert len(fetched) == len(models)
    assert [step for sql in fetched for step in full_scans(sql, *tables)] == []


def test_page_shows_parts_of_all_apps(staff_client: Client, organisation: Organisation) -> None:
    add_everything(organisation, 1)
    contact = organisation.contacts.get()
    Contact.objects.filter(pk=contact.pk).update(phone="+47 22 33 44 55")

    page = staff_client.get(url(organisation)).text

    assert [part for part in PARTS if f'id="{part}"' not in page] == []
    assert 'href="tel:+4722334455"' in page
    assert f'href="mailto:{contact.email}"' in page
    assert f'data-copy="{contact.email}"' in page


def test_part_links_to_its_whole_list(staff_client: Client, organisation: Organisation) -> None:
    AssignmentFactory.create_batch(6, client=organisation)
    every = f"{reverse('admin:courses_assignment_changelist')}?client__id__exact={organisation.pk}"

    assert every in staff_client.get(url(organisation)).text
    assert staff_client.get(every).context["cl"].result_count == 6


def test_management_reads_what_it_may(
    management: User, login: Callable[..., Client], organisation: Organisation
) -> None:
    add_everything(organisation, 1)
    client = login(management)

    page, form = client.get(url(organisation)).text, client.get(url(organisation, "utmelding"))

    assert 'id="medlemskap"' in page
    assert 'id="kontaktpersoner"' not in page
    assert "data-dialog" not in page
    assert f'href="{url(organisation, "history")}"' in page
    assert client.get(url(organisation, "history")).status_code == 200
    assert "kontakter" not in client.get(url(organisation, "timeline")).text
    assert form.status_code == 403


def test_timeline_shows_who_changed_what(staff_client: Client, organisation: Organisation) -> None:
    contact = ContactFactory.create(organisation=organisation, name="Kari Nordmann", phone="")
    address = reverse("admin:members_contact_endre", args=[contact.pk])
    staff_client.post(address, {"name": "Kari Nordmann", "email": contact.email, "phone": "22334455"})
    contact.delete()

    page = staff_client.get(url(organisation, "timeline"), {"hva": "kontakter"})

    entries = page.context["timeline"].entries
    assert [entry.title for entry in entries] == [
        "Kontaktperson slettet: Kari Nordmann",
        "Kontaktperson endret: Kari Nordmann",
        "Kontaktperson lagt til: Kari Nordmann",
    ]
    assert entries[1].who == "Ada Ansatt"
    assert [(change.label, change.old, change.new) for change in entries[1].changes] == [("Telefon", "–", "22334455")]


def test_timeline_pages_are_without_gaps(staff_client: Client, organisation: Organisation, moment: datetime) -> None:
    """Entries of one moment, of several kinds and on both sides of a page break, are each shown once."""
    day = date(2024, 5, 1)
    for number in range(60):
        message = Message.objects.create(
            recipient="a@b.example", subject=f"Nr. {number}", about=outbox.reference(organisation)
        )
        Message.objects.filter(pk=message.pk).update(drafted_at=moment - timedelta(days=number // 30))
    MembershipFactory.create(organisation=organisation, joined=day)
    titles, address = [], url(organisation, "timeline")
    while address:
        found = staff_client.get(address).context["timeline"]
        titles += [entry.title for entry in found.entries]
        address = f"{url(organisation, 'timeline')}?{urlencode({'eldre': found.older})}" if found.older else ""

    assert len(titles) == len(set(titles)) == 63
    assert titles[-1] == "Ble medlem"


@pytest.mark.parametrize(
    "query", ["?eldre=x", "?eldre=2026-01-01_1_1", "?eldre=0001-01-01T00:00:00%2B14:00_1_1", "?hva=ukjent"]
)
def test_timeline_refuses_bad_parameter(staff_client: Client, organisation: Organisation, query: str) -> None:
    assert staff_client.get(f"{url(organisation, 'timeline')}{query}").status_code == 404


def test_conflict_hides_application_and_all_about_it(
    staff: User, staff_client: Client, organisation: Organisation
) -> None:
    add_everything(organisation, 1)
    for application in Application.objects.all():
        Application.objects.filter(pk=application.pk).update(title="Skjult prosjekt")
        application.title = "Skjult prosjekt"
        application.save()
    pages = url(organisation), url(organisation, "timeline")
    assert all("Skjult prosjekt" in staff_client.get(page).text for page in pages)

    for application in Application.objects.all():
        ConflictFactory.create(call=application.call, user=staff, application=application)

    for page in pages:
        text = staff_client.get(page).text
        assert "Skjult prosjekt" not in text
        assert "Kvittering" not in text
        assert "Søknad endret" not in text


def test_details_are_saved_from_short_form(staff_client: Client, organisation: Organisation) -> None:
    sent = {"address": "Nygata 2", "postcode": "00", "postal_place": "Oslo", "email": organisation.email}
    refused = staff_client.post(url(organisation, "opplysninger"), sent)
    saved = staff_client.post(url(organisation, "opplysninger"), {**sent, "postcode": "0150"})

    organisation.refresh_from_db()
    assert "Et postnummer har fire sifre" in refused.text
    assert saved.headers["Location"] == url(organisation)
    assert organisation.address == "Nygata 2"


def test_member_leaves_by_short_form(staff_client: Client, organisation: Organisation, day: date) -> None:
    address = url(organisation, "utmelding")
    assert address not in staff_client.get(url(organisation)).text
    membership = MembershipFactory.create(organisation=organisation, joined=day)
    assert address in staff_client.get(url(organisation)).text

    early = staff_client.post(address, {"left": day.isoformat()})
    done = staff_client.post(address, {"left": "01.04.2026", "leave_reason": "Lagt ned"}, follow=True)

    membership.refresh_from_db()
    assert "Utmeldt må være etter innmeldt." in early.text
    assert (membership.left, membership.leave_reason) == (date(2026, 4, 1), "Lagt ned")
    assert membership.history.first().history_user.name == "Ada Ansatt"
    assert "Utmeldingen fra 01.04.2026 er registrert." in done.text
    assert "kan avsluttes" in staff_client.post(address, {"left": "01.05.2026"}).text


def test_oldest_fee_is_paid_by_short_form(staff_client: Client, organisation: Organisation) -> None:
    membership = MembershipFactory.create(organisation=organisation)
    later, oldest = (
        FeeFactory.create(membership=membership, rate=FeeRateFactory.create(year=year), due_on=date(year, 3, 1))
        for year in (2025, 2024)
    )
    address = url(organisation, "betaling")
    form = staff_client.get(address).context["form"]
    first = form.fields["fee"].queryset[0]

    done = staff_client.post(address, {"fee": first.pk, "paid_on": "2024-05-02"}, follow=True)

    for fee in (oldest, later):
        fee.refresh_from_db()
    assert (oldest.paid_on, later.paid_on) == (date(2024, 5, 2), None)
    assert oldest.history.first().history_user.name == "Ada Ansatt"
    assert "er registrert som betalt 02.05.2024." in done.text


def test_mark_is_begun_and_awarded_by_short_forms_also_anew(staff_client: Client, organisation: Organisation) -> None:
    def offered() -> list[str]:
        page = staff_client.get(url(organisation))
        return [form.slug for form in page.context["forms"] if form.acts_on is Certification]

    found = [offered()]
    for slug, day in {"pabegynt": "2024-02-01", "tildeling": "2024-05-01"}.items():
        staff_client.post(url(organisation, slug), {"date": day})
        found.append(offered())

    started, awarded = Event.objects.order_by("date")
    assert found == [["pabegynt"], ["tildeling"], ["fornyelse"]]
    assert (started.kind, started.date) == (Event.Kind.STARTED, date(2024, 2, 1))
    assert (awarded.kind, awarded.valid_until) == (Event.Kind.AWARDED, date(2025, 5, 1))

    withdrawal = {
        "kind": Event.Kind.WITHDRAWN,
        "date": date(2025, 1, 15),
        "valid_until": None,
        "reason": "Planen ble ikke fulgt opp.",
    }
    EventFactory.create(certification=awarded.certification, **withdrawal)
    found = [offered()]
    staff_client.post(url(organisation, "tildeling"), {"date": "2025-01-15"})

    assert [*found, offered()] == [["tildeling"], ["fornyelse"]]
    anew = Event.objects.get(kind=Event.Kind.AWARDED, date=date(2025, 1, 15))
    assert anew.valid_until == date(2026, 1, 15)


@pytest.mark.parametrize("slug", ["tildeling", "fornyelse", "trekking"])
def test_mark_of_who_has_not_begun_is_left_alone(staff_client: Client, organisation: Organisation, slug: str) -> None:
    response = staff_client.post(url(organisation, slug), {"date": "2024-05-01", "reason": "Planen ble ikke fulgt."})

    assert "Virksomheten er ikke i merkeordningen." in response.text
    assert not Certification.objects.exists()


def test_mark_is_renewed_by_short_form(staff_client: Client, organisation: Organisation) -> None:
    certification = CertificationFactory.create(organisation=organisation)
    awarded = {"kind": Event.Kind.AWARDED, "date": date(2024, 2, 1), "valid_until": date(2025, 1, 31)}
    EventFactory.create(certification=certification, **awarded)
    address = url(organisation, "fornyelse")

    early = staff_client.post(address, {"date": "2024-01-01"})
    staff_client.post(address, {"date": "2024-12-01"})

    renewal = Event.objects.get(kind=Event.Kind.RENEWED)
    assert "Merket må være tildelt før det kan fornyes." in early.text
    assert (renewal.date, renewal.valid_until) == (date(2024, 12, 1), date(2026, 1, 31))
    assert renewal.version
    assert renewal.version.valid_from <= date(2024, 12, 1)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param({"form": "digital"}, Assignment.Status.BOOKED, id="booked"),
        pytest.param({"form": "physical", "participants": "12"}, Assignment.Status.HELD, id="held"),
    ],
)
def test_course_is_registered_by_short_form(
    staff_client: Client, organisation: Organisation, sent: dict[str, str], status: str
) -> None:
    topic = Topic.objects.all()[0]
    course = {"date": "2024-05-02", "title": "Kurs", "topics": topic.pk, "municipality": organisation.municipality_id}

    done = staff_client.post(url(organisation, "nytt-kurs"), {**course, **sent}, follow=True)

    assignment = organisation.assignments.get()
    assert assignment.status == status
    assert (assignment.municipality is None) == (sent["form"] == "digital")
    assert list(assignment.topics.all()) == [topic]
    assert reverse("admin:courses_assignment_change", args=[assignment.pk]) in done.text


def test_person_pages_show_what_they_are_part_of(superuser_client: Client, contact: Contact) -> None:
    JurorFactory.create(user=contact.user)
    other = ContactFactory.create(email=contact.email.upper())
    course = AssignmentFactory.create(instructor=InstructorFactory.create())
    pages = {"members_contact": contact, "balansekunst_user": contact.user, "courses_instructor": course.instructor}

    texts = [superuser_client.get(reverse(f"admin:{name}_page", args=[row.pk])).text for name, row in pages.items()]

    assert [text.count(str(contact.organisation)) > 0 for text in texts] == [True, True, False]
    assert [text.count("I juryen") > 0 for text in texts] == [True, True, False]
    assert str(other.organisation) in texts[0]
    assert course.title in texts[2]
