"""The command `figures`: the year's figures as JSON, equal to those that the office drew up."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Topic
from members.models import Region
from radgivning.models import Enquiry
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    EnquiryFactory,
    EventFactory,
    MembershipFactory,
)
from tests.imports.folders import EXPECTED, office_figures

MOST_QUERIES = 30


def figures(year: int, *flags: str) -> tuple[str, str]:
    """Return what the command writes on standard output and on standard error."""
    out, err = StringIO(), StringIO()
    call_command("figures", str(year), *flags, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def emptied(value: Any) -> Any:
    return {key: emptied(inner) for key, inner in value.items()} if isinstance(value, dict) else 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("year", "identity"),
    [
        pytest.param(2023, "Stemmer: 141 + 41 - 4 = 178 medlemmer\n", id="2023"),
        pytest.param(2024, "Stemmer: 178 + 39 - 3 = 214 medlemmer\n", id="2024"),
    ],
)
def test_figures_equal_the_expected_ones(office: None, year: int, identity: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        out, err = figures(year)

    assert office_figures(json.loads(out), EXPECTED[str(year)]) == EXPECTED[str(year)]
    assert out.endswith("}\n")
    assert err == identity
    assert len(queries) <= MOST_QUERIES


@pytest.mark.django_db
@time_machine.travel(date(2025, 2, 1))
def test_public_figures_are_the_expected_ones_but_for_the_small_counts(office: None) -> None:
    data = json.loads(figures(2024, "--public")[0])

    expected = {key: value for key, value in EXPECTED["2024"].items() if key != "radgivning"}
    assert office_figures(data, expected) == expected
    assert data["radgivning"]["by_role"] == {
        "virksomhet eller leder": 47,
        "utsatt": 9,
        "vitne": 7,
        "tillitsvalgt eller verneombud": {"hidden": True},
        "annet": {"under": 5},
    }
    assert data["radgivning"]["contacts"] == 72


@pytest.mark.django_db
@time_machine.travel(date(2025, 1, 31))
def test_public_figures_of_the_advice_line_wait_a_month(office: None) -> None:
    assert json.loads(figures(2024, "--public")[0])["radgivning"] is None


@pytest.mark.django_db
def test_figures_of_an_empty_year_are_zeros_with_every_key() -> None:
    out, err = figures(1999)

    assert office_figures(json.loads(out), EXPECTED["2024"]) == emptied(EXPECTED["2024"])
    assert err == "Stemmer: 0 + 0 - 0 = 0 medlemmer\n"


def make(count: int, year: int) -> None:
    """Make rows that every figure of the year counts."""
    day, call = date(year, 2, 1), CallFactory.create(year=year)
    for caller, region in zip(Enquiry.Caller, Region, strict=True):
        EnquiryFactory.create_batch(count, date=day, caller=caller, region=region)
    for kind in ("awarded", "renewed"):
        EventFactory.create_batch(count, kind=kind, date=day, valid_until=date(year, 12, 31))
    for status, awarded in (("granted", 50_000), ("rejected", None), ("withdrawn", None)):
        ApplicationFactory.create_batch(count, call=call, status=status, amount_awarded=awarded)
    AssignmentFactory.create_batch(count, date=day, topics=list(Topic.objects.all()))
    MembershipFactory.create_batch(count, joined=day)
    MembershipFactory.create_batch(count, joined=date(year - 1, 2, 1), left=day)


@pytest.mark.django_db
def test_figures_take_as_many_queries_whatever_the_number_of_rows() -> None:
    counts = []
    for rows in (0, 1, 2):
        make(rows, 2030)
        with CaptureQueriesContext(connection) as queries:
            out, _err = figures(2030)
        counts.append(len(queries))

    assert json.loads(out)["courses"]["held"] == 3
    assert counts == [counts[0]] * 3
    assert counts[0] <= MOST_QUERIES


@pytest.mark.parametrize("year", [0, 1899, 2101, 99999], ids=str)
def test_figures_of_no_real_year_are_refused(year: int) -> None:
    with pytest.raises(CommandError, match=r"Skriv et år fra 1900 til 2100\."):
        figures(year)
