"""Drafting and sending a mailing to many as jobs. Each is one transaction."""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.fields import number
from balansekunst.jobs import work
from balansekunst.jobs.work import JobKind, Result, Run
from balansekunst.models import User
from members import mailings
from members.models import Mailing

# A mailing to more recipients is a job: 10 000 e-mails take 4 to 15 seconds.
MOST_IN_REQUEST = 2000
DRAWN_UP_ANEW = gettext_lazy("De er laget på nytt. Se gjennom dem, og send.")


def register() -> None:
    for kind in (DRAFT, SEND):
        work.register(kind)


def is_large(mailing: Mailing) -> bool:
    return mailing.recipients.count() > MOST_IN_REQUEST


def queued_in_words(count: int) -> str:
    words = ngettext("%(count)s e-post blir sendt nå.", "%(count)s e-poster blir sendt nå.", count)
    return words % {"count": number(count)}


def _draft(run: Run) -> Result:
    mailing = _mailing(run)
    count = mailings.draft(mailing, at=timezone.now(), today=timezone.localdate(), site=run.arguments["site"])
    words = ngettext(
        "%(count)s e-post er laget. Se gjennom, og send.", "%(count)s e-poster er laget. Se gjennom, og send.", count
    )
    return Result(words % {"count": number(count)}, link=_preview_of(mailing))


def _send(run: Run) -> Result:
    """Send the drafts, or draft them anew if something has changed since."""
    mailing = _mailing(run)
    now: dict[str, Any] = {"at": timezone.now(), "today": timezone.localdate(), "site": run.arguments["site"]}
    try:
        count = mailings.send(mailing, by=run.user, **now)
    except ValidationError as error:
        if error.code != "stale":
            raise
        mailings.draft(mailing, **now)
        return Result(" ".join([*error.messages, str(DRAWN_UP_ANEW)]), link=_preview_of(mailing))
    LogEntry.objects.log_actions(run.user.pk, [mailing], CHANGE, _("Sendt."), single_object=True)
    return Result(queued_in_words(count), link=_preview_of(mailing))


def _mailing(run: Run) -> Mailing:
    mailing = Mailing.objects.filter(pk=run.arguments["mailing"]).first()
    if mailing is None:
        raise ValidationError(_("Utsendingen er slettet."))
    return mailing


def _preview_of(mailing: Mailing) -> str:
    return reverse("admin:members_mailing_preview", args=[mailing.pk])


def _may_change(user: User, _arguments: dict[str, Any]) -> bool:
    return user.has_perm("members.change_mailing")


DRAFT = JobKind("mailing-draft", gettext_lazy("Lage e-postene i en utsending"), _draft, _may_change, is_atomic=True)
SEND = JobKind("mailing-send", gettext_lazy("Sende en utsending"), _send, _may_change, is_atomic=True)
