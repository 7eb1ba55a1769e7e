"""The pages of jobs in the admin, each for the one who asked for the job."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from balansekunst.file_responses import private_file
from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.jobs import work
from balansekunst.jobs.models import Job


def tasks(request: Any, at: datetime) -> Iterable[TaskRows]:
    """Yield the user's jobs that run or can be tried again, for the front page."""
    jobs, url = work.of_user(request.user), reverse("admin:job_list")

    def failed(count: int, _year: int) -> Task:
        words = ngettext("arbeid i bakgrunnen stoppet", "arbeid i bakgrunnen stoppet", count)
        return Task(Urgency.WAITING, words, count, url)

    def running(count: int, _year: int) -> Task:
        words = ngettext("arbeid i bakgrunnen er i gang", "arbeid i bakgrunnen er i gang", count)
        return Task(Urgency.SOON, words, count, url)

    yield TaskRows(jobs.filter(work.stopped(at)), failed)
    yield TaskRows(jobs.filter(work.unfinished()).exclude(work.stopped(at)), running)


@require_safe
def list_view(request: Any, context: dict[str, Any]) -> TemplateResponse:
    """Show the user's jobs: what runs, what failed and what is done."""
    now = timezone.now()
    found = [_shown(job, now) for job in work.of_user(request.user)]
    groups = [
        (_("I gang"), [each for each in found if each["is_running"]]),
        (_("Stoppet"), [each for each in found if each["is_failed"]]),
        (_("Ferdig"), [each for each in found if each["job"].status == Job.Status.DONE]),
    ]
    context |= {"title": _("Arbeid i bakgrunnen"), "groups": [group for group in groups if group[1]]}
    context["days"] = work.JOBS_ARE_STORED.days
    return TemplateResponse(request, "admin/job_list.html", context)


@require_safe
def job_view(request: Any, pk: int, context: dict[str, Any]) -> TemplateResponse:
    """Show a job: how far it is, or what came of it. A script fetches the page again while it runs."""
    job = get_object_or_404(work.of_user(request.user).select_related("asked_by"), pk=pk)
    shown = _shown(job, timezone.now())
    is_allowed = shown["is_running"] or work.may_see_result(job)
    context |= shown | {"title": shown["label"], "is_allowed": is_allowed, "days": work.JOBS_ARE_STORED.days}
    return TemplateResponse(request, "admin/job.html", context)


@require_safe
def file_view(request: Any, pk: int) -> FileResponse:
    """Return the file that was made, to the one who asked for it."""
    jobs = work.of_user(request.user).defer("input").select_related("asked_by")
    job = get_object_or_404(jobs.exclude(file_name=""), pk=pk)
    if not work.may_see_result(job):
        raise Http404
    return private_file(BytesIO(work.content_of(job)), name=job.file_name)


@require_POST
def retry_view(request: Any, pk: int) -> HttpResponse:
    """Do a job again that failed."""
    job = get_object_or_404(work.of_user(request.user), pk=pk)
    if not work.retry(job, at=timezone.now()):
        messages.warning(request, _("Arbeidet er allerede i gang, eller ferdig."))
    return redirect("admin:job", pk)


def _shown(job: Job, at: datetime) -> dict[str, Any]:
    """Return what the templates show of a job. One whose worker was killed is shown as failed at once."""
    is_failed = job.status == Job.Status.FAILED or job.is_interrupted(at)
    return {
        "job": job,
        "label": str(work.KINDS[job.kind].label),
        "link_label": work.KINDS[job.kind].link_label,
        "state": Job.Status.FAILED.label if is_failed else job.get_status_display(),
        "message": work.WAS_INTERRUPTED if job.is_interrupted(at) else job.message,
        "is_failed": is_failed,
        "is_running": not is_failed and not job.is_finished,
    }
