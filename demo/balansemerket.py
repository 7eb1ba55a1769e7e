"""Made-up events of Balansemerket: renewals, awards, lapsed marks and a withdrawal."""

from datetime import date, timedelta
from random import Random

from balansemerket.models import Certification, Event, Quote, RequirementsVersion
from demo.made_up import FIRST_YEAR, add, days_of, person, years
from members.models import Organisation

STARTING_A_YEAR = 12
LAPSING_IN_DAYS = (4, 17, 38)
Kind = Event.Kind
SAID = (
    ("Vi trodde vi hadde dette på stell. Kartleggingen viste hva vi ikke snakket om.", "daglig leder"),
    ("Nå vet alle hvem de skal si fra til, også de som er her i to uker.", "produsent"),
    ("Det beste var å sitte rundt samme bord: styret, teknikerne og dem på scenen.", "festivalsjef"),
    ("Planen henger på veggen. Vi krysser av, og det merkes.", "kunstnerisk leder"),
    ("Hersketeknikkene har fått navn hos oss. Da er de lettere å stoppe.", "inspisient"),
)


def fill(day: date) -> None:
    """Add the events from the year after the office's workbooks until `day`."""
    holders = Certification.objects.held_on(date(FIRST_YEAR - 1, 12, 31)).order_by("organisation__number")
    for position, certification in enumerate(list(holders)):
        last = certification.events.filter(kind__in=Event.GIVES_PERIOD).order_by("date").last()
        if last and last.valid_until:
            _renew(certification, last.valid_until, day, lasts=6 - position % 7)
    for year in years(day):
        _beginners(year, day)
    _lapsing(day)
    _withdrawn(day)
    _quotes(day)


def _period(certification: Certification, kind: Kind, begins: date) -> Event:
    """Add an award or a renewal from `begins`, for one year, with the requirements in force on that day."""
    version = RequirementsVersion.objects.filter(valid_from__lte=begins).order_by("valid_from").last()
    until = begins.replace(year=begins.year + 1, day=min(begins.day, 28)) - timedelta(days=1)
    return add(Event(certification=certification, kind=kind, date=begins, valid_until=until, version=version))


def _renew(certification: Certification, valid_until: date, day: date, *, lasts: int) -> None:
    """Renew each year, shortly before the period ends, up to `lasts` times."""
    chance = Random(certification.organisation.number)
    for _ in range(lasts):
        renewed_on = valid_until - timedelta(days=chance.randrange(2, 45))
        if renewed_on > day:
            return
        valid_until = _period(certification, Kind.RENEWED, renewed_on).valid_until or day


def _beginners(year: int, day: date) -> None:
    """Add organisations that start each year; most of them get the mark within months."""
    chance = Random(f"beginners {year}")
    first = date(year, 1, 1)
    beginners = Organisation.objects.members_on(min(first, day)).filter(certification__isnull=True).order_by("number")
    chosen = chance.sample(list(beginners), STARTING_A_YEAR)
    for organisation, started_on in zip(chosen, days_of(year, STARTING_A_YEAR, chance), strict=True):
        awarded_on = started_on + timedelta(days=chance.randrange(90, 260))
        if started_on > day:
            return
        certification = add(Certification(organisation=organisation))
        add(Event(certification=certification, kind=Kind.STARTED, date=started_on))
        if awarded_on <= day:
            period = _period(certification, Kind.AWARDED, awarded_on)
            _renew(certification, period.valid_until or day, day, lasts=9)


def _lapsing(day: date) -> None:
    """Add some marks that expire soon after `day`."""
    without = Organisation.objects.members_on(day).filter(certification__isnull=True).order_by("number")
    for organisation, days in zip(list(without), LAPSING_IN_DAYS, strict=False):
        certification = add(Certification(organisation=organisation))
        ends = day + timedelta(days=days)
        begins = ends.replace(year=ends.year - 1, day=min(ends.day, 28)) + timedelta(days=1)
        add(Event(certification=certification, kind=Kind.STARTED, date=begins - timedelta(days=150)))
        _period(certification, Kind.AWARDED, begins)


def _withdrawn(day: date) -> None:
    """Withdraw the mark of one organisation."""
    withdrawn_on = day - timedelta(days=12)
    holder = Certification.objects.held_on(withdrawn_on).order_by("-organisation__number").first()
    if holder:
        reason = "Planen ble ikke fulgt opp, og vi fikk ikke svar på henvendelsene våre."
        add(Event(certification=holder, kind=Kind.WITHDRAWN, date=withdrawn_on, reason=reason))


def _quotes(day: date) -> None:
    """Let some holders be quoted. The last quote waits for approval, and the one before was withdrawn."""
    chance = Random("quotes")
    holders = Certification.objects.held_on(day).order_by("organisation__number")
    for position, (certification, (text, role)) in enumerate(zip(holders, SAID, strict=False)):
        consent_on, name = day - timedelta(days=60 - position), person(chance)
        quote = Quote(certification=certification, text=text, person=name, role=role, consent_on=consent_on)
        quote.consent_by, quote.in_report = f"{name}, på e-post", position % 2 == 0
        if position < len(SAID) - 1:
            quote.approved_on = consent_on + timedelta(days=2)
        if position == len(SAID) - 2:
            quote.withdrawn_on = day - timedelta(days=3)
        add(quote)
