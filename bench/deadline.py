"""The rush before a deadline: `DATABASE_URL=postgres://… python -m bench.deadline [REQUESTS] [--readers N] [--kill]`.

Makes a scratch database with REQUESTS (by default 500) complete drafts, each of an organisation of its own, and starts
gunicorn with two workers, Caddy as it is deployed, or a small proxy where it is not installed, a mail server that takes
MAIL_SECONDS for each message, and workers for the mail. Then it submits all drafts in SECONDS, evenly, each tenth with
a double click, with the deadline in the middle. The machine's clock is that of the clients, the proxy and the program.
Meanwhile N readers ask for public pages, one after the other. With --kill, a web worker is killed (`kill -9`) halfway
to the deadline: who gets no answer sends the application again.

Prints what became of those sent before the deadline, in the grace period and after it; how many were lost or received
twice; by how much an application's stored time differs from when it was sent; how long the answers took; and then what
became of the receipts by e-mail. TASK_WORKER=false sends these in the request.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from urllib.request import urlopen

from bench import scratch, servers

PROXY, GUNICORN, MAIL = (servers.free_port() for _port in range(3))
GRACE = 1
scratch.set_up(EMAIL_URL=f"smtp://127.0.0.1:{MAIL}", DEADLINE_GRACE_SECONDS=str(GRACE))

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from balansekunst.models import Message, User  # noqa: E402
from balansepotten.models import Application, BudgetLine, Call, Theme  # noqa: E402
from members.models import Contact, Membership, Municipality, Organisation  # noqa: E402
from tests.conftest import log_in  # noqa: E402
from tests.factories import organisation_number  # noqa: E402

_parser = argparse.ArgumentParser()
_parser.add_argument("requests", nargs="?", type=int, default=500)
_parser.add_argument("--readers", type=int, default=0)
_parser.add_argument("--kill", action="store_true")
ASKED = _parser.parse_args()
REQUESTS = ASKED.requests
SECONDS = 10
AGAIN = 0.5
READ = ("call_list", "member_list", "grant_list", "annual_report_list")
BAD_GATEWAY = "502"
DOUBLE_CLICK = 10
MAIL_SECONDS = 0.5
MAIL_WORKERS = 4
QUIET = "--log-level=warning"
SECRET = "s" * 32  # of the form's token, which is the cookie's as well


@dataclass(frozen=True)
class Answer:
    """When an application was first sent, whether a receipt was shown, the seconds that took, and the tries."""

    pk: int
    sent: datetime
    has_receipt: bool
    status: str
    seconds: float
    tries: int


def fill() -> list[Application]:
    """Add a call without a deadline that matters yet, and as many complete drafts as there are requests."""
    day = datetime.now(UTC)
    call = Call.objects.create(year=day.year, pot=1, opens_at=day - timedelta(30), deadline=day + timedelta(1))
    place = Municipality.objects.filter(valid_until=None).earliest("pk")
    organisations = Organisation.objects.bulk_create(
        Organisation(number=number, name=f"Virksomhet {number}", field=Organisation.Field.MUSIC, municipality=place)
        for number in map(organisation_number, range(REQUESTS))
    )
    Membership.objects.bulk_create(
        Membership(organisation=organisation, joined=(day - timedelta(400)).date()) for organisation in organisations
    )
    users = User.objects.bulk_create(
        User(email=f"{organisation.number}@eksempel.example", name="Kari") for organisation in organisations
    )
    Contact.objects.bulk_create(
        Contact(organisation=organisation, name=user.name, email=user.email, user=user)
        for organisation, user in zip(organisations, users, strict=True)
    )
    drafts = Application.objects.bulk_create(
        Application(
            call=call,
            organisation=organisation,
            title="Rom for alle",
            category=Application.Category.WORKSHOP,
            objectives="Flere med.",
            target_group="Unge utøvere.",
            expected_effect="Nye rutiner.",
            plan="Tre samlinger.",
            starts_on=(day + timedelta(60)).date(),
            ends_on=(day + timedelta(90)).date(),
            amount_applied=100_000,
        )
        for organisation in organisations
    )
    theme, about = Theme.objects.earliest("pk"), Application.themes.through
    about.objects.bulk_create(about(application_id=draft.pk, theme_id=theme.pk) for draft in drafts)
    BudgetLine.objects.bulk_create(
        BudgetLine(application=draft, kind=kind, description=kind, amount=amount)
        for draft in drafts
        for kind, amount in (("cost", 120_000), ("income", 20_000))
    )
    return drafts


def requests(drafts: list[Application]) -> list[bytes]:
    """Return the request that submits each draft, with the session of its contact."""
    users = {user.email: user for user in User.objects.all()}
    return [_request(draft, users[f"{draft.organisation.number}@eksempel.example"]) for draft in drafts]


def _request(draft: Application, user: User) -> bytes:
    session = log_in(user, second_factor=False).cookies[settings.SESSION_COOKIE_NAME].value
    body = f"csrfmiddlewaretoken={SECRET}&version={draft.changed_at.isoformat().replace('+', '%2B')}"
    lines = (
        f"POST {reverse('application_submit', args=[draft.uuid])} HTTP/1.1",
        "Host: 127.0.0.1",
        "Origin: https://127.0.0.1",
        f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={SECRET}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join([*lines, "", body]).encode()


async def submit(pk: int, request: bytes, at: float, port: int) -> Answer:
    """Send the request at a time of the clock, again as long as it gets no answer, and return what came of it."""
    await asyncio.sleep(at - time.time())
    sent, tries, answer = time.time(), 0, ""
    while not answer:
        if tries:
            await asyncio.sleep(AGAIN)
        answer, tries = await ask(request, port), tries + 1
    has_receipt = "\r\nLocation: " in answer and "/kvittering/" in answer
    return Answer(pk, datetime.fromtimestamp(sent, UTC), has_receipt, answer[9:12], time.time() - sent, tries)


async def ask(request: bytes, port: int) -> str:
    """Send the request, and return the answer; "" without one, also from the program behind the proxy."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        answer = (await reader.read()).decode(errors="replace")
        return "" if answer[9:12] == BAD_GATEWAY else answer
    except ConnectionError:
        return ""
    finally:
        writer.close()


async def read(port: int, until: float) -> list[str]:
    """Ask for public pages until a time of the clock, and return the status of each answer."""
    found: list[str] = []
    while time.time() < until:
        path = reverse(READ[len(found) % len(READ)])
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        found.append((await ask(request, port))[9:12])
    return found


async def kill_at(web: subprocess.Popen[bytes], at: float) -> int:
    """Kill a web worker at a time of the clock, and return its number."""
    await asyncio.sleep(at - time.time())
    worker = int(Path(f"/proc/{web.pid}/task/{web.pid}/children").read_text().split()[0])
    os.kill(worker, signal.SIGKILL)
    return worker


async def rush(
    drafts: list[Application], prepared: list[bytes], start: float, port: int, web: subprocess.Popen[bytes]
) -> tuple[list[Answer], list[str]]:
    """Submit all drafts while others read, and return what came of both."""
    reading = [asyncio.create_task(read(port, start + SECONDS)) for _reader in range(ASKED.readers)]
    killing = [asyncio.create_task(kill_at(web, start + SECONDS / 4))] if ASKED.kill else []
    answers = await submit_all(drafts, prepared, start, port)
    await asyncio.gather(*killing)
    return answers, [status for found in await asyncio.gather(*reading) for status in found]


async def submit_all(drafts: list[Application], prepared: list[bytes], start: float, port: int) -> list[Answer]:
    clicks = [2 if place % DOUBLE_CLICK == 0 else 1 for place in range(len(drafts))]
    return await asyncio.gather(
        *(
            submit(draft.pk, request, start + place * SECONDS / len(drafts) + click / 20, port)
            for place, (draft, request) in enumerate(zip(drafts, prepared, strict=True))
            for click in range(clicks[place])
        )
    )


def warm_up() -> None:
    """Ask for pages until each worker has loaded the program, and answers fast."""
    fast = 0
    while fast < 50:
        started = time.time()
        with urlopen(f"http://127.0.0.1:{PROXY}{reverse('call_list')}") as page:
            page.read()
        fast = fast + 1 if time.time() - started < 0.5 else 0


def report(answers: list[Answer], deadline: datetime) -> Iterator[str]:
    """Return lines about the applications."""
    rows = {row.pk: row for row in Application.objects.all()}
    first = {answer.pk: answer for answer in sorted(answers, key=lambda answer: answer.sent, reverse=True)}
    grace = deadline + timedelta(seconds=GRACE)
    periods = {
        "sent before the deadline": [answer for answer in first.values() if answer.sent <= deadline],
        "sent in the grace period": [answer for answer in first.values() if deadline < answer.sent <= grace],
        "sent after it": [answer for answer in first.values() if answer.sent > grace],
    }
    for period, found in periods.items():
        received = sum(bool(rows[answer.pk].number) for answer in found)
        yield f"{period:28} {len(found):4}: {received} accepted, {len(found) - received} refused"
    receipts = {answer.pk for answer in answers if answer.has_receipt}
    numbered = [row for row in rows.values() if row.number]
    again = len(numbered) - len({row.number for row in numbered})
    written = Counter(Message.objects.values_list("about", flat=True))
    yield f"{'lost':28} {sum(not rows[pk].number for pk in receipts):4}: a receipt, and no application"
    yield f"{'':28} {sum(row.pk not in receipts for row in numbered):4}: an application, and no receipt"
    yield f"{'twice':28} {again:4} numbers, {sum(count > 1 for count in written.values())} receipts by e-mail"
    late = sorted((row.submitted_at - first[row.pk].sent).total_seconds() for row in numbered if row.submitted_at)
    if late:
        yield f"{'stored time after sent':28} {1000 * late[0]:4.0f} to {1000 * late[-1]:.0f} ms"
    seconds = sorted(answer.seconds for answer in answers)
    p50, p95 = seconds[len(seconds) // 2], seconds[len(seconds) * 95 // 100]
    yield f"{'answers':28} {dict(Counter(answer.status for answer in answers))}"
    yield f"{'':28} p50 {p50:.2f} s, p95 {p95:.2f} s, slowest {seconds[-1]:.2f} s"
    yield f"{'sent again':28} {sum(answer.tries > 1 for answer in answers):4}, having got no answer"
    took = max(answer.sent.timestamp() + answer.seconds for answer in answers) - min(
        answer.sent.timestamp() for answer in answers
    )
    yield f"{'':28} {len(answers) / took:.0f} a second"


def report_mail(received: Path) -> Iterator[str]:
    """Wait until nothing waits to be sent, and return lines about the receipts by e-mail."""
    started, waiting = time.time(), Message.objects.filter(status__in=[Message.Status.QUEUED, Message.Status.SENDING])
    while waiting.exists() and time.time() - started < REQUESTS * MAIL_SECONDS:
        time.sleep(0.5)
    arrived = Counter(received.read_text().split())
    written = set(Message.objects.values_list("recipient", flat=True))
    yield f"{'receipts by e-mail':28} {len(written):4} written, {len(arrived)} received"
    yield f"{'':28} {sum(count > 1 for count in arrived.values()):4} received twice, {len(written - set(arrived))} lost"


def main() -> None:
    """Make the database, start everything, and print what became of the rush."""
    commands = [["-m", "gunicorn", "balansekunst.wsgi", "--workers=2", f"--bind=127.0.0.1:{GUNICORN}", QUIET]]
    if settings.TASK_WORKER:
        commands += [["manage.py", "db_worker", "--verbosity=0"]] * MAIL_WORKERS
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        received = Path(folder) / "received"
        received.touch()
        stack.enter_context(scratch.database(Path(folder)))
        drafts = fill()
        prepared = requests(drafts)
        stack.enter_context(servers.running(servers.mail_server(received, MAIL_SECONDS), MAIL))
        web, *_workers = stack.enter_context(scratch.processes(*commands))
        servers.wait_for(GUNICORN)
        proxy = stack.enter_context(servers.proxied(GUNICORN, PROXY))
        warm_up()
        start = time.time() + 2
        deadline = datetime.fromtimestamp(start + SECONDS / 2, UTC)
        Call.objects.update(deadline=deadline)
        answers, pages = asyncio.run(rush(drafts, prepared, start, PROXY, web))
        load = f"load {os.getloadavg()[0]:.1f}"
        print(f"{connection.vendor}, {proxy}, {REQUESTS} applications in {SECONDS} s, {load}")  # noqa: T201
        for line in chain(report(answers, deadline), report_mail(received)):
            print(line)  # noqa: T201
        print(f"{'pages read meanwhile':28} {len(pages):4}: {dict(Counter(pages))}")  # noqa: T201


if __name__ == "__main__":
    main()
