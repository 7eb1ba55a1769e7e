"""The monthly overview of the access log is for management only, and shows no facts of enquiries."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from radgivning import access_log
from radgivning.models import LogEntry, LogHead
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


@pytest.fixture
def april() -> Iterator[None]:
    """The day after March."""
    with time_machine.travel(LAST + timedelta(seconds=1), tick=False):
        yield


def record(user: User, *actions: tuple[LogEntry.Action, datetime], why: str = "", enquiry: int = 1) -> None:
    for action, at in actions:
        access_log.record(user=user, action=action, at=at, enquiry=enquiry, why=why)


def shown(client: Client) -> dict[str, tuple[str, ...]]:
    users = client.get(MARCH).context["users"]
    return {
        one.name: tuple(map(str, (one.lists, one.reads, one.reads_of_others, one.writes, one.exports))) for one in users
    }


@pytest.mark.usefixtures("april")
def test_overview_counts_actions_of_month(management: User, adviser: User, moment: datetime) -> None:
    enquiry = EnquiryFactory.create(caller="utsatt", region="Nord-Norge", note="Zebrastriper")
    read, write = (Action.READ, moment), (Action.CHANGE, moment)
    record(adviser, (Action.READ, FIRST - timedelta(seconds=1)), (Action.READ, FIRST), *[read] * 5)
    record(adviser, (Action.ADD, moment), *[write] * 4, (Action.DELETE, LAST))
    record(adviser, (Action.DELETE, LAST + timedelta(seconds=1)))
    record(adviser, read, why="vikar for en kollega", enquiry=enquiry.pk)
    access_log.record(user=adviser, action=Action.LIST, at=moment)
    access_log.record(user=adviser, action=Action.EXPORT, at=moment, why="til årsrapporten")
    client = log_in(management)

    response = client.get(MARCH)

    assert shown(client) == {adviser.name: ("1", "6", "1", "6", "1")}
    assert [(entry.action, entry.why) for entry in response.context["entries"]] == [
        ("read", "vikar for en kollega"),
        ("export", "til årsrapporten"),
    ]
    assert list(response.context["advisers"]) == [adviser]
    assert [words for words in ("utsatt", "Nord-Norge", "Zebra", str(enquiry.pk)) if words in response.text] == []


@pytest.mark.usefixtures("april")
@pytest.mark.parametrize(("writes", "text"), [(0, "0"), (1, "færre enn 5"), (4, "færre enn 5"), (5, "5")])
def test_overview_suppresses_small_counts(
    management: User, adviser: User, moment: datetime, writes: int, text: str
) -> None:
    access_log.record(user=adviser, action=Action.LIST, at=moment)
    record(adviser, *[(Action.ADD, moment), (Action.READ, moment)] * writes)

    assert shown(log_in(management)) == {adviser.name: ("1", text, "0", text, "0")}


@pytest.mark.parametrize("writes", [0, 1, 20])
def test_overview_withholds_counts_of_month_that_lasts(
    management_client_now: Client, adviser: User, moment: datetime, writes: int
) -> None:
    access_log.record(user=adviser, action=Action.LIST, at=moment)
    record(adviser, *[(Action.ADD, moment), (Action.READ, moment)] * writes)

    with time_machine.travel(moment, tick=False):
        assert shown(management_client_now) == {adviser.name: ("1", "skjult", "0", "skjult", "0")}


@pytest.mark.usefixtures("april")
def test_overview_does_not_number_enquiries_or_entries(management: User, adviser: User, moment: datetime) -> None:
    for number in range(7):
        access_log.record(user=adviser, action=Action.READ, at=moment, enquiry=81_726_354 + number, why="vikar")
    LogHead.objects.update(length=91_827)

    page = log_in(management).get(MARCH).text

    assert [number for number in ("8172635", "91827", "91\N{NO-BREAK SPACE}827") if number in page] == []


@pytest.mark.parametrize(
    ("year", "month"), [(2026, 4), (2026, 13), (2026, 0), (0, 1), (1, 1), (999, 12), (9999, 12), (99999, 1)]
)
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


def test_first_possible_month_is_shown(management_client_now: Client, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        assert management_client_now.get("/radgivning/innsyn/1000/1/").status_code == 200
