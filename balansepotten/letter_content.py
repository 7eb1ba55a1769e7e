"""The content of a letter, made from a decision, its decline and a template; its recipient, and its PDF."""

from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balansekunst import typesetting
from balansekunst.fields import kroner
from balansekunst.mail.bounces import is_returned
from balansekunst.models import Message
from balansepotten.letter_templates import AWARD, DECLINE, DEFAULTS, REJECTION, Content, fill
from balansepotten.models import Application, Call, Decision, Letter
from balansepotten.settlement import first_part
from members.models import Organisation

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
    letters = Letter.objects.select_related("message").defer("message__attachment")
    letters = letters.annotate(is_returned=is_returned("message"))
    return found.select_related(*related).prefetch_related(
        "application__organisation__contacts", "application__call__letter_templates", Prefetch("letters", letters)
    )


def email_for(decision: Decision, kind: str) -> LetterEmail:
    """Return the e-mail about a decision fetched `with_parts`, or about the decline of its grant."""
    declined = kind == Letter.Kind.DECLINE
    subject = _("Dere har sagt fra dere støtten fra %(call)s") if declined else _("Svar på søknaden til %(call)s")
    content = decline_content(decision) if declined else decision_content(decision)
    return LetterEmail(recipient_of(decision.application), subject % {"call": decision.application.call}, content)


def decision_content(decision: Decision) -> Content:
    """Return the content of the letter about the decision."""
    application, awarded = decision.application, decision.outcome == Decision.Outcome.GRANTED
    values = _values(decision)
    facts = _facts(application, values)
    if decision.replaces:
        before = formats.date_format(timezone.localdate(decision.replaces.decided_at))
        facts.append((_("Erstatter"), _("vedtaket %(day)s") % {"day": before}))
    title = _("Dere får støtte fra %(call)s") if awarded else _("Svar på søknaden til %(call)s")
    return Content(
        title=title % {"call": application.call},
        addressee=_addressee(application.organisation),
        day=timezone.localdate(decision.decided_at),
        facts=tuple(facts),
        outcome=(_("Tildelt"), values["tildelt"]) if awarded else (_("Vedtak"), _("Avslag")),
        is_award=awarded,
        blocks=fill(_template(application.call, AWARD if awarded else REJECTION), values),
        closing=tuple(line for line in (_("Med vennlig hilsen"), decision.decided_by.name, "Balansekunst") if line),
    )


def decline_content(decision: Decision) -> Content:
    """Return the content of the letter about the decline of the grant. The reason for it is for staff only."""
    application = decision.application
    declined_at = application.grant.declined_at
    values = _values(decision) | {"frasagt": formats.date_format(timezone.localdate(declined_at))}
    return Content(
        title=_("Dere har sagt fra dere støtten fra %(call)s") % {"call": application.call},
        addressee=_addressee(application.organisation),
        day=timezone.localdate(declined_at),
        facts=(*_facts(application, values), (_("Vedtatt"), values["dato"])),
        outcome=(_("Frasagt"), values["tildelt"]),
        is_award=False,
        blocks=fill(_template(application.call, DECLINE), values),
        closing=(_("Med vennlig hilsen"), "Balansekunst"),
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


def _addressee(organisation: Organisation) -> tuple[str, ...]:
    place = f"{organisation.postcode} {organisation.postal_place}".strip()
    number = organisation.number
    org_number = _("Org.nr. %(number)s") % {"number": f"{number[:3]} {number[3:6]} {number[6:]}"}
    return tuple(line for line in (organisation.name, organisation.address, place, org_number) if line)


def _facts(application: Application, values: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(_("Søknad"), application.number), (_("Prosjekt"), str(application)), (_("Søkt"), values["søkt"])]


def _template(call: Call, kind: str) -> str:
    """Return the call's template of this kind, or else the default one."""
    own = {template.kind: template.body for template in call.letter_templates.all()}
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
