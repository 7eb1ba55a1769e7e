"""The monthly overview of the access log is for management only, and shows no facts of enquiries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from radgivning import access_log
from radgivning.models import LogEntry
from tests.conftest import log_in
from tests.factories import EnquiryFactory

Action = LogEntry.Action
MARCH = reverse("access_log_of_month", args=[2026, 3])
# The first and the last of March 2026 in Oslo, in winter time and in summer time.
FIRST = datetime(2026, 2, 28, 23, 0, tzinfo=UTC)
LAST = datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC)


@pytest.fixture
def management_client_now(management: User, moment: datetime) -> Client:
    """A client of management at noon on 16 March 2026, with a recent second factor."""
    with time_machine.travel(moment, tick=False):
        return log_in(management)


@pytest.mark.parametrize("name", ["superuser_client", "staff_client", "adviser_client", "contact_client"])
def test_others_get_404_for_overview(request: pytest.FixtureRequest, name: str) -> None:
    client: Client = request.getfixturevalue(name)

    assert {client.get(url).status_code for url in (reverse("access_log"), MARCH)} == {404}


def test_overview_needs_a_second_factor(management_client: Client) -> None:
    response = management_client.get(MARCH)

    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("mfa_index"))


def test_overview_counts_actions(
    management_client_now: Client, adviser: User, superuser: User, moment: datetime
) -> None:
    enquiry = EnquiryFactory.create(caller="utsatt", region="Nord-Norge", note="Zebrastriper")
    for action, at, why in (
        (Action.READ, FIRST - timedelta(seconds=1), ""),
        (Action.READ, FIRST, ""),
        (Action.READ, moment, "vikar for en kollega"),
        (Action.CHANGE, moment, ""),
        (Action.ADD, moment, ""),
        (Action.DELETE, LAST, ""),
        (Action.DELETE, LAST + timedelta(seconds=1), ""),
    ):
        access_log.record(user=adviser, action=action, at=at, enquiry=enquiry.pk, why=why)
    access_log.record(user=adviser, action=Action.LIST, at=moment)
    access_log.record(user=adviser, action=Action.EXPORT, at=moment, why="til årsrapporten")

    with time_machine.travel(moment, tick=False):
        response = management_client_now.get(reverse("access_log"))

    assert list(response.context["users"]) == [
        {
            "user": adviser.pk,
            "user__name": adviser.name,
            "lists": 1,
            "reads": 2,
            "reads_of_others": 1,
            "writes": 3,
            "exports": 1,
        }
    ]
    assert [(entry.action, entry.why) for entry in response.context["entries"]] == [
        ("read", "vikar for en kollega"),
        ("export", "til årsrapporten"),
    ]
    assert list(response.context["advisers"]) == [adviser]
    assert [words for words in ("utsatt", "Nord-Norge", "Zebra") if words in response.text] == []


@pytest.mark.parametrize(("year", "month"), [(2026, 4), (2026, 13), (2026, 0), (0, 1), (99999, 1)])
def test_future_or_invalid_month_is_404(management_client_now: Client, moment: datetime, year: int, month: int) -> None:
    with time_machine.travel(moment, tick=False):
        assert management_client_now.get(f"/radgivning/innsyn/{year}/{month}/").status_code == 404


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_overview_queries_do_not_grow(
    management_client_now: Client, adviser: User, moment: datetime, count: int, django_assert_num_queries: Callable
) -> None:
    for number in range(count):
        access_log.record(user=adviser, action=Action.READ, at=moment, enquiry=number + 1, why="vikar")

    with time_machine.travel(moment, tick=False), django_assert_num_queries(8):
        response = management_client_now.get(MARCH)

    assert len(response.context["entries"]) == count
