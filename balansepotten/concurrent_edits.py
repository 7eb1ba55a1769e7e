"""What was saved in a draft while someone else had its form open, told field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from balansekunst.history import latest_version
from balansepotten.budget import Line
from balansepotten.models import Answer, Application, BudgetLine


@dataclass(frozen=True)
class Version:
    """A draft as it was when it was saved at a moment: its fields and answers by name, its budget lines by kind."""

    fields: Mapping[str, Any]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Change:
    """A field that another has saved meanwhile, as it is now. `is_contested` when the writer has changed it too."""

    label: str
    text: str
    is_contested: bool


def version_at(application: Application, saved_at: datetime | None) -> Version | None:
    """Return the draft as it was saved at that very moment, or None where no such version is known."""
    if saved_at is None:
        return None
    kept = application.history.filter(changed_at=saved_at).order_by("history_date", "history_id").last()
    if kept is None:
        return None
    answers = Answer.history.as_of(kept.history_date).filter(application=application.pk)
    lines = BudgetLine.history.as_of(kept.history_date).filter(application=application.pk)
    fields = {field.name: getattr(kept, field.attname) for field in Application._meta.concrete_fields}
    fields["themes"] = set(kept.themes.values_list("theme_id", flat=True))
    fields |= {f"answer-{answer.question_id}": answer.text for answer in answers}
    found = sorted(lines, key=lambda line: (line.kind, line.pk))
    return Version(fields, [Line(line.kind, line.description, line.amount) for line in found])


def saved_by(application: Application) -> str:
    """Return the name of the person who saved the draft last, where that is known."""
    version = latest_version(application)
    return str(version.history_user) if version and version.history_user else ""
