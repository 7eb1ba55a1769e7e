"""Mailings: a letter to chosen recipients is drafted as an e-mail to each, looked at, and sent once.

The recipients are chosen once, when a mailing is begun. Who of them is left out, and the addresses, are those of the
moment: drafts are sent only while they equal what they would be made to now.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst import letter_fields
from balansekunst.fields import number
from balansekunst.mail import outbox
from balansekunst.mail.bounces import has_bounced
from balansekunst.models import Bounce, Message, User
from members.models import Contact, Mailing, MailingRecipient, Membership, Organisation, Region
from members.places import with_home_on

if TYPE_CHECKING:
    from anymail.signals import AnymailTrackingEvent
    from django_stubs_ext import StrOrPromise

FIELDS: dict[str, "StrOrPromise"] = {
    "virksomhet": gettext_lazy("navnet på virksomheten"),
    "navn": gettext_lazy("navnet på kontaktpersonen, eller på virksomheten om e-posten går dit"),
    "fornavn": gettext_lazy("fornavnet til kontaktpersonen, eller navnet på virksomheten om e-posten går dit"),
    "kommune": gettext_lazy("kommunen virksomheten hører til"),
    "landsdel": gettext_lazy("landsdelen virksomheten hører til"),
    "organisasjonsnummer": gettext_lazy("nummeret til virksomheten"),
}
BATCH = 1000
MOST = 20_000  # whose drafts are written within ten seconds, while nobody else can write on SQLite
BOUNCE_DAYS = 90
LeftOut = MailingRecipient.LeftOut
_signer = Signer(salt="members.mailings")


@transaction.atomic
def begin(rows: QuerySet[Any], *, audience: str, by: User, at: datetime) -> Mailing:
    """Begin a mailing to contacts, or to organisations: to their contacts, or to themselves if none has an address.

    Raises ValidationError for more than MOST recipients.
    """
    mailing = Mailing.objects.create(audience=audience, author=by, created_at=at)
    chosen: list[tuple[int, int | None]] = []
    if rows.model is Contact:
        chosen += Contact.objects.filter(pk__in=rows.order_by().values("pk")).values_list("organisation", "pk")
    else:
        organisations = Organisation.objects.filter(pk__in=rows.order_by().values("pk"))
        with_address = Contact.objects.exclude(email="")
        of_contacts = with_address.filter(organisation__in=organisations).values_list("organisation", "pk")
        alone = organisations.filter(~Exists(with_address.filter(organisation=OuterRef("pk"))))
        chosen += [*of_contacts, *((key, None) for key in alone.values_list("pk", flat=True))]
    if len(chosen) > MOST:
        words = _("Utvalget har flere enn %(most)s mottakere. Filtrer listen, og skriv til færre om gangen.")
        raise ValidationError(words % {"most": number(MOST)})
    recipients = [
        MailingRecipient(mailing=mailing, organisation_id=organisation, contact_id=contact)
        for organisation, contact in chosen
    ]
    MailingRecipient.objects.bulk_create(recipients, batch_size=BATCH)
    return mailing


def check_subject(subject: str) -> None:
    """Raise ValidationError for fields in the subject: it contains nothing personal."""
    if "{" in subject or "}" in subject:
        raise ValidationError(_("Emnet er likt for alle, og kan ikke ha felt i krøllparenteser."))


def check_body(body: str) -> None:
    """Raise ValidationError with all errors in the text."""
    if errors := list(letter_fields.errors_in(body, FIELDS)):
        raise ValidationError(errors)


@transaction.atomic
def save_texts(mailing: Mailing, texts: Mapping[str, str]) -> None:
    """Save these fields of a mailing. Raises ValidationError if it is sent."""
    locked = _lock(mailing)
    for name, text in texts.items():
        setattr(locked, name, text)
    locked.save(update_fields=list(texts))


@transaction.atomic
def draft(mailing: Mailing, *, at: datetime, today: date, site: str) -> int:
    """Write the drafts of a mailing, in place of those that it has, and return how many.

    `site` is the address of the website, for the links. Raises ValidationError if the mailing is sent or incomplete.
    """
    mailing = _lock_unsent(mailing)
    recipients = list(_recipients(mailing, today))
    _delete_drafts(mailing)
    messages = []
    for recipient in _included(recipients):
        recipient.message = _email(mailing, recipient, at=at, site=site)
        messages.append(recipient.message)
    Message.objects.bulk_create(messages, batch_size=BATCH)
    # Written anew with their keys, which takes a fraction of the time of updating them.
    MailingRecipient.objects.bulk_create(recipients, batch_size=BATCH)
    return len(messages)


@transaction.atomic
def send(mailing: Mailing, *, by: User, at: datetime, today: date, site: str) -> int:
    """Queue the drafts of a mailing, and return how many. They are sent by tasks, each once.

    Raises ValidationError if the mailing is sent, has no drafts, or they differ from what they would be now: with the
    code "stale", and then they should be drafted and looked at again.
    """
    mailing = _lock_unsent(mailing)
    recipients = list(_recipients(mailing, today))
    stored = {each.pk: _content(each.message) for each in recipients if each.message}
    now = {each.pk: _content(_email(mailing, each, at=at, site=site)) for each in _included(recipients)}
    # The draft of an organisation that is deleted has no recipient any more.
    if stored != now or _drafts(mailing).count() != len(stored):
        raise ValidationError(
            _("Teksten, en adresse eller et medlemskap er endret siden utkastene ble laget."), code="stale"
        )
    if not stored:
        raise ValidationError(_("Utsendingen har ingen mottakere."), code="empty")
    mailing.sent_by, mailing.sent_at = by, at
    mailing.save(update_fields=["sent_by", "sent_at"])
    return outbox.queue_drafts(mailing, at)


@transaction.atomic
def delete(mailing: Mailing) -> None:
    """Delete a mailing with its drafts. Raises ValidationError if it is sent."""
    mailing = _lock(mailing)
    _delete_drafts(mailing)
    mailing.delete()


@transaction.atomic
def set_wish(token: str, *, declined_on: date | None) -> None:
    """Store that the recipient says no to mailings, or with None that they want them after all.

    A contact's wish is that of all contacts with the same address. Raises BadSignature unless the token is our own.
    """
    model, key = check_token(token)
    if model == Contact._meta.model_name:
        contact = Contact.objects.filter(pk=key).first()
        rows = contacts_at(contact.email) if contact else Contact.objects.none()
        _save_wish(rows, declined_on, _("Lenken i en utsending"))
    else:
        _save_wish(Organisation.objects.filter(pk=key), declined_on, _("Lenken i en utsending"))


@transaction.atomic
def set_wish_of_user(user: User, *, declined_on: date | None) -> None:
    """Store the wish of one who is logged in, as `set_wish` does."""
    _save_wish(Contact.objects.filter(user=user), declined_on, _("Min side"))


def user_declined(user: User) -> bool:
    return Contact.objects.filter(user=user, declined_mailings_on__isnull=False).exists()


def handle_report(event: "AnymailTrackingEvent", **_kwargs: Any) -> None:
    """Store that a recipient says no by their mail program: who reports an e-mail as spam does so too."""
    if event.event_type in {"complained", "unsubscribed"} and event.recipient:
        declined_on = timezone.localdate(event.timestamp)
        for rows in (contacts_at(event.recipient), Organisation.objects.filter(email__iexact=event.recipient)):
            _save_wish(rows, declined_on, _("Meldt av e-postleverandøren"))


def check_token(token: str) -> tuple[str, str]:
    """Return the model and the key in the token. Raises BadSignature unless it is our own."""
    model, _dash, key = _signer.unsign(token).partition("-")
    return model, key


def contacts_at(email: str) -> QuerySet[Contact]:
    return Contact.objects.filter(email__iexact=email).exclude(email="")


def _save_wish(rows: QuerySet[Any], declined_on: date | None, reason: str) -> None:
    """Store the wish where it is another than before: the first day of saying no remains."""
    with transaction.atomic():
        for row in rows.filter(declined_mailings_on__isnull=declined_on is not None).select_for_update():
            row.declined_mailings_on = declined_on
            vars(row)["_change_reason"] = reason  # for its version in the history
            row.save()


def token_of(recipient: MailingRecipient) -> str:
    """Return the text that identifies the recipient in the link by which they say no to more mailings."""
    row = recipient.contact or recipient.organisation
    return _signer.sign(f"{row._meta.model_name}-{row.pk}")


def delete_old_bounces(at: datetime) -> int:
    """Delete bounces after BOUNCE_DAYS, but for those that mark an address that somebody has; return how many."""
    old = Bounce.objects.filter(bounced_at__lt=at - timedelta(days=BOUNCE_DAYS))
    models: tuple[Any, ...] = (Contact, Organisation)
    of_contact, of_organisation = (
        Exists(model.objects.alias(lower=Lower("email")).filter(lower=OuterRef("email"))) for model in models
    )
    marks = Q(kind=Bounce.Kind.HARD) & (of_contact | of_organisation)
    return old.exclude(marks).delete()[0]


def _lock(mailing: Mailing) -> Mailing:
    """Return the mailing locked. Raises ValidationError if it is sent."""
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.sent_at:
        raise ValidationError(_("Utsendingen er sendt, og kan ikke endres."), code="sent")
    return locked


def _lock_unsent(mailing: Mailing) -> Mailing:
    """Return the mailing locked. Raises ValidationError if it is sent, or not ready to be."""
    locked = _lock(mailing)
    if not (locked.subject and locked.body):
        raise ValidationError(_("Skriv både emne og tekst først."), code="incomplete")
    check_subject(locked.subject)
    check_body(locked.body)
    return locked


def _delete_drafts(mailing: Mailing) -> None:
    """Delete the drafts, and before them the recipients, which refer to them."""
    mailing.recipients.all().delete()
    _drafts(mailing).delete()


def _drafts(mailing: Mailing) -> QuerySet[Message]:
    return Message.objects.filter(about=outbox.reference(mailing), status=Message.Status.DRAFTED)


def _recipients(mailing: Mailing, today: date) -> QuerySet[Any]:
    """Return the recipients in the order of the mailing, with what decides who is left out, and with their place."""
    memberships = Membership.objects.filter(organisation=OuterRef("organisation"))
    found = mailing.recipients.annotate(
        was_member=Exists(memberships),
        is_member=Exists(memberships.exclude(left__lte=today)),
        address=Coalesce("contact__email", "organisation__email"),
        declined_on=Coalesce("contact__declined_mailings_on", "organisation__declined_mailings_on"),
    ).annotate(has_bounced=has_bounced("address"))
    return with_home_on(found.select_related("mailing", "organisation", "contact", "message"), today).order_by(
        "organisation__name", "organisation_id", "contact__name", "pk"
    )


def _included(recipients: Iterable[Any]) -> Iterator[Any]:
    """Yield those who get an e-mail, and set `left_out` of each."""
    addresses: set[str] = set()
    for recipient in recipients:
        recipient.left_out = reason_to_leave_out(recipient, addresses, is_necessary=recipient.mailing.is_necessary)
        if recipient.left_out:
            recipient.message = None
        else:
            addresses.add(recipient.address.lower())
            yield recipient


def reason_to_leave_out(recipient: Any, addresses: Container[str], *, is_necessary: bool = False) -> str:
    """Return why the recipient gets no e-mail, or an empty text. `addresses` are those that get one already.

    A necessary e-mail, such as a summons, also goes to those who said no to mailings.
    """
    if recipient.was_member and not recipient.is_member:
        return LeftOut.LEFT
    if not recipient.address:
        return LeftOut.NO_ADDRESS
    if recipient.has_bounced:
        return LeftOut.BOUNCED
    if recipient.declined_on and not is_necessary:
        return LeftOut.DECLINED
    return LeftOut.DUPLICATE if recipient.address.lower() in addresses else ""


def _email(mailing: Mailing, recipient: Any, *, at: datetime, site: str) -> Message:
    url = f"{site.rstrip('/')}{reverse('mailings_decline', args=[token_of(recipient)])}"
    url = "" if mailing.is_necessary else url
    context = {"text": letter_fields.fill(mailing.body, _values(recipient)).strip(), "recipient": recipient, "url": url}
    return Message(
        recipient=recipient.address,
        subject=mailing.subject,
        body=render_to_string("members/mail/mailing.txt", context),
        about=outbox.reference(mailing),
        dedupe_key=f"mailing/{mailing.pk}/{recipient.pk}",
        unsubscribe_url=url,
        drafted_at=at,
    )


def _content(message: Message) -> tuple[str, str, str]:
    return message.recipient, message.subject, message.body


def _values(recipient: Any) -> dict[str, str]:
    organisation = recipient.organisation
    name = recipient.contact.name if recipient.contact else ""
    return {
        "virksomhet": organisation.name,
        "navn": name or organisation.name,
        "fornavn": name.partition(" ")[0] or organisation.name,
        "kommune": recipient.home_name,
        "landsdel": str(Region(recipient.home_region).label),
        "organisasjonsnummer": organisation.number,
    }
