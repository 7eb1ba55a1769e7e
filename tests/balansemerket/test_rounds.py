"""The way to the mark: what remains of each step, who may do what, and several people who write at the same time."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message, User
from balansemerket import board, evidence, rounds, steps
from balansemerket.models import Certification, Event, Evidence, RequirementsVersion, Risk, Round, RoundStep, Step
from members.models import Contact
from tests.conftest import log_in
from tests.factories import ContactFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
Status = RoundStep.Status


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOON)


@pytest.fixture
def leader(contact: Contact) -> User:
    Contact.objects.filter(pk=contact.pk).update(is_leader=True)
    assert contact.user
    return contact.user


@pytest.fixture
def work(contact: Contact, leader: User) -> Round:
    return rounds.begin(contact.organisation, by=leader, on=TODAY)


def colleague_of(work: Round) -> User:
    user = UserFactory.create()
    ContactFactory.create(organisation=work.organisation, user=user, email=user.email)
    return user


def fill(work: Round, step: Step) -> None:
    """Answer all of a step."""
    if step == Step.COURSES:
        work.participations.filter(course="norms").update(participants=3, people=4, completed_on=TODAY)
        place = {"gathering_on": TODAY, "gathering_place": "Salen", "gathering_people": 4}
        Round.objects.filter(pk=work.pk).update(**place)
    elif step == Step.MAPPING:
        work.area_reviews.exclude(area="pay").update(no_risk="Vi spurte alle.")
        work.risks.filter(area="pay").update(risk="Ulik lønn", likelihood=2, consequence=3, cause="Ingen oversikt")
    elif step == Step.MEASURES:
        work.risks.exclude(risk="").update(measure="Før oversikt", responsible="Daglig leder", due_on=TODAY)
        talks = {"next_talk_on": TODAY + timedelta(90), "talks_plan": "Hver høst"}
        Round.objects.filter(pk=work.pk).update(meeting_on=TODAY, meeting_roles="Alle ansatte", **talks)
    else:
        leader = User.objects.get(contacts__is_leader=True)
        for requirement in work.version.requirements.filter(proof="evidence"):  # type: ignore[union-attr]
            evidence.add_link(work, requirement, link="https://eksempel.example/", by=leader)


def missing(work: Round, step: Step, *, on: date = TODAY) -> list[str]:
    progress = steps.progress_of(Round.objects.with_answers().get(pk=work.pk), step, on=on)
    assert progress
    return [each.anchor for each in progress.missing]


def page(work: Round, step: Step, name: str = "step_edit") -> str:
    return reverse(name, args=[work.uuid, step])


def test_round_keeps_version_and_renewal_gets_newest(work: Round, leader: User) -> None:
    newer = RequirementsVersion.objects.create(name="Nye", valid_from=date(2026, 3, 17), validity_months=24)
    for step in Step:
        fill(work, step)
        rounds.hand_in(work, step, by=leader, at=NOON, on=TODAY)
        rounds.approve(work, step, by=leader, at=NOON)

    with pytest.raises(ValidationError, match="i gang"):
        rounds.begin(work.organisation, by=leader, on=TODAY)
    event = rounds.award(work, on=date(2026, 3, 20))
    work.refresh_from_db()

    assert (event.kind, event.version, event.valid_until) == (Event.Kind.AWARDED, work.version, date(2027, 3, 20))
    assert work.version != newer
    assert work.closed_on == date(2026, 3, 20)

    work.risks.filter(area="pay").update(outcome=Risk.Outcome.ONGOING)
    again = rounds.begin(work.organisation, by=leader, on=date(2027, 2, 1))
    assert again.version == newer
    assert [risk.risk for risk in again.risks.described()] == ["Ulik lønn"]
    again.steps.update(status=Status.APPROVED, handed_in_at=NOON)
    renewed = rounds.award(again, on=date(2027, 3, 1))
    assert (renewed.kind, renewed.version, renewed.valid_until) == (Event.Kind.RENEWED, newer, date(2029, 3, 20))
    kinds = Certification.objects.get().events.order_by("date", "pk").values_list("kind", flat=True)
    assert list(kinds) == ["started", "awarded", "renewed"]


@pytest.mark.parametrize("step", [pytest.param(step, id=step.value) for step in Step])
def test_step_remains_until_all_is_answered(work: Round, leader: User, step: Step) -> None:
    if step == Step.MEASURES:
        fill(work, Step.MAPPING)
    before = missing(work, step)
    with pytest.raises(ValidationError, match="gjenstår"):
        rounds.hand_in(work, step, by=leader, at=NOON, on=TODAY)

    fill(work, step)

    assert before
    assert missing(work, step) == []
    if step == Step.COURSES:
        assert missing(work, step, on=TODAY - timedelta(1)) == ["kurs-norms", "id_samling-gathering_on"]


def test_every_area_of_the_law_is_examined(work: Round) -> None:
    fill(work, Step.MAPPING)
    work.area_reviews.filter(area="recruitment").update(no_risk="")
    risk = work.risks.get(area="pay")
    Risk.objects.filter(pk=risk.pk).update(cause="")

    assert missing(work, Step.MAPPING) == ["omrade-recruitment", f"risiko-{risk.pk}"]


def test_only_leader_hands_in_and_mark_is_last(work: Round, leader: User) -> None:
    fill(work, Step.COURSES)
    fill(work, Step.MARK)
    colleague = colleague_of(work)

    assert log_in(colleague).post(page(work, Step.COURSES, "step_hand_in")).status_code == 302
    assert work.steps.get(step=Step.COURSES).status == Status.DRAFT
    with pytest.raises(ValidationError, match="ledelsen"):
        rounds.hand_in(work, Step.COURSES, by=colleague, at=NOON, on=TODAY)
    with pytest.raises(ValidationError, match="andre stegene"):
        rounds.hand_in(work, Step.MARK, by=leader, at=NOON, on=TODAY)
    rounds.hand_in(work, Step.COURSES, by=leader, at=NOON, on=TODAY)
    with pytest.raises(ValidationError, match="levert"):
        rounds.hand_in(work, Step.COURSES, by=leader, at=NOON, on=TODAY)


def test_staff_read_what_is_handed_in(work: Round, leader: User, staff_client: Client) -> None:
    fill(work, Step.MAPPING)
    url = page(work, Step.MAPPING, "step_handle")

    assert "Ulik lønn" not in staff_client.get(url).content.decode()
    with pytest.raises(ValidationError, match="venter ikke"):
        rounds.approve(work, Step.MAPPING, by=leader, at=NOON)

    rounds.hand_in(work, Step.MAPPING, by=leader, at=NOON, on=TODAY)
    assert "Ulik lønn" in staff_client.get(url).content.decode()
    refused = staff_client.post(page(work, Step.MAPPING, "step_answer"), {"action": "return", "words": ""})
    assert "Skriv hva som må rettes." in refused.content.decode()
    with pytest.raises(ValidationError, match="levert i mellomtiden"):
        rounds.lock_step(work, Step.MAPPING)

    staff_client.post(page(work, Step.MAPPING, "step_answer"), {"action": "return", "words": "Skriv mer om årsaken."})
    row = work.steps.get(step=Step.MAPPING)
    assert row.status == Status.RETURNED
    message = Message.objects.get()
    assert "Skriv mer om årsaken." in message.body
    assert "Ulik lønn" not in message.body + message.subject


def test_strangers_find_nothing(work: Round, outsider_client: Client, contact_client: Client) -> None:
    requirement = work.version.requirements.filter(proof="evidence").first()  # type: ignore[union-attr]
    assert requirement
    upload = SimpleUploadedFile("rutine.pdf", b"%PDF-1.4 rutine")
    file = evidence.attach(work, requirement, upload=upload, by=User.objects.get(contacts__is_leader=True))
    get = {
        work.get_absolute_url(): 200,
        page(work, Step.MAPPING): 200,
        reverse("evidence_download", args=[file.uuid]): 200,
        reverse("round_begin", args=[work.organisation_id]): 200,
        reverse("contact_leaders", args=[work.organisation_id]): 200,
        reverse("round_board"): 403,
        page(work, Step.MAPPING, "step_handle"): 403,
    }
    post = [page(work, Step.MAPPING, f"step_{name}") for name in ("autosave", "hand_in", "comment")]
    for url, status in get.items():
        assert contact_client.get(url).status_code == status, url
        assert outsider_client.get(url).status_code == (status if status == 403 else 404), url
        assert Client().get(url).status_code in (302, 403), url
    for url in post:
        assert outsider_client.post(url).status_code == 404, url
        assert Client().post(url).status_code in (302, 401), url
    for name in ("step_answer", "round_award"):
        url = reverse(name, args=[work.uuid, Step.MARK][: 2 if name == "step_answer" else 1])
        assert contact_client.post(url).status_code == 403
    Evidence.objects.get(pk=file.pk).file.delete(save=False)


def test_file_is_for_staff_once_handed_in(work: Round, leader: User, staff: User) -> None:
    requirement = work.version.requirements.filter(proof="evidence").first()  # type: ignore[union-attr]
    assert requirement
    bad = SimpleUploadedFile("rutine.exe", b"MZ rutine")
    with pytest.raises(ValidationError, match="støttes ikke"):
        evidence.attach(work, requirement, upload=bad, by=leader)
    file = evidence.attach(work, requirement, upload=SimpleUploadedFile("r.pdf", b"%PDF-1.4"), by=leader)
    url = reverse("evidence_download", args=[file.uuid])

    assert log_in(staff).get(url).status_code == 404
    work.steps.filter(step=Step.MARK).update(status=Status.HANDED_IN, handed_in_at=NOON)
    assert log_in(staff).get(url)["Content-Disposition"] == 'attachment; filename="r.pdf"'
    assert log_in(staff, second_factor=False).get(url).status_code == 404
    with pytest.raises(ValidationError, match="levert"):
        evidence.remove(file, by=leader)
    file.file.delete(save=False)


def test_two_write_without_overwriting(work: Round, leader: User) -> None:
    risk = work.risks.get(area="pay")
    mine, theirs = log_in(leader), log_in(colleague_of(work))
    prefix = f"risiko-{risk.pk}"
    url = page(work, Step.MAPPING, "step_autosave")
    both = {f"initial-{prefix}-risk": "", f"initial-{prefix}-cause": "", f"{prefix}-cause": "", f"{prefix}-risk": ""}

    first = theirs.post(url, both | {f"{prefix}-risk": "Ulik lønn"}).json()
    second = mine.post(url, both | {f"{prefix}-cause": "Ingen oversikt"}).json()
    risk.refresh_from_db()
    assert (risk.risk, risk.cause) == ("Ulik lønn", "Ingen oversikt")
    assert first["saved"] == [f"{prefix}-risk"]
    assert "skriv sannsynlighet, konsekvens og årsak til «Ulik lønn»" in first["parts"]["lever"]
    assert "7 gjenstår" in first["parts"]["stegene"]
    assert second["fields"] == {f"{prefix}-risk": "Ulik lønn"}

    contested = mine.post(url, both | {f"{prefix}-risk": "Skjev lønn", f"{prefix}-cause": "Ingen oversikt"}).json()
    shown = mine.post(page(work, Step.MAPPING), both | {f"{prefix}-risk": "Skjev lønn"}).content.decode()
    risk.refresh_from_db()
    assert risk.risk == "Ulik lønn"
    assert not contested["complete"]
    assert "Skjev lønn" in shown
    assert "Ulik lønn" in shown
    assert Client().post(url).json()["new_tab"]
    work.steps.filter(step=Step.MAPPING).update(status=Status.HANDED_IN, handed_in_at=NOON)
    assert mine.post(url, both).status_code == 409


def test_page_with_errors_begins_with_saved_values(work: Round, contact_client: Client) -> None:
    row = work.participations.get(course="norms")
    url, prefix = page(work, Step.COURSES), f"kurs-{row.pk}"
    hidden = {f"initial-{prefix}-{name}": "" for name in ("participants", "people", "completed_on")}
    typed = {f"{prefix}-participants": "5", f"{prefix}-people": "4", f"{prefix}-completed_on": "2026-03-14"}
    shown = contact_client.post(url, {**hidden, **typed, "action": "finish"})
    (form,) = [form for form in shown.context["forms"].courses if form.instance == row]
    sent = {field.html_initial_name: field.as_hidden(only_initial=True) for field in form}
    again = {name: re.search('value="([^"]*)"', text) for name, text in sent.items()}

    corrected = {f"{prefix}-participants": "3", f"{prefix}-people": "4", f"{prefix}-completed_on": "2026-03-15"}
    hidden = {name: found[1] if found else "" for name, found in again.items()}
    response = contact_client.post(url, {**hidden, **corrected, "action": "finish"})

    row.refresh_from_db()
    assert response.status_code == 302
    assert (row.participants, row.completed_on) == (3, date(2026, 3, 15))


def test_invalid_field_is_shown_and_the_rest_is_saved(work: Round, contact_client: Client) -> None:
    row = work.participations.get(course="norms")
    prefix = f"kurs-{row.pk}"
    data = {f"{prefix}-participants": "9", f"{prefix}-people": "4", f"{prefix}-completed_on": "i fjor"}
    data |= {f"initial-{prefix}-{name}": "" for name in ("participants", "people", "completed_on")}

    shown = contact_client.post(page(work, Step.COURSES), data).content.decode()

    row.refresh_from_db()
    assert (row.participants, row.people) == (None, 4)
    assert f'href="#id_{prefix}-participants"' in shown
    assert 'value="i fjor"' in shown
    with pytest.raises(IntegrityError), transaction.atomic():
        work.participations.filter(pk=row.pk).update(participants=5)


def test_only_members_begin(outsider: Contact, work: Round, leader: User) -> None:
    assert outsider.user
    with pytest.raises(ValidationError, match="medlemmer"):
        rounds.begin(outsider.organisation, by=outsider.user, on=TODAY)
    with pytest.raises(ValidationError, match="ikke kontaktperson"):
        rounds.begin(outsider.organisation, by=leader, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(organisation=work.organisation, started_on=TODAY)


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_board_is_by_step_and_waiting(
    count: int, staff_client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(count):
        user = UserFactory.create()
        organisation = MembershipFactory.create().organisation
        ContactFactory.create(organisation=organisation, user=user, email=user.email, is_leader=True)
        begun = rounds.begin(organisation, by=user, on=TODAY)
        begun.steps.filter(step=Step.COURSES).update(status=Status.APPROVED, handed_in_at=NOON)
        late = NOON - timedelta(days=20 + number)
        begun.steps.filter(step=Step.MAPPING).update(status=Status.HANDED_IN, handed_in_at=late, since=late)
        rounds.comment(begun, Step.MEASURES, text="Hjelp?", by=user, at=NOON, as_staff=False)

    with django_assert_num_queries(3):
        columns = board.columns(on=TODAY)

    cards = {column.step: column.cards for column in columns}
    assert [card.days for card in cards[Step.MAPPING]] == [20 + number for number in reversed(range(count))]
    assert all(card.is_late and card.waits_for_staff for card in cards[Step.MAPPING])
    assert [board.handed_in().count(), board.unanswered().count(), board.ready().count()] == [count, count, 0]
    front = staff_client.get("/admin/").content.decode()
    assert "mot Balansemerket er levert" in front
    assert staff_client.get(reverse("round_board")).status_code == 200


def test_leaders_are_set_by_contacts(contact: Contact, contact_client: Client) -> None:
    other = ContactFactory.create(organisation=contact.organisation, email="bo@eksempel.example")

    response = contact_client.post(
        reverse("contact_leaders", args=[contact.organisation_id]), {"leaders": [contact.pk]}
    )

    assert response.status_code == 302
    assert list(Contact.objects.filter(is_leader=True)) == [contact]
    assert Message.objects.get().recipient == other.email


def test_missing_evidence_names_its_requirement_once(work: Round, leader: User) -> None:
    client = log_in(leader)
    needed = [each.text for each in steps.requirements_of(work) if each.proof == "evidence"]
    way = client.get(work.get_absolute_url()).text
    step = client.get(reverse("step_edit", args=[work.uuid, Step.MARK])).text
    remaining = step[step.index('id="lever-heading"') :]

    assert len(needed) > 1
    assert [text for text in needed if f"Legg ved en fil eller en lenke: {text}" not in way] == []
    assert [remaining.count(text) for text in needed] == [1] * len(needed)
    assert remaining.count("Legg ved en fil eller en lenke.") == len(needed)
