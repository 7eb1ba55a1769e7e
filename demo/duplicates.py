"""Made-up organisations that were registered twice, for the list of those that may be one."""

from datetime import date

from demo.made_up import FIRST_YEAR, add, organisations_of
from members import duplicates
from members.models import Organisation

# The number of the second one, by the place of the first among the first made-up ones, and how its name was written.
TWICE = ((1, "331415227", "{name} AS"), (3, "331415308", "{name}s venner"), (14, "331415316", "Stiftelsen {name}"))


def fill(day: date) -> None:
    """Register some of the organisations again, under another number, and look for such pairs."""
    for place, number, name in TWICE:
        named = organisations_of(FIRST_YEAR)[place]
        first = Organisation.objects.get(number=named.number)
        add(
            Organisation(
                number=number,
                name=name.format(name=first.name),
                field=first.field,
                municipality=first.municipality,
                email=first.email,
            )
        )
    duplicates.refresh(day)
