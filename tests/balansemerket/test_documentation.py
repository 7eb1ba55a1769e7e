"""The documentation of a member's yearly work: what it says, its files, who may read it, and the next year."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from balansekunst.models import Message, User
from balansemerket import rounds, yearly
from balansemerket.documentation import documentation
from balansemerket.models import Risk, Round
from members.models import Contact
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
ENDINGS = ("pdf", "docx")


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def user(contact: Contact) -> User:
    assert contact.user
    return contact.user


@pytest.fixture
def work(contact: Contact, user: User) -> Round:
    """The year's work of a member without the mark, with one risk and its measure."""
    work = yearly.begin(contact.organisation, by=user, on=TODAY)
    work.area_reviews.filter(area="recruitment").update(no_risk="Vi gikk gjennom de siste fem utlysningene.")
    work.risks.filter(area="pay").update(
        risk="Ulik lønn for likt arbeid\nog ufrivillig deltid",
        ground="gender",
        likelihood=2,
        consequence=3,
        cause="Ingen har oversikt",
        measure="Før oversikt hvert år",
        responsible="daglig leder",
        due_on=date(2026, 6, 1),
    )
    Round.objects.filter(pk=work.pk).update(meeting_on=TODAY, meeting_roles="ledelsen og tillitsvalgte.")
    return Round.objects.with_answers().get(pk=work.pk)


def page(name: str, work: Round, *args: str) -> str:
    return reverse(name, args=[work.uuid, *args])


def as_text(content: bytes, ending: str) -> str:
    if ending == "pdf":
        return " ".join(each.extract_text() for each in PdfReader(BytesIO(content)).pages).replace("\xa0", " ")
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_document_follows_the_steps_of_the_act(work: Round) -> None:
    found = documentation(work, None, on=TODAY)

    assert [chapter.heading for chapter in found.chapters] == [
        "Slik arbeider vi",
        "Risiko og hindre vi har undersøkt",
        "Årsaker",
        "Tiltak",
        "Resultater",
    ]
    working, examined, causes, measures, results = found.chapters
    assert working.paragraphs[1] == (
        "Planen for tiltakene ble behandlet i et møte 16. mars 2026. Til stede: ledelsen og tillitsvalgte."
    )
    assert examined.paragraphs[0] == "Rekruttering: Vi gikk gjennom de siste fem utlysningene."
    assert "Tilrettelegging: ikke undersøkt ennå." in examined.paragraphs
    assert [table.caption for table in examined.tables] == ["Lønns- og arbeidsvilkår"]
    assert examined.tables[0].rows[0][1:] == ["kjønn", "middels", "stor"]
    assert causes.tables[0].rows[0][1] == "Ingen har oversikt"
    assert measures.tables[0].rows[0][0] == "Før oversikt hvert år"
    assert measures.tables[0].rows[0][2:] == ["daglig leder", "1. juni 2026"]
    assert results.paragraphs == ["Ingen resultater er vurdert ennå."]


@pytest.mark.parametrize("ending", ENDINGS)
def test_file_has_all_that_is_written(contact_client: Client, work: Round, ending: str) -> None:
    response: Any = contact_client.get(page("documentation_file", work, ending))
    content = b"".join(response.streaming_content)
    text = " ".join(as_text(content, ending).split())

    assert response["Content-Disposition"].endswith(f'-2026.{ending}"')
    expected = ("16. mars 2026", "Ulik lønn for likt arbeid og ufrivillig deltid", "Før oversikt hvert år", "middels")
    assert [words for words in expected if words not in text] == []


def test_docx_is_on_a4_with_room_for_long_words(contact_client: Client, work: Round) -> None:
    response: Any = contact_client.get(page("documentation_file", work, "docx"))
    document = docx.Document(BytesIO(b"".join(response.streaming_content)))
    about, paper, tables = document.core_properties, document.sections[0], document.tables

    assert paper.page_width is not None
    assert (round(paper.page_width.mm), round((paper.page_height or paper.page_width).mm)) == (210, 297)
    assert (about.comments, about.created and about.created.date()) == ("", TODAY)
    widths = [[cell.width.mm for cell in table.rows[0].cells if cell.width] for table in tables]
    assert [round(sum(each)) for each in widths] == [166] * len(tables)
    assert min(map(min, widths)) > 35  # with the small type of cells, «funksjonsnedsettelse» is in one line
    assert all("w:cantSplit" in row._tr.xml for table in tables for row in table.rows)


def test_contacts_read_it_and_staff_once_it_is_shared(
    contact_client: Client, staff_client: Client, management_client: Client, outsider_client: Client, work: Round
) -> None:
    addresses = [page("documentation_detail", work), *(page("documentation_file", work, ending) for ending in ENDINGS)]

    def statuses(client: Client) -> set[int]:
        return {client.get(address).status_code for address in addresses}

    assert statuses(contact_client) == {200}
    assert [statuses(client) for client in (staff_client, management_client, outsider_client)] == [{404}] * 3
    contact_client.post(page("documentation_share", work), {"action": "share"})
    assert [statuses(client) for client in (staff_client, management_client, outsider_client)] == [{200}, {404}, {404}]
    assert "Slutt å dele" not in staff_client.get(addresses[0]).text
    contact_client.post(page("documentation_share", work), {"action": "stop"})
    assert statuses(staff_client) == {404}
    assert contact_client.get(page("documentation_file", work, "exe")).status_code == 404


def test_only_contacts_write(staff_client: Client, outsider_client: Client, work: Round) -> None:
    Round.objects.update(shared_at=NOON)

    for client in (staff_client, outsider_client):
        assert client.get(page("documentation_results", work)).status_code == 404
        assert client.post(page("documentation_share", work), {"action": "stop"}).status_code == 404
        assert client.get(reverse("documentation_begin", args=[work.organisation_id])).status_code == 404
    assert Round.objects.get().shared_at == NOON


def test_member_begins_on_own_page(contact: Contact, contact_client: Client) -> None:
    begin = reverse("documentation_begin", args=[contact.organisation_id])
    assert begin in contact_client.get(reverse("my_page")).text

    response = contact_client.post(begin)

    work = Round.objects.get()
    assert response.headers["Location"] == page("documentation_detail", work)
    assert "Dokumentet for 2026" in contact_client.get(reverse("my_page")).text
    assert "Arbeidet for likestilling 2026" in contact_client.get(page("documentation_results", work)).text
    assert (work.organisation, work.started_on, work.version) == (contact.organisation, TODAY, None)
    assert begin not in contact_client.get(reverse("my_page")).text
    assert "Dere er i gang fra før." in contact_client.post(begin).text


def test_only_members_begin(user: User) -> None:
    outside = OrganisationFactory.create()
    ContactFactory.create(organisation=outside, user=user, email=user.email)

    with pytest.raises(ValidationError, match="for medlemmer"):
        yearly.begin(outside, by=user, on=TODAY)
    with pytest.raises(ValidationError):
        yearly.begin(MembershipFactory.create().organisation, by=user, on=TODAY)


def test_way_to_the_mark_gives_the_document_too(contact: Contact, contact_client: Client, user: User) -> None:
    work = rounds.begin(contact.organisation, by=user, on=TODAY)

    assert contact_client.get(page("documentation_detail", work)).status_code == 200
    with pytest.raises(ValidationError, match="på vei til Balansemerket"):
        yearly.begin(contact.organisation, by=user, on=TODAY)


def test_next_year_begins_a_year_after_the_mark_was_awarded(
    contact: Contact, login: Any, user: User, time_machine: Any
) -> None:
    begin = reverse("documentation_begin", args=[contact.organisation_id])
    work = rounds.begin(contact.organisation, by=user, on=TODAY - timedelta(days=360))
    Round.objects.filter(pk=work.pk).update(closed_on=TODAY)
    first_day = TODAY + timedelta(days=335)

    for day, may_begin in ((TODAY, False), (first_day - timedelta(days=1), False), (first_day, True)):
        time_machine.move_to(datetime(day.year, day.month, day.day, 11, tzinfo=UTC), tick=False)
        client = login(user)
        assert (begin in client.get(reverse("my_page")).text) is may_begin, day
        assert ("neste fra 14. februar 2027" in client.post(begin).text) is not may_begin, day
    assert Round.objects.open().get().started_on == first_day


def results(work: Round, **changed: str) -> dict[str, str]:
    risk = work.risks.get(area="pay")
    began = {"form-0-outcome": "", "form-0-result": ""}
    initial = {f"initial-{name}": value for name, value in began.items()}
    counts = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": str(risk.pk)}
    return counts | began | initial | {f"form-0-{name}": value for name, value in changed.items()}


def test_results_are_saved_and_next_year_goes_on(contact_client: Client, work: Round, user: User) -> None:
    answers = results(work, outcome="ongoing", result="Vi fant to forskjeller.")
    response = contact_client.post(page("documentation_results", work), answers)
    next_day = TODAY + timedelta(days=340)

    following = yearly.begin(work.organisation, by=user, on=next_day)

    assert response.headers["Location"] == page("documentation_detail", work)
    work.refresh_from_db()
    assert (work.closed_on, following.started_on) == (next_day, next_day)
    going_on = following.risks.get(area="pay")
    assert (going_on.measure, going_on.outcome, going_on.previous_id) == (
        *("Før oversikt hvert år", ""),
        work.risks.get(area="pay").pk,
    )
    read = Round.objects.with_answers().get(pk=following.pk)
    [table] = documentation(read, yearly.round_before(read), on=next_day).chapters[-1].tables
    assert (table.caption, list(table.rows)) == (
        "Tiltakene fra året før",
        [["Før oversikt hvert år", "I gang", "Vi fant to forskjeller."]],
    )


def test_wrong_result_is_shown_at_field(contact_client: Client, work: Round) -> None:
    answers = results(work, outcome="feil", result="Vi fant to forskjeller.")

    shown = contact_client.post(page("documentation_results", work), answers).text

    assert 'href="#id_form-0-outcome"' in shown
    assert "Vi fant to forskjeller." in shown
    assert Risk.objects.get(area="pay").result == ""


def test_results_of_others_are_not_written(contact_client: Client, work: Round) -> None:
    other = rounds.open_round(MembershipFactory.create().organisation, on=TODAY)
    other.risks.filter(area="pay").update(measure="Deres tiltak")
    answers = results(work, result="Inntrenger") | {"form-0-id": str(other.risks.get(area="pay").pk)}

    contact_client.post(page("documentation_results", work), answers)

    assert not Risk.objects.filter(result="Inntrenger").exists()


def test_contacts_are_reminded_once(work: Round) -> None:
    soon = NOON + timedelta(days=336)

    assert yearly.remind_of_new_year(NOON + timedelta(days=300)) == 0
    assert yearly.remind_of_new_year(soon) == 1
    assert yearly.remind_of_new_year(soon + timedelta(days=1)) == 0
    message = Message.objects.get()
    assert message.subject == "Et nytt år med likestillingsarbeid"
    assert "16. mars 2026" in message.body


def test_queries_do_not_grow_with_risks(contact_client: Client, work: Round) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            contact_client.get(page("documentation_detail", work))
        return len(queries)

    count()
    few = count()
    Risk.objects.bulk_create(Risk(round=work, area="pay", risk="En til", measure="Noe") for _each in range(3))

    assert count() == few
