"""What comes after an award: it is accepted, extended, paid, and fitted to a changed decision.

The report that ends it is in balansepotten.project_reports, the rule of what is paid in balansepotten.settlement.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansepotten import bank_accounts, outcomes
from balansepotten.models import AccountLine, Application, Extension, Grant, Payment, ProjectReport
from balansepotten.notifications import tell
from balansepotten.settlement import first_part
from members.contacts import check_acts_for

DAYS_TO_PAY = timedelta(days=14)
DAYS_TO_PAY_BACK = timedelta(days=30)
Part = Payment.Part


def open_grant(application: Application) -> Grant:
    """Return the grant of an awarded application, made on its first call: there is one, however often it is asked.

    The report is due the call's number of months after the project ends, or after the call's year where no end is
    known. Raises ValidationError when nothing is awarded.
    """
    if application.status != Application.Status.GRANTED:
        raise ValidationError(_("Bare en innvilget søknad har et tilsagn."))
    ends_on = application.ends_on or date(application.call.year, 12, 31)
    due = months_after(ends_on, application.call.report_months)
    grant, _new = Grant.objects.get_or_create(application=application, defaults={"report_due": due})
    return grant


@transaction.atomic
def accept(grant: Grant, *, account_number: str, by: User, at: datetime) -> Grant:
    """Accept the grant with the account that the money goes to: the first part is due, and the report is begun.

    What is accepted already stays as it is. Raises ValidationError when `by` is no contact of the recipient's, the
    number is wrong, or the award is taken back.
    """
    number = bank_accounts.read(account_number)
    grant = lock(grant)
    check_acts_for(grant.application.organisation, by)
    _check_stands(grant)
    if grant.accepted_at:
        return grant
    _check_told(grant)
    grant.account_number, grant.accepted_at, grant.accepted_by = number, at, by
    grant.save()
    _set_first_part(grant, at)
    report = ProjectReport.objects.create(grant=grant)
    for line in grant.application.budget_lines.all():
        AccountLine.objects.create(
            report=report, kind=line.kind, description=line.description, budgeted=line.amount or 0
        )
    return grant


@transaction.atomic
def change_account(grant: Grant, *, account_number: str, by: User) -> Grant:
    """Let what is still to be paid go to another account, and tell all contacts that it was changed.

    Raises ValidationError as `accept` does, and when the grant isn't accepted or its report is approved.
    """
    number = bank_accounts.read(account_number)
    grant = lock(grant)
    check_acts_for(grant.application.organisation, by)
    if not grant.accepted_at or is_settled(grant):
        raise ValidationError(_("Kontonummeret kan endres fra tilsagnet er godtatt til rapporten er godkjent."))
    if grant.account_number != number:
        grant.account_number = number
        grant.save()
        tell(
            grant.application.organisation,
            subject=_("Kontonummeret til et tilsagn fra Balansepotten er endret"),
            template="grant_account",
            context={"application": grant.application, "by": by.name or by.email},
        )
    return grant


@transaction.atomic
def extend(grant: Grant, *, until: date, reason: str, by: User, at: datetime) -> Extension:
    """Agree on a later last day for the report, keep the earlier one, and tell the recipient.

    Raises ValidationError when the day isn't later, there is no reason, or the report is sent already.
    """
    grant = lock(grant)
    if ProjectReport.objects.filter(grant=grant).exclude(status__in=ProjectReport.WRITABLE).exists():
        raise ValidationError(_("Rapporten er sendt, og trenger ingen ny frist."))
    extension = Extension(
        grant=grant, due_before=grant.report_due, due_after=until, reason=reason, agreed_by=by, agreed_at=at
    )
    extension.full_clean()
    extension.save()
    grant.report_due = until
    grant.save()
    tell(
        grant.application.organisation,
        subject=_("Ny frist for rapporten til Balansepotten"),
        template="report_extended",
        context={"application": grant.application, "extension": extension},
    )
    return extension


@transaction.atomic
def pay(payment: Payment, *, on: date, by: User) -> Payment:
    """Keep that the money went out, or came back, on the day.

    Raises ValidationError when that is kept already, or the day is before the grant was accepted.
    """
    grant = lock(payment.grant)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.paid_on:
        raise ValidationError(_("Betalingen er allerede ført."))
    if grant.accepted_at and on < timezone.localdate(grant.accepted_at):
        raise ValidationError({"on": _("Dagen er før tilsagnet ble godtatt. Se etter om året stemmer.")})
    payment.paid_on, payment.paid_by = on, by
    payment.save()
    return payment


@transaction.atomic
def undo_payment(payment: Payment) -> Payment:
    """Take back that the payment was made, when it was kept by mistake; its history keeps both.

    Raises ValidationError when it isn't kept as made, or the award is settled with it.
    """
    grant = lock(payment.grant)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if not payment.paid_on:
        raise ValidationError(_("Betalingen er ikke ført."))
    if payment.part == Part.FIRST and is_settled(grant):
        raise ValidationError(_("Tilsagnet er gjort opp med denne betalingen, og føringen kan ikke angres."))
    payment.paid_on = payment.paid_by = None
    payment.save()
    return payment


@transaction.atomic
def follow_decision(application: Application, *, at: datetime) -> Grant | None:
    """Make the grant fit a changed decision, and return it, or None where there is none any more.

    A first part that isn't paid follows the award; one that is paid stays, and is settled with the report. When the
    award is taken back, what is paid is asked back. Raises ValidationError when the grant is settled already.
    """
    is_awarded = application.status == Application.Status.GRANTED
    if is_awarded:
        open_grant(application)
    found = Grant.objects.filter(application=application).first()
    if not found:
        return None
    grant = lock(found)
    if is_settled(grant) or grant.payments.filter(part=Part.REFUND, paid_on__isnull=False).exists():
        raise ValidationError(_("Tilsagnet er gjort opp, og vedtaket kan ikke endres."))
    grant.payments.filter(paid_on__isnull=True).delete()
    if is_awarded:
        if grant.accepted_at and not grant.payments.exists():
            _set_first_part(grant, at)
        return grant
    if not grant.accepted_at:
        grant.delete()
        return None
    if paid := grant.payments.first():
        owe(grant, Part.REFUND, paid.amount, at)
    return grant


def lock(grant: Grant) -> Grant:
    """Return the grant as it is now, with its application, kept from others until the transaction is over."""
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    # Read once the lock is held: a decision may have changed the award while this waited for it.
    grant.application = Application.objects.select_related("call", "organisation").get(pk=grant.application_id)
    return grant


def owe(grant: Grant, part: Payment.Part, amount: int, at: datetime) -> None:
    """Keep that the part is due, some days after `at`; an amount of 0 is no payment."""
    days = DAYS_TO_PAY_BACK if part == Part.REFUND else DAYS_TO_PAY
    if amount:
        grant.payments.create(part=part, amount=amount, due_on=timezone.localdate(at) + days)


def is_settled(grant: Grant) -> bool:
    """Tell if the report is approved, after which nothing of the grant changes but what is paid."""
    return ProjectReport.objects.filter(grant=grant, status=ProjectReport.Status.APPROVED).exists()


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _check_stands(grant: Grant) -> None:
    if grant.application.status != Application.Status.GRANTED:
        raise ValidationError(_("Tilsagnet gjelder ikke lenger."))


def _check_told(grant: Grant) -> None:
    as_told = outcomes.as_told(Application.objects.filter(pk=grant.application_id)).get()
    if as_told.told_amount != as_told.amount_awarded:
        raise ValidationError(_("Vedtaket er endret, og brevet om det er ikke sendt ennå. Vent til dere har fått det."))


def _set_first_part(grant: Grant, at: datetime) -> None:
    call = grant.application.call
    awarded = grant.application.amount_awarded or 0
    owe(grant, Part.FIRST, first_part(awarded, first_shares=call.first_shares, shares=call.shares), at)
