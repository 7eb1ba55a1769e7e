"""Registering that fees are paid, and reminding of those that are not."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.no import kontonr

from balansekunst.fields import NO_BREAK_SPACE, kroner, kroner_and_ore
from balansekunst.imports.batches import Batch
from balansekunst.mail import outbox
from balansekunst.models import Message
from members.contacts import addressees
from members.models import Fee
from members.payments import balance

REMINDER = "fee"  # what the dedupe keys of the e-mails begin with
BETWEEN_REMINDERS = timedelta(days=7)
PAYMENT = gettext_lazy("Registrert som betalt")


def settled_problem(fee: Fee) -> str:
    """Return why nothing more is to be paid of the fee, or ""."""
    if fee.paid_on:
        return _("Allerede registrert som betalt %(day)s.") % {"day": f"{fee.paid_on:%d.%m.%Y}"}
    if fee.worked_on:
        return _("Gitt som arbeid %(day)s.") % {"day": f"{fee.worked_on:%d.%m.%Y}"}
    if fee.state == Fee.State.CREDITED:
        return _("Kreditert %(day)s.") % {"day": f"{fee.written_off_on:%d.%m.%Y}"}
    return _("Avskrevet som tap %(day)s.") % {"day": f"{fee.written_off_on:%d.%m.%Y}"} if fee.written_off_on else ""


def register_payments(fees: Iterable[Fee], *, paid_on: date) -> None:
    """Register that the fees were paid on the day. Raises ValidationError as `settle` does."""
    settle(fees, {"paid_on": paid_on}, reason=str(PAYMENT))


@transaction.atomic
def settle(fees: Iterable[Fee], values: Mapping[str, date | str], *, reason: str) -> None:
    """Store how and when the fees were settled: the values of their fields.

    A constant number of queries, and one version of each in the history. Raises ValidationError if one is settled
    already, or the day can't be.
    """
    keys = [fee.pk for fee in fees]
    locked = list(Fee.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if problem := next(filter(None, map(settled_problem, locked)), None):
        raise ValidationError(problem)
    for name, value in values.items():
        field: Any = Fee._meta.get_field(name)
        field.run_validators(value)
    batch = Batch(reason)
    for fee in locked:
        for name, value in values.items():
            setattr(fee, name, value)
        batch.update(fee, values)
    batch.write()


def reminder_problem(fee: Fee, *, today: date, reminded: date | None) -> str:
    """Return why nobody should be reminded of the fee, which was `reminded` of last on that day, or ""."""
    if fee.paid_on:
        return _("Betalt %(day)s.") % {"day": f"{fee.paid_on:%d.%m.%Y}"}
    if problem := settled_problem(fee):
        return problem
    if fee.due_on >= today:
        return _("Forfaller først %(day)s.") % {"day": f"{fee.due_on:%d.%m.%Y}"}
    if reminded and today - reminded < BETWEEN_REMINDERS:
        return _("Fikk en påminnelse %(day)s.") % {"day": f"{reminded:%d.%m.%Y}"}
    if not addressees(fee.membership.organisation):
        return _("Verken virksomheten eller kontaktpersonene har en e-postadresse.")
    return ""


def last_reminded(fees: Collection[Fee]) -> dict[int, date]:
    """Return the day of the latest reminder of each of the fees that had one, by its primary key."""
    keys = {outbox.reference(fee): fee.pk for fee in fees}
    sent = Message.objects.filter(about__in=keys, dedupe_key__startswith=f"{REMINDER}/")
    latest = sent.values_list("about").annotate(Max("drafted_at")).order_by()
    return {keys[about]: timezone.localdate(at) for about, at in latest}


def payment_words(amount: int) -> dict[str, str]:
    """Return what an e-mail says of paying: the amount and the association's bank account."""
    return {"amount": kroner(amount), "account": formatted_account()}


def formatted_account() -> str:
    """Return the association's bank account as banks print it: «1234 56 78903»."""
    account = kontonr.compact(settings.BANK_ACCOUNT)
    return NO_BREAK_SPACE.join([account[:4], account[4:6], account[6:]])


def reminders(fee: Fee, *, received: int, note: str, at: datetime) -> list[Message]:
    """Return the unsaved e-mails of a reminder: to each contact, or to the organisation if no contact has an address.

    `received` are the fee's payments, in øre. The organisation's contacts should be prefetched.
    """
    organisation, today = fee.membership.organisation, timezone.localdate(at)
    left = balance(fee, received).outstanding
    context = {"fee": fee, "organisation": organisation, "note": note, **payment_words(fee.amount)}
    context["left"] = kroner_and_ore(left) if received else ""
    email = {
        "subject": _("Påminnelse om kontingenten for %(year)s") % {"year": fee.rate.year},
        "body": render_to_string("members/mail/reminder_fee.txt", context),
        "about": outbox.reference(fee),
    }
    return [
        Message(recipient=recipient, dedupe_key=f"{REMINDER}/{fee.pk}/{today}/{key}", **email)
        for key, recipient in addressees(organisation)
    ]
