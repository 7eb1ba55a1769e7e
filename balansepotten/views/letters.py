"""The letters of a call, for staff; and the PDF of a sent letter, for its recipient."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balansekunst.access import RUN_ROUNDS, has_second_factor, staff_page
from balansekunst.file_responses import private_file
from balansekunst.jobs import work
from balansekunst.jobs.work import JobKind
from balansekunst.models import Message
from balansepotten import conflicts, letter_jobs, letters
from balansepotten.letters import LEFT_ALONE, LetterRow, State
from balansepotten.models import Application, Call, Decision, Letter
from balansepotten.views import LoggedInRequest


@require_safe
@staff_page(RUN_ROUNDS)
def letter_list(request: LoggedInRequest, year: int) -> HttpResponse:
    """Show the letters of the call, with their states and actions."""
    call = get_object_or_404(Call, year=year)
    rows = letters.overview(call, by=request.user)
    counts = {state.value: sum(row.state == state for row in rows) for state in State}
    context = {
        "call": call,
        "rows": rows,
        "counts": counts,
        "ready": sum(row.is_sendable for row in rows),
        "unsent": sum(row.letter is not None and row.state not in LEFT_ALONE for row in rows),
    }
    return render(request, "balansepotten/letter_list.html", context)


@require_safe
@staff_page(RUN_ROUNDS)
def letters_read(request: LoggedInRequest, year: int) -> HttpResponse:
    """Show all letters of the call on one page."""
    call = get_object_or_404(Call, year=year)
    rows = [row for row in letters.overview(call, by=request.user) if row.letter]
    return render(request, "balansepotten/letter_read.html", {"call": call, "rows": rows})


@require_safe
@staff_page(RUN_ROUNDS)
def letter_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Show one letter, its recipient and its state."""
    return render(request, "balansepotten/letter_detail.html", {"row": _row(request, pk)})


@require_safe
def letter_pdf(request: LoggedInRequest, pk: int) -> FileResponse:
    """Send a letter's PDF to staff who run calls, and once it is sent to the organisation's contacts."""
    mine = Application.objects.of_contact(request.user)
    may_read = Q(decision__application__in=mine, message__status=Message.Status.SENT)
    if request.user.has_perm(RUN_ROUNDS) and has_second_factor(request):
        may_read |= conflicts.without_conflict(request.user, "decision__application")
    letter = get_object_or_404(Letter.objects.filter(may_read).select_related("message"), pk=pk)
    content = BytesIO(letter.message.attachment or b"")
    return private_file(content, name=letter.message.attachment_name)


@require_POST
@staff_page(RUN_ROUNDS)
def letters_draft(request: LoggedInRequest, year: int) -> HttpResponse:
    """Draft the missing letters, or redraft the unsent ones, or one of these."""
    call = get_object_or_404(Call, year=year)
    if "brev" in request.POST:
        return _redraft(request, _row(request, _number(request.POST["brev"]), call))
    anew = request.POST.get("action") == "redraft"
    rows = letters.redraftable(call, by=request.user) if anew else letters.missing(call, by=request.user)
    if len(rows) > letter_jobs.MOST_IN_REQUEST:
        return _job(request, letter_jobs.DRAFT, {"call": call.pk, "anew": anew})
    drafted = letters.draft_rows(rows)
    number = len(drafted.made)
    words = ngettext(
        "%(number)s brev er laget. Ingenting er sendt.", "%(number)s brev er laget. Ingenting er sendt.", number
    )
    messages.success(request, words % {"number": number})
    for decision, why in drafted.refused:
        messages.warning(request, _about(decision, why))
    return redirect("letter_list", year)


@require_POST
@staff_page(RUN_ROUNDS)
def letters_archive(request: LoggedInRequest, year: int) -> HttpResponse:
    """Make an archive of all letters of the call, for whoever asked."""
    call = get_object_or_404(Call, year=year)
    keys = [row.letter.pk for row in letters.overview(call, by=request.user) if row.letter]
    if not keys:
        messages.error(request, _("Ingen brev er laget ennå."))
        return redirect("letter_list", year)
    return _job(request, letter_jobs.ARCHIVE, {"call": call.pk, "letters": keys})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(RUN_ROUNDS)
def letters_send(request: LoggedInRequest, year: int) -> HttpResponse:
    """Show the letters to be sent, and send exactly those when confirmed."""
    call = get_object_or_404(Call, year=year)
    rows = [row for row in letters.overview(call, by=request.user) if row.letter]
    given = request.POST if request.method == "POST" else request.GET
    chosen = [row for row in rows if row.letter and str(row.letter.pk) in given.getlist("brev")]
    if request.method != "POST" and "alle" in given:
        chosen = [row for row in rows if row.state not in LEFT_ALONE]
    ready = [row for row in chosen if row.is_sendable]
    if not ready:
        messages.error(request, _("Velg minst ett brev som er klart til å sendes. Ingenting er sendt."))
        return redirect("letter_list", year)
    if request.method == "POST" and len(ready) > letter_jobs.MOST_IN_REQUEST:
        keys = [row.letter.pk for row in ready if row.letter]
        return _job(request, letter_jobs.SEND, {"call": call.pk, "letters": keys})
    if request.method == "POST":
        return _send(request, call, ready)
    recipients = {row.letter.message.recipient.lower() for row in ready if row.letter}
    context = {"call": call, "rows": ready, "recipients": len(recipients), "left_out": len(chosen) - len(ready)}
    return render(request, "balansepotten/letter_send.html", context)


def _job(request: LoggedInRequest, kind: JobKind, arguments: dict[str, Any]) -> HttpResponse:
    """Start a job, and show its page."""
    return redirect("admin:job", work.start(kind, arguments, by=request.user, at=timezone.now()).pk)


def _row(request: LoggedInRequest, pk: int, call: Call | None = None) -> LetterRow:
    """Return the row of a letter, or 404 if the user has a conflict of interest with the application."""
    letter = get_object_or_404(Letter.objects.select_related("decision__application__call"), pk=pk)
    found = letters.for_reader(Decision.objects.filter(pk=letter.decision_id), by=request.user)
    if call:
        found = found.filter(application__call=call)
    return next(row for row in letters.rows_of(get_object_or_404(found)) if row.letter == letter)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Http404
    return int(text)


def _redraft(request: LoggedInRequest, row: LetterRow) -> HttpResponse:
    if row.letter is None:
        raise Http404
    try:
        letters.redraft(row.letter)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Brevet er laget på nytt. Det er ikke sendt."))
    return redirect("letter_detail", row.letter.pk)


def _send(request: LoggedInRequest, call: Call, rows: Iterable[LetterRow]) -> HttpResponse:
    sending = letters.send_these([row.letter for row in rows if row.letter], by=request.user)
    if number := len(sending.sent):
        messages.success(
            request, ngettext("%(number)s brev er sendt.", "%(number)s brev er sendt.", number) % {"number": number}
        )
    if number := len(sending.queued):
        messages.success(
            request, ngettext("%(number)s brev sendes nå.", "%(number)s brev sendes nå.", number) % {"number": number}
        )
    for letter in sending.failed:
        words = _("E-posten kom kanskje ikke fram. Se på brevet før du prøver igjen.")
        messages.error(request, _about(letter.decision, words))
    for letter, why in sending.refused:
        messages.error(request, _about(letter.decision, why))
    if number := len(sending.waiting):
        words = _("Det tok for lang tid, og %(number)s brev er ikke sendt ennå. Send dem én gang til.")
        messages.warning(request, words % {"number": number})
    return redirect("letter_list", call.year)


def _about(decision: Decision, words: str) -> str:
    """Return a message prefixed with the letter that it is about."""
    application = decision.application
    return f"{application.number} {application.organisation}: {words}"
