"""Requests to join from the public form: stored until the e-mail address is verified, and then the board's.

The applicant's page has a secret address: 256 random bits in an e-mail, of which only the digest is stored. Who opens
it there has the e-mail address.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balansekunst import public_forms
from balansekunst.secret_addresses import digest, new_token
from members import joining, joining_letters
from members.models import MembershipApplication, PublicApplication

UNVERIFIED_DAYS = 3
ANSWERS = (
    *("number", "name", "legal_form", "field", "size", "address", "postcode", "postal_place", "municipality_id"),
    *("website", "reason", "contact_name", "contact_email", "contact_phone"),
)


@dataclass(frozen=True, kw_only=True)
class OpenedForm(public_forms.OpenedForm):
    """The form of a number, with the name and legal form that the register has of it, if any."""

    salt = "members.public_joining"

    number: str
    name: str = ""
    legal_form: str = ""


@transaction.atomic
def submit(request: MembershipApplication, *, form_key: str, at: datetime, site: str) -> str:
    """Store the request, and send the address of its page; return that address, or "" if it was sent before.

    Somebody who goes back in the browser and corrects something replaces what was sent, and its address. Raises
    ValidationError if the request is the board's already, or the e-mail can't be sent. Nothing is stored then.
    """
    token = new_token()
    values = {"digest": digest(token), "submitted_at": at}
    values["answers"] = json.dumps({name: getattr(request, name) for name in ANSWERS})
    rows = PublicApplication.objects.select_for_update()
    public, is_new = rows.get_or_create(form_key=form_key, defaults=values)
    if public.verified_at:
        raise ValidationError(_("Denne innmeldingen er bekreftet, og ligger hos styret."))
    if not is_new:
        if public.answers == values["answers"]:
            return ""
        for name, value in values.items():
            setattr(public, name, value)
        public.save()
    url = urljoin(site, reverse("joining_status", args=[token]))
    try:
        joining_letters.send_verification(request.contact_email, url=url, days=UNVERIFIED_DAYS)
    except OSError as error:
        message = _("Vi fikk ikke sendt deg e-posten akkurat nå. Vent litt, og prøv igjen.")
        raise ValidationError(message) from error
    return url


def find(token: str, *, at: datetime) -> PublicApplication | None:
    """Return the request whose page has this address, unless it should have been verified earlier."""
    rows = PublicApplication.objects.select_related("application__membership", "application__municipality")
    found = rows.filter(digest=digest(token)).first()
    return None if found is None or (found.verified_at is None and found.submitted_at < _oldest(at)) else found


def request_of(public: PublicApplication) -> MembershipApplication:
    """Return the request: the board's, or before the address is verified an unsaved one of what was typed."""
    if public.application:
        return public.application
    values: dict[str, Any] = json.loads(public.answers)
    day = timezone.localdate(public.submitted_at)
    return MembershipApplication(**values, received_on=day, purpose_confirmed_on=day)


@transaction.atomic
def verify(public: PublicApplication, *, at: datetime) -> MembershipApplication:
    """Let the board see the request, since its e-mail address is right, and send the receipt. A second time is nothing.

    Raises ValidationError if the organisation has become a member, or asked by somebody else, in the meantime.
    """
    public = PublicApplication.objects.select_for_update().get(pk=public.pk)
    if public.application:
        return public.application
    application = request_of(public)
    application.received_on = timezone.localdate(at)
    if joining.is_member(application.number, application.received_on):
        raise ValidationError(_("Virksomheten er allerede medlem."), code="member")
    application.full_clean()
    _save(application)
    public.application, public.verified_at, public.answers = application, at, ""
    public.save()
    joining_letters.post_receipt(application)
    return application


def _save(application: MembershipApplication) -> None:
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:
        application.validate_constraints()  # another request was verified at the same time
        raise


def delete_unverified(at: datetime) -> int:
    """Delete the requests whose e-mail address nobody has verified in time, and return how many."""
    deleted, _rows = PublicApplication.objects.filter(verified_at__isnull=True, submitted_at__lt=_oldest(at)).delete()
    return deleted


def _oldest(at: datetime) -> datetime:
    return at - timedelta(days=UNVERIFIED_DAYS)
