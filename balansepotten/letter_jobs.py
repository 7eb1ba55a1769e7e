"""The letters of a whole call as jobs: draft them, send them, or download all as a zip archive."""

from io import BytesIO
from itertools import chain, count
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.access import RUN_ROUNDS
from balansekunst.jobs import work
from balansekunst.jobs.work import JobKind, Result, Run
from balansekunst.models import Message, User
from balansepotten import conflicts, letters
from balansepotten.models import Call, Letter

# More letters than these are a job: a PDF takes about 50 ms.
MOST_IN_REQUEST = 50
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can have


def register() -> None:
    for kind in (DRAFT, SEND, ARCHIVE):
        work.register(kind)


def _may_run_rounds(user: User, _arguments: dict[str, Any]) -> bool:
    return user.has_perm(RUN_ROUNDS)


def _may_read_letters(user: User, arguments: dict[str, Any]) -> bool:
    """Return whether the user has no conflict of interest with any of the letters."""
    chosen = Letter.objects.filter(pk__in=arguments["letters"])
    hidden = chosen.exclude(conflicts.without_conflict(user, "decision__application"))
    return user.has_perm(RUN_ROUNDS) and not hidden.exists()


def _draft(run: Run) -> Result:
    """Draft the letters that are missing, or those not sent anew. What another attempt has drafted is not missing."""
    call = Call.objects.get(pk=run.arguments["call"])
    rows = letters.redraftable if run.arguments["anew"] else letters.missing
    drafted = letters.draft_rows(run.counted(rows(call, by=run.user)))
    made, refused = len(drafted.made), len(drafted.refused)
    words = ngettext(
        "%(number)s brev er laget. Ingenting er sendt.", "%(number)s brev er laget. Ingenting er sendt.", made
    ) % {"number": made}
    return Result(" ".join([words, *_not_done(refused)]), link=_list_of(call))


def _send(run: Run) -> Result:
    """Queue the letters. One that was queued by another attempt is not queued again."""
    call = Call.objects.get(pk=run.arguments["call"])
    chosen = list(Letter.objects.filter(pk__in=run.arguments["letters"]).select_related("decision").order_by("pk"))
    sending = letters.send_these(run.counted(chosen), by=run.user, max_seconds=float("inf"))
    number = len(sending.sent) + len(sending.queued)
    words = ngettext("%(number)s brev sendes nå.", "%(number)s brev sendes nå.", number) % {"number": number}
    return Result(" ".join([words, *_not_done(len(sending.refused) + len(sending.failed))]), link=_list_of(call))


def _archive(run: Run) -> Result:
    """Return the PDFs as they are now, each read by itself."""
    call = Call.objects.get(pk=run.arguments["call"])
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for key in run.counted(sorted(run.arguments["letters"])):
            message = Message.objects.filter(letter=key).first()
            if message and message.attachment:
                name = _free_name(message.attachment_name, archive.namelist())
                archive.writestr(ZipInfo(name, NO_TIME), bytes(message.attachment))
        number = len(archive.namelist())
    if not number:
        raise ValidationError(_("Ingen brev er laget ennå."))
    words = ngettext("%(number)s brev i én fil.", "%(number)s brev i én fil.", number) % {"number": number}
    name = _("brev-balansepotten-%(year)s.zip") % {"year": call.year}
    return Result(words, link=_list_of(call), file_name=name, content=content.getvalue())


def _free_name(name: str, taken: list[str]) -> str:
    """Return the name, with a number if a letter about an earlier decision has it: «brev-12-2.pdf»."""
    stem, dot, ending = name.rpartition(".")
    names = chain([name], (f"{stem}-{place}{dot}{ending}" for place in count(2)))
    return next(each for each in names if each not in taken)


def _not_done(number: int) -> list[str]:
    if not number:
        return []
    words = ngettext(
        "%(number)s kom ikke med. Listen over brev viser hvorfor.",
        "%(number)s kom ikke med. Listen over brev viser hvorfor.",
        number,
    )
    return [words % {"number": number}]


def _list_of(call: Call) -> str:
    return reverse("letter_list", args=[call.year])


DRAFT = JobKind("letters-draft", gettext_lazy("Lage brev fra Balansepotten"), _draft, _may_run_rounds)
SEND = JobKind("letters-send", gettext_lazy("Sende brev fra Balansepotten"), _send, _may_read_letters)
ARCHIVE = JobKind("letters-zip", gettext_lazy("Alle brevene fra Balansepotten i én fil"), _archive, _may_read_letters)
