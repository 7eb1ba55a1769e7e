"""Whether the program lives, and whether everything around it works, for what watches over it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache as remembered
from threading import Event, Thread

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from balansekunst.backup import folder
from balansekunst.models import Message

OK = "ok"
WORKER = "worker-is-alive"
WORKER_SAYS_SO = timedelta(seconds=30)
WORKER_IS_GONE = 3 * WORKER_SAYS_SO
LONGEST_IN_QUEUE = timedelta(minutes=10)
# A day, and the time that it takes somebody to see to it.
OLDEST_BACKUP = timedelta(hours=36)


@never_cache
@login_not_required
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Answer 200: the program lives, whatever else does not."""
    return HttpResponse(OK, content_type="text/plain; charset=utf-8")


@never_cache
@login_not_required
@require_safe
def readiness(_request: HttpRequest) -> JsonResponse:
    """Answer 200 if all checks are «ok», otherwise 503. Says nothing about what the program contains."""
    now = timezone.now()
    try:
        found = {name: check(now) for name, check in CHECKS.items()}
    except DatabaseError:
        found = {"database": "does not answer"}
    return JsonResponse(found, status=200 if set(found.values()) == {OK} else 503)


def _database(_at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations(_at: datetime) -> str:
    applied = MigrationRecorder(connection).applied_migrations()
    return "run migrate" if _known_migrations() - applied.keys() else OK


@remembered
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _worker(_at: datetime) -> str:
    return OK if not settings.TASK_WORKER or cache.get(WORKER) else "no db_worker runs"


def _mail(at: datetime) -> str:
    waiting = Message.objects.filter(status=Message.Status.QUEUED, drafted_at__lt=at - LONGEST_IN_QUEUE)
    return "e-mails wait in the queue" if waiting.exists() else OK


def _backup(at: datetime) -> str:
    if not settings.BACKUP_DIR:
        return OK
    found = folder.backups()
    return OK if found and found[-1][0] >= at - OLDEST_BACKUP else "there is no backup of the last day"


CHECKS: dict[str, Callable[[datetime], str]] = {
    "database": _database,
    "migrations": _migrations,
    "worker": _worker,
    "mail": _mail,
    "backup": _backup,
}


class WorkerPulse:
    """Says, by the cache that all processes share, that a worker is alive: at once, and in a thread until it ends."""

    def __enter__(self) -> None:
        self._ended = Event()
        _say_worker_lives()
        Thread(target=self._beat, daemon=True).start()

    def __exit__(self, *_error: object) -> None:
        self._ended.set()

    def _beat(self) -> None:
        while not self._ended.wait(WORKER_SAYS_SO.total_seconds()):
            try:
                _say_worker_lives()
            except DatabaseError:
                continue
            finally:
                connections.close_all()


def _say_worker_lives() -> None:
    cache.set(WORKER, OK, WORKER_IS_GONE.total_seconds())
