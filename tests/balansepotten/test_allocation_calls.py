"""Random sequences of proposals, scenarios, locks and changes never exceed the pot or the amount applied for."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balansekunst.models import User
from balansepotten import allocation, decisions
from balansepotten.allocation import Proposal
from balansepotten.models import Application, Call, Decision
from tests.factories import ApplicationFactory, CallFactory, CriterionFactory, JurorFactory, UserFactory, assess

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 28, 10, 0, tzinfo=UTC)
MOST = 60
amounts = st.one_of(st.none(), st.integers(-1, MOST + 5))
places = st.integers(0, 9)
acts = st.one_of(
    st.tuples(st.just("propose"), places, amounts),
    st.tuples(st.just("turn down"), places, st.none()),
    st.tuples(st.just("move"), places, st.integers(1, MOST)),
    st.tuples(st.just("fund"), places, st.none()),
    st.tuples(st.just("share"), places, st.integers(0, 120)),
    st.tuples(st.just("lock"), places, st.none()),
    st.tuples(st.just("change"), places, amounts),
)
sequences = st.tuples(
    st.integers(0, 3 * MOST),
    st.lists(st.tuples(st.integers(1, MOST), st.one_of(st.none(), st.integers(1, 5))), min_size=1, max_size=5),
    st.lists(acts, max_size=12),
)


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_round(pot: int, asked: list[tuple[int, int | None]]) -> tuple[Call, list[Application]]:
    call = CallFactory.create(pot=pot, quorum=1)
    CriterionFactory.create(call=call)
    juror = JurorFactory.create(call=call)
    found = []
    for amount, points in asked:
        found.append(ApplicationFactory.create(call=call, amount_applied=amount, total_budget=amount))
        if points:
            assess(juror, found[-1], points)
    return call, found


def act(call: Call, rows: list[Application], what: tuple[str, int, int | None], by: User) -> None:
    """Do one action; a refused one changes nothing."""
    name, place, amount = what
    row = Application.objects.get(pk=rows[place % len(rows)].pk)
    if name == "propose":
        allocation.propose(row, amount=amount, by=by)
    elif name == "turn down":
        allocation.save_proposals(row.call, proposals={row.pk: Proposal(words="Nei.")}, by=by)
    elif name == "move":
        proposals = {row.pk: Proposal(amount), rows[0].pk: Proposal(words="Nei.")}
        allocation.save_proposals(call, proposals=proposals, by=by)
    elif name == "lock":
        decisions.lock(call, by=by, at=NOW)
    elif name == "change":
        decision = decisions.newest(row.decisions.all())
        if decision:
            decisions.change(decision, amount=amount, reason=f"Fordi {amount}.", by=by, at=NOW)
    else:
        awards = allocation.fund_best(call) if name == "fund" else allocation.share_among_best(call, place, amount or 0)
        assert sum(awards.values()) <= call.pot
        allocation.save_proposals(call, proposals={pk: Proposal(award) for pk, award in awards.items()}, by=by)


def check_invariants(call: Call) -> None:
    """Assert what must always be true."""
    call.refresh_from_db()
    rows = list(Application.objects.filter(call=call))
    assert call.allocated == sum(row.amount_proposed or 0 for row in rows) <= call.pot
    assert [row for row in rows if (row.amount_proposed or 0) > (row.amount_applied or 0)] == []
    if call.locked_at:
        awarded = {row.pk: row.amount_awarded or 0 for row in rows}
        in_force = {row.pk: decisions.newest(row.decisions.all()) for row in rows}
        assert {pk: one.amount_awarded if one else None for pk, one in in_force.items()} == awarded
        assert sum(awarded.values()) == call.allocated
        assert not Application.objects.filter(~Q(amount_awarded=F("amount_proposed")), call=call, status="granted")
        assert not Decision.objects.filter(outcome="rejected", reason="")
        assert {row.pk for row in rows if row.status == "granted"} == {row.pk for row in rows if hasattr(row, "grant")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequences)
def test_proposals_never_exceed_pot_or_applied(
    db: None, drawn: tuple[int, list[tuple[int, int | None]], list[tuple[str, int, int | None]]]
) -> None:
    pot, asked, done = drawn
    with undone():
        by = UserFactory.create()
        call, rows = make_round(pot, asked)
        for what in done:
            with suppress(ValidationError):
                act(call, rows, what, by)
            check_invariants(call)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 3 * MOST),
    st.lists(st.tuples(st.integers(1, MOST), st.integers(1, 5)), min_size=1, max_size=5),
    st.lists(st.tuples(places, amounts), max_size=8),
)
def test_changes_after_lock_keep_invariants(
    db: None, pot: int, asked: list[tuple[int, int]], changes: list[tuple[int, int | None]]
) -> None:
    with undone():
        by = UserFactory.create()
        call, rows = make_round(pot, list(asked))
        awards = allocation.fund_best(call)
        rest = Proposal(words="Potten er tom.")
        proposals = {row.pk: Proposal(awards[row.pk]) if row.pk in awards else rest for row in rows}
        allocation.save_proposals(call, proposals=proposals, by=by)
        decisions.lock(call, by=by, at=NOW)
        for place, amount in changes:
            with suppress(ValidationError):
                act(call, rows, ("change", place, amount), by)
            check_invariants(call)
