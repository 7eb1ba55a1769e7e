"""The letters of a whole call as jobs."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from django.urls import reverse

from balansekunst.jobs import work
from balansekunst.jobs.models import Job
from balansepotten import conflicts, letter_content, letter_jobs
from balansepotten.models import Letter
from tests.factories import ApplicationFactory, ContactFactory, DecisionFactory
from tests.workers import WORKERS, run_worker

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def decisions(call, monkeypatch):
    monkeypatch.setattr(letter_jobs, "MOST_IN_REQUEST", 1)
    contacts = ContactFactory.create_batch(2)
    applications = [
        ApplicationFactory.create(call=call, organisation=each.organisation, status="granted", amount_awarded=85_000)
        for each in contacts
    ]
    return [DecisionFactory.create(application=application) for application in applications]


@pytest.fixture
def ask(staff_client, django_capture_on_commit_callbacks):
    """`ask(name, data)` asks for work on the letters, and returns the page of the job."""

    def post(name: str, data: dict[str, object] | None = None) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            response = staff_client.post(reverse(name, args=[2026]), data or {})
        job = Job.objects.latest("pk")
        assert response.url == reverse("admin:job", args=[job.pk])
        return job

    return post


def read(client, job: Job) -> list[str]:
    response = client.get(reverse("admin:job_file", args=[job.pk]))
    return ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()


def test_letters_are_drafted_sent_and_downloaded_by_jobs(staff_client, decisions, ask):
    drafting = ask("letters_draft", {"action": "draft"})
    drafted = list(Letter.objects.order_by("pk"))
    archive = ask("letters_archive")
    sending = ask("letters_send", {"brev": [letter.pk for letter in drafted]})

    assert (drafting.message, drafting.total) == ("2 brev er laget. Ingenting er sendt.", 2)
    assert sorted(read(staff_client, archive)) == sorted(f"brev-{each.application.number}.pdf" for each in decisions)
    assert (sending.message, len(mail.outbox)) == ("2 brev sendes nå.", 2)


def test_drafting_continues_after_failure(staff_client, decisions, ask, monkeypatch, settings):
    """A letter that an earlier attempt drafted is neither drafted again nor changed."""
    settings.TASKS = WORKERS
    render, made = letter_content.render_pdf, []

    def fail_at_second(content) -> bytes:
        if made:
            raise MemoryError
        made.append(render(content))
        return made[0]

    monkeypatch.setattr(letter_content, "render_pdf", fail_at_second)
    job = ask("letters_draft", {"action": "draft"})
    run_worker()
    first = list(Letter.objects.values_list("pk", "message__drafted_at"))
    job.refresh_from_db()
    assert (job.status, len(first)) == ("failed", 1)

    monkeypatch.setattr(letter_content, "render_pdf", render)
    Job.objects.update(status="queued")
    work.resume(job.asked_at)
    run_worker()

    job.refresh_from_db()
    assert (job.status, job.attempt, job.message) == ("done", 2, "1 brev er laget. Ingenting er sendt.")
    assert first[0] in Letter.objects.values_list("pk", "message__drafted_at")
    assert Letter.objects.count() == 2


def test_letters_are_sent_once_by_two_attempts(decisions, ask):
    ask("letters_draft", {"action": "draft"})
    job = ask("letters_send", {"brev": list(Letter.objects.values_list("pk", flat=True))})
    Job.objects.filter(pk=job.pk).update(status="queued", file_name="")

    work.run.call(job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempt, len(mail.outbox)) == ("done", 2, 2)


def test_archive_is_closed_to_person_with_later_conflict(staff_client, staff, decisions, ask, call, moment):
    ask("letters_draft", {"action": "draft"})
    archive = ask("letters_archive")
    hidden = decisions[0].application
    conflicts.declare(call, user=staff, ground="friendship", by=staff, at=moment, application=hidden)
    mine = ask("letters_archive")

    assert staff_client.get(reverse("admin:job_file", args=[archive.pk])).status_code == 404
    assert read(staff_client, mine) == [f"brev-{decisions[1].application.number}.pdf"]
