"""Requests a second: `uv run python -m bench.requests [SECONDS] [--only TEXT] [DATABASE_URL ...]`.

Makes a scratch database on each server, or on that of DATABASE_URL, or in a file of SQLite, with the rows of the demo,
and starts gunicorn as in production, with two workers. Eight clients ask for each page again and again for SECONDS (by
default 5), anonymous or as staff.

Prints of each page: requests a second, the median and 95th percentile of the time of an answer, its bytes, the time of
the processor that the workers used for a request, and the goal with its ratio. Where other programs use the processor
too, that time says more than the rate: two cores give at most 2000 ms in a second.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

from bench import scratch, servers

GUNICORN = servers.free_port()
scratch.set_up()

from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from balansekunst.access import Role  # noqa: E402
from balansepotten import awards  # noqa: E402
from demo import filling  # noqa: E402
from reports.publication import publishing  # noqa: E402
from tests.conftest import give_role, log_in, user_in_role  # noqa: E402

CLIENTS = 8
LOADING = 1  # second of the processor, and more, takes loading the program
WARM_UP = 40  # requests, so that each thread of each worker has answered some
PUBLIC, STAFF = 300, 60  # requests a second on two cores
LISTS = (
    "members_organisation",
    "balansepotten_application",
    "members_membership",
    "courses_assignment",
    "members_contact",
)
TICKS = os.sysconf("SC_CLK_TCK")
COMMAND = ["-m", "gunicorn", "balansekunst.wsgi", "--workers=2", f"--bind=127.0.0.1:{GUNICORN}", "--log-level=warning"]


@dataclass(frozen=True)
class Page:
    """A page, the cookies that it is asked for with, and how many a second there should be."""

    name: str
    url: str
    goal: int
    cookies: SimpleCookie | None = None

    @property
    def request(self) -> bytes:
        lines = [f"GET {self.url} HTTP/1.1", "Host: 127.0.0.1", "X-Forwarded-Proto: https", "Accept-Encoding: gzip"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items()))
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True)
class Answers:
    """How long each request took in seconds, all together, and the bytes of an answer."""

    times: list[float]
    seconds: float
    size: int

    def at(self, share: float) -> float:
        """Return the milliseconds within which this share of the answers came."""
        return 1000 * sorted(self.times)[int(share * (len(self.times) - 1))]


def main() -> None:
    """Measure the pages on each of the databases, each in a process of its own."""
    arguments = argparse.ArgumentParser(prog="bench.requests", description=__doc__.splitlines()[0])
    arguments.add_argument("seconds", nargs="?", type=float, default=5)
    arguments.add_argument("--only", default="")
    arguments.add_argument("database", nargs="*")
    options = arguments.parse_intermixed_args()
    scratch.run_on_each(options.database, "bench.requests", str(options.seconds), "--only", options.only)
    if not options.database:
        with tempfile.TemporaryDirectory() as folder, scratch.database(Path(folder)):
            filling.fill(timezone.localdate())
            pages = [page for page in pages_of_all() if options.only in page.name]
            with scratch.processes(COMMAND) as (web,):
                servers.wait_for(GUNICORN)
                wait_until_loaded(web.pid)
                report(pages, web.pid, options.seconds)


def pages_of_all() -> list[Page]:
    """Return the pages, in the order in which they are printed."""
    year = publishing.published_years()[0]
    granted = awards.published_years(timezone.localdate())[0]
    pdf = reverse("annual_report_file", args=[year, f"arsrapport-{year}.pdf"])
    anonymous = {
        "report": reverse("annual_report", args=[year]),
        "report, PDF": pdf,
        "report, JSON": pdf.replace(".pdf", ".json"),
        "members": reverse("member_list"),
        "members in a region": f"{reverse('member_list')}?q=&kunstfelt=&landsdel=Nord-Norge",
        "members, csv": reverse("member_csv"),
        "members, JSON": reverse("member_json"),
        "grants": reverse("grant_list"),
        "grants, csv": reverse("grant_csv", args=[granted]),
        "holders of the mark": reverse("holder_list"),
    }
    staff = user_in_role(Role.STAFF, "Ada Ansatt", is_staff=True)
    give_role(staff, Role.MANAGEMENT)
    cookies = log_in(staff).cookies
    return [
        *(Page(name, url, PUBLIC) for name, url in anonymous.items()),
        *(Page(f"staff: {name}", reverse(f"admin:{name}_changelist"), STAFF, cookies) for name in LISTS),
    ]


def report(pages: list[Page], gunicorn: int, seconds: float) -> None:
    """Ask for each page, and print a table."""
    print(f"\n{connection.vendor}, {CLIENTS} clients, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")  # noqa: T201
    headings = ("a second", "p50 ms", "p95 ms", "bytes", "CPU ms", "goal", "ratio")
    print(f"{'':36}" + "".join(f"{heading:>10}" for heading in headings))  # noqa: T201
    for page in pages:
        asyncio.run(ask_all(page, requests=WARM_UP))
        before = processor_seconds(gunicorn)
        answers = asyncio.run(ask_all(page, seconds=seconds))
        used = 1000 * (processor_seconds(gunicorn) - before) / len(answers.times)
        rate = len(answers.times) / answers.seconds
        cells = (f"{rate:.0f}", f"{answers.at(0.5):.0f}", f"{answers.at(0.95):.0f}", str(answers.size), f"{used:.1f}")
        shown = (*cells, str(page.goal), f"{rate / page.goal:.2f}")
        print(f"{page.name:36}" + "".join(f"{cell:>10}" for cell in shown), flush=True)  # noqa: T201


async def ask_all(page: Page, *, requests: int = sys.maxsize, seconds: float = sys.maxsize) -> Answers:
    """Let the clients ask for the page, so many times or for so long."""
    began, each = time.perf_counter(), -(-requests // CLIENTS)
    found = await asyncio.gather(*(ask(page, each, began + seconds) for _client in range(CLIENTS)))
    times = [taken for client, _size in found for taken in client]
    return Answers(times, time.perf_counter() - began, found[0][1])


async def ask(page: Page, requests: int, until: float) -> tuple[list[float], int]:
    """Ask on one connection as long as the server leaves it open, then on another."""
    times: list[float] = []
    reader, writer = await asyncio.open_connection("127.0.0.1", GUNICORN)
    size = 0
    while len(times) < requests and time.perf_counter() < until:
        sent = time.perf_counter()
        writer.write(page.request)
        size, is_open = await read_answer(reader, page)
        times.append(time.perf_counter() - sent)
        if not is_open:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", GUNICORN)
    writer.close()
    return times, size


async def read_answer(reader: asyncio.StreamReader, page: Page) -> tuple[int, bool]:
    """Return the bytes of an answer, and whether the connection is open. Raises AssertionError unless it is 200."""
    head = (await reader.readuntil(servers.END_OF_HEADERS)).decode().lower()
    status, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if line)
    size = int(headers["content-length"])
    await reader.readexactly(size)
    if " 200 " not in status:
        raise AssertionError(f"{page.url}: {status}")
    return size, headers.get("connection") != "close"


def wait_until_loaded(gunicorn: int) -> None:
    """Wait until each worker has loaded the program, and uses the processor no more."""
    before, now = 0.0, 0.0
    while now < LOADING or now - before > LOADING / 20:
        time.sleep(2)
        before, now = now, processor_seconds(gunicorn)


def processor_seconds(gunicorn: int) -> float:
    """Return the time of the processor that gunicorn's workers have used."""
    return sum(_ticks(worker) for worker in _children(gunicorn)) / TICKS


def _children(process: int) -> Iterator[int]:
    yield from map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    main()
