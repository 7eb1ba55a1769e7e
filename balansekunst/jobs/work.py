"""Starting, doing and repeating jobs.

A task knows only the number of its job. It claims the job and does the work of its kind. Work that changes rows is
either one transaction, with the end of the job in it, or skips what an earlier attempt has done. So a job can be begun
again after a worker was killed, and what an attempt does that was taken for dead is rolled back or refused.
"""

import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from traceback import format_tb
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy

from balansekunst.history import changes_by
from balansekunst.jobs.models import INTERRUPTED, Job
from balansekunst.models import User
from balansekunst.task_queue import enqueue_lost

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)
Status = Job.Status
JOBS_ARE_STORED = timedelta(days=7)
SECONDS_BETWEEN_PROGRESS = 1.0
DELETED = "deleted"
WAS_INTERRUPTED = gettext_lazy("Arbeidet ble avbrutt før det var ferdig. Prøv igjen.")
UNEXPECTED = gettext_lazy("Noe gikk galt, og arbeidet stoppet. Prøv igjen, eller si fra til den som drifter.")
NO_ACCESS = gettext_lazy("Du har ikke lenger tilgang til det arbeidet gjelder.")
SEE_WORK = gettext_lazy("Se hva som er gjort")
KINDS: dict[str, "JobKind"] = {}


class SupersededError(Exception):
    """Another attempt at the job has begun, or the job is gone."""


@dataclass(frozen=True)
class Result:
    """What came of a job, in words without personal data: the page that shows it, and a file."""

    message: str
    link: str = ""
    file_name: str = ""
    content: bytes = b""


@dataclass(frozen=True)
class JobKind:
    """A kind of work. `work` does it, and raises ValidationError, without personal data, when it cannot be done.

    `is_allowed` returns whether a user may still do it, and see its result. With `is_atomic` all of it is one
    transaction, which shows its progress on PostgreSQL. `link_label` says what the link of a result leads to.
    """

    key: str
    label: "StrOrPromise"
    work: Callable[["Run"], Result]
    is_allowed: Callable[[User, dict[str, Any]], bool]
    is_atomic: bool = False
    link_label: "StrOrPromise" = SEE_WORK


class Run:
    """One attempt at a job, which records its progress."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.user: User = job.asked_by
        self.arguments = job.arguments
        self._recorded_at = float("-inf")

    def counted[T](self, rows: Sequence[T]) -> Iterator[T]:
        """Yield the rows, and record how many are done."""
        for done, row in enumerate(rows):
            self.record(done, len(rows))
            yield row
        self.record(len(rows), len(rows))

    def record(self, done: int, total: int) -> None:
        """Record the progress, at most once a second. Raises SupersededError, in one transaction only at its end."""
        if done == total or monotonic() - self._recorded_at > SECONDS_BETWEEN_PROGRESS:
            self._recorded_at = monotonic()
            update = _update_apart if KINDS[self.job.kind].is_atomic else _update
            update(self.job, done=done, total=total, active_at=timezone.now())


def register(kind: JobKind) -> JobKind:
    KINDS[kind.key] = kind
    return kind


def start(kind: JobKind, arguments: dict[str, Any], *, by: User, at: datetime) -> Job:
    """Store a job, which a worker does when the transaction commits; without workers it is done then."""
    job = Job.objects.create(kind=kind.key, input=json.dumps(arguments), asked_by=by, asked_at=at)
    transaction.on_commit(lambda: run.enqueue(job.pk))
    return job


def retry(job: Job, *, at: datetime) -> bool:
    """Do a job again that failed or was interrupted. Return False if it is neither."""
    again = Job.objects.filter(stopped(at), pk=job.pk)
    if not again.update(status=Status.QUEUED, message="", done=0, total=0):
        return False
    transaction.on_commit(lambda: run.enqueue(job.pk))
    return True


def of_user(user: User) -> QuerySet[Job]:
    """Return the jobs that the user asked for, without what they are about and their files."""
    return Job.objects.filter(asked_by=user, kind__in=KINDS).defer("input", "file")


def may_see_result(job: Job) -> bool:
    """Return whether the one who asked may still see what came of the job."""
    return KINDS[job.kind].is_allowed(job.asked_by, job.arguments)


def content_of(job: Job) -> bytes:
    return b64decode(job.file)


def stopped(at: datetime) -> Q:
    """Return the condition on jobs that can be tried again."""
    return Q(status=Status.FAILED) | interrupted(at)


def unfinished() -> Q:
    return Q(status__in=[Status.QUEUED, Status.RUNNING])


def interrupted(at: datetime) -> Q:
    """Return the condition on jobs that nobody works on any more, though they are «running»."""
    return Q(status=Status.RUNNING, active_at__lt=at - INTERRUPTED)


def resume(at: datetime) -> int:
    """Mark jobs that were interrupted as failed, and enqueue those whose task is gone; return how many."""
    Job.objects.filter(interrupted(at)).update(status=Status.FAILED, message=str(WAS_INTERRUPTED))
    queued = Job.objects.filter(status=Status.QUEUED).order_by("pk").values_list("pk", flat=True)
    return enqueue_lost(run, queued)


@task
def resume_later() -> int:
    """Do `resume` when the jobs of a killed worker count as interrupted."""
    return resume(timezone.now())


def delete_old(at: datetime) -> int:
    """Delete the jobs that were asked for long ago, with their files, and return how many."""
    old = Job.objects.filter(asked_at__lt=at - JOBS_ARE_STORED)
    return old.exclude(Q(status=Status.RUNNING) & ~interrupted(at)).delete()[0]


@task
def run(job_id: int) -> str:
    """Do the job if it is queued, and return its status afterwards, or DELETED.

    Nothing about the work is raised, since tasks store their tracebacks, and those must not name anybody.
    """
    now = timezone.now()
    queued = Job.objects.filter(pk=job_id, status=Status.QUEUED)
    if queued.update(status=Status.RUNNING, attempt=F("attempt") + 1, active_at=now, message=""):
        _work(Job.objects.select_related("asked_by").defer("file").get(pk=job_id))
    return Job.objects.values_list("status", flat=True).filter(pk=job_id).first() or DELETED


def _work(job: Job) -> None:
    kind = KINDS[job.kind]
    try:
        with transaction.atomic() if kind.is_atomic else nullcontext():
            _finish(job, _result(kind, job))
    except SupersededError:
        return
    except ValidationError as error:
        _fail(job, " ".join(error.messages))
    except Exception as error:  # noqa: BLE001 - whatever it is, its words may name somebody
        frames = "".join(format_tb(error.__traceback__))
        logger.error("Job %s failed with %s\n%s", job.pk, type(error).__qualname__, frames)  # noqa: TRY400
        _fail(job, str(UNEXPECTED))
    except BaseException:
        _fail(job, str(WAS_INTERRUPTED))
        raise


def _result(kind: JobKind, job: Job) -> Result:
    if not (job.asked_by.is_active and kind.is_allowed(job.asked_by, job.arguments)):
        raise ValidationError(NO_ACCESS)
    with changes_by(job.asked_by):
        return kind.work(Run(job))


def _finish(job: Job, result: Result) -> None:
    _update(
        job,
        status=Status.DONE,
        message=result.message,
        link=result.link,
        file_name=result.file_name,
        file=b64encode(result.content).decode(),
    )


def _fail(job: Job, message: str) -> None:
    _of_attempt(job).update(status=Status.FAILED, message=message)


def _update(job: Job, **values: Any) -> None:
    """Change the job. Raises SupersededError if another attempt has begun, or somebody deleted it."""
    if not _of_attempt(job).update(**values):
        raise SupersededError


def _update_apart(job: Job, **values: Any) -> None:
    """Change the job outside the transaction, by another connection. SQLite has only one that may write."""

    def update() -> None:
        try:
            _of_attempt(job).update(**values)
        finally:
            connection.close()

    if connection.vendor != "sqlite":
        with suppress(DatabaseError), ThreadPoolExecutor(1) as thread:  # the work is worth more than its progress
            thread.submit(update).result()


def _of_attempt(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, attempt=job.attempt, status=Status.RUNNING)
