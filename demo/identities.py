"""A made-up member with a new number and name, found by the earlier ones too, and in another landsdel.

It has not applied in any call: its letters that are drafts would have to be made again.
"""

from datetime import date

from demo.made_up import municipality
from demo.user_accounts import user_of
from members import identities, places
from members.models import Organisation

EARLIER_NAME, NAME, NUMBER = "Isbryter Kunstforening", "Isbryter kunsthus og verksted", "332718282"
REASON = "Flyttet da kunsthuset åpnet"
CHANGED, PLACE = date(2025, 5, 1), "Bodø"


def fill(day: date) -> None:
    """Give a member of the office's workbooks a new number, name and place."""
    if day < CHANGED:
        return
    member = Organisation.objects.get(name=EARLIER_NAME)
    identities.change(member, number=NUMBER, name=NAME, from_day=CHANGED, today=day, by=user_of("ansatt"))
    places.move(member, municipality=municipality(PLACE), from_day=CHANGED, today=day, reason=REASON)
