"""The health checks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from balansekunst.backup import folder
from balansekunst.health import LONGEST_IN_QUEUE, OLDEST_BACKUP, WORKER
from balansekunst.models import Message
from tests.workers import WORKERS, run_worker

NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OK = dict.fromkeys(("database", "migrations", "worker", "mail", "backup"), "ok")


def refuse(execute, sql, params, many, context):
    raise OperationalError


@pytest.mark.parametrize("method", ["get", "head"])
def test_health_asks_for_no_database_or_https(client, settings, method):
    settings.SECURE_SSL_REDIRECT = True

    response = getattr(client, method)("/healthz")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")


@pytest.mark.django_db
def test_readiness_fails_without_database(client):
    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"database": "does not answer"})


@pytest.mark.django_db
def test_readiness_names_what_fails(client, settings, time_machine, tmp_path):
    time_machine.move_to(NOW, tick=False)
    settings.SECURE_SSL_REDIRECT, settings.TASK_WORKER, settings.TASKS = True, True, WORKERS
    settings.BACKUP_DIR = str(tmp_path)

    def failing() -> list[str]:
        response = client.get("/readyz")
        found = response.json()
        assert response.status_code == (200 if found == OK else 503)
        assert response.headers["Cache-Control"].split(", ").count("no-store") == 1
        return [name for name, state in found.items() if state != "ok"]

    assert failing() == ["worker", "backup"]
    run_worker()
    old = folder.new_path(NOW - OLDEST_BACKUP - SECOND)
    old.touch()
    assert failing() == ["backup"]
    folder.new_path(NOW - OLDEST_BACKUP).touch()
    assert failing() == []
    message = Message.objects.create(
        recipient="en@eksempel.example", subject="Emne", body="Hei", status="queued", drafted_at=NOW - LONGEST_IN_QUEUE
    )
    assert failing() == []
    Message.objects.filter(pk=message.pk).update(drafted_at=NOW - LONGEST_IN_QUEUE - SECOND)
    assert failing() == ["mail"]
    MigrationRecorder(connection).record_unapplied("members", "0001_initial")
    cache.delete(WORKER)
    assert failing() == ["migrations", "worker", "mail"]
