"""What applications and project reports were when they were saved at a moment, from their histories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from balansekunst.history import latest_version
from balansepotten.budget import Line
from balansepotten.form_fields import actual_name, answer_name
from balansepotten.models import AccountLine, Answer, Application, BudgetLine, ProjectReport


@dataclass(frozen=True)
class Version:
    """A draft as it was saved at a moment: its fields by name, and the lines that its writer adds."""

    fields: Mapping[str, Any]
    lines: Sequence[Line]


def version_at(draft: Application | ProjectReport, saved_at: datetime | None) -> Version | None:
    """Return the version of the draft that was saved at exactly that moment, or None if there is none."""
    if saved_at is None:
        return None
    record = draft.history.filter(changed_at=saved_at).order_by("history_date", "history_id").last()
    if record is None:
        return None
    fields = {field.name: getattr(record, field.attname) for field in draft._meta.concrete_fields}
    parts = _application_parts if isinstance(draft, Application) else _report_parts
    more, lines = parts(draft, record)
    return Version(fields | more, sorted(lines, key=lambda line: line.kind))


def saved_by(draft: Application | ProjectReport) -> str:
    """Return the name of the person who last saved the draft, or an empty string if it is not known."""
    version = latest_version(draft)
    return str(version.history_user) if version and version.history_user else ""


def _application_parts(application: Any, record: Any) -> tuple[dict[str, Any], list[Line]]:
    answers = Answer.history.as_of(record.history_date).filter(application=application.pk)
    fields = {answer_name(answer.question_id): answer.text for answer in answers}
    fields["themes"] = set(record.themes.values_list("theme_id", flat=True))
    lines = _by_key(BudgetLine.history.as_of(record.history_date).filter(application=application.pk))
    return fields, [Line(line.kind, line.description, line.amount) for line in lines]


def _report_parts(report: Any, record: Any) -> tuple[dict[str, Any], list[Line]]:
    lines = _by_key(AccountLine.history.as_of(record.history_date).filter(report=report.pk))
    fields = {actual_name(line.pk): line.actual for line in lines if line.budgeted}
    return fields, [Line(line.kind, line.description, line.actual) for line in lines if not line.budgeted]


def _by_key(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.pk)
