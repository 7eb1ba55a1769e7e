"""The annual meeting: its usual agenda, the summons to all members, who votes for each, and what it decides."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.models import User
from members import mailings
from members.models import AgendaItem, FeeRate, Mailing, Meeting, Organisation, Registration, Term

Page = AgendaItem.Page
# What the statutes say the meeting treats, and the page that it leads to.
USUAL_AGENDA = (
    (gettext_lazy("Godkjenning av innkallingen og sakslisten, valg av møteleder og referent"), ""),
    (gettext_lazy("Årsberetningen"), Page.REPORT),
    (gettext_lazy("Revidert regnskap"), Page.FIGURES),
    (gettext_lazy("Innkomne forslag"), ""),
    (gettext_lazy("Kontingenten"), ""),
    (gettext_lazy("Budsjettet"), ""),
    (gettext_lazy("Valg av styreleder, styre, varamedlemmer og valgkomité"), ""),
)


# Says whether the yearly report of a year can be read: set by the app that publishes reports.
REPORT_CHECKS: list[Callable[[int], bool]] = []


@transaction.atomic
def add_usual_agenda(meeting: Meeting) -> int:
    """Add the items of the statutes to a meeting without an agenda, and return how many."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.agenda.exists():
        raise ValidationError(_("Årsmøtet har allerede en saksliste."))
    for number, (title, page) in enumerate(USUAL_AGENDA, 1):
        AgendaItem.objects.create(meeting=locked, number=number, title=str(title), shows=page)
    return len(USUAL_AGENDA)


@transaction.atomic
def draft_summons(meeting: Meeting, *, by: User, at: datetime, today: date, url: str) -> Mailing:
    """Begin the mailing of the summons to the members of the day, with a text to look over. `url` is of Min side.

    It is necessary e-mail: those who want no mailings get it too. Raises ValidationError if it is begun already.
    """
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.summons_id:
        raise ValidationError(_("Innkallingen er allerede skrevet."))
    members = Organisation.objects.members_on(today)
    mailing = mailings.begin(members, audience=_("Medlemmer %(day)s") % {"day": f"{today:%d.%m.%Y}"}, by=by, at=at)
    mailing.is_necessary = True
    mailing.subject, mailing.body = summons_text(locked, url=url)
    mailing.save()
    locked.summons = mailing
    locked.save()
    return mailing


def summons_text(meeting: Meeting, *, url: str) -> tuple[str, str]:
    """Return the subject and the body of the summons."""
    day = date_format(meeting.date, "j. F Y")
    time = _(" kl.\xa0%(time)s") % {"time": time_format(meeting.begins_at, "H.i")} if meeting.begins_at else ""
    place = _("\nSted: %(place)s") % {"place": _escape(meeting.place)} if meeting.place else ""
    agenda = "\n".join(f"{item.number}. {_escape(item.title)}" for item in meeting.agenda.all())
    body = _(
        "Hei {fornavn}!\n\nVi innkaller {virksomhet} til årsmøte.\n\nTid: %(day)s%(time)s%(place)s\n\n"
        "Forslag til saker må være hos oss senest %(proposals)s. Full saksliste kommer senest %(agenda_due)s.\n\n"
        "Hvert medlem har én stemme. Meld på en delegat, eller gi fullmakt til delegaten fra et annet medlem, senest "
        "%(register_by)s:\n%(url)s"
    ) % {
        "day": day,
        "time": time,
        "place": place,
        "proposals": date_format(meeting.proposals_due, "j. F"),
        "agenda_due": date_format(meeting.agenda_due, "j. F"),
        "register_by": date_format(meeting.register_by, "j. F"),
        "url": url,
    }
    if agenda:
        body += _("\n\nForeløpig saksliste:\n%(agenda)s") % {"agenda": agenda}
    return _("Innkalling til årsmøtet %(day)s") % {"day": day}, body


def _escape(text: str) -> str:
    """Return the text without braces, which have a meaning in mailings."""
    return text.replace("{", "(").replace("}", ")")


def next_meeting(day: date) -> Meeting | None:
    """Return the first meeting on the day or later."""
    return Meeting.objects.filter(date__gte=day).order_by("date").first()


def available_delegates(meeting: Meeting, organisation: Organisation) -> QuerySet[Registration]:
    """Return the delegates of other members who can have one more proxy."""
    delegates = meeting.registrations.filter(proxy=None).exclude(organisation=organisation)
    of_others = Count("proxies", filter=~Q(proxies__organisation=organisation))
    free = delegates.alias(carried=of_others).filter(carried__lt=meeting.most_proxies)
    return free.select_related("organisation").order_by("organisation__name", "pk")


@transaction.atomic
def register_delegate(
    meeting: Meeting, organisation: Organisation, *, name: str, email: str, today: date, version: str
) -> Registration:
    """Register the member's own delegate, in place of a proxy or another delegate.

    `version` is what the form began with (`version_of`). Raises ValidationError after the deadline, if the organisation
    is no member on the day of the meeting, or if somebody else has changed the registration.
    """
    registration = _lock(meeting, organisation, today, version)
    registration.name, registration.email, registration.proxy = name, email, None
    return _save(registration)


@transaction.atomic
def give_proxy(
    meeting: Meeting, organisation: Organisation, *, holder: Registration, today: date, version: str
) -> Registration:
    """Let another member's delegate vote for the member. Raises ValidationError as `register_delegate` does."""
    registration = _lock(meeting, organisation, today, version)
    registration.name, registration.email = "", ""
    # Read again, since it may have changed before the meeting was locked.
    registration.proxy = Registration.objects.select_related("organisation").filter(pk=holder.pk).first()
    if registration.proxy is None:
        raise ValidationError({"proxy": _("Delegaten er ikke påmeldt lenger. Velg en annen.")})
    return _save(registration)


@transaction.atomic
def withdraw(meeting: Meeting, organisation: Organisation, *, today: date, version: str) -> None:
    """Delete the member's registration. Raises ValidationError as `register_delegate` does, or if it has proxies."""
    registration = _lock(meeting, organisation, today, version)
    if not registration.pk:
        raise ValidationError(_("Dere er ikke påmeldt."))
    if given := registration.proxies.select_related("organisation").first():
        message = _("Delegaten deres har fullmakt fra %(organisation)s, som må velge en annen først.")
        raise ValidationError(message, params={"organisation": given.organisation})
    registration.delete()


def version_of(registration: Registration | None) -> str:
    """Return what a registration is, for a form to compare: the number of its latest version in the history."""
    latest = registration.history.values_list("history_id", flat=True).first() if registration else None
    return str(latest or "")


def _lock(meeting: Meeting, organisation: Organisation, today: date, version: str) -> Registration:
    """Lock the meeting, and return the member's registration or a new one."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if today > locked.register_by:
        day = date_format(locked.register_by, "j. F Y")
        raise ValidationError(_("Påmeldingsfristen var %(day)s. Ring oss, så hjelper vi dere."), params={"day": day})
    stored = Registration.objects.filter(meeting=locked, organisation=organisation).first()
    if version_of(stored) != version:
        raise ValidationError(
            _("Noen andre hos dere har endret påmeldingen siden du åpnet siden. Se over den under, og prøv igjen."),
            code="changed",
        )
    return stored or Registration(meeting=locked, organisation=organisation)


def _save(registration: Registration) -> Registration:
    registration.full_clean()
    registration.save()
    return registration


@transaction.atomic
def set_rates(year: int, amounts: Mapping[str, int]) -> list[FeeRate]:
    """Make the fee rates of the year, by size. Raises ValidationError for one that is made already."""
    rates = [FeeRate(year=year, size=size, amount=amount) for size, amount in amounts.items()]
    for rate in rates:
        rate.full_clean()
        rate.save()
    return rates


@transaction.atomic
def elect(elected: Mapping[str, Sequence[str]], *, from_day: date) -> int:
    """Begin terms of the people elected to each office, in order, and end the earlier ones the day before.

    An office without people is left as it is. Returns how many were elected.
    """
    chosen = {office: people for office, people in elected.items() if people}
    earlier = Term.objects.select_for_update().filter(office__in=chosen, first_day__lt=from_day)
    for term in earlier.filter(Q(last_day=None) | Q(last_day__gte=from_day)):
        term.last_day = from_day - timedelta(days=1)
        term.save()
    terms = [
        Term(office=office, person=person, first_day=from_day, order=order)
        for office, people in chosen.items()
        for order, person in enumerate(people, 1)
    ]
    for term in terms:
        term.full_clean()
        term.save()
    return len(terms)


def without_sent_summons() -> Q:
    """Return the condition of meetings whose summons isn't sent."""
    return Q(summons=None) | Q(summons__sent_at=None)
