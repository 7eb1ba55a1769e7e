"""Grants after the award: acceptance, extension, payment, and adjustment to a changed decision.

The report is in balansepotten.project_reports, and the rule of what is paid in balansepotten.settlement.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansepotten import bank_accounts
from balansepotten.models import (
    AccountLine,
    AdjustedLine,
    Application,
    BudgetLine,
    Extension,
    Grant,
    Payment,
    ProjectReport,
)
from balansepotten.notifications import notify
from balansepotten.settlement import first_part
from members.contacts import check_acts_for

DAYS_TO_PAY = timedelta(days=14)
DAYS_TO_PAY_BACK = timedelta(days=30)
Part = Payment.Part


def open_grant(application: Application) -> Grant:
    """Return the grant of an awarded application, created on the first call.

    The report is due the call's number of months after the project ends, or after the call's year if no end is known.
    Raises ValidationError if nothing is awarded.
    """
    if application.status != Application.Status.GRANTED:
        raise ValidationError(_("Bare en innvilget søknad har et tilsagn."))
    ends_on = application.ends_on or date(application.call.year, 12, 31)
    due = months_after(ends_on, application.call.report_months)
    grant, _new = Grant.objects.get_or_create(application=application, defaults={"report_due": due})
    return grant


@transaction.atomic
def accept(grant: Grant, *, account_number: str, by: User, at: datetime) -> Grant:
    """Accept the grant with a bank account: the first part becomes due, and a draft of the report is created.

    That waits for an agreed budget if less is awarded than was applied for (balansepotten.adjusted_budgets). A grant
    that is accepted already is returned unchanged. Raises ValidationError if `by` is not a contact of the recipient,
    the number is wrong, the award is no longer in force, or its adjusted budget is not submitted.
    """
    number = bank_accounts.parse(account_number)
    grant = lock(grant)
    check_acts_for(grant.application.organisation, by)
    check_in_force(grant)
    if grant.accepted_at:
        return grant
    check_notified(grant)
    adjusted = grant.adjusted_budget()
    if grant.is_cut and (adjusted is None or adjusted.is_writable):
        raise ValidationError(_("Dere har fått mindre enn dere søkte om, og må justere budsjettet først."))
    grant.account_number, grant.accepted_at, grant.accepted_by = number, at, by
    grant.save()
    begin(grant, at=at)
    return grant


def begin(grant: Grant, *, at: datetime) -> None:
    """Make the first part of an accepted grant due, and open its report, once the budget is in force.

    The grant must be locked.
    """
    lines = grant.lines_in_force()
    if not grant.accepted_at or lines is None:
        return
    if not grant.payments.exists():
        _set_first_part(grant, at)
    report, _new = ProjectReport.objects.get_or_create(grant=grant)
    if report.status in ProjectReport.WRITABLE:
        _budget_accounts(report, lines)
        # Last, so that its new version has these lines, and a form that is open with others is not saved over them.
        report.save()


@transaction.atomic
def change_account(grant: Grant, *, account_number: str, by: User) -> Grant:
    """Change the account for what is not paid yet, and notify all contacts.

    Raises ValidationError as `accept` does, and if the grant is not accepted or its report is approved.
    """
    number = bank_accounts.parse(account_number)
    grant = lock(grant)
    check_acts_for(grant.application.organisation, by)
    if not grant.accepted_at or is_settled(grant):
        raise ValidationError(_("Kontonummeret kan endres fra tilsagnet er godtatt til rapporten er godkjent."))
    if grant.account_number != number:
        grant.account_number = number
        grant.save()
        notify(
            grant.application,
            subject=_("Kontonummeret til et tilsagn fra Balansepotten er endret"),
            template="grant_account",
            context={"by": by.name or by.email},
        )
    return grant


@transaction.atomic
def extend(grant: Grant, *, until: date, reason: str, by: User, at: datetime) -> Extension:
    """Move the due date of the report, store the earlier one, and notify the recipient.

    Raises ValidationError if the date is not later, no reason is given, the report is submitted, or the award is not
    in force.
    """
    grant = lock(grant)
    check_in_force(grant)
    if ProjectReport.objects.filter(grant=grant).exclude(status__in=ProjectReport.WRITABLE).exists():
        raise ValidationError(_("Rapporten er sendt, og trenger ingen ny frist."))
    extension = Extension(
        grant=grant, due_before=grant.report_due, due_after=until, reason=reason, agreed_by=by, agreed_at=at
    )
    extension.full_clean()
    extension.save()
    grant.report_due = until
    grant.save()
    notify(
        grant.application,
        subject=_("Ny frist for rapporten til Balansepotten"),
        template="report_extended",
        context={"extension": extension},
    )
    return extension


@transaction.atomic
def pay(payment: Payment, *, on: date, by: User) -> Payment:
    """Register that a payment or refund was made on the day.

    Raises ValidationError if it is registered already or deleted, or the day is before the grant was accepted.
    """
    grant = lock(payment.grant)
    payment = _lock_payment(payment)
    if payment.paid_on:
        raise ValidationError(_("Betalingen er allerede registrert."))
    if grant.accepted_at and on < timezone.localdate(grant.accepted_at):
        raise ValidationError({"on": _("Dagen er før tilsagnet ble godtatt. Se etter om året stemmer.")})
    payment.paid_on, payment.paid_by = on, by
    payment.save()
    return payment


@transaction.atomic
def undo_payment(payment: Payment) -> Payment:
    """Undo a payment registered by mistake; its history stores both.

    Raises ValidationError if it is not registered as paid, is deleted, or the settlement depends on it.
    """
    grant = lock(payment.grant)
    payment = _lock_payment(payment)
    if not payment.paid_on:
        raise ValidationError(_("Betalingen er ikke registrert."))
    if payment.part == Part.FIRST and is_settled(grant):
        raise ValidationError(_("Oppgjøret bygger på denne betalingen, og registreringen kan ikke angres."))
    payment.paid_on = payment.paid_by = None
    payment.save()
    return payment


@transaction.atomic
def follow_decision(application: Application, *, at: datetime) -> Grant | None:
    """Adjust the grant to a changed decision, and return it, or None if there is no grant any more.

    An unpaid first part follows the award, after a new adjusted budget where that is needed; a paid one remains, and is
    settled with the report. If the award is withdrawn, what is paid is asked back. Raises ValidationError if the grant
    is settled.
    """
    is_awarded = application.status == Application.Status.GRANTED
    if is_awarded:
        open_grant(application)
    found = Grant.objects.filter(application=application).first()
    if not found:
        return None
    grant = lock(found)
    if is_settled(grant) or grant.payments.filter(part=Part.REFUND, paid_on__isnull=False).exists():
        raise ValidationError(_("Oppgjøret er gjort, og vedtaket kan ikke endres."))
    grant.payments.filter(paid_on__isnull=True).delete()
    if is_awarded:
        if grant.declined_at:
            grant.declined_at, grant.declined_by, grant.decline_reason = None, None, ""
            grant.save()
        begin(grant, at=at)
        return grant
    if not grant.accepted_at and _delete_unused(grant):
        return None
    if paid := grant.payments.first():
        owe(grant, Part.REFUND, paid.amount, at)
    return grant


def lock(grant: Grant) -> Grant:
    """Return the current grant with its application, locked for the rest of the transaction."""
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    # Read after locking: a decision may have changed the award while this waited for the lock.
    grant.application = Application.objects.select_related("call", "organisation").get(pk=grant.application_id)
    return grant


def owe(grant: Grant, part: Payment.Part, amount: int, at: datetime) -> None:
    """Create a payment that is due some days after `at`, unless the amount is 0."""
    days = DAYS_TO_PAY_BACK if part == Part.REFUND else DAYS_TO_PAY
    if amount:
        grant.payments.create(part=part, amount=amount, due_on=timezone.localdate(at) + days)


def check_in_force(grant: Grant) -> None:
    """Raise ValidationError unless the award is in force."""
    if grant.application.status != Application.Status.GRANTED:
        raise ValidationError(_("Tilsagnet gjelder ikke lenger."))


def check_notified(grant: Grant) -> None:
    """Raise ValidationError if the recipient has not been notified of what is awarded."""
    application = Application.objects.filter(pk=grant.application_id).with_notified_outcome().get()
    if application.notified_amount != application.amount_awarded:
        raise ValidationError(_("Vedtaket er endret, og brevet om det er ikke sendt ennå. Vent til dere har fått det."))


def check_not_declined(grant: Grant) -> None:
    """Raise ValidationError if the grant is declined, after which it has no report."""
    if grant.declined_at:
        raise ValidationError(_("Dere har sagt fra dere støtten."))


def is_settled(grant: Grant) -> bool:
    """Return whether the report is approved, after which only payments change."""
    return ProjectReport.objects.filter(grant=grant, status=ProjectReport.Status.APPROVED).exists()


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _delete_unused(grant: Grant) -> bool:
    """Delete the grant unless something belongs to it, such as an adjusted budget; return whether it is deleted."""
    try:
        grant.delete()
    except ProtectedError:
        return False
    return True


def _lock_payment(payment: Payment) -> Payment:
    """Return the current payment, whose grant is locked. Raises ValidationError if it is deleted."""
    found = Payment.objects.select_for_update().filter(pk=payment.pk).first()
    if found is None:
        raise ValidationError(_("Betalingen finnes ikke lenger, fordi tilsagnet er endret."))
    return found


def _set_first_part(grant: Grant, at: datetime) -> None:
    call = grant.application.call
    awarded = grant.application.amount_awarded or 0
    owe(grant, Part.FIRST, first_part(awarded, first_shares=call.first_shares, shares=call.shares), at)


def _budget_accounts(report: ProjectReport, lines: Sequence[BudgetLine | AdjustedLine]) -> None:
    """Set the budgeted amounts of the accounts to these lines; what is written already about a line remains."""
    left = list(report.account_lines.all())
    for line in lines:
        same = (one for one in left if (one.kind, one.description) == (line.kind, line.description))
        account = next(same, None)
        if account:
            left.remove(account)
        else:
            account = AccountLine(report=report, kind=line.kind, description=line.description)
        account.budgeted = line.amount or 0
        account.save()
    for account in left:
        if account.actual is None:
            account.delete()
        elif account.budgeted:
            account.budgeted = 0
            account.save()
