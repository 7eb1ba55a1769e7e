"""The anonymous totals of the members' work for equality: what is counted and hidden, and when it is released."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst.figures import Hidden, Period
from balansekunst.models import User
from balansemerket import equality_releases
from balansemerket.equality_figures import AREA
from balansemerket.models import EqualityRelease, Risk, Round, RoundStep, Step
from members.models import Organisation
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
YEAR = Period.year(2025)
RELEASED = date(2026, 2, 1)
NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
SMALL, WITHHELD = Hidden.SMALL, Hidden.WITHHELD


def document(
    count: int, *areas: str, outcome: str = "", measure: str = "Før oversikt", shared: bool = True
) -> list[Organisation]:
    """Let so many organisations document a risk in each of the areas."""
    made = OrganisationFactory.create_batch(count)
    for organisation in made:
        work = Round.objects.create(
            organisation=organisation, started_on=date(2025, 5, 1), shared_at=NOON if shared else None
        )
        written = {"risk": "Ulik lønn", "measure": measure, "outcome": outcome}
        Risk.objects.bulk_create(Risk(round=work, area=area, **written) for area in areas)
        Risk.objects.create(round=work, area="promotion")
    return made


def figures(day: date = RELEASED) -> Any:
    equality_releases.release(day)
    return AREA.published_values([AREA.in_period(YEAR)], day)[0]


def test_each_member_counts_once_in_area_and_progress() -> None:
    first, *_others = document(6, "pay", "pay", outcome="done")
    document(6, "pay", "harassment", measure="")
    Round.objects.filter(organisation=first).update(closed_on=date(2025, 6, 1))
    again = Round.objects.create(organisation=first, started_on=date(2025, 6, 1), shared_at=NOON)
    Risk.objects.create(round=again, area="pay", risk="Deltid", measure="Spør alle", outcome="ongoing")

    found = figures()

    assert (found["organisations"], found["risks"], found["measures"]) == (12, 25, 13)
    assert {area: count for area, count in found["by_area"].items() if count} == {"pay": 12, "harassment": 6}
    assert found["by_progress"] == {"done": 6, "ongoing": 0, "planned": 0, "unplanned": 6}


def test_few_members_are_hidden() -> None:
    document(4, "pay", "pay", "pay")

    found = figures()

    assert (found["organisations"], found["risks"], found["measures"]) == (SMALL, WITHHELD, WITHHELD)
    assert {*found["by_area"].values(), *found["by_progress"].values()} == {SMALL}
    assert "pay" in dict(EqualityRelease.objects.get().tables)["by_area"][1]


def test_five_members_are_shown() -> None:
    document(5, "pay")

    found = figures()

    assert (found["organisations"], found["risks"], found["measures"]) == (5, 5, 5)
    assert found["by_progress"] == {"done": 0, "ongoing": 0, "planned": 5, "unplanned": 0}


def test_hidden_count_does_not_follow_from_others() -> None:
    document(20, "pay", "harassment")
    document(9, "pay", outcome="ongoing")
    document(1, "pay", "recruitment", outcome="done")

    found = figures()

    assert (found["organisations"], found["risks"], found["measures"]) == (30, 51, WITHHELD)
    assert found["by_progress"] == {"done": SMALL, "ongoing": 9, "planned": WITHHELD, "unplanned": WITHHELD}
    assert (found["by_area"]["recruitment"], found["by_area"]["pay"]) == (SMALL, 30)
    assert WITHHELD in found["by_area"].values()


@pytest.mark.parametrize(
    ("unread", "counted"), [pytest.param(4, 6, id="four-are-left-out"), pytest.param(5, 11, id="five-are-counted")]
)
def test_staff_cannot_subtract_what_they_read(unread: int, counted: int) -> None:
    document(5, "pay")
    [handed_in] = document(1, "pay", shared=False)
    step = {"step": Step.MAPPING, "status": RoundStep.Status.RETURNED, "since": NOON, "handed_in_at": NOON}
    RoundStep.objects.create(round=handed_in.balansemerket_rounds.get(), **step)
    document(unread, "pay", shared=False)

    assert figures()["organisations"] == counted


def test_year_is_released_once_after_a_month() -> None:
    document(5, "pay")

    assert figures(date(2026, 1, 31)) is None
    assert AREA.published_values([AREA.in_period(YEAR)], RELEASED) == [None]
    first = figures()
    document(5, "pay")
    assert figures(date(2026, 2, 2)) == first
    assert EqualityRelease.objects.get().released_on == RELEASED
    part = AREA.in_period(Period(date(2025, 1, 1), date(2025, 6, 30)))
    assert AREA.published_values([part], RELEASED) == [None]


def test_pages_and_files_have_numbers_without_lists(
    time_machine: Any, management_client: Client, management: User
) -> None:
    time_machine.move_to(NOON, tick=False)
    document(6, "pay")
    equality_releases.release(RELEASED)

    page = management_client.get(reverse("report_detail", args=[2025])).text
    data: Any = management_client.get(reverse("report_json", args=[2025]))

    assert "Medlemmer som dokumenterte arbeidet for likestilling i 2025" in page
    assert "Medlemmer med risiko, etter område" in page
    assert "tall=2025-01-01/2025-12-31/by_area" not in page
    found = json.loads(b"".join(data.streaming_content))["equality"]
    assert (found["organisations"], found["by_area"]["pay"]) == (6, 6)
