"""The models of Balansemerket."""

from balansemerket.models.answers import Area, AreaReview, Evidence, Ground, Participation, Risk
from balansemerket.models.certifications import Cancellation, Certification, Event
from balansemerket.models.credentials import SigningKey
from balansemerket.models.quotes import Quote
from balansemerket.models.releases import EqualityRelease
from balansemerket.models.requirements import Requirement, RequirementsVersion, Step
from balansemerket.models.rounds import Comment, Round, RoundStep

__all__ = [
    "Area",
    "AreaReview",
    "Cancellation",
    "Certification",
    "Comment",
    "EqualityRelease",
    "Event",
    "Evidence",
    "Ground",
    "Participation",
    "Quote",
    "Requirement",
    "RequirementsVersion",
    "Risk",
    "Round",
    "RoundStep",
    "SigningKey",
    "Step",
]
