"""The command `db_worker`, which sends what is in the outbox and does jobs.

It is django-tasks-db's, which first takes up what another worker was interrupted in. A worker that was
killed is started again by systemd or the container runtime.
"""

from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

from balansekunst.health import WorkerPulse
from balansekunst.jobs import work
from balansekunst.jobs.models import INTERRUPTED
from balansekunst.mail import outbox


class Command(WorkerCommand):
    def handle(self, **options: Any) -> None:
        now = timezone.now()
        outbox.resume(now)
        outbox.resume_later.using(run_after=now + outbox.INTERRUPTED).enqueue()
        work.resume(now)
        work.resume_later.using(run_after=now + INTERRUPTED).enqueue()
        with WorkerPulse():
            super().handle(**options)
