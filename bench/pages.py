"""Time the pages that staff open most, at many rows: `uv run python -m bench.pages [ROWS]`.

Makes a scratch database beside the one of DATABASE_URL, fills it with ROWS organisations (by default 10 000), each
with a membership, a course, an application and an enquiry; prints for each page the median of five requests in
milliseconds and the number of SQL statements; and drops the scratch database. One process, no network.
"""

import os
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from stdnum.no import orgnr  # noqa: E402

from balansekunst.access import Role  # noqa: E402
from balansepotten.models import Application, Call  # noqa: E402
from courses.models import Assignment, Topic  # noqa: E402
from members.models import Membership, Municipality, Organisation  # noqa: E402
from radgivning.models import Enquiry  # noqa: E402
from tests.conftest import log_in, user_in_role  # noqa: E402

RUNS = 5
YEAR = 2024
FIRST_DAY = date(2020, 1, 1)
DAYS = 365 * 6


def numbers(rows: int) -> list[str]:
    """Return as many organisation numbers with the right check digit."""
    found: list[str] = []
    for stem in count(31_000_000):
        found += [f"{stem}{check}" for check in range(10) if orgnr.is_valid(f"{stem}{check}")]
        if len(found) >= rows:
            return found[:rows]
    raise AssertionError


def fill(rows: int) -> None:
    """Fill the database, evenly over places, topics and six years."""
    places = list(Municipality.objects.order_by("number"))
    topics = list(Topic.objects.all())
    days = [FIRST_DAY + timedelta(days=row % DAYS) for row in range(rows)]
    fields = list(Organisation.Field)
    organisations = Organisation.objects.bulk_create(
        Organisation(
            number=number, name=f"Virksomhet {row:07}", field=fields[row % 7], municipality=places[row % len(places)]
        )
        for row, number in enumerate(numbers(rows))
    )
    Membership.objects.bulk_create(
        Membership(organisation=organisation, joined=day, left=day + timedelta(days=400) if row % 9 == 0 else None)
        for row, (organisation, day) in enumerate(zip(organisations, days, strict=True))
    )
    assignments = Assignment.objects.bulk_create(
        Assignment(
            date=day,
            title=f"Kurs {row}",
            client=organisation,
            municipality=places[row % len(places)],
            form=Assignment.Form.PHYSICAL,
            participants=20,
            status=Assignment.Status.HELD,
        )
        for row, (organisation, day) in enumerate(zip(organisations, days, strict=True))
    )
    about = Assignment.topics.through
    about.objects.bulk_create(
        about(assignment_id=assignment.pk, topic_id=topics[row % len(topics)].pk)
        for row, assignment in enumerate(assignments)
    )
    calls = Call.objects.bulk_create(
        Call(
            year=year,
            pot=1_500_000,
            opens_at=datetime(year, 2, 1, tzinfo=UTC),
            deadline=datetime(year, 4, 8, tzinfo=UTC),
        )
        for year in range(2020, 2026)
    )
    Application.objects.bulk_create(
        Application(
            call=calls[row % len(calls)],
            organisation=organisation,
            number=f"{calls[row % len(calls)].year}-{row:07}",
            title=f"Prosjekt {row}",
            category=list(Application.Category)[row % 8],
            total_budget=200_000,
            amount_applied=100_000,
            status=Application.Status.REJECTED,
        )
        for row, organisation in enumerate(organisations)
    )
    callers = list(Enquiry.Caller)
    Enquiry.objects.bulk_create(
        Enquiry(date=day, channel="telefon", caller=callers[row % 5], region="Østlandet")
        for row, day in enumerate(days)
    )


def measure(client: Client, title: str, address: str) -> None:
    """Print the page's median time, its statements and what it answered."""
    client.get(address)
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        response = client.get(address)
        size = sum(map(len, response)) if response.streaming else len(response.content)
        seconds.append(time.perf_counter() - started)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    print(  # noqa: T201
        f"{title:32} {statistics.median(seconds) * 1000:8.0f} ms {len(queries):4} SQL "
        f"{response.status_code} {size / 1000:8.0f} kB"
    )


def pages() -> list[tuple[str, str]]:
    """Return each page's title and address."""
    newest = Organisation.objects.latest("pk").pk
    lists = ["members_organisation", "members_membership", "courses_assignment", "balansepotten_application"]
    return [
        *((f"list {name}", reverse(f"admin:{name}_changelist")) for name in lists),
        ("search «østfold»", reverse("admin:members_organisation_changelist") + "?q=%C3%B8stfold"),
        ("edit organisation", reverse("admin:members_organisation_change", args=[newest])),
        ("admin front page", reverse("admin:index")),
        ("year's summary", reverse("report_detail", args=[YEAR])),
        ("year's summary, PDF", reverse("report_pdf", args=[YEAR])),
        ("year's summary, workbook", reverse("report_workbook", args=[YEAR])),
    ]


def main() -> None:
    """Fill a scratch database, measure each page, and leave nothing behind."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        fill(rows)
        client = log_in(user_in_role(Role.STAFF, "Ada Ansatt", is_staff=True))
        print(f"{connection.vendor}, {rows} rows, median of {RUNS} requests")  # noqa: T201
        for title, address in pages():
            measure(client, title, address)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
