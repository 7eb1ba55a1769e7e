"""Workers in tests."""

import pytest
from django.core.management import call_command

WORKERS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def run_worker() -> None:
    """Run a worker until no task is left. It does not close the connection, with the transaction of the test."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
        call_command("db_worker", batch=True, verbosity=0, interval=0)
