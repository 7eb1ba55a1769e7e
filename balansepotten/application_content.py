"""What an application says, put into its rows: fields, themes, budget lines, and answers to the call's questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from balansepotten.budget import Kind, Line
from balansepotten.models import Application, BudgetLine


@dataclass(frozen=True)
class Content:
    """What is to be kept: values of fields by name, answers by question, budget lines.

    What isn't told of stays as it is; `lines` None leaves the whole budget so.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[Line] | None = None
    answers: Mapping[int, str] = field(default_factory=dict)


def write(
    application: Application, content: Content, *, check: Callable[[Application], object] = lambda _application: None
) -> bool:
    """Keep the content, and tell if anything was changed; what is kept already is not written again.

    The application must be locked, and nothing of it fetched beforehand. `check` is given it just before it is saved,
    with its lines and answers written, to raise ValidationError. It is saved last, so that its history tells when the
    whole was so.
    """
    values = dict(content.values)
    themes = set(values.pop("themes")) if "themes" in values else None
    if content.lines is not None:
        costs = [line.amount for line in content.lines if line.kind == Kind.COST and line.amount is not None]
        values["total_budget"] = sum(costs) if costs else None
    changed = {name: value for name, value in values.items() if getattr(application, name) != value}
    themes_changed = themes is not None and themes != set(application.themes.all())
    lines_changed = content.lines is not None and _write_lines(application, content.lines)
    answers_changed = _write_answers(application, content.answers)
    if not (changed or themes_changed or lines_changed or answers_changed):
        return False
    for name, value in changed.items():
        setattr(application, name, value)
    check(application)
    application.save()
    if themes is not None and themes_changed:
        application.themes.set(themes)
    return True


def _write_answers(application: Application, answers: Mapping[int, str]) -> bool:
    """Make the answers say what `answers` do; an empty one that was never given is no row."""
    if not answers:
        return False
    kept = {answer.question_id: answer for answer in application.answers.all()}
    changed = False
    for question, text in answers.items():
        answer = kept.get(question)
        if text == (answer.text if answer else ""):
            continue
        changed = True
        if answer is None:
            application.answers.create(question_id=question, text=text)
        else:
            answer.text = text
            answer.save()
    return changed


def _write_lines(application: Application, lines: Sequence[Line]) -> bool:
    """Make the budget lines say what `lines` do, place by place, and tell if anything was changed."""
    changed = False
    rows = list(application.budget_lines.all())
    for kind in Kind:
        wanted = [line for line in lines if line.kind == kind]
        kept = [row for row in rows if row.kind == kind]
        for row in kept[len(wanted) :]:
            row.delete()
            changed = True
        new = [BudgetLine(application=application, kind=kind) for line in wanted[len(kept) :]]
        for row, line in zip([*kept[: len(wanted)], *new], wanted, strict=True):
            changed |= _write_line(row, line)
    return changed


def _write_line(row: BudgetLine, line: Line) -> bool:
    if row.pk and (row.description, row.amount) == (line.description, line.amount):
        return False
    row.description, row.amount = line.description, line.amount
    row.full_clean(exclude=["application"])
    row.save()
    return True
