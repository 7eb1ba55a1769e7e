"""Notifications by e-mail to an organisation: to each of its contacts, or to itself if none has an address."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from balansekunst.mail import outbox
from balansepotten.models import Application
from members.contacts import addressees


def notify(
    application: Application,
    *,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    dedupe_key: str = "",
    besides: str = "",
) -> int:
    """Send an e-mail about the application to those who made it, and return the number of e-mails written.

    With a `dedupe_key`, nobody gets a second e-mail with the same key. Neither the key nor the subject may contain
    personal data. The address `besides` which they are informed gets none.
    """
    organisation = application.organisation
    context = {"organisation": organisation, "application": application, **context}
    body = render_to_string(f"balansepotten/mail/{template}.txt", context)
    count = 0
    for key, email in addressees(organisation):
        if email.lower() == besides.lower():
            continue
        if not dedupe_key:
            outbox.post(recipient=email, subject=subject, body=body, about=application)
            count += 1
        elif outbox.post_once(f"{dedupe_key}/{key}", recipient=email, subject=subject, body=body, about=application):
            count += 1
    return count
