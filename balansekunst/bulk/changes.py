"""Doing work on many rows as it was shown, recording it, and undoing it while nobody has changed the rows since."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext as _

from balansekunst.bulk.models import BulkChange, BulkChangeRow
from balansekunst.bulk.work import BulkForm, BulkWork, Context, Effect, Planned, work_of
from balansekunst.mail import outbox
from balansekunst.mail.bounces import of_addresses
from balansekunst.models import Bounce, User


class ChangedSincePreviewError(Exception):
    """The work would do something else now than what was shown."""


def fingerprint(work: BulkWork, planned: Sequence[Planned], answers: Mapping[str, Any]) -> str:
    """Return a text that is another when the answers, the rows, or what would be done to them are."""
    rows = _latest_versions(work.model, [each.row.pk for each in planned])
    changed = _latest_versions(work.changes, [each.changed.pk for each in planned if each.changed])
    each_row = [
        (
            each.row.pk,
            rows.get(each.row.pk),
            (each.changed.pk, changed.get(each.changed.pk)) if each.changed else None,
            each.effects,
            each.skipped,
            [(message.recipient, message.subject, message.body) for message in each.messages],
        )
        for each in sorted(planned, key=lambda each: each.row.pk)
    ]
    return _digest([work.key, sorted((name, str(value)) for name, value in answers.items()), each_row])


def make_plan(work: BulkWork, rows: Sequence[Any], answers: Mapping[str, Any], context: Context) -> list[Planned]:
    """Return what is to be done to each of the rows, which `work.fetch` returned.

    Rows whose e-mails would reach nobody are skipped.
    """
    planned = work.plan(rows, answers, context)
    bounces = of_addresses({message.recipient for each in planned for message in each.messages})
    bounced = {email for email, found in bounces.items() if any(bounce.kind == Bounce.Kind.HARD for bounce in found)}
    for each in planned:
        reached = [message for message in each.messages if message.recipient.lower() not in bounced]
        if each.messages and not reached:
            each.skipped = _("E-poster kommer ikke fram til adressen.")
        each.messages = reached
    return planned


@transaction.atomic
def perform(
    work: BulkWork, rows: QuerySet[Any], form: BulkForm, *, expected: str, by: User, context: Context
) -> BulkChange:
    """Do the work on the rows, if it is what `expected`, the fingerprint of the preview, was made from.

    Raises ChangedSincePreviewError or ValidationError.
    """
    _lock(work.model, list(rows.order_by().values_list("pk", flat=True)))
    answers = form.cleaned_data
    planned = make_plan(work, list(work.fetch(rows)), answers, context)
    if fingerprint(work, planned, answers) != expected:
        raise ChangedSincePreviewError
    done = [each for each in planned if each.is_done]
    if not done:
        raise ValidationError(_("Det er ingenting å gjøre med de valgte radene."))
    before = _latest_versions(work.changes, [each.changed.pk for each in done if each.changed])
    work.apply(done, answers, context)
    outbox.post_all([message for each in done for message in each.messages])
    after = _latest_versions(work.changes, [each.changed.pk for each in done if each.changed])
    change = BulkChange.objects.create(kind=work.key, made_by=by, made_at=context.at, answers=form.described())
    BulkChangeRow.objects.bulk_create(_row_of(change, each, before, after) for each in planned)
    return change


def _row_of(change: BulkChange, each: Planned, before: dict[int, int], after: dict[int, int]) -> BulkChangeRow:
    row = BulkChangeRow(change=change, row=each.row.pk, skipped=each.skipped)
    if each.is_done:
        if each.changed:
            key: int = each.changed.pk
            row.changed, row.version_before, row.version_after = key, before.get(key), after.get(key)
        row.effects, row.messages = list(each.effects), [message.pk for message in each.messages]
    return row


@dataclass
class Undone:
    """What undoing does to a row of a change, or the `problem` that prevents it."""

    row: BulkChangeRow
    changed: Any = None
    withdrawn: list[int] = field(default_factory=list)
    sent: int = 0
    problem: str = ""

    @property
    def effects(self) -> list[Effect]:
        return [Effect(label, after, before) for label, before, after in self.row.effects]


def undo_plan(change: BulkChange, rows: Sequence[BulkChangeRow]) -> list[Undone]:
    """Return what undoing would do to those rows of the change that something was done to."""
    work = work_of(change.kind)
    undone = [Undone(row) for row in rows if not row.skipped]
    keys = [each.row.changed for each in undone if each.row.changed]
    latest = _latest_versions(work.changes, keys)
    stored = work.changes._meta.base_manager.in_bulk(keys) if work.changes else {}
    unchanged = []
    for each in undone:
        key = each.row.changed
        if not key:
            continue
        if key in stored and latest.get(key) == each.row.version_after:
            each.changed = stored[key]
            unchanged.append(each.changed)
        else:
            each.problem = _("Endret igjen siden.") if key in stored else _("Slettet siden.")
    problems = work.undo_problems(unchanged) if unchanged else {}
    for each in undone:
        each.problem = each.problem or problems.get(each.row.changed or 0, "")
    _plan_messages(undone)
    return undone


def _plan_messages(undone: Sequence[Undone]) -> None:
    """Set which e-mails can be withdrawn. A row of which there were only e-mails needs one."""
    keys = [key for each in undone for key in each.row.messages]
    withdrawable = set(outbox.withdrawable(keys).values_list("pk", flat=True))
    for each in undone:
        unsent = [key for key in each.row.messages if key in withdrawable]
        each.withdrawn = [] if each.problem else unsent
        each.sent = len(each.row.messages) - len(unsent)
        if not (each.problem or each.row.changed or unsent):
            each.problem = _("E-posten er sendt.")


def undo_fingerprint(change: BulkChange, undone: Sequence[Undone]) -> str:
    """Return a text that is another when undoing would do something else."""
    return _digest([change.pk, [(each.row.pk, each.problem, each.withdrawn) for each in undone]])


@transaction.atomic
def undo(change: BulkChange, rows: Sequence[BulkChangeRow], *, expected: str, by: User, at: datetime) -> BulkChange:
    """Undo the change in the rows that nobody has changed since, as it was shown, and record it.

    Raises ChangedSincePreviewError, or ValidationError if there is nothing to undo.
    """
    work = work_of(change.kind)
    BulkChange.objects.select_for_update().get(pk=change.pk)
    if BulkChange.objects.filter(undoes=change).exists() or change.undoes_id:
        raise ValidationError(_("Endringen er allerede angret."))
    _lock(work.changes, [row.changed for row in rows if row.changed])
    undone = undo_plan(change, rows)
    if undo_fingerprint(change, undone) != expected:
        raise ChangedSincePreviewError
    possible = [each for each in undone if not each.problem]
    if not possible:
        raise ValidationError(_("Ingenting av dette kan angres lenger."))
    withdrawn = outbox.withdraw([key for each in possible for key in each.withdrawn])
    if len(withdrawn) != sum(len(each.withdrawn) for each in possible):
        raise ChangedSincePreviewError
    with_rows = [each for each in possible if each.changed]
    versions = _versions(work.changes, [each.row.version_before for each in with_rows if each.row.version_before])
    # Deleted rows lose their primary keys.
    pairs = [(each.changed, versions.get(each.row.version_before or 0)) for each in with_rows]
    work.undo(pairs, work.undo_reason())
    latest = _latest_versions(work.changes, [each.row.changed for each in with_rows if each.row.changed])
    undoing = BulkChange.objects.create(kind=change.kind, made_by=by, made_at=at, answers=change.answers, undoes=change)
    BulkChangeRow.objects.bulk_create(_undone_row_of(undoing, each, latest) for each in undone)
    return undoing


def _undone_row_of(undoing: BulkChange, each: Undone, latest: dict[int, int]) -> BulkChangeRow:
    if each.problem:
        return BulkChangeRow(change=undoing, row=each.row.row, skipped=each.problem)
    return BulkChangeRow(
        change=undoing,
        row=each.row.row,
        changed=each.row.changed,
        version_before=each.row.version_after,
        version_after=latest.get(each.row.changed or 0),
        effects=each.effects,
        messages=each.withdrawn,
    )


def _lock(model: type[Model] | None, keys: Collection[int]) -> None:
    if model:
        list(model._meta.base_manager.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _latest_versions(model: Any, keys: Collection[int]) -> dict[int, int]:
    """Return the primary key of the latest version of each of the rows that have a history."""
    if not (model and keys and hasattr(model, "history")):
        return {}
    versions = model.history.model.objects.filter(id__in=keys).order_by()
    return dict(versions.values_list("id").annotate(Max("history_id")))


def _versions(model: Any, keys: Collection[int]) -> dict[int, Any]:
    return model.history.model.objects.in_bulk(keys) if model and keys else {}


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, default=str, ensure_ascii=False).encode()).hexdigest()
