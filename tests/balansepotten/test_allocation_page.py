"""The allocation page: a table saved all at once, with errors at their rows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from balansekunst.models import User
from balansepotten import allocation, conflicts
from balansepotten.allocation import Proposal, proposal_of
from balansepotten.models import Application, Call, ConflictOfInterest
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    JurorFactory,
    RejectionReasonFactory,
    UserFactory,
    assess,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_may"), pytest.mark.one_database]

ADDRESS = "/balansepotten/2026/fordeling/"
N = "\N{NO-BREAK SPACE}"


@pytest.fixture
def _in_may() -> Any:
    with time_machine.travel(datetime(2026, 5, 4, 10, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def call() -> Call:
    return CallFactory.create(pot=250_000)


@pytest.fixture
def rows(call: Call) -> list[Application]:
    """Three applications for 100 000 kr, the best first."""
    CriterionFactory.create(call=call)
    juror = JurorFactory.create(call=call)
    found = [ApplicationFactory.create(call=call, title=f"{points} poeng") for points in (5, 3, 2)]
    for application, points in zip(found, (5, 3, 2), strict=True):
        assess(juror, application, points)
    return found


def posted(*rows: Application, **changes: object) -> dict[str, object]:
    """Return what a browser sends: the stored rows, with `amount_0=…` for input in the first."""
    data: dict[str, object] = {}
    for place, row in enumerate(rows):
        stored = proposal_of(row)
        typed = {
            "amount": stored.amount or "",
            "reason": stored.reason or "",
            "words": stored.words,
            "version": stored.version,
        }
        for name, value in typed.items():
            data[f"s{row.pk}-{name}"] = changes.pop(f"{name}_{place}", value)
    return data | changes


def amounts() -> list[int | None]:
    return list(Application.objects.order_by("number").values_list("amount_proposed", flat=True))


def shown_messages(response: Any) -> list[str]:
    form = response.context["form"]
    at_rows = [text for row in form.invalid_rows for errors in row.form.errors.values() for text in errors]
    return [text.replace(N, " ") for text in [*form.errors, *at_rows]]


def test_table_shows_scores_and_proposals(staff_client: Client, rows: list[Application], staff: User) -> None:
    allocation.propose(rows[0], amount=90_000, by=staff)
    allocation.propose(rows[1], amount=40_000, by=staff)

    form = staff_client.get(ADDRESS).context["form"]

    assert [(row.place, str(row.application), row.ranked.average, row.used, row.left) for row in form.rows] == [
        (1, "5 poeng", "5,00", 90_000, 160_000),
        (2, "3 poeng", "3,00", 130_000, 120_000),
        (3, "2 poeng", "2,00", 130_000, 120_000),
    ]
    assert (form.used, form.left) == (130_000, 120_000)


def test_page_saves_proposals(staff_client: Client, rows: list[Application], call: Call) -> None:
    reason = RejectionReasonFactory.create(call=call)
    typed = {"amount_0": "90 000 kr", "reason_1": reason.pk, "words_2": "Drift.\r\nIkke prosjekt."}

    response = staff_client.post(ADDRESS, posted(*rows, **typed), follow=True)

    for row in rows:
        row.refresh_from_db()
    assert [str(message) for message in response.context["messages"]] == ["3 forslag er lagret."]
    assert amounts() == [90_000, None, None]
    assert rows[1].rejection_reason == reason
    assert rows[2].rejection_words == "Drift.\nIkke prosjekt."
    assert response.context["open"] == 0


def test_page_saves_nothing_when_unchanged(staff_client: Client, rows: list[Application], staff: User) -> None:
    allocation.propose(rows[0], amount=90_000, by=staff)
    rows[0].refresh_from_db()
    before = rows[0].history.count()

    response = staff_client.post(ADDRESS, posted(*rows), follow=True)

    assert [str(message) for message in response.context["messages"]] == ["Ingenting var endret."]
    assert rows[0].history.count() == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"amount_1": "mye"}, "Skriv et beløp i hele kroner, for eksempel 85 000.", id="no amount"),
        pytest.param({"amount_1": "100 001"}, "Det er bare søkt om 100 000 kr.", id="more than was asked for"),
        pytest.param({"amount_1": "0"}, "Skriv et beløp over 0, eller velg en grunn til avslag.", id="nothing"),
        pytest.param(
            {"amount_1": "1", "words_1": "Nei"},
            "Skriv enten et beløp eller en grunn til avslag, ikke begge deler.",
            id="both",
        ),
        pytest.param(
            {"reason_1": "999"},
            "«999» er ikke et av valgene. Velg et av dem.",
            id="no reason of it",
        ),
    ],
)
def test_error_shown_at_row_without_losing_input(
    staff_client: Client, rows: list[Application], typed: dict[str, str], words: str
) -> None:
    response = staff_client.post(ADDRESS, posted(*rows, amount_0="50 000", **typed))

    assert shown_messages(response) == [words]
    assert [row.application for row in response.context["form"].invalid_rows] == [rows[1]]
    assert amounts() == [None, None, None]
    assert f'name="s{rows[0].pk}-amount" value="50 000"' in response.text


def test_zero_amount_with_reason_is_rejection(staff_client: Client, rows: list[Application]) -> None:
    staff_client.post(ADDRESS, posted(*rows, amount_0="0", words_0="Ikke nå."))

    rows[0].refresh_from_db()
    assert (rows[0].amount_proposed, rows[0].rejection_words) == (None, "Ikke nå.")


def test_the_pot_is_not_passed(staff_client: Client, rows: list[Application]) -> None:
    typed = {"amount_0": "100 000", "amount_1": "100 000", "amount_2": "50 001"}

    response = staff_client.post(ADDRESS, posted(*rows, **typed))

    assert shown_messages(response) == ["Det blir 250 001 kr til sammen, 1 kr mer enn potten på 250 000 kr."]
    assert response.context["form"].left == -1
    assert amounts() == [None, None, None]


def test_one_reason_for_all_the_rest(staff_client: Client, rows: list[Application], call: Call, staff: User) -> None:
    reason = RejectionReasonFactory.create(call=call)
    allocation.save_proposals(rows[1].call, proposals={rows[1].pk: Proposal(words="Drift.")}, by=staff)
    rows[1].refresh_from_db()

    staff_client.post(ADDRESS, posted(*rows, amount_0="50 000", rest=reason.pk))

    for row in rows:
        row.refresh_from_db()
    assert amounts() == [50_000, None, None]
    assert [row.rejection_reason for row in rows] == [None, None, reason]


def test_row_changed_by_other_shows_who(staff_client: Client, rows: list[Application]) -> None:
    opened = posted(*rows, amount_0="70 000", amount_1="10 000")
    allocation.propose(rows[0], amount=60_000, by=UserFactory.create(name="Kim Kollega"))
    allocation.propose(rows[2], amount=30_000, by=UserFactory.create())

    response = staff_client.post(ADDRESS, opened)

    who = "Kim Kollega lagret «60 000 kr» 4. mai 2026 kl. 12.00, etter at du åpnet siden."
    assert shown_messages(response) == [f"{who} Lagre igjen hvis ditt skal gjelde."]
    shown = [row.form["amount"].value() for row in response.context["form"].rows]
    assert shown == ["70 000", "10 000", f"30{N}000"]
    assert amounts() == [60_000, None, 30_000]


def test_row_saved_again_after_conflict(staff_client: Client, rows: list[Application]) -> None:
    allocation.propose(rows[0], amount=60_000, by=UserFactory.create())
    rows[0].refresh_from_db()

    staff_client.post(ADDRESS, posted(*rows, amount_0="70 000"))

    assert amounts() == [70_000, None, None]


def test_untouched_row_shows_value_of_other(staff_client: Client, rows: list[Application]) -> None:
    opened = posted(*rows, amount_1="10 000")
    allocation.propose(rows[0], amount=60_000, by=UserFactory.create())

    staff_client.post(ADDRESS, opened)

    assert amounts() == [60_000, 10_000, None]


def test_page_of_call_decided_meanwhile_shows_message(
    staff_client: Client, rows: list[Application], staff: User
) -> None:
    Call.objects.update(locked_at=datetime(2026, 5, 3, tzinfo=UTC), locked_by=staff)

    response = staff_client.post(ADDRESS, posted(*rows, amount_0="10 000"))

    assert [str(message) for message in response.context["messages"]] == [
        "Runden er avgjort i mellomtiden. Det du skrev, er ikke lagret."
    ]
    assert amounts() == [None, None, None]


def test_page_before_deadline_shows_waiting(staff_client: Client, rows: list[Application]) -> None:
    with time_machine.travel(datetime(2026, 4, 8, 21, 59, tzinfo=UTC), tick=False):
        response = staff_client.get(ADDRESS)

    assert "Fordelingen begynner når fristen er ute" in response.text
    assert "5 poeng" not in response.text


@pytest.mark.parametrize("path", ["", "forslag/?scenario=best"])
def test_scenario_shown_without_saving(staff_client: Client, rows: list[Application], path: str) -> None:
    staff_client.get(ADDRESS + path)

    assert amounts() == [None, None, None]


def test_a_scenario_is_shown(staff_client: Client, rows: list[Application]) -> None:
    response = staff_client.get(f"{ADDRESS}forslag/?scenario=share&count=2&percent=50")

    assert [(str(row.application), amount) for row, amount in response.context["rows"]] == [
        ("5 poeng", 50_000),
        ("3 poeng", 50_000),
        ("2 poeng", None),
    ]
    assert (response.context["used"], response.context["left"]) == (100_000, 150_000)


def test_a_scenario_asks_for_its_numbers(staff_client: Client, rows: list[Application]) -> None:
    response = staff_client.get(f"{ADDRESS}forslag/?scenario=share&count=&percent=101")

    assert response.context["form"].errors == {
        "count": ["Skriv et tall."],
        "percent": ["Verdien må være mindre enn eller lik 100."],
    }


def test_scenario_filled_in_and_saved(staff_client: Client, rows: list[Application], staff: User) -> None:
    allocation.propose(rows[2], amount=30_000, by=staff)
    rows[2].refresh_from_db()

    form = staff_client.get(f"{ADDRESS}?scenario=best").context["form"]
    shown = [row.form["amount"].value() for row in form.rows]
    staff_client.post(ADDRESS, posted(*rows, amount_0=shown[0], amount_1=shown[1], amount_2=shown[2] or ""))

    assert shown == [f"100{N}000", f"100{N}000", None]
    assert amounts() == [100_000, 100_000, None]


@pytest.mark.parametrize("path", ["fordeling/", "fordeling/forslag/", "vedtak/"])
@pytest.mark.parametrize("whole", [pytest.param(True, id="call"), pytest.param(False, id="application")])
def test_allocation_hidden_with_conflict(
    login: Callable[..., Client], management: User, rows: list[Application], path: str, *, whole: bool
) -> None:
    conflicts.declare(
        rows[0].call,
        user=management,
        application=None if whole else rows[2],
        ground=ConflictOfInterest.Ground.FRIENDSHIP,
        by=management,
        at=datetime(2026, 5, 1, tzinfo=UTC),
    )

    response = login(management).get(f"/balansepotten/2026/{path}")

    assert response.status_code == 403
    assert "Du er inhabil i denne runden." in response.text
    assert [title for title in ("poeng", "250", rows[2].number) if title in response.text] == []


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_queries_do_not_grow(
    staff_client: Client, call: Call, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    RejectionReasonFactory.create(call=call)
    ApplicationFactory.create_batch(number, call=call)

    with django_assert_num_queries(11):
        response = staff_client.get(ADDRESS)

    assert len(response.context["form"].rows) == number
