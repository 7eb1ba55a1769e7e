"""The report of a project with its accounts: saved as a draft, submitted, returned for corrections, and approved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.history import save_while_writing
from balansekunst.models import User
from balansepotten import settlement
from balansepotten.budget import Kind, Line
from balansepotten.form_fields import REPORT_FIELDS
from balansepotten.grants import Part, check_not_declined, lock, owe
from balansepotten.models import AccountLine, Application, Attachment, Grant, ProjectReport
from balansepotten.notifications import notify
from balansepotten.settlement import Settlement
from members.contacts import check_acts_for

Status = ProjectReport.Status


@dataclass(frozen=True)
class Requirement:
    """Something that is missing in a report, with an id on the form's page."""

    anchor: str
    text: str


@dataclass(frozen=True)
class ReportContent:
    """Content to save: values by field name, actual amounts by the budgeted lines' primary keys, and other lines.

    A field or a line that is not in it is left unchanged; so are the lines beyond the budget if `others` is None.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    actual: Mapping[int, int | None] = field(default_factory=dict)
    others: Sequence[Line] | None = None


@transaction.atomic
def save(report: ProjectReport, *, version: datetime, content: ReportContent) -> ProjectReport:
    """Save a draft with this content; unchanged rows are not written again.

    `version` is the `changed_at` of the draft that the writer edited. Raises ValidationError if it has been saved or
    submitted since. The report is saved last, so that its history record has the time when all of it was in place.
    """
    report = _lock_writable(report)
    if report.changed_at != version:
        raise ValidationError(
            _("Rapporten er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu."),
            code="changed",
        )
    changed = _write_actual(report, content.actual)
    changed |= content.others is not None and _write_others(report, content.others)
    for name, value in content.values.items():
        changed |= getattr(report, name) != value
        setattr(report, name, value)
    if changed:
        save_while_writing(report)
    return report


@transaction.atomic
def submit(report: ProjectReport, *, by: User, at: datetime) -> ProjectReport:
    """Submit the report, and confirm it to the contacts. A submitted report is returned unchanged.

    Raises ValidationError with all that is missing, if an adjusted budget is not agreed, or if `by` is not a contact of
    the recipient.
    """
    grant = lock(report.grant)
    report = _again(report, grant)
    if report.status not in ProjectReport.WRITABLE:
        return report
    check_not_declined(grant)
    check_acts_for(grant.application.organisation, by)
    if grant.lines_in_force() is None:
        raise ValidationError(_("Det justerte budsjettet må være godkjent før rapporten kan sendes."))
    if missing := missing_requirements(report):
        raise ValidationError([requirement.text for requirement in missing])
    report.status, report.submitted_at, report.help_requested_at = Status.SUBMITTED, at, None
    report.save()
    _notify(grant, "report_received", _("Vi har fått rapporten til Balansepotten"))
    return report


@transaction.atomic
def send_back(report: ProjectReport, *, words: str) -> ProjectReport:
    """Return the report to the recipient, with `words` on what to correct.

    Raises ValidationError without `words`, or if the report does not await review.
    """
    grant = lock(report.grant)
    report = _submitted(report, grant)
    if not words.strip():
        raise ValidationError({"words": _("Skriv hva som må rettes.")})
    report.status, report.returned_words = Status.RETURNED, words.strip()
    report.save()
    _notify(grant, "report_returned", _("Rapporten til Balansepotten må rettes"), words=report.returned_words)
    return report


@transaction.atomic
def approve(report: ProjectReport, *, by: User, at: datetime) -> Settlement:
    """Approve the report: the last part becomes due, or unspent money is asked back (balansepotten.settlement).

    Raises ValidationError if the report does not await review, or the first part is not registered as paid.
    """
    grant = lock(report.grant)
    report = _submitted(report, grant)
    if grant.payments.filter(part=Part.FIRST, paid_on__isnull=True).exists():
        raise ValidationError(_("Første del er ikke registrert som betalt ennå. Det må gjøres før oppgjøret."))
    settled = calculate_settlement(grant, report)
    report.status, report.approved_at, report.approved_by = Status.APPROVED, at, by
    report.save()
    owe(grant, Part.LAST, settled.last, at)
    owe(grant, Part.REFUND, settled.refund, at)
    payment = grant.payments.exclude(part=Part.FIRST).first()
    subject = _("Vi ber om ubrukte penger tilbake") if settled.refund else _("Rapporten til Balansepotten er godkjent")
    _notify(grant, "report_approved", subject, settlement=settled, payment=payment)
    return settled


def calculate_settlement(grant: Grant, report: ProjectReport) -> Settlement:
    """Return the settlement of the award by the current accounts of the report."""
    first = sum(payment.amount for payment in grant.payments.all() if payment.part == Part.FIRST)
    accounts = settlement.accounts_from_lines(report.account_lines.all())
    return Settlement(awarded=grant.application.amount_awarded or 0, first=first, needed=accounts.needed)


def signed_accounts(application: Application) -> list[Attachment]:
    return [file for file in application.attachments.all() if file.purpose == Attachment.Purpose.ACCOUNTS]


def missing_requirements(report: ProjectReport) -> list[Requirement]:
    """Return the requirements that the report does not meet, in the order of the form. If empty, it can be sent."""
    return [*_empty_fields(report), *_missing_amounts(list(report.account_lines.all())), *_missing_file(report)]


def _empty_fields(report: ProjectReport) -> Iterator[Requirement]:
    for each in REPORT_FIELDS:
        if each.is_missing_in(report):
            yield Requirement(f"id_{each.name}", str(each.required_text))


def _missing_amounts(lines: Sequence[AccountLine]) -> Iterator[Requirement]:
    for line in lines:
        if not line.description:
            yield Requirement(line.kind, _("Skriv hva hver linje i regnskapet gjelder."))
        elif line.actual is None:
            yield Requirement(
                f"id_actual_{line.pk}" if line.budgeted else line.kind,
                _("Skriv hva «%(what)s» ble, eller 0.") % {"what": line.description},
            )
    if not any(line.kind == Kind.COST for line in lines):
        yield Requirement(Kind.COST, _("Skriv hva prosjektet kostet, linje for linje."))


def _missing_file(report: ProjectReport) -> Iterator[Requirement]:
    if not signed_accounts(report.grant.application):
        yield Requirement("id_uploads", _("Legg ved det signerte regnskapet."))


def _write_actual(report: ProjectReport, actual: Mapping[int, int | None]) -> bool:
    """Set what lines of the budget became, and return whether that changed any."""
    changed = False
    for line in report.account_lines.filter(budgeted__gt=0, pk__in=actual):
        if line.actual != actual[line.pk]:
            line.actual, changed = actual[line.pk], True
            line.save()
    return changed


def _write_others(report: ProjectReport, others: Sequence[Line]) -> bool:
    """Update, add and delete the lines that are not in the budget to match `others`, and return if that changed any.

    They are matched by position.
    """
    changed = False
    rows = list(report.account_lines.filter(budgeted=0))
    for kind in Kind:
        wanted = [line for line in others if line.kind == kind]
        existing = [row for row in rows if row.kind == kind]
        for row in existing[len(wanted) :]:
            row.delete()
            changed = True
        new = [AccountLine(report=report, kind=kind) for _line in wanted[len(existing) :]]
        for row, line in zip([*existing[: len(wanted)], *new], wanted, strict=True):
            if row.pk is None or (row.description, row.actual) != (line.description, line.amount):
                row.description, row.actual, changed = line.description, line.amount, True
                row.save()
    return changed


def _again(report: ProjectReport, grant: Grant) -> ProjectReport:
    """Return the current report, whose grant is locked."""
    report = ProjectReport.objects.get(pk=report.pk)
    report.grant = grant
    return report


def _lock_writable(report: ProjectReport) -> ProjectReport:
    report = _again(report, lock(report.grant))
    check_not_declined(report.grant)
    if report.status not in ProjectReport.WRITABLE:
        raise ValidationError(_("Rapporten er sendt, og kan ikke endres."), code="sent")
    return report


def _submitted(report: ProjectReport, grant: Grant) -> ProjectReport:
    report = _again(report, grant)
    if report.status != Status.SUBMITTED:
        raise ValidationError(_("Rapporten er ikke til behandling."))
    return report


def _notify(grant: Grant, template: str, subject: str, **context: Any) -> None:
    notify(grant.application, subject=subject, template=template, context=context)
