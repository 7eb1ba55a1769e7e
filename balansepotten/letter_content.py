"""The content of a letter, made from a decision and a template, its recipient, and its PDF."""

from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balansekunst import typesetting
from balansekunst.fields import kroner
from balansekunst.models import Message
from balansepotten.letter_templates import AWARD, DEFAULTS, REJECTION, Content, fill
from balansepotten.models import Application, Decision
from balansepotten.settlement import first_part

if TYPE_CHECKING:
    from django.db.models import QuerySet

TYPST_SOURCE = Path(__file__).parent / "typst" / "letter.typ"


class LetterEmail(NamedTuple):
    """The e-mail that a decision and its template result in."""

    recipient: str
    subject: str
    content: Content

    def is_equal_to(self, message: Message) -> bool:
        """Return whether the message has the same recipient, subject and text."""
        said = (self.recipient, self.subject, self.content.as_text())
        return said == (message.recipient, message.subject, message.body)


def with_parts(found: "QuerySet[Decision]") -> "QuerySet[Decision]":
    """Fetch all that the letters of the decisions need, and existing letters without their PDFs."""
    related = (
        "application__call",
        "application__organisation",
        "application__grant",
        "decided_by",
        "replaces",
        "replaced_by",
    )
    return (
        found.select_related(*related, "letter__message")
        .defer("letter__message__attachment")
        .prefetch_related("application__organisation__contacts", "application__call__letter_templates")
    )


def email_for(decision: Decision) -> LetterEmail:
    """Return the e-mail of a decision fetched `with_parts`."""
    subject = _("Svar på søknaden til %(call)s") % {"call": decision.application.call}
    return LetterEmail(recipient_of(decision.application), subject, content_of(decision))


def content_of(decision: Decision) -> Content:
    """Return the content of the decision's letter, from the call's template or else the default one."""
    application, awarded = decision.application, decision.outcome == Decision.Outcome.GRANTED
    call, organisation = application.call, application.organisation
    values = _values(decision)
    place = f"{organisation.postcode} {organisation.postal_place}".strip()
    number = organisation.number
    org_number = _("Org.nr. %(number)s") % {"number": f"{number[:3]} {number[3:6]} {number[6:]}"}
    facts = [(_("Søknad"), application.number), (_("Prosjekt"), str(application)), (_("Søkt"), values["søkt"])]
    if decision.replaces:
        before = formats.date_format(timezone.localdate(decision.replaces.decided_at))
        facts.append((_("Erstatter"), _("vedtaket %(day)s") % {"day": before}))
    title = _("Dere får støtte fra %(call)s") if awarded else _("Svar på søknaden til %(call)s")
    return Content(
        title=title % {"call": call},
        addressee=tuple(line for line in (organisation.name, organisation.address, place, org_number) if line),
        day=timezone.localdate(decision.decided_at),
        facts=tuple(facts),
        outcome=(_("Tildelt"), values["tildelt"]) if awarded else (_("Vedtak"), _("Avslag")),
        is_award=awarded,
        blocks=fill(_template(decision), values),
        closing=tuple(line for line in (_("Med vennlig hilsen"), decision.decided_by.name, "Balansekunst") if line),
    )


def render_pdf(content: Content) -> bytes:
    """Return the letter as a PDF, the same bytes for the same content.

    Raises TypesettingError for any warning from typst.
    """
    words = {
        "association": "Balansekunst",
        "tagline": _("For et likestilt og mangfoldig kulturliv"),
        "email": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "unsigned": _("Brevet er sendt elektronisk, og har derfor ingen underskrift."),
    }
    return typesetting.render(TYPST_SOURCE, data={"letter": content.as_data(), "words": words}, day=content.day)


def recipient_of(application: Application) -> str:
    """Return the address of the contact who submitted the application, or of another contact, or ""."""
    reachable = [contact for contact in application.organisation.contacts.all() if contact.email]
    sender = application.submitted_by_id
    first = sorted(reachable, key=lambda contact: sender is None or contact.user_id != sender)
    return first[0].email if first else ""


def _template(decision: Decision) -> str:
    kind = AWARD if decision.outcome == Decision.Outcome.GRANTED else REJECTION
    own = {template.kind: template.body for template in decision.application.call.letter_templates.all()}
    return own.get(kind, DEFAULTS[kind])


def _values(decision: Decision) -> dict[str, str]:
    """Return the values of a template's fields."""
    application, awarded = decision.application, decision.amount_awarded
    call = application.call
    first = first_part(awarded, first_shares=call.first_shares, shares=call.shares)
    return {
        "virksomhet": application.organisation.name,
        "prosjekt": str(application),
        "søknadsnummer": application.number,
        "søkt": kroner(decision.amount_applied),
        "tildelt": kroner(awarded),
        "begrunnelse": decision.reason,
        "første_del": kroner(first),
        "siste_del": kroner(awarded - first),
        "rapportfrist": _report_due(application),
        "dato": formats.date_format(timezone.localdate(decision.decided_at)),
    }


def _report_due(application: Application) -> str:
    try:
        return formats.date_format(application.grant.report_due)
    except ObjectDoesNotExist:
        months = application.call.report_months
        words = ngettext("%(months)s måned etter prosjektet", "%(months)s måneder etter prosjektet", months)
        return words % {"months": months}
