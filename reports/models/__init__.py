"""The yearly report: what staff write, and what was published of it."""

from reports.models.drafts import AnnualReport, Picture, Quote, Section
from reports.models.publications import Correction, FrozenFigure, Publication

__all__ = ["AnnualReport", "Correction", "FrozenFigure", "Picture", "Publication", "Quote", "Section"]
