"""Made-up enquiries to the advice line."""

from datetime import date, timedelta
from random import Random

from balansekunst.access import Role
from balansekunst.models import User
from demo.made_up import FIRST_YEAR, add, days_of, years
from radgivning import releases
from radgivning.models import Enquiry, Ground, Topic
from radgivning.models.enquiries import REGIONS

IN_FIRST_YEAR = 88
MORE_EACH_YEAR = 10
# Notes are deleted some time after closing. Enquiries older than this are closed, and have none.
RECENT = timedelta(days=100)
NOTES = (
    "Vil tenke til over helgen. Ringer igjen.",
    "Har varslet muntlig. Rådet til å gjøre det skriftlig, og til å føre logg.",
    "Leder ba om hjelp til rutinen. Sendt lenke til mal.",
    "Redd for gjengjeldelse. Snakket om vernet etter arbeidsmiljøloven.",
    "Spurte om frister. Saken er fra i vår.",
)


def fill(day: date) -> None:
    """Add the enquiries of the years after the office's workbooks until `day`, a few more each year."""
    topics, grounds = list(Topic.objects.order_by("name")), list(Ground.objects.order_by("name"))
    adviser = User.objects.filter(groups__name=Role.ADVISER).first()
    for year in years(day):
        chance = Random(f"enquiries {year}")
        for made_on in days_of(year, IN_FIRST_YEAR + MORE_EACH_YEAR * (year - FIRST_YEAR), chance):
            enquiry = Enquiry(
                date=made_on,
                channel=chance.choices(Enquiry.Channel.values, weights=(6, 3, 2))[0],
                caller=chance.choices(Enquiry.Caller.values, weights=(12, 4, 2, 3, 1))[0],
                region=chance.choices([value for value, _label in REGIONS], weights=(1, 2, 3, 4, 10, 1))[0],
                legal_guidance=chance.random() < 0.6,
            )
            chosen = chance.sample(topics, chance.choice((1, 1, 2)))
            if made_on <= day:
                add_details(enquiry, day, Random(f"{year} {made_on} {chance.random()}"), adviser)
                add(enquiry).topics.set(chosen)
                if any(topic.has_grounds for topic in chosen):
                    enquiry.grounds.set(chance.sample(grounds, 1))
    releases.release(day)


def add_details(enquiry: Enquiry, day: date, chance: Random, adviser: User | None) -> None:
    """Set the outcome of the enquiry, and a note on some of the recent ones."""
    enquiry.adviser = adviser
    enquiry.culture_field = chance.choice(["", *Enquiry.CultureField.values])
    enquiry.minutes = chance.choice((10, 15, 20, 30, 45, 60))
    enquiry.outcome = chance.choices(Enquiry.Outcome.values, weights=(6, 3, 2, 1))[0]
    if enquiry.outcome == Enquiry.Outcome.REFERRED:
        enquiry.referral = chance.choice(Enquiry.Referral.values)
    is_recent = enquiry.date > day - RECENT
    if not is_recent or chance.random() < 0.6:
        enquiry.closed_on = min(day, enquiry.date + timedelta(days=chance.randrange(14)))
    if is_recent and chance.random() < 0.4:
        enquiry.note = chance.choice(NOTES)
