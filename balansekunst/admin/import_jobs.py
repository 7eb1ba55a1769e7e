"""Imports of many rows as jobs: the preview, which the import page then shows, and the import when it is confirmed.

Each is one transaction, with the end of its job in it: all rows or none, and once.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from balansekunst.admin.forms import can_be_key
from balansekunst.admin.job_requests import JobRequest, list_of
from balansekunst.imports import previews
from balansekunst.imports.outcomes import Outcome
from balansekunst.imports.resources import STEPS
from balansekunst.jobs import work
from balansekunst.jobs.models import Job
from balansekunst.jobs.work import JobKind, Result, Run
from balansekunst.models import User

if TYPE_CHECKING:
    from balansekunst.admin.imports import ImportedAdmin

# To read and preview a workbook of 2000 members takes 3 seconds of a processor, of 9000 some 20.
MOST_IN_REQUEST = 2000
# Less than the time after which a job without progress counts as interrupted.
MOST_SECONDS = 600
GONE = gettext_lazy("Filen finnes ikke lenger. Last den opp på nytt.")


class ManyRowsError(Exception):
    """The file has more rows than are read in a request."""


class ImportRequest(JobRequest):
    """A request of an import in a job, which records how many of the rows are done."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.user, run.arguments)
        self.total = self._steps = 0
        self._run, self._check = run, previews.time_limit(MOST_SECONDS)

    def advance(self) -> None:
        """Record a step of a row. Raises TooSlowError."""
        self._check()
        self._steps += 1
        self._run.record(self._steps // STEPS, self.total)


def start(kind: JobKind, model_admin: "ImportedAdmin", user: User, confirmation: dict[str, str]) -> HttpResponse:
    """Start a job with a stored file, and show its page. The file is stored for as long as the job's own would be."""
    now = timezone.now()
    previews.extend(confirmation["import_file_name"], now + work.JOBS_ARE_STORED)
    arguments = {"list": model_admin.opts.label_lower, "form": urlencode(confirmation)}
    return redirect("admin:job", work.start(kind, arguments, by=user, at=now).pk)


def stored_preview(model_admin: "ImportedAdmin", request: HttpRequest) -> tuple[Outcome, dict[str, str]]:
    """Return the preview that the user's job has made for the list, and its file. Raises Http404."""
    key = request.GET.get("jobb", "")
    user: Any = request.user
    jobs = Job.objects.filter(asked_by=user, kind=PREVIEW.key, status=Job.Status.DONE)
    job = jobs.filter(pk=key).first() if can_be_key(Job, key) else None
    if job is None or job.arguments["list"] != model_admin.opts.label_lower:
        raise Http404
    return Outcome.from_json(work.content_of(job)), QueryDict(job.arguments["form"]).dict()


def _preview(run: Run) -> Result:
    """Preview the file. One that can't be imported as it is, is deleted."""
    model_admin, request = list_of(run.arguments), ImportRequest(run)
    with previews.files_of(run.user):
        form = previews.ConfirmForm(request.POST)
        if not form.is_valid():
            raise ValidationError(GONE)
        outcome, name = model_admin.outcome_of(request, form), form.cleaned_data["import_file_name"]
        if outcome.fault_count and not outcome.renamed:
            previews.ImportFileStorage(name=name).remove()
        else:
            previews.extend(name, previews.hour_after(timezone.now()))
    link = f"{reverse(f'admin:{model_admin.list_name}_import')}?jobb={run.job.pk}"
    return Result(outcome.summary, link=link, content=outcome.to_json())


def _import(run: Run) -> Result:
    """Import the file and delete it. Another attempt or job with the file waits, and then there is none."""
    model_admin, request = list_of(run.arguments), ImportRequest(run)
    with previews.files_of(run.user):
        previews.lock(request.POST["import_file_name"])
    model_admin.process_import(request)
    return Result(request.said, link=model_admin.list_url())


def _may_import(user: User, arguments: dict[str, Any]) -> bool:
    return list_of(arguments).has_import_permission(JobRequest(user))


PREVIEW = work.register(
    JobKind(
        "import-preview",
        gettext_lazy("Gjennomgang av en fil"),
        _preview,
        _may_import,
        is_atomic=True,
        link_label=gettext_lazy("Se gjennomgangen"),
    )
)
IMPORT = work.register(JobKind("import", gettext_lazy("Import av en fil"), _import, _may_import, is_atomic=True))
