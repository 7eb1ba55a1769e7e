"""E-mails to the contacts of an organisation about its way to the mark."""

from typing import Any

from django.template.loader import render_to_string

from balansekunst.mail import outbox
from balansemerket.models import RoundStep
from members.contacts import addressees


def notify(row: RoundStep, *, subject: str, template: str, **context: Any) -> None:
    """Send an e-mail about a step to each contact, or to the organisation itself if none has an address."""
    work = row.round
    body = render_to_string(f"balansemerket/mail/{template}.txt", {"round": work, "step": row, **context})
    for _key, email in addressees(work.organisation):
        outbox.post(recipient=email, subject=subject, body=body, about=work)
