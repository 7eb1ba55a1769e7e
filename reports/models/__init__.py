"""The yearly report: what staff write, and what was published of it."""

from reports.models.drafts import AnnualReport, Picture, Quote, Section
from reports.models.publications import Correction, FileDigest, FrozenFigure, Publication, SealedQuote

__all__ = [
    "AnnualReport",
    "Correction",
    "FileDigest",
    "FrozenFigure",
    "Picture",
    "Publication",
    "Quote",
    "SealedQuote",
    "Section",
]
