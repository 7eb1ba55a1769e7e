"""Imports of many rows, which jobs preview and carry out."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.access import Role
from balansekunst.admin import import_jobs
from balansekunst.admin.imports import CHANGED
from balansekunst.imports import outcomes, previews
from balansekunst.jobs import work
from balansekunst.jobs.models import Job
from balansekunst.models import ImportFile, User
from balansepotten.models import Call
from members.models import County
from tests.conftest import log_in, user_in_role
from tests.workers import WORKERS, run_worker

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

IMPORT, PROCESS = reverse("admin:members_county_import"), reverse("admin:members_county_process_import")
HEADINGS = "Fylkesnummer;Navn;Landsdel\n"
ROWS = f"{HEADINGS}77;Blåbærfylket;Sørlandet\n78;Tyttebærfylket;Sørlandet\n"
NEW = "2 nye, 0 endret, 0 uendret."


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(import_jobs, "MOST_IN_REQUEST", 1)
    settings.TASKS = WORKERS


@pytest.fixture
def send(staff_client: Client, django_capture_on_commit_callbacks: Any) -> Any:
    """`send(path, data)` posts, and returns the job that it starts."""

    def _send(path: str, data: dict[str, Any], client: Client = staff_client) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(path, data)
        job = Job.objects.latest("pk")
        assert response.headers["Location"] == reverse("admin:job", args=[job.pk])
        return job

    return _send


def file_of(rows: str = ROWS) -> dict[str, Any]:
    return {"import_file": SimpleUploadedFile("fylker.csv", rows.encode()), "resource": "0"}


def preview(client: Client, job: Job) -> Any:
    job.refresh_from_db()
    return client.get(job.link)


def confirmation(client: Client, send: Any, rows: str = ROWS) -> dict[str, str]:
    """Upload the file, and return what confirms its import."""
    job = send(IMPORT, file_of(rows))
    run_worker()
    return preview(client, job).context["confirm_form"].initial


def imported() -> int:
    return County.objects.filter(number__in=["77", "78"]).count()


def test_many_rows_are_previewed_and_imported_by_jobs(staff: User, staff_client: Client, send: Any) -> None:
    looking = send(IMPORT, file_of())
    waiting = staff_client.get(reverse("admin:job", args=[looking.pk])).text
    run_worker()
    done = staff_client.get(reverse("admin:job", args=[looking.pk])).text
    page = preview(staff_client, looking)
    before = imported()
    importing = send(PROCESS, page.context["confirm_form"].initial)
    run_worker()
    importing.refresh_from_db()

    assert ("I kø" in waiting, f"{NEW} Ingenting er importert ennå." in done, NEW in page.text) == (True, True, True)
    assert ("Blåbærfylket" in page.text, "Blåbærfylket" in done) == (True, False)
    assert (before, imported(), ImportFile.objects.count()) == (0, 2, 0)
    assert (importing.status, importing.link) == ("done", reverse("admin:members_county_changelist"))
    assert importing.message == "Importen er ferdig: 2 nye, 0 endret, 0 uendret."
    version = County.history.get(number="77")
    assert (version.history_user, version.history_change_reason) == (staff, "Import av fylker.csv")


def test_few_rows_are_previewed_in_the_request(staff_client: Client) -> None:
    response = staff_client.post(IMPORT, file_of(ROWS.rsplit("78", maxsplit=1)[0]))

    assert (response.context["new_count"], Job.objects.count()) == (1, 0)


def test_laptop_previews_and_imports_at_once(staff_client: Client, send: Any, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}

    page = preview(staff_client, send(IMPORT, file_of()))
    send(PROCESS, page.context["confirm_form"].initial)

    assert imported() == 2


def test_cells_with_faults_are_shown_and_file_is_deleted(staff_client: Client, send: Any) -> None:
    job = send(IMPORT, file_of(ROWS.replace("78", "x")))
    run_worker()
    page = preview(staff_client, job)

    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [(3, "Fylkesnummer")]
    assert ("confirm_form" in page.context, "Velg filen på nytt" in page.text) == (False, False)
    assert (job.message, ImportFile.objects.count()) == ("1 feil i filen. Ingenting er importert.", 0)


def test_warnings_are_accepted_by_confirmation(staff_client: Client, send: Any) -> None:
    rows = "År;Pott;Åpner;Frist\n2015;1000000;01.01.2015;01.03.2015\n2016;1500;01.01.2016;01.03.2016\n"
    job = send(reverse("admin:balansepotten_call_import"), file_of(rows))
    run_worker()
    page = preview(staff_client, job)
    send(reverse("admin:balansepotten_call_process_import"), page.context["confirm_form"].initial)
    run_worker()

    assert ("Importer likevel (1 advarsel)" in page.text, Call.objects.filter(year__in=[2015, 2016]).count()) == (
        True,
        2,
    )


def test_rows_changed_since_preview_are_not_imported(staff_client: Client, send: Any) -> None:
    confirmed = confirmation(staff_client, send)
    County.objects.create(number="79", name="Blåbærfylket", region="Sørlandet")

    job = send(PROCESS, confirmed)
    run_worker()

    job.refresh_from_db()
    assert (job.status, job.message, imported()) == ("failed", str(CHANGED), 0)
    assert ImportFile.objects.count() == 1  # for another attempt


def test_import_confirmed_twice_is_done_once(staff_client: Client, send: Any) -> None:
    confirmed = confirmation(staff_client, send)
    jobs = [send(PROCESS, confirmed), send(PROCESS, confirmed)]
    run_worker()

    found = [Job.objects.get(pk=job.pk) for job in jobs]
    assert [job.status for job in found] == ["done", "failed"]
    assert found[1].message == str(import_jobs.GONE)
    assert County.history.filter(number__in=["77", "78"]).count() == 2


def test_attempt_taken_for_dead_imports_nothing(staff_client: Client, send: Any, monkeypatch: Any) -> None:
    """The end of the job is in the transaction of the import, and another attempt has begun before it."""
    job = send(PROCESS, confirmation(staff_client, send))
    monkeypatch.setattr(previews, "lock", lambda _name: Job.objects.filter(pk=job.pk).update(attempt=2))
    run_worker()

    assert (imported(), ImportFile.objects.count()) == (0, 1)


def test_stored_preview_is_only_for_the_one_who_asked(staff_client: Client, send: Any) -> None:
    job = send(IMPORT, file_of())
    run_worker()
    job.refresh_from_db()
    other = log_in(user_in_role(Role.STAFF, "Kari Kollega", is_staff=True))
    places = [job.link, f"{reverse('admin:members_municipality_import')}?jobb={job.pk}", f"{IMPORT}?jobb=x"]

    assert other.get(job.link).status_code == 404
    assert [staff_client.get(place).status_code for place in places] == [200, 404, 404]


def test_file_of_job_waits_for_it_and_an_hour_for_confirmation(staff_client: Client, send: Any) -> None:
    job = send(IMPORT, file_of())
    waiting = ImportFile.objects.get().expires_at - timezone.now()
    run_worker()
    previewed = ImportFile.objects.get().expires_at - timezone.now()
    previews.delete_expired(timezone.now() + timedelta(hours=1))
    page = preview(staff_client, job)

    assert waiting > work.JOBS_ARE_STORED - timedelta(minutes=1)
    assert previewed < timedelta(hours=1)
    assert (page.status_code, page.headers["Location"], ImportFile.objects.count()) == (302, IMPORT, 0)


def test_renamed_columns_can_be_changed_after_preview(staff_client: Client, send: Any) -> None:
    asked = staff_client.post(IMPORT, file_of(ROWS.replace("Fylkesnummer", "Fylkesnumer")))
    answers = {name: field.initial for name, field in asked.context["form"].fields.items()}
    job = send(reverse("admin:members_county_import_columns"), {**asked.context["stored"], **answers, "use": "1"})
    run_worker()
    page = preview(staff_client, job)

    assert (page.context["new_count"], ["Fylkesnumer", "Fylkesnummer"] in page.context["renamed"]) == (2, True)
    assert page.context["stored"]["import_file_name"] == str(ImportFile.objects.get().pk)


def test_slow_import_is_ended(staff_client: Client, send: Any, monkeypatch: Any) -> None:
    job = send(PROCESS, confirmation(staff_client, send))
    monkeypatch.setattr(import_jobs, "MOST_SECONDS", -1)
    run_worker()

    job.refresh_from_db()
    assert (job.status, "for lang tid" in job.message, imported()) == ("failed", True, 0)


def test_preview_says_that_it_shows_the_first_changes(
    staff_client: Client, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "MOST_SHOWN", 1)
    looking = send(IMPORT, file_of())
    run_worker()

    changes = preview(staff_client, looking).text.partition("Nytt og endret")[2]

    assert ("Her er den første." in changes, "Tyttebærfylket" in changes) == (True, False)


def test_counts_of_a_job_have_spaces_between_thousands(staff_client: Client, send: Any) -> None:
    rows = "".join(f"{number};Fylke {number};Sørlandet\n" for number in range(1000, 2100))
    wrong = send(IMPORT, file_of(HEADINGS + rows))
    run_worker()
    wrong.refresh_from_db()

    assert wrong.message.startswith("2\N{NO-BREAK SPACE}200 feil i filen.")
