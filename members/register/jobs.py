"""The check of all members against Enhetsregisteret as a job."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.jobs import work
from balansekunst.jobs.work import JobKind, Result, Run
from balansekunst.models import User


def register() -> None:
    work.register(CHECK)


def may_check(user: User, _arguments: dict[str, Any]) -> bool:
    return user.has_perms(["members.change_registerdifference", "members.change_organisation"])


def _check(run: Run) -> Result:
    """Check all members, or those that an earlier attempt had left."""
    from members.register import checking  # which loads packages that the program doesn't need at its start
    from members.register.client import Unreachable

    now, done = timezone.now(), 0
    total = checking.count_left(now)

    def progress(count: int) -> None:
        nonlocal done
        done = min(done + count, total)
        run.record(done, total)

    try:
        found = checking.check_all(now, progress=progress)
    except Unreachable as error:
        words = _("Det som er sjekket, er lagret. Prøv igjen for å gå videre.")
        raise ValidationError(f"{error} {words}") from error
    words = ngettext("%(count)s ny forskjell.", "%(count)s nye forskjeller.", found) % {"count": found}
    return Result(words, link=f"{reverse('admin:members_registerdifference_changelist')}?state__exact=waiting")


CHECK = JobKind("register-check", gettext_lazy("Sjekke medlemmene mot Enhetsregisteret"), _check, may_check)
