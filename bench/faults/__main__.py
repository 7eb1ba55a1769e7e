"""Faults: `python -m bench.faults [--only WORD] [--write]`.

Starts a PostgreSQL server of its own, the program with the settings of production, and a mail server, and then kills,
stops and fills them in the middle of a submission, an import, a decision, a publication and jobs. Prints what was held
of each. `--only` does those whose name has the word; `--write` writes the table of docs/reliability.md. Full disks are
tried by root only, who may mount a small one. Needs Linux, and PostgreSQL's programs as Debian installs them.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench import scratch, servers
from bench.faults.cluster import Cluster

CLUSTER, MAIL_PORT = Cluster(), servers.free_port()
FOLDER = tempfile.TemporaryDirectory()
ATTACHMENTS = Path(FOLDER.name) / "attachments"
scratch.set_up(
    DATABASE_URL=CLUSTER.url,
    EMAIL_URL=f"smtp://127.0.0.1:{MAIL_PORT}",
    DEADLINE_GRACE_SECONDS="1",
    ATTACHMENTS_DIR=str(ATTACHMENTS),
)

from django.test.utils import setup_test_environment  # noqa: E402

from bench.faults import trials  # noqa: E402
from bench.faults.acts import ACTS, JOBS  # noqa: E402
from bench.faults.program import Program  # noqa: E402
from bench.faults.trials import Trial  # noqa: E402

PAGE = scratch.ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- written by bench.faults -->\n", "<!-- end -->\n"


def all_trials() -> Iterator[tuple[str, Callable[[Program], Trial]]]:
    """Return each trial with its name."""
    for kind in (trials.database_killed, trials.web_worker_killed, trials.twice_at_once):
        for name, make in ACTS.items():
            yield f"{kind.__name__}-{name}", partial(kind, make=make)
    for trial in (trials.mail_down, trials.mail_slow, trials.attachments_full, trials.database_full):
        yield trial.__name__, trial
    for is_sending in (False, True):
        yield f"task_worker_killed-{is_sending}", partial(trials.task_worker_killed, is_sending=is_sending)
    for name, make_job in JOBS.items():
        yield f"job_worker_killed-{name}", partial(trials.job_worker_killed, make=make_job)
    yield "waits_over_deadline", trials.waits_over_deadline
    for hours in (-1, 1):
        yield f"wrong_clock{hours:+}", partial(trials.wrong_clock, hours=hours)


def table(done: list[Trial]) -> str:
    rows = [f"| {trial.tried} | {trial.found} | {'nothing' if trial.held else '**see beside**'} |" for trial in done]
    return "\n".join(["| tried | found | lost |", "| --- | --- | --- |", *rows, ""])


def write(done: list[Trial]) -> None:
    """Write the table in the page."""
    before, _old, after = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{table(done)}\n{END}{after.partition(END)[2]}")


def main() -> int:
    """Run the trials, print and write what was found, and return 1 if anything was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    done = []
    setup_test_environment()  # so that the forms of pages can be read
    ATTACHMENTS.mkdir()
    folder = Path(FOLDER.name)
    program = Program(CLUSTER, port=servers.free_port(), mail_port=MAIL_PORT, folder=folder, attachments=ATTACHMENTS)
    with FOLDER, CLUSTER.running(folder), scratch.database(folder), program.running():
        for name, trial in all_trials():
            if asked.only in name:
                try:
                    done.append(trial(program))
                except TimeoutError as error:
                    done.append(Trial(name, f"not tried: {error}", held=False))
                print(f"{'held' if done[-1].held else 'LOST'}: {done[-1].tried}: {done[-1].found}", flush=True)  # noqa: T201
    if asked.write:
        write(done)
    return int(not all(trial.held for trial in done))


if __name__ == "__main__":
    sys.exit(main())
