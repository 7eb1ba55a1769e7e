"""What the contacts of an organisation change of its entry themselves: where and what it is, and how it is reached."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.models import User
from members import contacts, places
from members.models import EarlierPlace, Organisation

ADDRESS = ("address", "postcode", "postal_place", "municipality")
FIELDS = (*ADDRESS, "email", "hides_email", "website", "field", "size")


@transaction.atomic
def update(
    organisation: Organisation, changes: Mapping[str, Any], *, from_day: date, today: date, by: User
) -> Organisation:
    """Set the changed fields, of `FIELDS`. Another address holds from the day, and another municipality is a move.

    Raises ValidationError if the user is not a contact, or for a day in the future or before the latest move.
    """
    locked: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    contacts.check_acts_for(locked, by)
    reason = ""
    if not changes.keys().isdisjoint(ADDRESS):
        check_day(locked, from_day, today=today)
        reason = _("Ny adresse fra %(day)s") % {"day": f"{from_day:%d.%m.%Y}"}
    if "municipality" in changes:
        places.move(locked, municipality=changes["municipality"], from_day=from_day, today=today, reason=reason)
    others = {name: value for name, value in changes.items() if name != "municipality"}
    if others:
        for name, value in others.items():
            setattr(locked, name, value)
        locked.full_clean(exclude={field.name for field in Organisation._meta.fields} - others.keys())
        set_author(locked, by, reason=reason or None)
        locked.save()
    return locked


def check_day(organisation: Organisation, day: date, *, today: date) -> None:
    """Raise ValidationError at `from_day` for one in the future, long ago, or before the latest move."""
    try:
        EarlierPlace._meta.get_field("until").run_validators(day)
    except ValidationError as error:
        raise ValidationError({"from_day": error}) from error
    if day > today:
        raise ValidationError({"from_day": _("Skriv en dag som ikke er i framtiden.")})
    latest = organisation.earlier_places.aggregate(latest=Max("until"))["latest"]
    if latest and day < latest:
        message = _("Virksomheten flyttet sist %(day)s. Skriv den dagen eller en senere.")
        raise ValidationError({"from_day": ValidationError(message, params={"day": f"{latest:%d.%m.%Y}"})})
