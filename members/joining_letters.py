"""The e-mails to one who asks to join: the link that verifies the address, the receipt, and the board's answer."""

from urllib.parse import urljoin

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansekunst.mail import outbox
from balansekunst.models import Message
from members.models import MembershipApplication

Status = MembershipApplication.Status


def send_verification(recipient: str, *, url: str, days: int) -> None:
    """Send the secret address of the applicant's page, at once. Raises OSError if the mail server fails.

    As a code for logging in, it is not in the outbox: the outbox is stored for years, and staff read it.
    """
    body = render_to_string("members/mail/joining_verify.txt", {"url": url, "days": days})
    EmailMessage(_("Bekreft e-postadressen din"), body, None, [recipient]).send()


def post_receipt(application: MembershipApplication) -> None:
    """Say to the applicant, whose address is verified, that the board has the request."""
    outbox.post_once(
        f"joining-received/{application.pk}",
        recipient=application.contact_email,
        subject=_("Vi har fått innmeldingen"),
        body=render_to_string("members/mail/joining_received.txt", {"application": application}),
        about=application,
    )


def answer(application: MembershipApplication, *, site: str) -> Message:
    """Return the unsaved e-mail with the board's decision."""
    is_accepted = application.status == Status.ACCEPTED
    membership = application.membership
    fee = membership.fees.select_related("rate").first() if membership else None
    values = {
        "application": application,
        "membership": membership,
        "fee": fee,
        "amount": kroner(fee.amount) if fee else "",
        "login": urljoin(site, reverse("my_page")),
    }
    template = "members/mail/joining_accepted.txt" if is_accepted else "members/mail/joining_declined.txt"
    return Message(
        recipient=application.contact_email,
        subject=_("Velkommen som medlem") if is_accepted else _("Svar på innmeldingen"),
        body=render_to_string(template, values),
        about=outbox.reference(application),
        dedupe_key=f"joining-decided/{application.pk}",
    )
