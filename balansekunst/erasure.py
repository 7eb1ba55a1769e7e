"""Erasing a person from a closed user account, and from what the account has left behind.

The account itself remains, with its number in place of the person's name and address: histories, decisions and the
access log point at it. E-mails to the person lose the name and address, but not letters about grants. E-mails of the
program to others that name the person, such as who was invited, lose their text. Other words that somebody has written
are not searched for names.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Lower, Replace
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst import calendar_feeds
from balansekunst.backup import erasures
from balansekunst.mail.outbox import about_any_of, has_calendar_file, without_letters
from balansekunst.models import AccountChange, Bounce, ErasureRequest, ListColumns, Message, SavedView, User
from balansekunst.personal_data.holds import hold_of
from balansekunst.search import forget_deleted
from balansekunst.sessions import end_sessions

ERASED = "@slettet.invalid"
ANSWERS_ARE_TRIED = timedelta(days=7)


@dataclass(frozen=True)
class Person:
    """The person of an account: all names and addresses that it has had, and what replaces them."""

    account: User
    names: frozenset[str]
    emails: frozenset[str]

    @property
    def new_name(self) -> str:
        return _("Konto %(number)d") % {"number": self.account.pk}

    @property
    def new_email(self) -> str:
        """The address of nobody, which the database knows in this form (migrations)."""
        return f"konto-{self.account.pk}{ERASED}"

    def at(self, field: str) -> Q:
        """Return the condition that the field is one of the person's addresses."""
        return reduce(or_, (Q(**{f"{field}__iexact": email}) for email in self.emails))


# Called for each person that is erased. Apps add those that replace the person in their own rows and histories.
ERASERS: list[Callable[[Person], None]] = []
# Each returns the condition on e-mails that may name the person to others. Apps add them.
NAMED: list[Callable[[Person], Q]] = []
# Each returns whether a row that erasing the person would change has a legal hold.
HELD: list[Callable[[Person], bool]] = []


@transaction.atomic
def erase(user: User) -> None:
    """Replace the person of a closed account by its number. Raises ValidationError if the account isn't closed.

    A protected account is erased by `account_changes`, and the database refuses it here.
    """
    account = User.objects.select_for_update().get(pk=user.pk)
    check_closed(account)
    check_not_held(account)
    person = person_of(account)
    _erase_from_messages_to_others(person)
    for eraser in ERASERS:
        eraser(person)
    end_sessions(account)
    calendar_feeds.revoke(account)
    _erase_from_admin_log(person)
    answers = Q(status__in=Message.UNSENT) & about_any_of(account.erasure_requests.all())
    _erase_from_messages(person, without_letters().filter(person.at("recipient")).exclude(answers))
    Bounce.objects.filter(person.at("email")).delete()
    AccountChange.objects.filter(person.at("value"), account=account).update(value=person.new_email)
    values = {"name": person.new_name, "email": person.new_email}
    account.history.update(**values)
    User.objects.filter(pk=account.pk).update(**values, last_login=None)
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    UserSession.objects.filter(user=account).delete()
    SavedView.objects.filter(owner=account, shared=False).delete()
    ListColumns.objects.filter(user=account).delete()
    forget_deleted()
    # A backup from before this has the person: who is restored from it is erased again.
    transaction.on_commit(lambda: erasures.remember(account.pk, person.emails, at=timezone.now()))


def check_closed(account: User) -> None:
    """Raise ValidationError if the account is open, or its person is erased."""
    if account.is_active:
        words = _("%(account)s må lukkes først: ta bort haken for «Kan logge inn».")
        raise ValidationError(words, params={"account": account})
    if account.is_erased:
        raise ValidationError(_("%(account)s har ikke navn og e-postadresse."), params={"account": account})


def check_not_held(account: User) -> None:
    """Raise ValidationError if the account has a legal hold, or a row of its person has."""
    if hold := hold_of(account):
        words = _("Opplysningene skal beholdes: %(reason)s")
        raise ValidationError(words, params={"reason": hold.reason})
    person = person_of(account)
    if any(is_held(person) for is_held in HELD):
        raise ValidationError(_("Personen står i opplysninger som skal beholdes. Se under «Stanset sletting»."))


def erase_answers(at: datetime) -> int:
    """Erase the persons from the e-mails that said they were erased, once those are sent or given up; return how many.

    They are the only e-mails that `erase` leaves alone, since they are sent after it.
    """
    requests = ErasureRequest.objects.filter(account__email__endswith=ERASED)
    given_up = Q(drafted_at__lt=at - ANSWERS_ARE_TRIED)
    answers = Message.objects.filter(Q(status=Message.Status.SENT) | given_up, about_any_of(requests))
    count = 0
    for message in answers.exclude(recipient__endswith=ERASED).only("about", "body", "recipient"):
        account = requests.get(pk=message.about.rpartition(":")[2]).account
        person = Person(account, frozenset(), frozenset({message.recipient.lower()}))
        _erase_from_messages(person, Message.objects.filter(pk=message.pk))
        count += 1
    return count


def _erase_from_messages(person: Person, messages: QuerySet[Message]) -> None:
    """Replace the person in the e-mails, by one statement: the database allows it together with the recipient alone.

    Files of calendars, which have the address too, are deleted.
    """
    messages.exclude(failure="").update(failure="")  # which may quote the address
    body: Any = F("body")
    for text in sorted(person.names | person.emails, key=len, reverse=True):
        body = Replace(body, Value(text), Value(person.new_name))
    file = Case(When(has_calendar_file(), then=Value(None)), default=F("attachment"))
    messages.update(recipient=person.new_email, body=body, attachment=file)


def _erase_from_messages_to_others(person: Person) -> None:
    """Empty the texts that name the person to others. The database allows it of a sent e-mail, but no other change.

    An unsent one says instead why it has no text, so that nobody gets an empty e-mail. Files are not searched.
    """
    words = reduce(or_, (Q(body__icontains=text) for text in person.names | person.emails))
    may_name = reduce(or_, (condition(person) for condition in NAMED), Q(pk=None))
    found = without_letters().filter(may_name, words, attachment_name="").exclude(person.at("recipient"))
    found.filter(status=Message.Status.SENT).update(body="")
    removed = _("Teksten er slettet, fordi den nevnte en person som har bedt om å bli slettet.")
    found.exclude(status__in=[Message.Status.SENT, Message.Status.DRAFTED]).update(body=removed)


def person_of(account: User) -> Person:
    """Return the person with the names and addresses of all versions of the account.

    An address that another account has now is that of another person, though this account had it once by mistake.
    """
    versions = [(account.name, account.email), *account.history.values_list("name", "email")]
    names = frozenset(name for name, _email in versions if name)
    emails = {email.lower() for _name, email in versions}
    others = User.objects.exclude(pk=account.pk).alias(lower=Lower("email")).filter(lower__in=emails)
    return Person(
        account, names, frozenset(emails - {email.lower() for email in others.values_list("email", flat=True)})
    )


def _erase_from_admin_log(person: Person) -> None:
    """Replace names and addresses in the admin's log, where they describe rows; others of the same name too."""
    texts = person.names | person.emails
    LogEntry.objects.filter(object_repr__in=texts).update(object_repr=person.new_name)
    for text in map(json.dumps, texts):
        replaced = Replace(F("change_message"), Value(text), Value(json.dumps(person.new_name)))
        LogEntry.objects.filter(change_message__contains=text).update(change_message=replaced)
