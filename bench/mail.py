"""Workers that are killed while they send: `DATABASE_URL=postgres://… python -m bench.mail`.

Makes a scratch database with MESSAGES in the outbox, and starts a mail server that takes MAIL_SECONDS for each message,
and WORKERS that send. Each time the server has got another EACH of them, a worker is killed (`kill -9`) and another one
started. What is «sending» at the end counts as interrupted. Prints how many of the messages the server received once,
twice and never, by what the outbox says about them.
"""

import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from bench import scratch, servers

MAIL = servers.free_port()
scratch.set_up(EMAIL_URL=f"smtp://127.0.0.1:{MAIL}")

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from balansekunst.mail import outbox  # noqa: E402
from balansekunst.models import Message  # noqa: E402

MESSAGES = 100
MAIL_SECONDS = 0.2
WORKERS = 3
EACH = 7
WORKER = ["manage.py", "db_worker", "--interval=0.2", "--no-startup-delay", "--verbosity=0"]
LONGEST = 300


def send_and_kill(received: Path) -> int:
    """Run workers until nothing is queued, and return how many were killed."""
    killed, started = 0, time.time()
    with scratch.processes(*[WORKER] * WORKERS) as workers:
        while Message.objects.filter(status=Message.Status.QUEUED).exists() and time.time() - started < LONGEST:
            if len(received.read_text().split()) >= (killed + 1) * EACH:
                workers[killed % WORKERS].kill()
                workers[killed % WORKERS] = scratch.start(WORKER)
                killed += 1
            time.sleep(0.05)
        time.sleep(10 * MAIL_SECONDS)
    return killed


def main() -> None:
    """Make the database, send and kill, and print what was received."""
    with tempfile.TemporaryDirectory() as folder, scratch.database(Path(folder)):
        received = Path(folder) / "received"
        received.touch()
        for number in range(MESSAGES):
            outbox.post(recipient=f"{number}@eksempel.example", subject="Kvittering", body="Takk!", about=None)
        with servers.running(servers.mail_server(received, MAIL_SECONDS), MAIL):
            killed = send_and_kill(received)
        outbox.resume(timezone.now() + outbox.INTERRUPTED + timedelta(seconds=1))
        counts = Counter(received.read_text().split())
        found = Counter((message.status, counts[message.recipient]) for message in Message.objects.all())
    print(f"{connection.vendor}, {MESSAGES} messages, {killed} workers killed")  # noqa: T201
    for (status, times), number in sorted(found.items()):
        print(f"{status:10} received {times} times: {number}")  # noqa: T201


if __name__ == "__main__":
    main()
