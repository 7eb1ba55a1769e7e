"""The yearly grant scheme, from the call to the final report."""

from balansepotten.models.adjusted_budgets import AdjustedBudget, AdjustedLine
from balansepotten.models.applications import Answer, Application, Attachment, BudgetLine
from balansepotten.models.call_changes import DeadlineExtension, PotIncrease
from balansepotten.models.call_parts import Criterion, LetterTemplate, Question, RejectionReason
from balansepotten.models.calls import Call, Theme
from balansepotten.models.decisions import Decision, Letter
from balansepotten.models.grants import AccountLine, Extension, Grant, Payment, ProjectReport
from balansepotten.models.jury import Assessment, ConflictOfInterest, Juror, Score

__all__ = [
    "AccountLine",
    "AdjustedBudget",
    "AdjustedLine",
    "Answer",
    "Application",
    "Assessment",
    "Attachment",
    "BudgetLine",
    "Call",
    "ConflictOfInterest",
    "Criterion",
    "DeadlineExtension",
    "Decision",
    "Extension",
    "Grant",
    "Juror",
    "Letter",
    "LetterTemplate",
    "Payment",
    "PotIncrease",
    "ProjectReport",
    "Question",
    "RejectionReason",
    "Score",
    "Theme",
]
