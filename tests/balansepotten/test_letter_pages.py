"""The pages of letters, for staff and for contacts."""

from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from pypdf import PdfReader

from balansekunst.models import Bounce, Message
from balansepotten import conflicts, letters
from balansepotten.models import Call, Decision, Letter, LetterTemplate
from tests.factories import ApplicationFactory, ContactFactory, DecisionFactory, OrganisationFactory

pytestmark = pytest.mark.one_database


def url(name: str, *args: int) -> str:
    return reverse(name, args=args or [2026])


def shown_messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def make(call):
    """`make()` creates an award with a recipient."""

    def make_decision(**fields: Any) -> Decision:
        organisation = fields.pop("organisation", None) or OrganisationFactory.create()
        if not organisation.contacts.exists():
            ContactFactory.create(organisation=organisation)
        application = ApplicationFactory.create(
            call=call, organisation=organisation, status="granted", amount_awarded=85_000, **fields
        )
        return DecisionFactory.create(application=application)

    return make_decision


def test_list_before_decision_is_empty(staff_client, call):
    page = staff_client.get(url("letter_list")).text

    assert "Det er ingenting å gjøre her ennå." in page
    assert "<form" not in page.partition("<main")[2]


def test_drafting_sends_nothing(staff_client, make):
    make(), make()

    response = staff_client.post(url("letters_draft"), {"action": "draft"}, follow=True)

    assert shown_messages(response) == ["2 brev er laget. Ingenting er sendt."]
    assert Letter.objects.count() == 2
    assert mail.outbox == []


def test_front_page_lists_unsent_letters(staff_client, staff, call, make, moment):
    Call.objects.update(locked_at=moment, locked_by=staff)
    letters.send(letters.draft(make()), by=staff)
    make(), letters.draft(make()), make()
    conflict = make().application
    conflicts.declare(call, user=staff, ground="friendship", by=staff, at=moment, application=conflict)

    tasks = staff_client.get(reverse("admin:index")).context["tasks"]

    assert [(str(task.words), task.count, task.url) for task in tasks] == [
        ("brev fra Balansepotten 2026 er ikke sendt", 3, url("letter_list"))
    ]


def test_letter_without_recipient_reported(staff_client, make):
    decision = make()
    decision.application.organisation.contacts.update(email="")

    response = staff_client.post(url("letters_draft"), {"action": "draft"}, follow=True)

    number, organisation = decision.application.number, decision.application.organisation
    assert shown_messages(response) == [
        "0 brev er laget. Ingenting er sendt.",
        f"{number} {organisation}: Ingen kontaktperson har en e-postadresse.",
    ]


@pytest.mark.parametrize("way", [pytest.param({"action": "redraft"}, id="all"), pytest.param("brev", id="one")])
def test_letter_redrafted_after_template_change(staff_client, call, make, way):
    letter = letters.draft(make())
    LetterTemplate.objects.create(call=call, kind="award", body="Dere får {tildelt}. Hurra!")

    staff_client.post(url("letters_draft"), {"brev": letter.pk} if way == "brev" else way)

    assert "Hurra!" in Message.objects.get().body


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_confirmation_shows_letters_and_recipients(staff_client, make, count):
    organisation = OrganisationFactory.create()
    drafted = [letters.draft(make(organisation=organisation)) for _ in range(count)]

    response = staff_client.get(url("letters_send"), {"brev": [letter.pk for letter in drafted]})

    assert (len(response.context["rows"]), response.context["recipients"]) == (count, 1)
    assert f"Send {count} brev?" in response.text
    assert "De går til 1 adresse." in response.text
    assert mail.outbox == []


def test_only_the_confirmed_letters_are_sent(staff_client, make):
    chosen, other = letters.draft(make()), letters.draft(make())

    response = staff_client.post(url("letters_send"), {"brev": [chosen.pk]}, follow=True)

    assert shown_messages(response) == ["1 brev er sendt."]
    assert [sent.to for sent in mail.outbox] == [[chosen.message.recipient]]
    assert Message.objects.get(pk=other.message_id).status == Message.Status.DRAFTED


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"brev": ""}, id="empty"),
        pytest.param({"brev": "alle"}, id="word"),
        pytest.param({"alle": "1"}, id="all"),
        pytest.param({"brev": ["0", "999999"]}, id="unknown"),
    ],
)
def test_sending_without_selection_sends_nothing(staff_client, make, chosen):
    letters.draft(make())

    response = staff_client.post(url("letters_send"), chosen, follow=True)

    assert shown_messages(response) == ["Velg minst ett brev som er klart til å sendes. Ingenting er sendt."]
    assert mail.outbox == []


def test_letter_sent_twice_goes_out_once(staff_client, make):
    letter = letters.draft(make())

    for _ in range(2):
        staff_client.post(url("letters_send"), {"brev": [letter.pk]})

    assert len(mail.outbox) == 1


def test_confirmation_lists_ready_letters_only(staff_client, make):
    ready, stale = letters.draft(make()), letters.draft(make())
    Message.objects.filter(pk=stale.message_id).update(body="Noe annet")

    response = staff_client.get(f"{url('letters_send')}?alle")

    assert [row.letter for row in response.context["rows"]] == [ready]
    assert response.context["left_out"] == 1


def test_preview_shows_letter_as_sent(staff_client, make):
    letter = letters.draft(make())

    one, everything = (staff_client.get(page).text for page in (url("letter_detail", letter.pk), url("letters_read")))

    assert "Gratulerer! Prosjektet «" in one
    assert "Gratulerer! Prosjektet «" in everything
    assert letter.message.recipient in one


def test_letter_hidden_with_conflict(staff_client, staff, call, make, moment):
    letter = letters.draft(make(title="Hemmelig prosjekt"))
    application = letter.decision.application
    letters.draft(make())
    conflicts.declare(call, user=staff, ground="friendship", by=staff, at=moment, application=application)

    pages = [staff_client.get(page).text for page in (url("letter_list"), url("letters_read"))]
    pages.append(staff_client.get(f"{url('letters_send')}?alle").text)
    alone = [staff_client.get(url(name, letter.pk)).status_code for name in ("letter_detail", "letter_pdf")]
    anew = staff_client.post(url("letters_draft"), {"brev": letter.pk})
    staff_client.post(url("letters_send"), {"brev": letter.pk})

    words = ("Hemmelig prosjekt", application.number, application.organisation.name, letter.message.recipient)
    assert [word for word in words for page in pages if word in page] == []
    assert (alone, anew.status_code, mail.outbox) == ([404, 404], 404, [])


@pytest.mark.parametrize("sent", [True, False])
def test_pdf_available_to_contact_once_sent(contact_client, contact, staff, make, sent):
    letter = letters.draft(make(organisation=contact.organisation))
    if sent:
        letters.send(letter, by=staff)

    response = contact_client.get(url("letter_pdf", letter.pk))

    assert response.status_code == (200 if sent else 404)
    if sent:
        assert response["Content-Disposition"] == f'attachment; filename="{letter.message.attachment_name}"'
        assert response["Content-Type"] == "application/pdf"
        assert "Dere får støtte" in PdfReader(BytesIO(response.getvalue())).pages[0].extract_text()


@pytest.mark.parametrize("sent", [True, False])
def test_letter_on_application_page_once_sent(contact_client, contact, staff, make, sent):
    letter = letters.draft(make(organisation=contact.organisation))
    if sent:
        letters.send(letter, by=staff)

    page = contact_client.get(reverse("application_detail", args=[letter.decision.application.uuid])).text

    assert ("Gratulerer! Prosjektet «" in page) == sent
    assert (url("letter_pdf", letter.pk) in page) == sent


def test_letter_of_other_organisation_not_found(outsider_client, staff, make):
    letter = letters.draft(make())
    letters.send(letter, by=staff)

    assert outsider_client.get(url("letter_pdf", letter.pk)).status_code == 404


QUERIES = 8
PAGES = ["letter_list", "letters_read", "letters_draft", "letters_send", "letter_detail"]


@pytest.mark.parametrize("name", PAGES)
def test_letter_pages_require_run_permission(contact_client, adviser_client, client, make, name):
    letter = letters.draft(make())
    address = url(name, letter.pk if name == "letter_detail" else 2026)

    asked = [
        (one.post(address) if name == "letters_draft" else one.get(address)).status_code
        for one in (contact_client, adviser_client, client)
    ]

    assert asked == [403, 403, 302]


def test_page_asks_for_a_second_factor(login, staff, make):
    letter = letters.draft(make())
    client = login(staff, second_factor=False)

    assert client.get(url("letter_detail", letter.pk)).status_code == 302
    assert client.get(url("letter_pdf", letter.pk)).status_code == 404


@pytest.mark.parametrize("name", ["letter_list", "letters_read", "letters_send"])
def test_page_queries_do_not_grow(staff_client, make, name, django_assert_num_queries):
    address = url(name) + ("?alle" if name == "letters_send" else "")
    letters.draft(make())
    with django_assert_num_queries(QUERIES):
        staff_client.get(address)
    for _ in range(2):
        letters.draft(make())

    with django_assert_num_queries(QUERIES):
        response = staff_client.get(address)

    assert len(response.context["rows"]) == 3


def test_letter_that_came_back_is_marked(staff_client, make, moment):
    letter = letters.draft(make())
    before = staff_client.get(url("letter_list")).text
    Bounce.objects.create(email=letter.message.recipient, message=letter.message, bounced_at=moment)

    after = staff_client.get(url("letter_list")).text

    assert ("kom i retur" in before, "kom i retur" in after) == (False, True)
