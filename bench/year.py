"""Time a year's figures of a million memberships against SQL by hand: `DATABASE_URL=postgres://… python -m bench.year`.

Makes the database `bench_year` on that server and fills it (`year_rows.sql`, some minutes), or takes the one that is
there. Prints the median of RUNS of the year's figures as the page asks for them, of the same questions written by hand
(`year_questions.sql`), turn about, and their ratio; the number of queries; the time of the year's PDF; and of the pages
that show a year and a period.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from balansekunst.access import Role  # noqa: E402
from balansekunst.figures import Period, ReportYear, Values, figures_in  # noqa: E402
from bench.pages import report_pages, time_requests  # noqa: E402
from members.models import Membership  # noqa: E402
from reports.counting.summary import summarise  # noqa: E402
from reports.document.conversion import build_year  # noqa: E402
from reports.output import pdf  # noqa: E402
from tests.conftest import log_in, user_in_role  # noqa: E402

NAME = "bench_year"
RUNS = 7
YEAR = Period.year(2024)
DAY = date(2026, 3, 16)
MEMBERSHIPS = 1_000_000
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the database, in one transaction, unless it was filled before."""
    if Membership.objects.count() != MEMBERSHIPS:
        with connection.cursor() as cursor:
            cursor.execute((HERE / "year_rows.sql").read_text())


def questions() -> list[str]:
    """Return the questions as they were written by hand."""
    return [part for part in (HERE / "year_questions.sql").read_text().split("\n\n") if not part.startswith("--")]


def by_hand() -> list[list[Any]]:
    """Ask the questions, each by itself, straight to the driver."""
    with connection.connection.cursor() as cursor:
        return [cursor.execute(question).fetchall() for question in questions()]


def as_figures() -> dict[str, Values]:
    """Count the year's figures as the page does."""
    return {figures.key: figures.values() for figures in figures_in(YEAR)}


def check(answers: list[list[Any]], figures: dict[str, Values]) -> None:
    """Raise AssertionError unless both ways give the same: members at the end, participants, and what was granted."""
    found = (answers[3][0][0], answers[5][0][1], answers[11][0][3])
    measured = (
        figures["members"]["closing"],
        figures["courses"]["participants"],
        figures["balansepotten"]["awarded_nok"],
    )
    if found != measured:
        raise AssertionError(f"{found} by hand, {measured} as figures")


def turn_about(*ways: Callable[[], Any]) -> list[float]:
    """Return the median time of each of the ways in milliseconds; they take turns, to meet the same machine."""
    taken: list[list[float]] = [[] for _way in ways]
    for _run in range(RUNS):
        for seconds, way in zip(taken, ways, strict=True):
            started = time.perf_counter()
            way()
            seconds.append(time.perf_counter() - started)
    return [1000 * statistics.median(seconds) for seconds in taken]


def main() -> None:
    """Make or take the database, and print what each way takes."""
    if connection.vendor != "postgresql":
        sys.exit("bench.year needs PostgreSQL: DATABASE_URL=postgres://user:password@host/name")
    connection.settings_dict["TEST"] = {**connection.settings_dict["TEST"], "NAME": NAME}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=True)
    fill()
    check(by_hand(), as_figures())
    figures, hand, page = turn_about(as_figures, by_hand, lambda: summarise(ReportYear(2024, DAY)))
    with CaptureQueriesContext(connection) as queries:
        as_figures()
    summary = summarise(ReportYear(2024, DAY))
    (document,) = turn_about(lambda: pdf.render(build_year(summary)))
    lines = (
        f"year's figures        {figures:8.0f} ms  {len(queries)} queries",
        f"the same, by hand     {hand:8.0f} ms  {len(questions())} queries",
        f"ratio                 {figures / hand:8.2f}",
        f"the page's summary    {page:8.0f} ms",
        f"its PDF               {document:8.0f} ms",
    )
    print(f"{MEMBERSHIPS} memberships, median of {RUNS} runs", *lines, sep="\n")  # noqa: T201
    print(*pages(), sep="\n")  # noqa: T201


def pages() -> list[str]:
    """Time the pages as staff see them, and remove the user afterwards."""
    with override_settings(ALLOWED_HOSTS=["testserver"]), transaction.atomic():
        client = log_in(user_in_role(Role.STAFF, "Ada Ansatt", is_staff=True))
        timed = [(page.name, time_requests(page.fetch).cells()) for page in report_pages(client)]
        transaction.set_rollback(True)
    return [f"page: {name:16}{milliseconds:>8} ms  {queries} queries" for name, (milliseconds, queries) in timed]


if __name__ == "__main__":
    main()
