"""The pages that lock a call, show a decision and replace it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from balansekunst.models import User
from balansepotten import allocation, conflicts, decisions
from balansepotten.allocation import Proposal
from balansepotten.models import Application, Call, ConflictOfInterest, Decision
from tests.factories import ApplicationFactory, CallFactory, CriterionFactory, JurorFactory, UserFactory, assess

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_may"), pytest.mark.one_database]

NOW = datetime(2026, 5, 28, 10, 0, tzinfo=UTC)
ADDRESS = "/balansepotten/2026/vedtak/"
N = "\N{NO-BREAK SPACE}"


@pytest.fixture
def _in_may() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call() -> Call:
    return CallFactory.create(pot=150_000, quorum=1)


@pytest.fixture
def rows(call: Call, staff: User) -> list[Application]:
    """An application proposed 90 000 of 100 000 kr, and one proposed rejected."""
    CriterionFactory.create(call=call, name="Nytte")
    juror = JurorFactory.create(call=call)
    found = [ApplicationFactory.create(call=call, title=title) for title in ("Vinner", "Taper")]
    for application, points in zip(found, (5, 2), strict=True):
        assess(juror, application, points)
    allocation.propose(found[0], amount=90_000, by=staff)
    allocation.save_proposals(found[1].call, proposals={found[1].pk: Proposal(words="Ikke et prosjekt.")}, by=staff)
    return found


@pytest.fixture
def manager(login: Callable[..., Client], management: User) -> Client:
    """A manager with a second factor."""
    return login(management)


@pytest.fixture
def award(rows: list[Application], management: User) -> Decision:
    return decisions.lock(rows[0].call, by=management, at=NOW)[0]


def shown_messages(response: Any) -> list[str]:
    return [str(message).replace(N, " ") for message in response.context["messages"]]


def test_lock_page_shows_missing_without_button(manager: Client, rows: list[Application], call: Call) -> None:
    ApplicationFactory.create(call=call, title="Glemt")

    response = manager.get(ADDRESS)

    assert [(str(requirement.application), requirement.text) for requirement in response.context["missing"]] == [
        ("Glemt", "mangler 1 vurdering"),
        ("Glemt", "mangler et beløp eller en grunn til avslag"),
    ]
    assert "<form" not in response.text.partition("<main")[2]


def test_lock_page_locks_when_confirmed(manager: Client, rows: list[Application], call: Call) -> None:
    page = manager.get(ADDRESS)
    version = page.context["form"]["version"].value()

    response = manager.post(ADDRESS, {"version": version, "sure": "on"}, follow=True)

    call.refresh_from_db()
    assert [(str(row.application), reason) for row, reason in page.context["rejections"]] == [
        ("Taper", "Ikke et prosjekt.")
    ]
    assert shown_messages(response) == ["2 vedtak er låst."]
    assert call.locked_at == NOW
    assert [(str(application), decision.outcome) for application, decision in response.context["rows"]] == [
        ("Vinner", "granted"),
        ("Taper", "rejected"),
    ]


def test_lock_page_requires_confirmation(manager: Client, rows: list[Application], call: Call) -> None:
    response = manager.post(ADDRESS, {"version": decisions.proposals_version(call)})

    assert response.context["form"].errors == {"sure": ["Kryss av for at du har sett over vedtaket."]}
    assert Decision.objects.count() == 0


def test_lock_page_refuses_changed_proposals(manager: Client, rows: list[Application], call: Call, staff: User) -> None:
    version = decisions.proposals_version(call)
    allocation.propose(rows[0], amount=80_000, by=staff)

    response = manager.post(ADDRESS, {"version": version, "sure": "on"})

    assert shown_messages(response) == ["Forslagene er endret siden du åpnet siden. Se over dem på nytt."]
    assert response.context["form"]["version"].value() == decisions.proposals_version(call)
    assert Decision.objects.count() == 0


def test_staff_read_but_don_t_decide(staff_client: Client, award: Decision) -> None:
    page = staff_client.get(f"/balansepotten/vedtak/{award.pk}/")

    assert "Endre med et nytt vedtak" not in page.text
    assert [
        staff_client.get(address).status_code for address in (ADDRESS, f"/balansepotten/vedtak/{award.pk}/endre/")
    ] == [403, 403]


def test_locked_call_is_readonly(staff_client: Client, award: Decision) -> None:
    response = staff_client.get("/balansepotten/2026/fordeling/")

    assert (response.context["number"], response.context["used"], response.context["left"]) == (1, 90_000, 60_000)
    assert "Lagre forslagene" not in response.text


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_locked_call_queries_do_not_grow(
    manager: Client, call: Call, management: User, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    CriterionFactory.create(call=call)
    juror = JurorFactory.create(call=call)
    for application in ApplicationFactory.create_batch(number, call=call):
        assess(juror, application, 3)
        allocation.propose(application, amount=10_000, by=management)
    decisions.lock(call, by=management, at=NOW)

    with django_assert_num_queries(9):
        response = manager.get("/balansepotten/2026/fordeling/")

    assert len(response.context["rows"]) == number


def test_decision_page_shows_scores_at_decision(manager: Client, award: Decision) -> None:
    scores = manager.get(f"/balansepotten/vedtak/{award.pk}/").context["scores"]

    assert (scores["average"], scores["spread"], scores["assessments"]) == ("5,00", "0,00", 1)
    assert scores["criteria"] == [{"name": "Nytte", "weight": 1, "points": "5"}]


def test_decision_page_replaces_decision(manager: Client, award: Decision) -> None:
    typed = {"outcome": "granted", "amount": "70 000", "reason": "Prosjektet ble mindre."}

    response = manager.post(f"/balansepotten/vedtak/{award.pk}/endre/", typed, follow=True)

    new = Decision.objects.get(replaces=award)
    assert shown_messages(response) == ["Det nye vedtaket er gjort."]
    assert (new.amount_awarded, new.reason, new.decided_at) == (70_000, "Prosjektet ble mindre.", NOW)
    assert response.redirect_chain == [(f"/balansepotten/vedtak/{new.pk}/", 302)]
    old = manager.get(f"/balansepotten/vedtak/{award.pk}/")
    assert (old.context["newest"], list(old.context["all"])) == (new, [new, award])
    assert "Dette vedtaket gjelder ikke lenger." in old.text


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        pytest.param({"amount": "150 001"}, {"amount": ["Det er bare søkt om 100 000 kr."]}, id="more than asked for"),
        pytest.param({"amount": "90 000"}, {"amount": ["Vedtaket er slik fra før."]}, id="the same"),
        pytest.param({"amount": ""}, {"amount": ["Skriv beløpet som tildeles."]}, id="no amount"),
        pytest.param({"outcome": ""}, {"outcome": ["Velg tildeling eller avslag."]}, id="no outcome"),
        pytest.param({"reason": ""}, {"reason": ["Skriv hvorfor vedtaket endres."]}, id="no reason"),
    ],
)
def test_refused_change_shows_error_at_field(
    manager: Client, award: Decision, typed: dict[str, str], errors: dict[str, list[str]]
) -> None:
    data = {"outcome": "granted", "amount": "80 000", "reason": "Fordi.", **typed}

    response = manager.post(f"/balansepotten/vedtak/{award.pk}/endre/", data)

    said = response.context["form"].errors
    assert {name: [text.replace(N, " ") for text in found] for name, found in said.items()} == errors


def test_rejection_ignores_amount(manager: Client, award: Decision) -> None:
    data = {"outcome": "rejected", "amount": "90 000", "reason": "Prosjektet er avlyst."}

    manager.post(f"/balansepotten/vedtak/{award.pk}/endre/", data)

    assert Decision.objects.get(replaces=award).outcome == "rejected"


def test_replaced_decision_cannot_change(manager: Client, award: Decision, management: User) -> None:
    decisions.change(award, amount=80_000, reason="Fordi.", by=management, at=NOW)

    data = {"outcome": "granted", "amount": "70 000", "reason": "Fordi."}
    response = manager.post(f"/balansepotten/vedtak/{award.pk}/endre/", data)

    assert "Dette vedtaket er allerede erstattet av et nytt." in response.text


@pytest.mark.parametrize("path", ["", "endre/"])
def test_decision_hidden_with_conflict(
    login: Callable[..., Client], management: User, award: Decision, path: str
) -> None:
    ground = ConflictOfInterest.Ground.WORK
    conflicts.declare(
        award.application.call, user=management, application=award.application, ground=ground, by=management, at=NOW
    )

    assert login(management).get(f"/balansepotten/vedtak/{award.pk}/{path}").status_code == 404


def test_decision_readonly_with_conflict_in_call(
    login: Callable[..., Client], management: User, award: Decision, rows: list[Application]
) -> None:
    ground = ConflictOfInterest.Ground.WORK
    conflicts.declare(rows[1].call, user=management, application=rows[1], ground=ground, by=management, at=NOW)
    client = login(management)

    assert client.get(f"/balansepotten/vedtak/{award.pk}/").status_code == 200
    response = client.get(f"/balansepotten/vedtak/{award.pk}/endre/")
    assert response.status_code == 403
    assert "Du er inhabil i denne runden." in response.text


def test_admin_shows_decisions_readonly(staff_client: Client, award: Decision) -> None:
    address = "/admin/balansepotten/decision/"

    assert staff_client.get(address).context["cl"].result_count == 2
    page = staff_client.get(f"{address}{award.pk}/change/")
    assert f'href="/balansepotten/vedtak/{award.pk}/"' in page.text
    assert "_save" not in page.text
    assert staff_client.post(f"{address}{award.pk}/change/", {"reason": "Ny"}).status_code == 403
    assert staff_client.get(f"{address}{award.pk}/delete/").status_code == 403
    assert staff_client.get(f"{address}add/").status_code == 403


def test_admin_excludes_conflicts(staff_client: Client, award: Decision, staff: User) -> None:
    ground = ConflictOfInterest.Ground.WORK
    conflicts.declare(
        award.application.call,
        user=staff,
        application=award.application,
        ground=ground,
        by=UserFactory.create(),
        at=NOW,
    )

    listed = staff_client.get("/admin/balansepotten/decision/").context["cl"]
    assert [decision.application.title for decision in listed.result_list] == ["Taper"]
