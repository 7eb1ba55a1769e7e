"""What the advice line deletes, and when: notes some time after closing, later the days of old enquiries.

An enquiry that is never closed would never lose its note. So one that nobody has changed for OPEN_DAYS is closed, and
its note is deleted after the same time and with the same warning as others. Advisers are busy lawyers: a list of
enquiries to close would be forgotten too, and one that is closed too early is reopened by a click. Notes with a hold
reason are listed to advisers as long as they have one.

Figures are by month or longer and only use the coded facts, so published figures aren't affected. Neither step writes
to the history, which would store what is to be deleted. The access log is left alone: it is chained, contains when an
adviser saw or changed what, and only those responsible can read it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.access import Role
from balansekunst.dates import midnight
from balansekunst.mail import outbox
from balansekunst.models import User
from balansekunst.personal_data.retention import RULES, Rule
from radgivning.models import Enquiry

DAY, WARNING_PERIOD = timedelta(days=1), timedelta(days=7)
OPEN_DAYS = 180
LATER_DATES = ("closed_on", "note_shredded_on")


def due_by(day: date) -> Q:
    """Enquiries whose note is to be deleted by the end of the day: closed long enough ago, without a hold reason."""
    return Q(closed_on__lte=day - timedelta(days=settings.NOTE_DAYS), hold_reason="") & ~Q(note="")


def due_soon(day: date) -> models.QuerySet[Enquiry]:
    """Return the enquiries whose note is deleted within a week, the first one first. Notes aren't fetched."""
    enquiries = Enquiry.objects.filter(due_by(day + WARNING_PERIOD)).order_by("closed_on", "pk")
    return enquiries.defer("note").fetch_mode(models.FETCH_RAISE)


def with_hold_reason() -> models.QuerySet[Enquiry]:
    """Return the enquiries whose note has a hold reason, the oldest first. Notes aren't fetched."""
    enquiries = Enquiry.objects.exclude(hold_reason="").exclude(note="").order_by("date", "pk")
    return enquiries.defer("note").fetch_mode(models.FETCH_RAISE)


def untouched_on(day: date) -> Q:
    """Open enquiries with a note that nobody has logged or changed for OPEN_DAYS."""
    since = day - timedelta(days=OPEN_DAYS)
    later = Enquiry.history.model.objects.filter(id=OuterRef("pk"), history_date__gte=midnight(since + DAY))
    return Q(~Q(note=""), ~Exists(later), closed_on=None, date__lte=since)


@transaction.atomic
def close_untouched(day: date) -> int:
    """Close enquiries that nobody has changed for long, so that their notes are deleted in time; return how many."""
    return Enquiry.objects.filter(untouched_on(day)).update(closed_on=day)


def deletion_date(enquiry: Enquiry) -> date | None:
    """Return the day on which the note is deleted unless it has a hold reason; None while the enquiry is open."""
    return enquiry.closed_on and enquiry.closed_on + timedelta(days=settings.NOTE_DAYS)


@transaction.atomic
def delete_notes(day: date) -> int:
    """Delete the notes that are due by the day, and return how many. The coded facts remain."""
    return Enquiry.objects.filter(due_by(day)).update(note="", note_shredded_on=day)


@transaction.atomic
def warn(day: date) -> int:
    """Remind advisers, at most once a week, of notes that are deleted within a week; return how many notes.

    Staff can read the outbox, so the e-mail doesn't say which or how many: the advisers' list does.
    """
    count = due_soon(day).count()
    monday = day - timedelta(days=day.weekday())
    for adviser in User.objects.filter(is_active=True, groups__name=Role.ADVISER) if count else ():
        outbox.post_once(
            f"notes-going/{monday}/{adviser.pk}",
            recipient=adviser.email,
            subject=_("Arbeidsnotater slettes snart"),
            body=_(
                "Hei!\n\nArbeidsnotater fra Rådgivningstelefonen blir slettet i løpet av en uke. "
                "Logg inn og se i listen over henvendelser hvilke det gjelder.\n\n"
                "Trenger du et notat lenger, for eksempel fordi saken er kommet for retten, skriver du grunnen i "
                "henvendelsen. De andre opplysningene blir stående.\n"
            ),
            about=None,
        )
    return count


def coarse_before(day: date) -> date:
    """Return the first of the month settings.COARSE_MONTHS ago. Before it, only months are stored."""
    months = day.year * 12 + day.month - 1 - settings.COARSE_MONTHS
    return date(months // 12, months % 12 + 1, 1)


@transaction.atomic
def coarsen(day: date) -> int:
    """Reduce dates of old enquiries to months, also in their history and the admin's log; return how many.

    Later dates and the times of changes are reduced when they are old enough themselves.
    """
    before = coarse_before(day)
    old = {"date__lt": before, "is_coarse": False}
    history = Enquiry.history.model.objects
    count = Enquiry.objects.filter(**old).update(date=TruncMonth("date"), is_coarse=True)
    history.filter(**old).update(date=TruncMonth("date"), is_coarse=True)
    for name in LATER_DATES:
        _to_month(Enquiry.objects.all(), name, before)
        _to_month(history.all(), name, before)
    start = midnight(before)
    _to_month(history.all(), "history_date", start, tzinfo=UTC)
    _coarsen_admin_log(start)
    return count


def _to_month(rows: models.QuerySet[Any], name: str, before: date, **trunc: Any) -> None:
    month = TruncMonth(name, **trunc)
    rows.filter(**{f"{name}__lt": before, f"{name}__gt": month}).update(**{name: month})


def _coarsen_admin_log(before: datetime) -> None:
    """Remove the date from the admin log's description of enquiries that are coarse or were deleted long ago."""
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Enquiry))
    coarse = Enquiry.objects.filter(is_coarse=True).values_list(Cast(F("pk"), models.TextField()))
    name = str(Enquiry._meta.verbose_name)
    dated = log.exclude(object_repr=name).filter(Q(object_id__in=coarse) | Q(action_time__lt=before))
    dated.update(object_repr=name)
    _to_month(log, "action_time", before, tzinfo=UTC)


def register() -> None:
    """Add what is deleted to the rules of retention."""

    def of_day(part: Callable[[date], int]) -> Callable[[datetime], int]:
        return lambda at: part(timezone.localdate(at))

    untouched = _("%(days)d dager etter siste endring") % {"days": OPEN_DAYS}
    note = _("%(days)d dager etter at henvendelsen er avsluttet") % {"days": settings.NOTE_DAYS}
    coarse = _("når måneden er %(months)d måneder gammel") % {"months": settings.COARSE_MONTHS}
    minimal = _("vurderingen av Rådgivningstelefonen")
    RULES.extend(
        [
            Rule(
                _("Henvendelser som ingen har avsluttet: de blir avsluttet"),
                untouched,
                minimal,
                of_day(close_untouched),
            ),
            Rule(_("Arbeidsnotater i henvendelser"), note, minimal, of_day(delete_notes)),
            Rule(_("Dagen for en henvendelse: bare måneden blir stående"), coarse, minimal, of_day(coarsen)),
        ]
    )
