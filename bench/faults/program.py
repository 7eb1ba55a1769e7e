"""The program with its web workers, a worker for tasks, and a mail server, which the trials start and kill."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from bench import scratch, servers
from bench.faults.acts import Answer
from bench.faults.cluster import Cluster, children, kill

WEB = ["-m", "gunicorn", "balansekunst.wsgi", "--workers=2", "--log-level=critical"]
WORKER = ["manage.py", "db_worker", "--interval=0.2", "--no-startup-delay", "--verbosity=0"]


class Program:
    """The running program."""

    def __init__(self, cluster: Cluster, *, port: int, mail_port: int, folder: Path, attachments: Path) -> None:
        self.cluster, self.port, self.mail_port, self.attachments = cluster, port, mail_port, attachments
        self._received = folder / "received"
        self._received.touch()
        self._log = (folder / "log").open("wb")
        self._web: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the web workers within this context."""
        self._web = scratch.start([*WEB, f"--bind=127.0.0.1:{self.port}"], log=self._log)
        try:
            self.wait_until_ready()
            yield
        finally:
            self._web.terminate()
            self._web.wait()

    def get(self, path: str) -> Answer:
        """Ask for a page as a visitor."""
        started = time.monotonic()
        headers = {"X-Forwarded-Proto": "https"}
        try:
            given = httpx2.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=30)
        except httpx2.TransportError:
            return Answer(0, "", 0)
        return Answer(given.status_code, given.text, time.monotonic() - started)

    def wait_until_ready(self) -> None:
        for _attempt in range(600):
            if self.get("/healthz").status == 200:
                return
            time.sleep(0.2)
        raise TimeoutError("the program does not answer")

    def kill_web_workers(self) -> None:
        """Kill the workers; the one that started them starts others."""
        for worker in children(self._web.pid) if self._web else []:
            kill(worker)

    @contextmanager
    def mail_worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run a worker that sends e-mails within this context, and kill it afterwards."""
        worker = scratch.start(WORKER, log=self._log)
        try:
            yield worker
        finally:
            worker.kill()
            worker.wait()

    @contextmanager
    def mail_server(self, *, seconds: float) -> Iterator[None]:
        """Run a mail server that takes so long for each e-mail, within this context."""
        with servers.running(servers.mail_server(self._received, seconds), self.mail_port):
            yield

    def received(self, recipient: str) -> int:
        """Return how many e-mails the mail server has received for them."""
        return self._received.read_text().split().count(recipient)
