"""A member's yearly work for equality without the mark: a new year is begun, results are written, and it is shared."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.mail import outbox
from balansekunst.models import User
from balansemerket.models import Round
from balansemerket.rounds import open_round
from members.contacts import addressees, check_acts_for
from members.models import Organisation

YEAR = timedelta(days=365)
# The new year may begin so long before the old one is over, which is when the contacts are reminded.
AHEAD = timedelta(days=30)


def begin_problem(organisation: Organisation, *, on: date) -> str:
    """Return why the organisation can't begin on a year's work, or ""."""
    is_member = Organisation.objects.members_on(on).filter(pk=organisation.pk).exists()
    return problem_of(Round.objects.filter(organisation=organisation).first(), is_member=is_member, on=on)


def problem_of(newest: Round | None, *, is_member: bool, on: date) -> str:
    """Return why a year's work can't be begun after the newest, which may be closed, or ""."""
    if not is_member:
        return _("Dette er for medlemmer.")
    if newest is None:
        return ""
    if newest.is_open and newest.is_for_mark:
        return _("Dere er på vei til Balansemerket, og dokumentasjonen lages av det dere skriver der.")
    first_day = (newest.closed_on or newest.started_on) + YEAR - AHEAD
    if on >= first_day:
        return ""
    if newest.is_open:
        return _("Dere er i gang fra før.")
    return _("Dere har nettopp gjort ferdig et år. Dere kan begynne på det neste fra %(day)s.") % {
        "day": date_format(first_day, "j. F Y")
    }


@transaction.atomic
def begin(organisation: Organisation, *, by: User, on: date) -> Round:
    """Close the year's work that is over, if there is one, and begin on the next, with the plan that goes on.

    Raises ValidationError for strangers, for those who aren't members, and while the last year lasts.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    check_acts_for(locked, by)
    if problem := begin_problem(locked, on=on):
        raise ValidationError(problem)
    for work in Round.objects.open().filter(organisation=locked):
        work.closed_on = on
        work.save()
    return open_round(locked, on=on)


def share(work: Round, *, by: User, at: datetime | None) -> None:
    """Share the documentation with the association, or with `at` None no longer."""
    check_acts_for(work.organisation, by)
    work.shared_at = at
    work.save(update_fields=["shared_at", "changed_at"])


def round_before(work: Round) -> Round | None:
    """Return the organisation's round before this one, with its answers."""
    earlier = Round.objects.filter(organisation=work.organisation_id, started_on__lte=work.started_on)
    found: Round | None = earlier.exclude(pk__gte=work.pk).with_answers().first()
    return found


def remind_of_new_year(at: datetime) -> int:
    """Remind the contacts whose year is soon over, once, and return the number of e-mails."""
    today = timezone.localdate(at)
    due = Round.objects.open().filter(version=None, started_on__lte=today - YEAR + AHEAD)
    members = Organisation.objects.members_on(today).filter(pk=OuterRef("organisation"))
    found = due.filter(Exists(members)).select_related("organisation").prefetch_related("organisation__contacts")
    return sum(_remind(work) for work in found.order_by("pk"))


def _remind(work: Round) -> int:
    body = render_to_string("balansemerket/mail/reminder_year.txt", {"round": work, "organisation": work.organisation})
    sent = [
        outbox.post_once(
            f"equality-year/{work.pk}/{key}",
            recipient=email,
            subject=_("Et nytt år med likestillingsarbeid"),
            body=body,
            about=work,
        )
        for key, email in addressees(work.organisation)
    ]
    return sum(message is not None for message in sent)
