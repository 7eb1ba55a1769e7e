"""E-mail to an organisation about its own matters: to each of its contacts, or to itself where none has an address."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from balansekunst.mail import outbox
from members.models import Organisation


def addresses(organisation: Organisation) -> list[str]:
    """Return whom to write to about what is the organisation's, each address once."""
    found = [contact.email for contact in organisation.contacts.all()] or [organisation.email]
    told = {email.lower(): email for email in found if email} or {organisation.email.lower(): organisation.email}
    return [email for email in told.values() if email]


def tell(organisation: Organisation, *, subject: str, template: str, context: Mapping[str, Any], once: str = "") -> int:
    """Write the e-mail to each address, and return to how many.

    With a name in `once`, nobody is written to twice under that name. Neither it nor the subject says what is personal.
    """
    body = render_to_string(f"balansepotten/mail/{template}.txt", {"organisation": organisation, **context})
    written = 0
    for email in addresses(organisation):
        if not once:
            outbox.post(recipient=email, subject=subject, body=body)
            written += 1
        elif outbox.post_once(_name(once, organisation, email), recipient=email, subject=subject, body=body):
            written += 1
    return written


def _name(once: str, organisation: Organisation, email: str) -> str:
    """Return the name with whom it is to, by number: an address is personal."""
    contact = next((one for one in organisation.contacts.all() if one.email == email), None)
    return f"{once}/{contact.pk if contact else 0}"
