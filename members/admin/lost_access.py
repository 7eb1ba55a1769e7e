"""Messages about contacts who lost their user account, since what identifies them was changed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from balansekunst.admin.job_requests import JobRequest
from balansekunst.models import User
from members import contacts
from members.models import Contact


def report_lost_access(model_admin: Any, request: HttpRequest, contact: Contact, user: User | None) -> None:
    """Show that the contact lost its user account, if it did."""
    if user:
        model_admin.message_user(request, contacts.lost_access(contact), messages.WARNING)


def report_of_import(model_admin: Any, request: HttpRequest, users: Mapping[int, User | None]) -> None:
    """Show which of these contacts have lost their user accounts; in a job, which stores no names, how many."""
    lost = list(Contact.objects.filter(pk__in=users, user=None))
    if not isinstance(request, JobRequest):
        for contact in lost:
            report_lost_access(model_admin, request, contact, users[contact.pk])
    elif lost:
        words = ngettext(
            "%(count)s kontaktperson kan ikke lenger logge inn, siden navnet eller e-postadressen er endret.",
            "%(count)s kontaktpersoner kan ikke lenger logge inn, siden navnet eller e-postadressen er endret.",
            len(lost),
        )
        model_admin.message_user(request, words % {"count": len(lost)}, messages.WARNING)
