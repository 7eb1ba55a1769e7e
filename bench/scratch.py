"""A scratch database, and the program running on it with the settings of production."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import django
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
NAME = "bench_scratch"


def set_up(**environment: str) -> None:
    """Set up Django with the settings of production, for this process and those that it starts."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.scratch_settings",
        "DEBUG": "false",
        "SECRET_KEY": "only-for-a-bench-" * 4,
        "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "BEHIND_PROXY": "true",
        **environment,
    }
    django.setup()


@contextmanager
def database(folder: Path) -> Iterator[None]:
    """Make a scratch database beside the one of DATABASE_URL, or in the folder, and drop it afterwards."""
    own = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = str(folder / "db.sqlite3") if connection.vendor == "sqlite" else NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


def run_on_each(urls: Iterable[str], module: str, *arguments: str) -> None:
    """Run a module on each of the databases, each time in a process of its own."""
    for url in urls:
        command = [sys.executable, "-m", module, *arguments]
        subprocess.run(command, check=True, env=os.environ | {"DATABASE_URL": url})  # noqa: S603


def start(command: list[str], log: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start a Python module or file with the scratch database; its errors are written to the log, if any."""
    of = connection.settings_dict
    url = (
        f"sqlite:///{of['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    )
    environment = os.environ | {"DATABASE_URL": url}
    arguments = [sys.executable, *command]
    return subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log)  # noqa: S603


@contextmanager
def processes(*commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run these within this context; what is appended to the list is stopped too."""
    started = [start(command) for command in commands]
    try:
        yield started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
