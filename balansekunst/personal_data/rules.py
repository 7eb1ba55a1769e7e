"""The rules of retention for accounts, e-mails, logins and files on their way in."""

from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from balansekunst import erasure, login_limits, sessions, stored_files
from balansekunst.backup import folder
from balansekunst.dates import midnight, years_after
from balansekunst.jobs import work
from balansekunst.mail import outbox
from balansekunst.models import AccountChange, ErasureRequest, LegalHold, Message, User
from balansekunst.personal_data.holds import is_held
from balansekunst.personal_data.retention import RULES, RowRule, Rule, correspondence_limit, voucher_limit

UNUSED_YEARS = 2
ASKED_YEARS = 1
# What replaces the recipient of an e-mail that has lost its text; the database knows the form (migrations).
NOBODY = f"e-post{erasure.ERASED}"
# Each returns the condition on accounts that somebody needs on the day, though they are unused. Apps add theirs.
NEEDED: list[Any] = []


def is_at(field: str) -> Q:
    """Return the condition on rows, within a condition on accounts, that the account has or had the field's address."""
    earlier = User.history.filter(id=OuterRef(OuterRef("pk")), email__iexact=OuterRef(field))
    return Q(**{f"{field}__iexact": OuterRef("email")}) | Q(Exists(earlier))


def unused_accounts(day: date) -> QuerySet[User]:
    """Return the accounts that nobody has used for years, and nobody needs.

    Those of superusers, and those that are protected (`account_changes`), are closed by people.
    """
    last_used = Coalesce(TruncDate("last_login"), TruncDate("date_joined"), output_field=DateField())
    roles = AccountChange.objects.filter(account=OuterRef("pk"), kind="role").exclude(status="rejected")
    needed = Q(is_superuser=True) | Q(Exists(roles))
    for condition in NEEDED:
        needed |= condition(day)
    unused = User.objects.alias(last_used=last_used).filter(last_used__lte=years_after(day, -UNUSED_YEARS))
    return unused.exclude(email__endswith=erasure.ERASED).exclude(needed)


def close_and_erase(accounts: QuerySet[User]) -> None:
    for account in accounts:
        account.groups.clear()
        account.is_active = False
        account.save()
        erasure.erase(account)


def _sent_before(limit: date) -> QuerySet[Message]:
    """Return the e-mails that were sent before the day, and are about no row with a legal hold."""
    # Drafts are never older than when they were sent, and only `drafted_at` has an index.
    sent = Message.objects.filter(status="sent", drafted_at__lt=midnight(limit), sent_at__lt=midnight(limit))
    return sent.exclude(recipient=NOBODY).exclude(
        Exists(LegalHold.objects.filter(ended_at=None, about=OuterRef("about")))
    )


def is_voucher() -> Q:
    """Return the condition on e-mails that they are letters of decisions, or invoices, which are files."""
    return outbox.is_letter() | (Q(attachment__isnull=False) & ~outbox.has_calendar_file())


def old_correspondence(day: date) -> QuerySet[Message]:
    return _sent_before(correspondence_limit(day)).exclude(is_voucher())


def old_vouchers(day: date) -> QuerySet[Message]:
    return _sent_before(voucher_limit(day)).filter(is_voucher())


def empty_messages(messages: QuerySet[Message]) -> None:
    messages.update(recipient=NOBODY, body="", attachment=None)


def old_erasure_requests(day: date) -> QuerySet[ErasureRequest]:
    decided = ErasureRequest.objects.exclude(status="waiting")
    decided = decided.filter(decided_at__lt=midnight(years_after(day, -ASKED_YEARS)))
    return decided.exclude(is_held(User, "account"))


def delete_import_files(at: datetime) -> int:
    from balansekunst.imports import previews  # which loads packages that the program doesn't need at its start

    return previews.delete_expired(at)


def delete_rows(rows: QuerySet[Any]) -> None:
    rows.delete()


BOOKKEEPING = _("bokføringsloven § 13")
NECESSITY = _("lenger trengs det ikke")

RULES += [
    RowRule(
        _("Ubrukte kontoer som ingen trenger: navn og e-postadresse, også i historikken"),
        _("2 år etter siste innlogging"),
        NECESSITY,
        unused_accounts,
        close_and_erase,
    ),
    RowRule(
        _("Sendte e-poster: mottaker og tekst"),
        _("3,5 år etter regnskapsåret de ble sendt i"),
        BOOKKEEPING,
        old_correspondence,
        empty_messages,
    ),
    RowRule(
        _("Sendte brev om vedtak, og e-poster med faktura: mottaker, tekst og vedlegg"),
        _("5 år etter regnskapsåret de ble sendt i"),
        BOOKKEEPING,
        old_vouchers,
        empty_messages,
    ),
    RowRule(_("Ønsker om sletting, og svarene"), _("1 år etter svaret"), NECESSITY, old_erasure_requests, delete_rows),
    Rule(
        _("Adressen i svaret til den som er slettet"),
        _("når svaret er sendt, og senest etter 7 dager"),
        NECESSITY,
        erasure.erase_answers,
    ),
    Rule(_("Økter på nettstedet"), _("når de er utløpt, etter 14 dager"), NECESSITY, sessions.delete_expired),
    Rule(_("Tellinger av forsøk på å logge inn"), _("etter 1 døgn"), NECESSITY, login_limits.delete_expired),
    Rule(
        _("Importfiler som ikke er importert"),
        _("etter 60 minutter; de som venter på arbeid i bakgrunnen, etter 7 dager"),
        NECESSITY,
        delete_import_files,
    ),
    Rule(
        _("Opplastede filer som ikke ble lagret"),
        _("etter 1 døgn"),
        NECESSITY,
        stored_files.delete_unnamed,
    ),
    Rule(
        _("Arbeid i bakgrunnen, med filene som ble laget"),
        _("7 dager etter at noen ba om det"),
        NECESSITY,
        work.delete_old,
    ),
    Rule(
        _("Oppgaver i køen, som viser til en e-post eller et arbeid ved nummer"),
        _("7 dager etter at de begynte"),
        NECESSITY,
        outbox.delete_old_tasks,
    ),
    Rule(
        _("Sikkerhetskopier, bortsett fra den nyeste"),
        _("30 dager etter at de ble laget"),
        NECESSITY,
        folder.delete_old,
    ),
]
