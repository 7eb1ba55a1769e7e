"""Places, organisations and their memberships, contacts, requests to join and fees."""

from members.models.fees import Fee, FeeRate
from members.models.joining import MembershipApplication
from members.models.organisations import Contact, Membership, Organisation
from members.models.places import County, Municipality, Region

__all__ = [
    "Contact",
    "County",
    "Fee",
    "FeeRate",
    "Membership",
    "MembershipApplication",
    "Municipality",
    "Organisation",
    "Region",
]
