"""Changes that others saved while someone had the form of an application open, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from balansekunst.history import latest_version
from balansepotten.budget import Line
from balansepotten.form_fields import answer_name
from balansepotten.models import Answer, Application, BudgetLine


@dataclass(frozen=True)
class Version:
    """An application as it was saved at a moment: fields and answers by name, and budget lines by kind."""

    fields: Mapping[str, Any]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Change:
    """A field that others have saved, with its text now. It is contested if the writer changed it too."""

    label: str
    text: str
    is_contested: bool


def version_at(application: Application, saved_at: datetime | None) -> Version | None:
    """Return the version of the application that was saved at exactly that moment, or None if there is none."""
    if saved_at is None:
        return None
    record = application.history.filter(changed_at=saved_at).order_by("history_date", "history_id").last()
    if record is None:
        return None
    answers = Answer.history.as_of(record.history_date).filter(application=application.pk)
    lines = BudgetLine.history.as_of(record.history_date).filter(application=application.pk)
    fields = {field.name: getattr(record, field.attname) for field in Application._meta.concrete_fields}
    fields["themes"] = set(record.themes.values_list("theme_id", flat=True))
    fields |= {answer_name(answer.question_id): answer.text for answer in answers}
    found = sorted(lines, key=lambda line: (line.kind, line.pk))
    return Version(fields, [Line(line.kind, line.description, line.amount) for line in found])


def saved_by(application: Application) -> str:
    """Return the name of the person who last saved the application, or an empty string if it is not known."""
    version = latest_version(application)
    return str(version.history_user) if version and version.history_user else ""
