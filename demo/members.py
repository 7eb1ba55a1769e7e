"""Made-up members: requests to join and memberships."""

from datetime import date, timedelta
from random import Random

from balansekunst.dates import at
from demo.made_up import (
    FIRST_YEAR,
    NON_MEMBER,
    NOTICE,
    SAMI_CENTRE,
    Named,
    add,
    days_of,
    municipality,
    organisations_of,
    person,
    years,
)
from members import joining, leaving
from members.models import (
    Membership,
    MembershipApplication,
    Organisation,
    PublicApplication,
    SupportingMember,
)

JOINING_A_YEAR = 34
UNDECIDED_FOR_DAYS = (2, 9, 23, 71)
REASONS = (
    "Vi vil gjøre noe med skjevhetene i programmet vårt, og trenger noen å lære av.",
    "Styret har vedtatt en plan for likestilling og mangfold. Medlemskapet er første punkt i den.",
    "Vi vil ha gode rutiner på plass før neste sesong.",
    "",
)
LEAVE_REASONS = ("Virksomheten er lagt ned", "Økonomi", "Slått sammen med et annet medlem", "Ikke oppgitt")


def fill(day: date) -> None:
    """Add members of the years after the office's workbooks until `day`."""
    _sizes()
    _accept(_ask(SAMI_CENTRE, date(FIRST_YEAR, 1, 8)), date(FIRST_YEAR, 1, 22))
    for year in years(day):
        _joiners(year, day)
        _comebacks(year, day)
    _leavers(day)
    _waiting(day)
    _supporting(day)


def _sizes() -> None:
    """Set the size of the organisations of the office's workbooks, which don't say it."""
    for organisation in Organisation.objects.filter(size="").order_by("number"):
        organisation.size = _size(Random(f"size {organisation.number}"))
        add(organisation)


def _size(chance: Random) -> str:
    return chance.choices(list(Organisation.Size), weights=(6, 3, 1))[0]


def _joiners(year: int, day: date) -> None:
    chance = Random(f"joiners {year}")
    *accepted, declined = organisations_of(year)[: JOINING_A_YEAR + 1]
    for named, received in zip(accepted, days_of(year, JOINING_A_YEAR, chance), strict=True):
        decided_on = received + timedelta(days=chance.randrange(12, 40))
        if received <= day:
            application = _ask(named, received)
            if decided_on <= day:
                _accept(application, decided_on)
    if date(year, 5, 6) <= day:
        joining.decline(_ask(declined, date(year, 4, 2)), decided_on=date(year, 5, 6))


def _ask(named: Named, received: date) -> MembershipApplication:
    chance = Random(named.number)
    return add(
        MembershipApplication(
            received_on=received,
            number=named.number,
            name=named.name,
            field=named.field,
            address=f"Oppdiktveien {chance.randrange(1, 90)}",
            municipality=municipality(named.place),
            contact_name=person(chance),
            contact_email=f"post@{named.domain}",
            website=f"https://{named.domain}",
            reason=f"{chance.choice(REASONS)} ({NOTICE})".strip(),
            purpose_confirmed_on=received,
            size=_size(chance),
        )
    )


def _accept(application: MembershipApplication, decided_on: date) -> None:
    membership = joining.accept(application, decided_on=decided_on, joined=decided_on)
    if decided_on.day % 3:  # the address is not a person's
        Organisation.objects.filter(pk=membership.organisation_id).update(hides_email=False)


def _comebacks(year: int, day: date) -> None:
    """Add a new membership of an organisation that left earlier."""
    joined = date(year, 3, 3)
    gone = Organisation.objects.filter(memberships__left__lt=joined).exclude(
        pk__in=Organisation.objects.members_on(joined)
    )
    organisation = gone.exclude(memberships__left__isnull=True).order_by("number").first()
    if organisation and joined <= day:
        add(Membership(organisation=organisation, joined=joined))


def _leavers(day: date) -> None:
    """End every seventh of the made-up memberships."""
    begun = Membership.objects.filter(application__isnull=False).exclude(organisation__number=SAMI_CENTRE.number)
    for position, membership in enumerate(begun.order_by("joined", "organisation__number")[::7]):
        left = membership.joined + timedelta(days=150 + 67 * (position % 5))
        if left <= day:
            reason = LEAVE_REASONS[position % len(LEAVE_REASONS)]
            membership.left, membership.leave_cause, membership.leave_reason = left, leaving.cause_of(reason), reason
            add(membership)


def _waiting(day: date) -> None:
    """Add some undecided requests, one of them old."""
    add(
        Organisation(
            number=NON_MEMBER.number,
            name=NON_MEMBER.name,
            field=NON_MEMBER.field,
            municipality=municipality(NON_MEMBER.place),
        )
    )
    spare = organisations_of(day.year)[JOINING_A_YEAR + 1 :]
    for named, waited in zip((NON_MEMBER, *spare), UNDECIDED_FOR_DAYS, strict=False):
        received = day - timedelta(days=waited)
        sent = at(received, 10)
        PublicApplication.objects.create(
            digest=named.number,
            form_key=named.number,
            submitted_at=sent,
            verified_at=sent,
            application=_ask(named, received),
        )


def _supporting(day: date) -> None:
    """Add persons who support the association; some have left."""
    chance = Random("supporting")
    for number in range(1, 17):
        joined = date(FIRST_YEAR - chance.randrange(4), chance.randrange(1, 13), chance.randrange(1, 28))
        left = joined + timedelta(days=400) if number % 5 == 0 else None
        if joined <= day:
            email = f"stotte{number}@eksempel.example"
            add(SupportingMember(name=person(chance), email=email, joined=joined, left=left))
