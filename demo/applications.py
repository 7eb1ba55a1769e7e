"""Made-up applications to Balansepotten, complete and submitted."""

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone
from django.utils.text import slugify

from balansekunst.dates import at
from balansepotten.models import Application, BudgetLine, Call, Theme
from demo.made_up import SAMI_CENTRE, add, person
from members.models import Contact, Organisation

Status, Kind = Application.Status, BudgetLine.Kind
PROJECTS = {
    "workshop": ("Rom for alle: workshop om normer i øvingsrommet", "Intimitetskoordinering i praksis"),
    "nettressurs": ("Verktøykasse for inkluderende programmering", "Girjje: nettressurs om samisk scenespråk"),
    "utstilling": ("Kroppene vi ikke ser", "Utstilling for alle sanser – også på tegnspråk og lettlest"),
    "tilgjengelighet": ("Synstolking og teksting av hele vårsesongen", "Inngangen først: rullestol bak scenen"),
    "kompetanseheving": ("Kurs i aldersmangfold for produsenter", "Antirasistisk praksis i kunstutdanning"),
    "lederutvikling": ("Nye ledere: mentorordning for skeive produsenter", "Lederskap uten hersketeknikker"),
    "festival": ("Festivalen som tør å telle", "Klasse på plakaten: arbeiderkunst i distriktet"),
    "konferanse": ("Hvem får spille? Nasjonal konferanse om orkester og mangfold", "Størrelse teller ikke"),
}
COSTS = ("Honorar til kunstnere og kursholdere", "Leie av lokaler og utstyr", "Tegnspråktolk og tilrettelegging")
INCOMES = ("Egenandel", "Billettinntekter", "Støtte fra kommunen")
TEXTS = {
    "objectives": "Flere skal kjenne seg igjen i det vi viser, og vi skal vite hvorfor noen ikke gjør det i dag.",
    "target_group": "Kunstnere, frivillige og ansatte hos oss og hos tre samarbeidspartnere, om lag 120 personer.",
    "expected_effect": "Nye rutiner for programmering, og en evaluering som andre i feltet kan bruke.",
    "plan": "Oppstartsmøte, tre samlinger, utprøving i høstsesongen og en åpen oppsummering.",
}
ANSWER = "Alle som deltar, får vite hvem de kan si fra til, og vi har en avtale med en som står utenfor prosjektet."


def send(call: Call, last: date, number: int, *, without: str = "", at_most: int = 300_000) -> list[Application]:
    """Submit `number` complete applications to the call, the last one on the day `last`, the Sámi centre's first."""
    chance, themes = Random(f"applications {call.year}"), list(Theme.objects.all())
    members = Organisation.objects.members_on(timezone.localdate(call.deadline)).exclude(number=without)
    applicants = chance.sample(list(members.exclude(number=SAMI_CENTRE.number).order_by("number")), number)
    if centre := members.filter(number=SAMI_CENTRE.number).first():
        applicants[0] = centre
    sent = []
    for position, organisation in enumerate(applicants, 1):
        moment = at(last - timedelta(days=(number - position) // 3), 9 + position % 7, chance.randrange(60))
        name, applied = f"{call.year}-{position:03d}", chance.randrange(60_000, at_most, 1000)
        sent.append(_complete(call, organisation, name, max(moment, call.opens_at), applied, chance))
        _add_contact(organisation)
        sent[-1].themes.set(chance.sample(themes, chance.choice((1, 1, 2, 3))))
    return sent


def _add_contact(organisation: Organisation) -> None:
    """Add a contact with an e-mail address if the applicant has none: the office's workbooks have no addresses."""
    if not organisation.contacts.exclude(email="").exists():
        email = f"post@{slugify(organisation.name)[:40].strip('-')}.example"
        add(Contact(organisation=organisation, name=person(Random(organisation.number)), email=email))


def _complete(
    call: Call, organisation: Organisation, number: str, moment: datetime, applied: int, chance: Random
) -> Application:
    category, income = chance.choice(list(PROJECTS)), chance.randrange(2, 30) * 5000
    starts_on = timezone.localdate(call.deadline) + timedelta(days=chance.randrange(60, 200))
    application = add(
        Application(
            call=call,
            organisation=organisation,
            number=number,
            title=chance.choice(PROJECTS[category]),
            category=category,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=chance.randrange(20, 300)),
            amount_applied=applied,
            total_budget=applied + income,
            status=Status.SUBMITTED,
            submitted_at=moment,
            **TEXTS,
        )
    )
    Application.objects.filter(pk=application.pk).update(created_at=moment, changed_at=moment)
    _budget(application, applied + income, income, chance)
    return application


def _budget(application: Application, costs: int, income: int, chance: Random) -> None:
    """Add a balanced budget: the amount applied for and the income cover the costs."""
    fees, rent = costs * 6 // 10, costs // 10 * chance.choice((1, 2))
    for description, amount in zip(COSTS, (fees, rent, costs - fees - rent), strict=True):
        add(BudgetLine(application=application, kind=Kind.COST, description=description, amount=amount))
    own = income * 3 // 5
    for description, amount in zip(chance.sample(INCOMES, 2), (own, income - own), strict=True):
        add(BudgetLine(application=application, kind=Kind.INCOME, description=description, amount=amount))
