"""What is stored about a person in contacts, requests to join and organisations."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from balansekunst.erasure import Person
from balansekunst.personal_data.download import COLLECTORS, Section, section_of
from members.models import (
    Contact,
    IdentityProposal,
    LeaveRequest,
    MailingRecipient,
    MembershipApplication,
    Organisation,
    Registration,
    SupportingMember,
)


def collect(person: Person) -> Iterator[Section]:
    """Yield the rows with the person's account or one of their addresses, also the earlier versions of contacts."""
    of_person = Q(user=person.account) | person.at("email")
    contacts = Contact.objects.filter(of_person).select_related("organisation")
    details = ("organisation", "name", "email", "phone", "declined_mailings_on")
    yield section_of(contacts, *details)
    same_row = Q(id__in=contacts.values("pk"), name__in=person.names)
    versions = Contact.history.filter(of_person | same_row)
    yield section_of(
        versions.select_related("organisation").order_by("history_date"),
        "history_date",
        *details,
        title=_("Kontaktpersoner, tidligere"),
    )
    requests = MembershipApplication.objects.filter(person.at("contact_email"))
    yield section_of(
        requests, "received_on", "name", "contact_name", "contact_email", "contact_phone", "reason", "status", "answer"
    )
    yield section_of(Organisation.objects.filter(person.at("email")), "name", "email")
    mailings = MailingRecipient.objects.filter(contact__in=contacts).select_related("mailing")
    yield section_of(mailings, "mailing", "left_out", title=_("Utsendinger du har fått"))
    delegates = Registration.objects.filter(person.at("email")).select_related("meeting", "organisation")
    yield section_of(delegates, "meeting", "organisation", "name", "email")
    earlier = Registration.history.filter(person.at("email")).select_related("meeting", "organisation")
    titled = {"title": _("Påmeldinger til årsmøter, tidligere")}
    yield section_of(earlier, "history_date", "meeting", "organisation", "name", "email", **titled)
    proposals = IdentityProposal.objects.filter(proposed_by=person.account).select_related("organisation")
    yield section_of(proposals, "organisation", "name", "number", "from_day", "note", "status", "answer")
    leaving = LeaveRequest.objects.filter(asked_by=person.account).select_related("membership__organisation")
    yield section_of(leaving, "membership", "wished_on", "reason", "withdrawn_on")
    supporting = SupportingMember.objects.filter(person.at("email"))
    yield section_of(supporting, *(field.name for field in SupportingMember._meta.fields if not field.primary_key))


def register() -> None:
    COLLECTORS.append(collect)
