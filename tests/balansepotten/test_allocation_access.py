"""Access to the pages of allocation and decisions."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from balansekunst.models import User
from balansepotten import allocation, decisions
from balansepotten.models import Decision
from tests.factories import ApplicationFactory, CallFactory, CriterionFactory, JurorFactory, assess

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NOW = datetime(2026, 5, 28, 10, 0, tzinfo=UTC)
PAGES = ("2026/fordeling/", "2026/fordeling/forslag/", "2026/vedtak/", "vedtak/{pk}/", "vedtak/{pk}/endre/")
READ_ONLY = ("2026/fordeling/forslag/", "vedtak/{pk}/")
TAKES = {"get": PAGES, "post": [page for page in PAGES if page not in READ_ONLY]}


@pytest.fixture
def award(management: User) -> Decision:
    """A decision of last year's locked call; this year's is not locked."""
    for year in (2025, 2026):
        deadline = datetime(year, 4, 8, tzinfo=UTC)
        call = CallFactory.create(year=year, opens_at=datetime(year, 3, 1, tzinfo=UTC), deadline=deadline, quorum=1)
        CriterionFactory.create(call=call)
        application = ApplicationFactory.create(call=call, number=f"{year}-001")
        assess(JurorFactory.create(call=call), application, 4)
        allocation.propose(application, amount=10_000, by=management)
    return decisions.lock(CallFactory.create(year=2025), by=management, at=NOW)[0]


def statuses(client: Client, award: Decision, method: str) -> list[int]:
    act = getattr(client, method)
    return [act(f"/balansepotten/{page.format(pk=award.pk)}").status_code for page in PAGES]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["contact_client", "outsider_client", "adviser_client"])
def test_allocation_forbidden_for_others(
    request: pytest.FixtureRequest, award: Decision, role: str, method: str
) -> None:
    assert statuses(request.getfixturevalue(role), award, method) == [
        403 if page in TAKES[method] else 405 for page in PAGES
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_allocation_requires_login(client: Client, award: Decision, method: str) -> None:
    assert statuses(client, award, method) == [302] * 5


@pytest.mark.parametrize("method", ["get", "post"])
def test_management_needs_second_factor(management_client: Client, award: Decision, method: str) -> None:
    asked = 302 if method == "get" else 403
    assert statuses(management_client, award, method) == [asked if page in TAKES[method] else 405 for page in PAGES]


def test_staff_propose_but_cannot_decide(staff_client: Client, award: Decision) -> None:
    assert statuses(staff_client, award, "get") == [200, 200, 403, 200, 403]


def test_management_does_all(login: Callable[..., Client], management: User, award: Decision) -> None:
    assert statuses(login(management), award, "get") == [200] * 5


@pytest.mark.parametrize("year", [1999, 2024])
def test_allocation_of_missing_call_not_found(staff_client: Client, award: Decision, year: int) -> None:
    assert staff_client.get(f"/balansepotten/{year}/fordeling/").status_code == 404
