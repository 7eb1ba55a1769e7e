"""A made-up member with a new number and name, found by the earlier ones too."""

from datetime import date

from demo.user_accounts import user_of
from members import identities
from members.models import Organisation

EARLIER_NAME, NAME, NUMBER = "Havsus Kulturhus", "Stiftelsen Havsus kulturkvartal", "332718282"
CHANGED = date(2025, 5, 1)


def fill(day: date) -> None:
    """Give a member of the office's workbooks a new number and name."""
    if day < CHANGED:
        return
    member = Organisation.objects.get(name=EARLIER_NAME)
    identities.change(member, number=NUMBER, name=NAME, from_day=CHANGED, today=day, by=user_of("ansatt"))
