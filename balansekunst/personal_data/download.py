"""Everything that is stored about a person, for the person: as sections of rows.

Apps add to `COLLECTORS` what their rows say about a person. Where the person is only named as who did something, the
number of rows is enough, and is counted here for all models.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Count, ForeignKey, Q, QuerySet, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.erasure import Person, person_of
from balansekunst.mail.outbox import without_letters
from balansekunst.models import Bounce, CalendarFeed, Message, SavedView, User


@dataclass(frozen=True)
class Section:
    """Rows of one kind: each maps a label to a value."""

    title: str
    rows: Sequence[dict[str, Any]]

    def readable(self) -> Iterator[list[tuple[str, str]]]:
        """Yield each row as labels and texts, without what is empty."""
        for row in self.rows:
            yield [(label, _text(value)) for label, value in row.items() if value not in (None, "")]


@dataclass(frozen=True)
class PersonalData:
    """What is stored about the person of an account at a moment."""

    account: User
    at: datetime
    sections: list[Section] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the same as plain data: a list of rows under each title."""
        return {
            "hentet": self.at.isoformat(),
            "opplysninger": {section.title: list(section.rows) for section in self.sections},
        }


# Each returns what an app's rows say about the person.
COLLECTORS: list[Callable[[Person], Iterable[Section]]] = []
# Each returns the condition on e-mails to the account that its person may no longer read.
WITHHELD: list[Callable[[User], Q]] = []


def collect(account: User, *, at: datetime) -> PersonalData:
    """Return everything that is stored about the person of the account, without sections that are empty."""
    person = person_of(account)
    sections = [*_account_sections(person), *(each for collector in COLLECTORS for each in collector(person))]
    sections.append(Section(_("Det du har gjort"), list(_deeds(account))))
    return PersonalData(account, at, [section for section in sections if section.rows])


def section_of(rows: QuerySet[Any], *names: str, title: str = "") -> Section:
    """Return the rows with these fields, under the fields' own labels. A path like «call__year» has its last one's."""
    labels = [_label(rows.model, name) for name in names]
    found = [dict(zip(labels, (_value(row, name) for name in names), strict=True)) for row in rows]
    return Section(title or str(capfirst(rows.model._meta.verbose_name_plural)), found)


def _account_sections(person: Person) -> Iterator[Section]:
    account = person.account
    yield section_of(User.objects.filter(pk=account.pk), "email", "name", "date_joined", "last_login", title=_("Konto"))
    roles = [{_("rolle"): name} for name in account.groups.order_by("name").values_list("name", flat=True)]
    yield Section(_("Roller"), roles)
    earlier = account.history.order_by("-history_date").values_list("history_date", "name", "email")
    first = {(name, email): at for at, name, email in earlier}
    versions = [{_("fra"): at, _("navn"): name, _("e-post"): email} for (name, email), at in first.items()]
    yield Section(_("Kontoens historikk"), versions)
    factors = Authenticator.objects.filter(user=account)
    yield Section(
        _("Totrinnsinnlogging"),
        [
            {_("type"): each.get_type_display(), _("lagt til"): each.created_at, _("sist brukt"): each.last_used_at}
            for each in factors
        ],
    )
    sessions = UserSession.objects.filter(user=account).order_by("-last_seen_at")
    yield Section(
        _("Innlogginger"),
        [
            {
                _("nettleser"): each.user_agent,
                _("IP-adresse"): each.ip,
                _("begynt"): each.created_at,
                _("sist brukt"): each.last_seen_at,
            }
            for each in sessions
        ],
    )
    messages = without_letters().filter(person.at("recipient")).defer("attachment").order_by("drafted_at")
    sent = messages.exclude(status=Message.Status.DRAFTED)
    for withheld in WITHHELD:
        sent = sent.exclude(withheld(account))
    yield section_of(sent, "recipient", "subject", "body", "sent_at", "failure", title=_("E-poster til deg"))
    yield section_of(Bounce.objects.filter(person.at("email")), "email", "kind", "reason", "bounced_at")
    yield section_of(account.changes.order_by("asked_at"), "kind", "value", "asked_at", "status", "decided_at")
    yield section_of(account.erasure_requests.order_by("asked_at"), "asked_at", "status", "answer", "decided_at")
    yield section_of(SavedView.objects.filter(owner=account), "name", "listed", "query", "shared")
    if CalendarFeed.objects.filter(user=account).exists():
        yield Section(_("Kalenderadresse"), [{_("kalenderadresse"): _("Du har en hemmelig adresse til kalenderen.")}])
    log = LogEntry.objects.filter(user=account).order_by("action_time").select_related("content_type")
    yield Section(
        _("Det du har gjort i administrasjonen"),
        [{_("tidspunkt"): each.action_time, _("hva"): str(each.content_type or "")} for each in log],
    )


def _deeds(account: User) -> Iterator[dict[str, Any]]:
    """Yield the number of rows, of each model, that name the account as who did something, by one query."""
    keys = [
        key
        for model in apps.get_models()
        for key in model._meta.local_fields
        if isinstance(key, ForeignKey) and key.related_model is User
    ]
    queries = [
        key.model._meta.base_manager.filter(**{key.name: account})
        .order_by()
        .annotate(deed_place=Value(place))
        .values_list("deed_place")
        .annotate(deed_number=Count("pk"))
        for place, key in enumerate(keys)
    ]
    numbers: dict[str, int] = {}
    for place, number in sorted(queries[0].union(*queries[1:], all=True).order_by()):
        if number:
            what = _deed(keys[place])
            numbers[what] = numbers.get(what, 0) + number
    for what, number in numbers.items():
        yield {_("hva"): what, _("antall"): number}


def _deed(key: ForeignKey) -> str:
    """Return what the account did in rows with the key: «Vedtak: vedtatt av», or that it changed any rows."""
    if key.name == "history_user":
        return _("Endringer i historikken")
    return f"{capfirst(str(key.model._meta.verbose_name_plural))}: {key.verbose_name}"


def _label(model: Any, name: str) -> str:
    for part in name.split("__"):
        found = model._meta.get_field(part)
        model = found.related_model or model
    return str(found.verbose_name)


def _value(row: Any, name: str) -> Any:
    *path, last = name.split("__")
    for part in path:
        row = getattr(row, part)
        if row is None:
            return None
    found = row._meta.get_field(last)
    value = getattr(row, last)
    if found.choices:
        return str(getattr(row, f"get_{last}_display")())
    return str(value) if found.is_relation and value is not None else value


def _text(value: Any) -> str:
    match value:
        case bool():
            return _("ja") if value else _("nei")
        case datetime():
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            return date_format(value, "DATE_FORMAT")
    return str(value)
