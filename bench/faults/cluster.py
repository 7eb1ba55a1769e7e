"""A PostgreSQL server of our own, that can be killed, and the temporary file systems that can be filled."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from bench.servers import free_port

PROGRAMS = Path("/usr/lib/postgresql")
USER = "postgres"


def children(pid: int) -> list[int]:
    """Return the processes that this one started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill(pid: int) -> None:
    """Kill the process with those that it started, at once (`kill -9`)."""
    for each in (pid, *children(pid)):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


class Cluster:
    """A server with its data in a folder, on a port that was free."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgres://{USER}:@127.0.0.1:{self.port}/postgres"
        self.folder = Path()

    @contextmanager
    def running(self, folder: Path) -> Iterator[None]:
        """Make the data in the folder, and run the server within this context."""
        self.folder = folder / "cluster"
        self.folder.mkdir(mode=0o700)
        if os.getuid() == 0:
            folder.chmod(0o755)
        self.own(self.folder)
        self._run("initdb", f"--username={USER}", "--auth=trust", "--encoding=UTF8")
        self.start()
        try:
            yield
        finally:
            self._run("pg_ctl", "--mode=immediate", "stop")

    def start(self) -> None:
        """Start the server, which first mends what a kill interrupted."""
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        log = f"--log={self.folder / 'log'}"
        for _attempt in range(20):
            with suppress(subprocess.CalledProcessError):
                self._run("pg_ctl", log, "--wait", "start", f"--options={options}")
                return
            time.sleep(0.5)  # the last of the killed processes still has the shared memory
        raise TimeoutError(self.folder)

    def kill(self) -> None:
        """Kill the server with all its processes (`kill -9`)."""
        kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]))

    def own(self, place: Path) -> None:
        """Give the server a folder."""
        if os.getuid() == 0:
            shutil.chown(place, USER)

    def connect(self, database: str = USER) -> psycopg.Connection:
        return psycopg.connect(self.url.removesuffix(USER) + database, autocommit=True)

    def wait_for_blocked(self, database: str, count: int = 1) -> None:
        """Wait until so many statements in the database wait for a lock."""
        asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
        with self.connect() as connection:
            for _attempt in range(2400):
                (found,) = connection.execute(asked, [database]).fetchall()
                if found[0] >= count:
                    return
                time.sleep(0.05)
        raise TimeoutError("nothing waits for the lock")

    def _run(self, program: str, *arguments: str) -> None:
        newest = max(PROGRAMS.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
        user = ["runuser", "-u", USER, "--"] if os.getuid() == 0 else []
        command = [*user, str(newest), f"--pgdata={self.folder / 'data'}", *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


@contextmanager
def small_disk(place: Path, megabytes: int = 1) -> Iterator[None]:
    """Mount a file system of that size at the place, which must be empty: for root only."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "bench", str(place)], check=True)  # noqa: S603, S607
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607


def fill(place: Path) -> Path:
    """Write a file that takes all space that is left, and return it."""
    filler = place / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    return filler
