"""Work off the request: done once, shown to the one who asked, and begun again after a failure."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from balansekunst.jobs import work
from balansekunst.jobs.models import INTERRUPTED, Job
from balansekunst.jobs.work import JobKind, Result, Run
from balansekunst.models import Bounce, User
from tests.conftest import log_in, user_in_role
from tests.workers import WORKERS, run_worker

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SECOND = timedelta(seconds=1)
SECRET = "Kari Nordmann"  # noqa: S105 - a name, which nothing may repeat


class Work:
    """Work on three rows, which adds one, and does what the test says in the middle."""

    def __init__(self) -> None:
        self.middle = lambda _run: None

    def __call__(self, run: Run) -> Result:
        Bounce.objects.create(email="en@eksempel.example", bounced_at=timezone.now())
        for row in run.counted([1, 2, 3]):
            if row == 2:
                self.middle(run)
        return Result("Tre er gjort.", link="/admin/", file_name="tre.txt", content=b"123")


@pytest.fixture
def made(monkeypatch):
    made = Work()
    monkeypatch.setitem(work.KINDS, "test", JobKind("test", "Telle", made, lambda user, _args: user.is_active))
    return made


@pytest.fixture
def start(settings, staff, made, moment, django_capture_on_commit_callbacks):
    """`start()` asks for the work, which a worker then does."""
    settings.TASKS = WORKERS

    def _start(user: User = staff) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            return work.start(work.KINDS["test"], {"search": SECRET}, by=user, at=moment)

    return _start


def page(client, job: Job, name: str = "job"):
    return client.get(reverse(f"admin:{name}", args=[job.pk]))


def test_job_is_done_by_worker_and_only_once(start, staff_client):
    job = start()
    waiting = page(staff_client, job)
    run_worker()
    again = work.run.call(job.pk)
    done = page(staff_client, job)
    file = page(staff_client, job, "job_file")

    assert ("I kø" in waiting.text, "job.js" in waiting.text, "Oppdater siden" in waiting.text) == (True, True, True)
    assert (again, Bounce.objects.count()) == ("done", 1)
    assert ("Tre er gjort." in done.text, "job.js" in done.text) == (True, False)
    assert (b"".join(file.streaming_content), "no-store" in file["Cache-Control"]) == (b"123", True)
    job.refresh_from_db()
    assert (job.done, job.total, job.attempt) == (3, 3, 1)


def test_jobs_are_only_for_the_one_who_asked(start, staff_client):
    job = start()
    run_worker()
    other = log_in(user_in_role("ansatt", "Bo Ansatt", is_staff=True))

    answers = [page(other, job).status_code, page(other, job, "job_file").status_code]
    answers.append(other.post(reverse("admin:job_retry", args=[job.pk])).status_code)

    assert answers == [404, 404, 404]
    assert "Telle" not in other.get(reverse("admin:job_list")).text
    assert "Telle" in staff_client.get(reverse("admin:job_list")).text


def test_result_is_hidden_without_access(start, staff_client, monkeypatch, made):
    job = start()
    run_worker()
    monkeypatch.setitem(work.KINDS, "test", JobKind("test", "Telle", made, lambda _user, _args: False))

    shown = page(staff_client, job).text

    assert ("Tre er gjort." in shown, "Du har ikke lenger tilgang" in shown) == (False, True)
    assert page(staff_client, job, "job_file").status_code == 404


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(ValidationError("Kallet er lukket."), "Kallet er lukket.", id="expected"),
        pytest.param(ValueError(SECRET), "Noe gikk galt", id="unexpected"),
        pytest.param(SystemExit(), "Arbeidet ble avbrutt", id="stopped"),
    ],
)
def test_failure_is_shown_and_can_be_tried_again(
    start, made, staff_client, caplog, django_capture_on_commit_callbacks, error, words
):
    def fail(_run: Run) -> None:
        raise error

    made.middle = fail
    job = start()
    run_worker()
    failed, front = page(staff_client, job).text, staff_client.get(reverse("admin:index")).text
    made.middle = lambda _run: None
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(reverse("admin:job_retry", args=[job.pk]))
    run_worker()

    assert (words in failed, "Prøv igjen" in failed, "arbeid i bakgrunnen stoppet" in front) == (True, True, True)
    assert SECRET not in failed + caplog.text
    job.refresh_from_db()
    assert (job.status, job.attempt, job.message) == ("done", 2, "Tre er gjort.")


def test_killed_worker_leaves_job_that_can_be_tried_again(start, staff_client):
    job = start()
    Job.objects.update(status="running", attempt=1, active_at=timezone.now() - INTERRUPTED - SECOND)
    shown = page(staff_client, job).text
    work.resume(timezone.now())

    job.refresh_from_db()
    assert ("Prøv igjen" in shown, job.status, "avbrutt" in job.message) == (True, "failed", True)


def test_job_without_task_is_done_by_next_worker(staff, made, settings, moment):
    settings.TASKS = WORKERS
    job = work.start(work.KINDS["test"], {}, by=staff, at=moment)
    run_worker()

    job.refresh_from_db()
    assert job.status == "done"


@pytest.mark.parametrize("is_atomic", [pytest.param(True, id="one-transaction"), pytest.param(False, id="many")])
def test_attempt_taken_for_dead_stops(start, made, monkeypatch, is_atomic):
    """Its rows are rolled back where the work is one transaction; otherwise it does no more."""
    kind = JobKind("test", "Telle", made, lambda _user, _args: True, is_atomic=is_atomic)
    monkeypatch.setitem(work.KINDS, "test", kind)
    made.middle = lambda run: Job.objects.filter(pk=run.job.pk).update(attempt=2)
    job = start()
    run_worker()

    job.refresh_from_db()
    # The other attempt was recorded within the transaction here, and is rolled back with it.
    assert (job.status, job.file_name, Bounce.objects.count()) == ("running", "", 0 if is_atomic else 1)


def test_input_and_file_are_encrypted_and_deleted(start, moment):
    job = start()
    run_worker()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM balansekunst_job")
        stored = str(cursor.fetchall())
    early = work.delete_old(moment + work.JOBS_ARE_STORED)

    assert job.arguments == {"search": SECRET}
    assert (SECRET in stored, "MTIz" in stored) == (False, False)  # the file as Base64
    assert (early, work.delete_old(moment + work.JOBS_ARE_STORED + SECOND), Job.objects.count()) == (0, 1, 0)


def test_laptop_does_job_at_once(staff, made, moment, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = work.start(work.KINDS["test"], {}, by=staff, at=moment)

    job.refresh_from_db()
    assert job.status == "done"
