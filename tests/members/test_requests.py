"""Contacts propose a new name or number, and ask to leave; staff answer."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message
from members import merging, proposals
from members.models import Contact, EarlierIdentity, IdentityProposal, LeaveRequest
from tests.factories import MembershipFactory, OrganisationFactory, organisation_number
from tests.member_requests import IdentityProposalFactory, LeaveRequestFactory

pytestmark = pytest.mark.django_db
MY_PAGE = reverse("my_page")
NEW_NUMBER = organisation_number(700_000)


@pytest.fixture(autouse=True)
def _now(time_machine: Any, moment: Any) -> None:
    time_machine.move_to(moment)


def url_of(page: str, contact: Contact) -> str:
    return reverse(page, args=[contact.organisation_id])


def propose(client: Client, contact: Contact, **answers: str) -> Any:
    organisation = contact.organisation
    given = {"name": organisation.name, "number": organisation.number, "from_day": "2026-03-01", "note": ""}
    return client.post(url_of("identity_propose", contact), {**given, **answers})


def answer(client: Client, proposal: IdentityProposal, **answers: str) -> Any:
    url = reverse("admin:members_identityproposal_answer", args=[proposal.pk])
    return client.post(url, {"outcome": "accepted", "from_day": "2026-03-01", "answer": "", **answers})


def tasks(client: Client) -> dict[str, str]:
    page = client.get(reverse("admin:index"))
    return {f"{task.count} {task.words}": task.url for task in page.context["tasks"]}


def test_accepted_proposal_changes_name(contact_client: Client, staff_client: Client, contact: Contact) -> None:
    organisation, before = contact.organisation, contact.organisation.name

    assert propose(contact_client, contact, name="Nye Ås kammerkor").status_code == 302
    proposal = IdentityProposal.objects.get()
    assert (proposal.name, proposal.number, proposal.proposed_by) == ("Nye Ås kammerkor", "", contact.user)
    assert "venter på svar fra oss" in contact_client.get(MY_PAGE).text
    list_url = tasks(staff_client)["1 forslag om nytt navn eller nummer venter på svar"]
    assert "Nye Ås kammerkor" in staff_client.get(list_url).text
    assert before in staff_client.get(reverse("admin:members_identityproposal_answer", args=[proposal.pk])).text

    answer(staff_client, proposal, answer="Gratulerer!")

    organisation.refresh_from_db()
    assert organisation.name == "Nye Ås kammerkor"
    assert EarlierIdentity.objects.get().name == before
    message = Message.objects.get(recipient=contact.email)
    assert ("Gratulerer!" in message.body, "Nye Ås kammerkor" in message.subject) == (True, False)
    assert tasks(staff_client).keys().isdisjoint({"1 forslag om nytt navn eller nummer venter på svar"})
    assert proposal.history.earliest().history_user == contact.user


def test_accepted_proposal_changes_number(contact_client: Client, staff_client: Client, contact: Contact) -> None:
    propose(contact_client, contact, number=f"{NEW_NUMBER[:3]} {NEW_NUMBER[3:6]} {NEW_NUMBER[6:]}")

    answer(staff_client, IdentityProposal.objects.get())

    contact.organisation.refresh_from_db()
    assert contact.organisation.number == NEW_NUMBER


def test_refusal_needs_a_word_and_is_shown(contact_client: Client, staff_client: Client, contact: Contact) -> None:
    propose(contact_client, contact, name="Et annet navn")
    proposal = IdentityProposal.objects.get()

    assert "Skriv hvorfor" in answer(staff_client, proposal, outcome="refused").text
    answer(staff_client, proposal, outcome="refused", answer="Det heter dere ikke i Enhetsregisteret.")

    assert "Det heter dere ikke i Enhetsregisteret." in contact_client.get(MY_PAGE).text
    assert "Det heter dere ikke" in Message.objects.get().body
    assert answer(staff_client, proposal).status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == "refused"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        pytest.param({}, "Skriv et nytt navn, et nytt nummer eller begge.", id="nothing new"),
        pytest.param({"name": ""}, "Fyll ut feltet", id="no name"),
        pytest.param({"name": "Nytt", "number": "123"}, "er ikke et organisasjonsnummer", id="bad number"),
        pytest.param({"name": "Nytt", "number": "1" * 40}, "20 eller færre tegn", id="long number"),
        pytest.param({"name": "Nytt", "from_day": "2026-03-17"}, "ikke er i framtiden", id="future"),
        pytest.param({"name": "Nytt", "from_day": "i går"}, "31.12.2026", id="not a day"),
    ],
)
def test_refused_proposal_leaves_what_was_typed(
    contact_client: Client, contact: Contact, answers: dict[str, str], message: str
) -> None:
    response = propose(contact_client, contact, note="Vi har slått oss sammen", **answers)

    assert message in str(response.context["form"].errors)
    assert "Vi har slått oss sammen" in response.text
    assert not IdentityProposal.objects.exists()


def test_one_proposal_waits_at_a_time(contact_client: Client, contact: Contact) -> None:
    propose(contact_client, contact, name="Første")

    assert "har et forslag som venter" in propose(contact_client, contact, name="Andre").text
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityProposalFactory.create(organisation=contact.organisation)
    contact_client.post(url_of("proposal_withdraw", contact))

    assert propose(contact_client, contact, name="Andre").status_code == 302
    assert list(IdentityProposal.objects.order_by("pk").values_list("status", flat=True)) == ["withdrawn", "waiting"]


def test_number_of_another_is_refused_when_answered(staff_client: Client, contact: Contact) -> None:
    other = OrganisationFactory.create()
    proposal = IdentityProposalFactory.create(organisation=contact.organisation, number=other.number)

    response = answer(staff_client, proposal)

    assert "registrert fra før" in response.text
    proposal.refresh_from_db()
    assert (proposal.status, Message.objects.count()) == ("waiting", 0)


def test_stranger_can_not_withdraw_proposal(outsider: Contact, contact: Contact) -> None:
    proposal = IdentityProposalFactory.create(organisation=contact.organisation)
    assert outsider.user

    with pytest.raises(ValidationError):
        proposals.withdraw(proposal, by=outsider.user)


def test_request_to_leave_fills_in_form(contact_client: Client, staff_client: Client, contact: Contact) -> None:
    answers = {"wished_on": "2027-01-01", "reason": "Vi legger ned."}
    assert contact_client.post(url_of("leave_request", contact), answers).status_code == 302
    assert "bedt om å bli meldt ut fra 1. januar 2027" in contact_client.get(MY_PAGE).text
    list_url = tasks(staff_client)["1 virksomhet ber om å bli meldt ut"]
    form_url = url_of("admin:members_organisation_utmelding", contact)
    assert f'href="{form_url}"' in staff_client.get(list_url).text

    page = staff_client.get(form_url)

    assert page.context["form"]["left"].value() == date(2027, 1, 1)
    assert "Vi legger ned." in page.text
    membership = contact.organisation.memberships.get()
    membership.left = date(2027, 1, 1)
    membership.save()
    assert "1 virksomhet ber om å bli meldt ut" not in tasks(staff_client)
    assert "bedt om å bli meldt ut" not in contact_client.get(MY_PAGE).text


def test_request_to_leave_is_withdrawn(contact_client: Client, contact: Contact) -> None:
    contact_client.post(url_of("leave_request", contact), {"wished_on": "2027-01-01", "reason": ""})
    contact_client.post(url_of("leave_request_withdraw", contact))

    request = LeaveRequest.objects.get()
    assert (request.withdrawn_on, request.history.latest().history_user) == (date(2026, 3, 16), contact.user)
    assert url_of("leave_request", contact) in contact_client.get(MY_PAGE).text


@pytest.mark.parametrize(
    ("wished_on", "is_made"),
    [
        pytest.param("2026-03-15", False, id="yesterday"),
        pytest.param("2026-03-16", True, id="today"),
        pytest.param("2028-03-16", True, id="last possible"),
        pytest.param("2028-03-17", False, id="too late"),
    ],
)
def test_wished_day_is_not_past(contact_client: Client, contact: Contact, *, wished_on: str, is_made: bool) -> None:
    response = contact_client.post(url_of("leave_request", contact), {"wished_on": wished_on, "reason": "Grunn"})

    assert LeaveRequest.objects.exists() is is_made
    assert is_made or ("Rett opp dette" in response.text and "Grunn" in response.text)


def test_non_member_can_not_ask_to_leave(outsider_client: Client, outsider: Contact) -> None:
    response = outsider_client.post(url_of("leave_request", outsider), {"wished_on": "2027-01-01", "reason": ""})

    assert "ikke noe medlemskap" in response.text
    assert "Meld dere ut" not in outsider_client.get(MY_PAGE).text


def test_second_request_to_leave_is_refused(contact_client: Client, contact: Contact) -> None:
    LeaveRequestFactory.create(membership=contact.organisation.memberships.get())

    response = contact_client.post(url_of("leave_request", contact), {"wished_on": "2027-01-01", "reason": ""})

    assert "allerede bedt om å bli meldt ut" in response.text


def test_merge_closes_waiting_proposal_and_second_request(
    contact: Contact, contact_client: Client, staff_client: Client, staff: Any
) -> None:
    other, target = contact.organisation, OrganisationFactory.create(name="Morild")
    given = {"other": other, "from_day": date(2026, 3, 1), "today": date(2026, 3, 16), "by": staff}
    requests = [
        LeaveRequestFactory.create(membership=membership)
        for membership in (MembershipFactory.create(organisation=target), other.memberships.get())
    ]
    # The older one of the target waits on.
    proposals = [
        IdentityProposalFactory.create(organisation=each, proposed_at=datetime(2026, 3, day, tzinfo=UTC))
        for each, day in ((target, 2), (other, 3))
    ]
    url = reverse("admin:members_organisation_merge", args=[target.pk])
    preview = staff_client.post(url, {"number": other.number, "from_day": "2026-03-01"})

    merging.merge(target, **given)

    for row in (*requests, *proposals):
        row.refresh_from_db()
    assert f"Forslaget fra {other} om nytt navn eller nummer blir lukket." in preview.text
    assert "Begge har bedt om utmelding. Ønsket fra Morild gjelder" in preview.text
    assert [request.withdrawn_on for request in requests] == [None, date(2026, 3, 16)]
    assert {request.membership.organisation for request in requests} == {target}
    assert [proposal.status for proposal in proposals] == ["waiting", "withdrawn"]
    assert proposals[1].answer == f"{other} ({other.number}) ble slått sammen med Morild"
    assert reverse("proposal_withdraw", args=[target.pk]) in contact_client.get(MY_PAGE).text


@pytest.mark.parametrize("page", ["identity_propose", "leave_request"])
def test_form_shows_before_it_is_sent(contact_client: Client, contact: Contact, page: str) -> None:
    assert contact_client.get(url_of(page, contact)).status_code == 200
