"""Exports of many rows as jobs: the same page of a list, asked for again by a worker."""

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.admin.job_requests import JobRequest, list_of
from balansekunst.fields import number
from balansekunst.imports.exports import Export, download
from balansekunst.jobs import work
from balansekunst.jobs.work import JobKind, Result, Run
from balansekunst.models import User

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from balansekunst.admin.lists import ListAdmin
    from balansekunst.imports.formats import Xlsx

MOST_IN_REQUEST = 5000


class Exported(Exception):  # noqa: N818 - the file is made, which is no error
    """What ends the view of a list in a job: the export that the request asked for."""

    def __init__(self, export: Export, file_format: "Xlsx", name: str, total: int) -> None:
        super().__init__()
        self.export, self.file_format, self.name, self.total = export, file_format, name, total


def answer(
    model_admin: "ListAdmin", request: HttpRequest, export: Export, file_format: "Xlsx", *, name: str, total: int
) -> "HttpResponseBase":
    """Return the file; if it has many rows, start a job and show its page.

    Rows that may be hidden from a user later are never stored in a file.
    """
    if isinstance(request, JobRequest):
        raise Exported(export, file_format, name, total)
    if total <= MOST_IN_REQUEST or model_admin.hides_rows:
        return download(export, file_format, name)
    user: Any = request.user
    arguments = {
        "list": model_admin.opts.label_lower,
        "query": request.GET.urlencode(),
        "form": request.POST.urlencode() if request.method == "POST" else "",
    }
    return redirect("admin:job", work.start(EXPORT, arguments, by=user, at=timezone.now()).pk)


def _export(run: Run) -> Result:
    model_admin, request = list_of(run.arguments), JobRequest(run.user, run.arguments)
    view = model_admin.export_action if run.arguments["form"] else model_admin.download_view
    try:
        view(request)
    except Exported as made:
        file, counted = BytesIO(), _counted(run, made)
        made.file_format.write(replace(made.export, rows=counted), file)
        words = ngettext("%(count)s rad i én fil.", "%(count)s rader i én fil.", made.total)
        return Result(words % {"count": number(made.total)}, file_name=made.name, content=file.getvalue())
    except PermissionDenied as error:
        raise ValidationError(work.NO_ACCESS) from error
    raise ValidationError(_("Listen kan ikke eksporteres slik. Åpne den, og prøv på nytt."))


def _counted(run: Run, made: Exported) -> Any:
    for done, row in enumerate(made.export.rows):
        run.record(done, made.total)
        yield row
    run.record(made.total, made.total)


def _may_export(user: User, arguments: dict[str, Any]) -> bool:
    return list_of(arguments).has_export_permission(JobRequest(user))


EXPORT = work.register(JobKind("export", gettext_lazy("Eksport av en liste"), _export, _may_export))
