"""The models of Balansemerket."""

from balansemerket.models.certifications import Certification, Event
from balansemerket.models.requirements import Requirement, RequirementsVersion

__all__ = ["Certification", "Event", "Requirement", "RequirementsVersion"]
