"""The content of an application as it is saved: fields, themes, budget lines, and answers to the call's questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from balansepotten.budget import Kind, Line, save_lines
from balansepotten.models import Application


@dataclass(frozen=True)
class ApplicationContent:
    """Content to save: values by field name, answers by question, and budget lines.

    A field or a question that is not in it is left unchanged; so is the budget if `lines` is None.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[Line] | None = None
    answers: Mapping[int, str] = field(default_factory=dict)


def save(
    application: Application,
    content: ApplicationContent,
    *,
    check: Callable[[Application], object] = lambda _application: None,
) -> bool:
    """Save the content, and return whether anything changed. Rows that did not change are not saved.

    The application must be locked, with none of its related rows prefetched. `check` is called with it just before it
    is saved, with its lines and answers already saved, and may raise ValidationError. The application is saved last,
    so that its history record has the time when all of it was in place.
    """
    values = dict(content.values)
    themes = set(values.pop("themes")) if "themes" in values else None
    if content.lines is not None:
        costs = [line.amount for line in content.lines if line.kind == Kind.COST and line.amount is not None]
        values["total_budget"] = sum(costs) if costs else None
    changed = {name: value for name, value in values.items() if getattr(application, name) != value}
    themes_changed = themes is not None and themes != set(application.themes.all())
    lines_changed = content.lines is not None and save_lines(application.budget_lines, content.lines)
    answers_changed = _save_answers(application, content.answers)
    if not (changed or themes_changed or lines_changed or answers_changed):
        return False
    for name, value in changed.items():
        setattr(application, name, value)
    check(application)
    application.save()
    if themes is not None and themes_changed:
        application.themes.set(themes)
    return True


def _save_answers(application: Application, answers: Mapping[int, str]) -> bool:
    """Save the answers that changed. An empty answer to a question that had none does not become a row."""
    if not answers:
        return False
    stored = {answer.question_id: answer for answer in application.answers.all()}
    changed = False
    for question, text in answers.items():
        answer = stored.get(question)
        if text == (answer.text if answer else ""):
            continue
        changed = True
        if answer is None:
            application.answers.create(question_id=question, text=text)
        else:
            answer.text = text
            answer.save()
    return changed
