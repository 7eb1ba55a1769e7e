"""A longer deadline for one applicant in a call, granted by staff for a reason, before the call is decided.

The applicant may start, submit and change their application until then, and is still a member on the day of the call's
own deadline or not eligible. The jury assesses the other applications meanwhile: it gets this one when the longer
deadline is past, and the call is not decided before.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balansekunst.mail import outbox
from balansekunst.models import User
from balansepotten import allocation, conflicts
from balansepotten.deadlines import format_datetime
from balansepotten.models import Assessment, Call, DeadlineExtension
from members.contacts import addressees
from members.models import Organisation


@transaction.atomic
def extend(
    call: Call, *, organisation: Organisation, until: datetime, reason: str, by: User, at: datetime
) -> DeadlineExtension:
    """Give the organisation a longer deadline in the call, and notify its contacts.

    Raises ValidationError if the call is decided, the time is not later than the organisation's deadline and than `at`,
    the jury has begun to assess its application, or `by` has a conflict of interest in the call.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    if conflicts.has_any_in(call, user=by):
        raise ValidationError(_("Du er inhabil i denne runden, og kan ikke gi noen lengre frist."), code="conflict")
    if allocation.is_decided(call):
        raise ValidationError(_("Vedtaket er gjort, og da kan ingen få lengre frist."), code="decided")
    if Assessment.objects.filter(application__call=call, application__organisation=organisation).exists():
        raise ValidationError(
            _("Juryen har begynt å vurdere søknaden fra %(organisation)s."), params={"organisation": organisation}
        )
    deadline = call.deadline_for(organisation.pk)
    if until <= max(deadline, at):
        raise ValidationError(
            {"until": _("Fristen er %(deadline)s. Den nye må være senere.") % {"deadline": format_datetime(deadline)}}
            if deadline >= at
            else {"until": _("Den nye fristen må være etter nå.")}
        )
    extension = DeadlineExtension(
        call=call, organisation=organisation, until=until, reason=reason.strip(), granted_by=by, granted_at=at
    )
    extension.full_clean(exclude=["call", "organisation", "granted_by"])
    extension.save()
    _notify(extension)
    return extension


def _notify(extension: DeadlineExtension) -> None:
    call, organisation = extension.call, extension.organisation
    body = render_to_string(
        "balansepotten/mail/deadline_extended.txt",
        {"call": call, "organisation": organisation, "deadline": format_datetime(extension.until)},
    )
    for _key, email in addressees(organisation):
        outbox.post(recipient=email, subject=_("Lengre frist til Balansepotten"), body=body, about=extension)
