"""What the advice line forgets, and when: notes some time after their enquiry is closed, days of old enquiries later.

An enquiry that is left open would keep its note for ever. So one that nobody has touched for OPEN_DAYS is closed, and
its note goes as others do: after the same time, with the same warning. Advisers are lawyers with much to do; a list
of what they have forgotten would be forgotten too, while a case closed too early is opened again by a click. What is
held is held by a reason that someone wrote, and is listed to advisers for as long as it is.

Figures are counted by months and longer, from the coded facts alone, so nothing that is published moves by it.
Neither step writes history: history would keep what is to be forgotten. The access log stays as it is: it is chained,
tells when an adviser saw or changed what, and is shown to nobody but who answers for it.
"""

from datetime import UTC, date, datetime, time, timedelta
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
from balansekunst.mail import outbox
from balansekunst.models import User
from radgivning.models import Enquiry

DAY, AHEAD = timedelta(days=1), timedelta(days=7)
OPEN_DAYS = 180
LATER_DATES = ("closed_on", "note_shredded_on")


def going_by(day: date) -> Q:
    """Enquiries whose note is to be gone by the end of the day: closed long enough ago, and with no hold on them."""
    return Q(closed_on__lte=day - timedelta(days=settings.NOTE_DAYS), hold_reason="") & ~Q(note="")


def about_to_go(day: date) -> models.QuerySet[Enquiry]:
    """Return the enquiries whose note goes within a week, those first that go first. The note itself isn't fetched."""
    found = Enquiry.objects.filter(going_by(day + AHEAD)).order_by("closed_on", "pk")
    return found.defer("note").fetch_mode(models.FETCH_RAISE)


def held() -> models.QuerySet[Enquiry]:
    """Return the enquiries whose note is kept for a reason, the oldest first. The note itself isn't fetched."""
    found = Enquiry.objects.exclude(hold_reason="").exclude(note="").order_by("date", "pk")
    return found.defer("note").fetch_mode(models.FETCH_RAISE)


def forgotten_on(day: date) -> Q:
    """Enquiries with a note that are open, and that nobody has logged or changed for OPEN_DAYS."""
    since = day - timedelta(days=OPEN_DAYS)
    later = Enquiry.history.model.objects.filter(id=OuterRef("pk"), history_date__gte=_midnight(since + DAY))
    return Q(~Q(note=""), ~Exists(later), closed_on=None, date__lte=since)


@transaction.atomic
def close_forgotten(day: date) -> int:
    """Close the enquiries that nobody has touched for long, so that their notes go in time; return how many."""
    return Enquiry.objects.filter(forgotten_on(day)).update(closed_on=day)


def goes_on(enquiry: Enquiry) -> date | None:
    """Return the day on which the note goes unless it is held; None while the enquiry is open."""
    return enquiry.closed_on and enquiry.closed_on + timedelta(days=settings.NOTE_DAYS)


@transaction.atomic
def shred(day: date) -> int:
    """Empty the notes whose time is over by the day, and return how many. The coded facts stay."""
    return Enquiry.objects.filter(going_by(day)).update(note="", note_shredded_on=day)


@transaction.atomic
def warn(day: date) -> int:
    """Remind advisers, at most once a week, that notes go within a week; return how many do.

    Staff may read the outbox, so that the e-mail tells neither which nor how many: that stands in the advisers' list.
    """
    count = about_to_go(day).count()
    monday = day - timedelta(days=day.weekday())
    for adviser in User.objects.filter(is_active=True, groups__name=Role.ADVISER) if count else ():
        outbox.post_once(
            f"notes-going/{monday}/{adviser.pk}",
            recipient=adviser.email,
            subject=_("Arbeidsnotater slettes snart"),
            body=_(
                "Hei!\n\nArbeidsnotater fra rådgivningstelefonen blir slettet i løpet av en uke. "
                "Logg inn og se i listen over henvendelser hvilke det gjelder.\n\n"
                "Trenger du et notat lenger, for eksempel fordi saken er kommet for retten, skriver du grunnen i "
                "henvendelsen. De andre opplysningene blir stående.\n"
            ),
        )
    return count


def coarse_before(day: date) -> date:
    """Return the first of the month before which only months are kept: it is settings.COARSE_MONTHS back."""
    months = day.year * 12 + day.month - 1 - settings.COARSE_MONTHS
    return date(months // 12, months % 12 + 1, 1)


@transaction.atomic
def coarsen(day: date) -> int:
    """Let only the month be known of old enquiries, in their history and the admin's log too; return how many.

    Dates of what came later, and the moments of changes, become coarse when they are as old themselves.
    """
    before = coarse_before(day)
    old = {"date__lt": before, "is_coarse": False}
    history = Enquiry.history.model.objects
    count = Enquiry.objects.filter(**old).update(date=TruncMonth("date"), is_coarse=True)
    history.filter(**old).update(date=TruncMonth("date"), is_coarse=True)
    for name in LATER_DATES:
        _to_month(Enquiry.objects.all(), name, before)
        _to_month(history.all(), name, before)
    midnight = _midnight(before)
    _to_month(history.all(), "history_date", midnight, tzinfo=UTC)
    _coarsen_admin_log(midnight)
    return count


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _to_month(rows: models.QuerySet[Any], name: str, before: date, **trunc: Any) -> None:
    month = TruncMonth(name, **trunc)
    rows.filter(**{f"{name}__lt": before, f"{name}__gt": month}).update(**{name: month})


def _coarsen_admin_log(before: datetime) -> None:
    """Leave no date in what the admin's log calls an enquiry that is coarse, or was deleted long ago."""
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Enquiry))
    coarse = Enquiry.objects.filter(is_coarse=True).values_list(Cast(F("pk"), models.TextField()))
    name = str(Enquiry._meta.verbose_name)
    dated = log.exclude(object_repr=name).filter(Q(object_id__in=coarse) | Q(action_time__lt=before))
    dated.update(object_repr=name)
    _to_month(log, "action_time", before, tzinfo=UTC)
