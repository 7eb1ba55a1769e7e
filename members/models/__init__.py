"""Places, organisations and their memberships, contacts, requests to join, fees, mailings and supporting members."""

from members.models.differences import PlaceChange, RegisterCheck, RegisterDifference
from members.models.duplicates import LikelyDuplicate
from members.models.fees import Fee, FeeRate
from members.models.identities import EarlierIdentity
from members.models.joining import MembershipApplication, PublicApplication
from members.models.mailings import Mailing, MailingRecipient
from members.models.meetings import AgendaItem, Meeting, MeetingPaper, Registration
from members.models.merges import OrganisationMerge
from members.models.offices import Term
from members.models.organisations import Contact, EarlierPlace, Membership, Organisation
from members.models.payments import FeePayment
from members.models.places import County, EarlierRegion, Municipality, Region
from members.models.requests import IdentityProposal, LeaveRequest
from members.models.supporting import SupportingMember

__all__ = [
    "AgendaItem",
    "Contact",
    "County",
    "EarlierIdentity",
    "EarlierPlace",
    "EarlierRegion",
    "Fee",
    "FeePayment",
    "FeeRate",
    "IdentityProposal",
    "LeaveRequest",
    "LikelyDuplicate",
    "Mailing",
    "MailingRecipient",
    "Meeting",
    "MeetingPaper",
    "Membership",
    "MembershipApplication",
    "Municipality",
    "Organisation",
    "OrganisationMerge",
    "PlaceChange",
    "PublicApplication",
    "Region",
    "RegisterCheck",
    "RegisterDifference",
    "Registration",
    "SupportingMember",
    "Term",
]
