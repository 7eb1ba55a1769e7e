"""Erasing a person, whose user account is closed, from contacts, requests to join and organisations."""

from django.db.models import Q

from balansekunst.erasure import Person
from balansekunst.personal_data.holds import is_held
from members.models import Contact, Mailing, MembershipApplication, Organisation, Registration, SupportingMember


def has_held_row(person: Person) -> bool:
    """Return whether a row of the person, or the organisation that it is about, has a legal hold."""
    contacts = Contact.objects.filter(Q(user=person.account.pk) | person.at("email"))
    applications = MembershipApplication.objects.filter(person.at("contact_email"))
    delegates = Registration.objects.filter(person.at("email"))
    supporting = SupportingMember.objects.filter(person.at("email"))
    organisations = Organisation.objects.filter(Q(contacts__in=contacts) | person.at("email"))
    found = (contacts, applications, delegates, supporting, organisations)
    return any(rows.filter(is_held(rows.model)).exists() for rows in found)


def may_name(person: Person) -> Q:
    """Return the condition on e-mails about the organisations of the person, or to those who act for them too.

    What staff write to many is not meant: it is about a mailing.
    """
    of_person = Q(user=person.account.pk) | person.at("email")
    keys = {*Contact.history.filter(of_person).values_list("organisation", flat=True)}
    keys |= {*Contact.objects.filter(of_person).values_list("organisation", flat=True)}
    addresses = set(Contact.history.filter(organisation__in=keys).values_list("email", flat=True))
    addresses |= set(Organisation.objects.filter(pk__in=keys).values_list("email", flat=True))
    about = {f"{Organisation._meta.label_lower}:{key}" for key in keys}
    of_mailings = Q(about__startswith=f"{Mailing._meta.label_lower}:")
    return (Q(about__in=about) | Q(recipient__in=addresses - {""})) & ~of_mailings


def erase(person: Person) -> None:
    """Replace the person in the rows and in their histories."""
    of_person = Q(user=person.account.pk) | person.at("email")
    rows = Contact.objects.filter(of_person)
    earlier = Q(id__in=list(rows.values_list("pk", flat=True)), name__in=person.names)
    contact = {"name": person.new_name, "email": "", "phone": ""}
    Contact.history.filter(of_person | earlier).update(**contact, user=None)
    rows.update(**contact, user=None)
    applicant = {"contact_name": person.new_name, "contact_email": person.new_email, "contact_phone": ""}
    for applications in (MembershipApplication.objects, MembershipApplication.history):
        applications.filter(person.at("contact_email")).update(**applicant)
    supporting = SupportingMember.objects.filter(person.at("email"))
    of_them = person.at("email") | Q(id__in=list(supporting.values_list("pk", flat=True)))
    SupportingMember.history.filter(of_them).update(name=person.new_name, email=person.new_email)
    supporting.update(name=person.new_name, email=person.new_email)
    delegates = Registration.objects.filter(person.at("email"))
    of_delegates = person.at("email") | Q(id__in=list(delegates.values_list("pk", flat=True)), name__in=person.names)
    Registration.history.filter(of_delegates).update(name=person.new_name, email=person.new_email)
    delegates.update(name=person.new_name, email=person.new_email)
    for organisations in (Organisation.objects, Organisation.history):
        organisations.filter(person.at("email")).update(email="")
