"""The front page says what waits to be done, and each number opens the list of just that."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message
from balansemerket.models import Event
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    DraftFactory,
    EventFactory,
    FeeFactory,
    MembershipApplicationFactory,
)

INDEX = reverse("admin:index")


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to(datetime(2026, 3, 16, 11, 0, tzinfo=UTC), tick=False)  # type: ignore[attr-defined]


@pytest.fixture
def _work(db: None) -> None:
    """Two of everything that waits, and one of each that doesn't."""
    MembershipApplicationFactory.create_batch(2)
    MembershipApplicationFactory.create(status="declined", decided_on=date(2026, 3, 1))
    FeeFactory.create_batch(2, due_on=date(2026, 3, 15))
    FeeFactory.create(due_on=date(2026, 3, 16))
    FeeFactory.create(due_on=date(2026, 3, 1), paid_on=date(2026, 3, 2))
    for valid_until in (date(2026, 3, 16), date(2026, 5, 14), date(2026, 5, 15), date(2026, 3, 15)):
        EventFactory.create(date=date(2025, 5, 1), valid_until=valid_until)
    renewed = EventFactory.create(date=date(2025, 5, 1), valid_until=date(2026, 4, 1)).certification
    EventFactory.create(
        certification=renewed, kind=Event.Kind.RENEWED, date=date(2026, 3, 1), valid_until=date(2027, 3, 1)
    )
    call = CallFactory.create()
    ApplicationFactory.create_batch(2, call=call)
    DraftFactory.create_batch(2, call=call)
    ApplicationFactory.create(call=CallFactory.create(year=2020, deadline=datetime(2026, 3, 15, tzinfo=UTC)))
    for status in ("failed", "failed", "drafted"):
        Message.objects.create(recipient="til@eksempel.example", subject="Emne", body="Tekst", status=status)


@pytest.mark.usefixtures("_work")
def test_what_waits_is_told_with_its_number(staff_client: Client) -> None:
    tasks = staff_client.get(INDEX).context["tasks"]

    assert {str(task.words): task.count for task in tasks} == {
        "e-poster kom ikke fram": 2,
        "innmeldinger venter på styret": 2,
        "kontingenter er forfalt": 2,
        "merker utløper innen 60 dager": 2,
        "søknader i Balansepotten 2026, frist 8. april kl. 23.59": 2,
        "utkast til søknader i Balansepotten 2026": 2,
    }


@pytest.mark.usefixtures("_work")
def test_each_number_opens_a_list_of_as_many(staff_client: Client) -> None:
    tasks = staff_client.get(INDEX).context["tasks"]

    listed = {str(task.words): staff_client.get(task.url).context["cl"].result_count for task in tasks}

    assert listed == {str(task.words): task.count for task in tasks}


@pytest.mark.usefixtures("_work")
def test_advisers_are_not_told_of_what_they_may_not_see(adviser_client: Client) -> None:
    response = adviser_client.get(INDEX)

    assert response.context["tasks"] == []
    assert "Ingenting venter på deg nå." in response.text


@pytest.mark.django_db
def test_nothing_to_do_is_told(staff_client: Client) -> None:
    assert "Ingenting venter på deg nå." in staff_client.get(INDEX).text


@pytest.mark.usefixtures("_work")
def test_front_page_takes_few_queries(staff_client: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        staff_client.get(INDEX)
