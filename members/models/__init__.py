"""Places, organisations and their memberships, contacts, requests to join and fees."""

from members.models.fees import Fee, FeeRate
from members.models.identities import EarlierIdentity
from members.models.joining import MembershipApplication
from members.models.organisations import Contact, EarlierPlace, Membership, Organisation
from members.models.places import County, EarlierRegion, Municipality, Region

__all__ = [
    "Contact",
    "County",
    "EarlierIdentity",
    "EarlierPlace",
    "EarlierRegion",
    "Fee",
    "FeeRate",
    "Membership",
    "MembershipApplication",
    "Municipality",
    "Organisation",
    "Region",
]
