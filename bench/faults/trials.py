"""What is tried: each trial makes its own rows, lets something fail, and returns what was held."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from balansekunst.jobs import work
from balansekunst.jobs.models import INTERRUPTED, Job
from balansekunst.mail import outbox
from balansekunst.models import Message
from balansepotten.models import Application, Attachment
from bench import scratch
from bench.faults import acts, cluster
from bench.faults.acts import Act, Answer, JobAct
from bench.faults.program import Program

GRACE = 1


@dataclass(frozen=True)
class Trial:
    """A row of the table: what was tried, what was found, and whether nothing was lost or done twice."""

    tried: str
    found: str
    held: bool


@contextmanager
def locked(program: Program, table: str, *, mode: str = "EXCLUSIVE") -> Iterator[psycopg.Connection]:
    """Lock a table within this context, so that who writes it waits in the middle of the transaction."""
    with program.cluster.connect(scratch.NAME) as holder, holder.transaction():
        holder.execute(f"LOCK TABLE {table} IN {mode} MODE".encode())
        yield holder


def _in_the_middle(program: Program, act: Act, fault: Callable[[], None]) -> Answer:
    """Send the request, and let the fault happen while it waits to write its last table."""
    with ThreadPoolExecutor() as threads:
        try:
            with locked(program, act.late_table):
                answer = threads.submit(act.send, program.port)
                program.cluster.wait_for_blocked(scratch.NAME)
                fault()
        except psycopg.OperationalError:
            pass  # our own connection is lost as well
        return answer.result()


def database_killed(program: Program, make: Callable[[], Act]) -> Trial:
    act = make()
    answer = _in_the_middle(program, act, program.cluster.kill)
    while_down = act_page(program)
    program.cluster.start()
    connection.close()
    after = act.state()
    again = act.send(program.port)
    act.send(program.port)
    held = after in {"nothing", "all"} and act.state() == "all"
    held &= answer.status == while_down.status == 503 and acts.WORDS in answer.text and acts.WORDS in while_down.text
    found = f"answer {answer}; other pages meanwhile {while_down}; stored: {after}; again ({again}): {act.state()}"
    return Trial(f"PostgreSQL killed (`kill -9`) in the middle of: {act.name}", found, held)


def act_page(program: Program) -> Answer:
    """Ask for a public page."""
    return program.get(reverse("call_list"))


def web_worker_killed(program: Program, make: Callable[[], Act]) -> Trial:
    act = make()
    answer = _in_the_middle(program, act, program.kill_web_workers)
    program.wait_until_ready()
    after = act.state()
    again = act.send(program.port)
    act.send(program.port)
    held = after in {"nothing", "all"} and act.state() == "all"
    found = f"answer: {answer}; stored: {after}; again ({again}): {act.state()}"
    return Trial(f"web worker killed (`kill -9`) in the middle of: {act.name}", found, held)


def twice_at_once(program: Program, make: Callable[[], Act]) -> Trial:
    act = make()
    with ThreadPoolExecutor() as threads:
        with locked(program, act.late_table):
            answers = [threads.submit(act.send, program.port) for _each in range(2)]
            program.cluster.wait_for_blocked(scratch.NAME, 2)
        given = sorted(answer.result().status for answer in answers)
    held = act.state() == "all" and max(given) < 500
    return Trial(f"two at once: {act.name}", f"answers {given[0]} and {given[1]}; stored: {act.state()}", held)


def attachments_full(program: Program) -> Trial:
    """Upload a file to a draft while the disk of the attachments is full."""
    act = acts.submission()
    draft = Application.objects.get(uuid=act.path.split("/")[-3])
    upload = {"uploads": ("plan.pdf", b"%PDF-1.7\n" + bytes(500_000), "application/pdf")}
    forms = {f"{kind}-{name}": "0" for kind in ("cost", "income") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    edit = Act(
        "upload",
        reverse("application_edit", args=[draft.uuid]),
        act.email,
        act.cookies,
        {"version": draft.changed_at.isoformat(), "title": "Rom for alle", **forms},
        "",
        lambda: (Attachment.objects.filter(application=draft).count(), len(_files(program.attachments))),
        (0, 0),
        (1, 1),
    )
    with cluster.small_disk(program.attachments):
        filler = cluster.fill(program.attachments)
        with filler.open("ab") as file:
            file.truncate(filler.stat().st_size - 100_000)  # so that the upload begins, and doesn't end
        answer, after = edit.send(program.port, files=upload), edit.state()
        filler.unlink()
        again = edit.send(program.port, files=upload)
        state = edit.state()
    held = (answer.status, after, state) == (503, "nothing", "all") and acts.WORDS in answer.text
    found = f"answer {answer}; stored: {after}; again with space ({again}): {state}"
    return Trial("disk of the attachments full in the middle of: upload", found, held)


def _files(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file() and path.name != "filler"]


def database_full(program: Program) -> Trial:
    """Submit while the disk of the outbox's table is full."""
    act, place = acts.submission(), program.cluster.folder / "small"
    table = Message._meta.db_table
    with cluster.small_disk(place, 4):
        program.cluster.own(place)
        with program.cluster.connect(scratch.NAME) as admin:
            admin.execute(b"SET session_replication_role = replica")  # without the triggers that refuse to delete
            admin.execute(f"DELETE FROM {table}".encode())  # noqa: S608
            admin.execute(f"VACUUM FULL {table}".encode())  # so that the first row needs space
            admin.execute(f"CREATE TABLESPACE small LOCATION '{place}'".encode())
            admin.execute(f"ALTER TABLE {table} SET TABLESPACE small".encode())
            filler = cluster.fill(place)
            given = [act.send(program.port)]
            after = act.state()
            filler.unlink()
            again = act.send(program.port)
            state = act.state()
            admin.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default".encode())
            admin.execute(b"DROP TABLESPACE small")
    held = (given[0].status, after, state) == (503, "nothing", "all") and acts.WORDS in given[0].text
    found = f"answer {given[0]}; stored: {after}; again with space ({again}): {state}"
    return Trial("disk of the database full in the middle of: submit", found, held)


def mail_down(program: Program) -> Trial:
    """Submit while no mail server answers, and start one afterwards."""
    act = acts.submission()
    with program.mail_worker():
        answer = act.send(program.port)
        waiting = _wait_for_status(act, Message.Status.FAILED)
        with program.mail_server(seconds=0):
            DBTaskResult.objects.filter(run_after__gt=timezone.now()).update(run_after=timezone.now())
            arrived = _wait_for_status(act, Message.Status.SENT)
            time.sleep(1)
    received = program.received(act.email)
    held = answer.status == 302 and (arrived, received) == (Message.Status.SENT, 1)
    return Trial(
        "mail server down at: submit",
        f"answer {answer}; the receipt is «{waiting}», and «{arrived}» by itself when the server is back; "
        f"received {received} time",
        held,
    )


def mail_slow(program: Program) -> Trial:
    act = acts.submission()
    with program.mail_server(seconds=4), program.mail_worker():
        answer = act.send(program.port)
        arrived = _wait_for_status(act, Message.Status.SENT)
    received = program.received(act.email)
    held = answer.status == 302 and answer.seconds < 3 and (arrived, received) == (Message.Status.SENT, 1)
    found = f"answer {answer} in {answer.seconds:.1f} s; the receipt is «{arrived}», received {received} time"
    return Trial("mail server takes 4 s at: submit", found, held)


def task_worker_killed(program: Program, *, is_sending: bool) -> Trial:
    """Kill the worker before or after it has begun to send a receipt."""
    act = acts.submission()
    act.send(program.port)
    with program.mail_server(seconds=4 if is_sending else 0):
        with program.mail_worker() as worker:
            if is_sending:
                _wait_for_status(act, Message.Status.SENDING)
                worker.kill()
            else:
                with locked(program, Message._meta.db_table):
                    program.cluster.wait_for_blocked(scratch.NAME)
                    worker.kill()
        outbox.resume(timezone.now() + outbox.INTERRUPTED + timedelta(seconds=1))
        with program.mail_worker():
            status = _wait_for_status(act, Message.Status.UNCERTAIN if is_sending else Message.Status.SENT)
            time.sleep(1)
    received = program.received(act.email)
    when = "while it sends" if is_sending else "before it sends"
    found = f"the receipt is «{status}», received {received} time"
    held = (status, received <= 1) == ("uncertain", True) if is_sending else (status, received) == ("sent", 1)
    return Trial(f"task worker killed (`kill -9`) {when} a receipt", found, held)


def job_worker_killed(program: Program, make: Callable[[], JobAct]) -> Trial:
    """Kill the worker in the middle of a job, which is then tried again, twice."""
    act = make()
    with program.mail_worker() as worker:
        if act.table:
            with locked(program, act.table, mode="ACCESS EXCLUSIVE"):
                job = act.start()
                program.cluster.wait_for_blocked(scratch.NAME)
                worker.kill()
        else:
            job = act.start()
            _wait_for(lambda: act.state(job) != "nothing")
            worker.kill()
        worker.wait()
    after = act.state(job)
    later = timezone.now() + INTERRUPTED + timedelta(seconds=1)
    work.resume(later)
    job.refresh_from_db()
    stopped = job.status
    tried = [work.retry(job, at=later) for _each in range(2)]
    with program.mail_worker():
        _wait_for(lambda: Job.objects.get(pk=job.pk).is_finished)
    job.refresh_from_db()
    held = (stopped, tried, job.status, job.attempt) == ("failed", [True, False], "done", 2) and act.state(job) == "all"
    held &= not act.kind.is_atomic or after == "nothing"
    found = f"the job is «{stopped}», stored: {after}; tried again it is «{job.status}», stored: {act.state(job)}"
    return Trial(f"task worker killed (`kill -9`) in the middle of a job: {act.name}", found, held)


def _wait_for(is_so: Callable[[], bool]) -> None:
    for _attempt in range(1200):
        if is_so():
            return
        time.sleep(0.05)
    raise TimeoutError("it does not come so far")


def _wait_for_status(act: Act, status: str) -> str:
    found: str | None = None
    for _attempt in range(1200):
        found = Message.objects.filter(recipient=act.email).values_list("status", flat=True).first()
        if found == status:
            break
        time.sleep(0.1)
    return str(found)


def waits_over_deadline(program: Program) -> Trial:
    """Submit before the deadline, and wait in the queue until it and the grace period have passed."""
    deadline = timezone.now() + timedelta(seconds=4)
    act = acts.submission(deadline=deadline)
    with ThreadPoolExecutor() as threads:
        with locked(program, "balansepotten_call"):
            answer = threads.submit(act.send, program.port, arrived=timezone.now())
            program.cluster.wait_for_blocked(scratch.NAME)
            time.sleep(max(0, (deadline - timezone.now()).total_seconds()) + GRACE + 1)
        given = answer.result()
    found = f"answer {given}; stored: {act.state()}"
    return Trial("sent before the deadline, received after it", found, act.state() == "all")


def wrong_clock(program: Program, *, hours: int) -> Trial:
    """Submit after the deadline with a proxy whose clock is wrong."""
    act = acts.submission(deadline=timezone.now() - timedelta(minutes=10))
    arrived: datetime = timezone.now() + timedelta(hours=hours)
    answer = act.send(program.port, arrived=arrived)
    words = "Fristen gikk ut" in answer.text or answer.status == 302
    said = "before" if hours < 0 else "after"
    return Trial(
        f"sent after the deadline, with a proxy's clock an hour {said} the program's",
        f"answer {answer}; stored: {act.state()}",
        act.state() == "nothing" and words,
    )
