"""The documentation of an organisation's yearly work, for its contacts, and for staff once it is shared."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import modelformset_factory
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balansekunst.access import HANDLE_MARK, LoggedInRequest, has_second_factor
from balansekunst.file_responses import private_file
from balansekunst.text import slug
from balansekunst.unsent_forms import shown_again
from balansemerket import documentation_files, yearly
from balansemerket.documentation import Documentation, documentation
from balansemerket.models import Risk, Round
from balansemerket.round_forms import ResultForm
from members.views import organisation_of

FILES = {
    "pdf": (documentation_files.as_pdf, "application/pdf"),
    "docx": (
        documentation_files.as_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
ResultForms = modelformset_factory(Risk, ResultForm, extra=0)


def _own_round(request: LoggedInRequest, uuid: UUID) -> Round:
    found: Round = get_object_or_404(Round.objects.of_contact(request.user).with_answers(), uuid=uuid)
    return found


def _readable_round(request: LoggedInRequest, uuid: UUID) -> Round:
    readable = Q(pk__in=Round.objects.of_contact(request.user).values("pk"))
    if request.user.has_perm(HANDLE_MARK) and has_second_factor(request):
        readable |= Q(shared_at__isnull=False)
    found: Round = get_object_or_404(Round.objects.with_answers(), readable, uuid=uuid)
    return found


def _documentation(work: Round) -> Documentation:
    return documentation(work, yearly.round_before(work), on=timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def documentation_begin(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Say what the law asks for, and begin on the work of a year."""
    organisation, today = organisation_of(request, pk), timezone.localdate()
    problem = yearly.begin_problem(organisation, on=today)
    if request.method == "POST" and not problem:
        try:
            work = yearly.begin(organisation, by=request.user, on=today)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("Dere er i gang. Begynn med å kartlegge risiko."))
            return redirect("documentation_detail", work.uuid)
    last = Round.objects.filter(organisation=organisation).first()
    context = {"organisation": organisation, "problem": problem, "last": last}
    return render(request, "balansemerket/documentation_begin.html", context)


@require_safe
def documentation_detail(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Show the document as it is today, and what can be done with it."""
    work, today = _readable_round(request, uuid), timezone.localdate()
    is_own = Round.objects.of_contact(request.user).filter(pk=work.pk).exists()
    context = {
        "round": work,
        "document": _documentation(work),
        "is_own": is_own,
        "has_measures": any(risk.measure for risk in work.risks.all()),
        "may_begin_next": is_own and work.is_open and not yearly.begin_problem(work.organisation, on=today),
    }
    return render(request, "balansemerket/documentation_detail.html", context)


@require_safe
def documentation_file(request: LoggedInRequest, uuid: UUID, ending: str) -> FileResponse:
    """Send the document as a PDF or a docx."""
    if ending not in FILES:
        raise Http404
    write, content_type = FILES[ending]
    work = _readable_round(request, uuid)
    name = f"{_('likestilling')}-{slug(work.organisation.name)}-{work.year}.{ending}"
    content = BytesIO(write(_documentation(work)))
    return private_file(content, name=name, content_type=content_type)


@shown_again
@require_http_methods(["GET", "HEAD", "POST"])
def documentation_results(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Write how the measures went."""
    work = _own_round(request, uuid)
    forms: Any = ResultForms(request.POST or None, queryset=work.risks.exclude(measure=""))
    if request.method == "POST" and forms.is_valid():
        forms.save()
        messages.success(request, _("Resultatene er lagret."))
        return redirect("documentation_detail", uuid)
    return render(request, "balansemerket/documentation_results.html", {"round": work, "forms": forms})


@require_POST
def documentation_share(request: LoggedInRequest, uuid: UUID) -> HttpResponse:
    """Share the document with the association, or no longer."""
    work = _own_round(request, uuid)
    is_shared = request.POST.get("action") == "share"
    yearly.share(work, by=request.user, at=timezone.now() if is_shared else None)
    words = (
        _("Balansekunst kan nå lese dokumentet.") if is_shared else _("Balansekunst kan ikke lese dokumentet lenger.")
    )
    messages.success(request, words)
    return redirect("documentation_detail", uuid)
