"""Taking over what Enhetsregisteret says about an organisation."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.models import User
from members import identities, places
from members.models import Municipality, Organisation, RegisterDifference
from members.register.deciding import decide, lock

Kind, State = RegisterDifference.Kind, RegisterDifference.State


@transaction.atomic
def take_over(
    difference: RegisterDifference, *, by: User, today: date, from_day: date | None = None, name: str = ""
) -> None:
    """Change the organisation as the register has it; its name and municipality from `from_day`, or from today.

    A `name` is taken over instead of the register's, which is in capitals there. Raises ValidationError.
    """
    difference = lock(difference)
    if not difference.can_be_taken_over:
        raise ValidationError(_("Dette kan ikke tas over."))
    organisation = Organisation.objects.select_for_update().get(pk=difference.organisation_id)
    reason, day = _("Tatt over fra Enhetsregisteret"), from_day or today
    if difference.kind == Kind.NAME:
        new_name = name or difference.value["name"]
        identities.change(organisation, number=organisation.number, name=new_name, from_day=day, today=today, by=by)
    elif difference.kind == Kind.MUNICIPALITY:
        municipality = _municipality(difference.value["municipality"], today)
        places.move(organisation, municipality=municipality, from_day=day, today=today, reason=reason)
    else:
        for field, value in difference.value.items():
            setattr(organisation, field, value)
        organisation.full_clean(exclude=_others(difference.value))
        set_author(organisation, by, reason=reason).save()
    decide(difference, State.TAKEN_OVER, by=by, today=today)


def _municipality(number: str, day: date) -> Municipality:
    found = Municipality.objects.filter(number=number).first()
    if found is None or not found.is_valid_on(day):
        message = _("Kommune %(number)s finnes ikke her. Registrer den under Kommuner først.")
        raise ValidationError(message, params={"number": number})
    return found


def _others(value: dict[str, str]) -> set[str]:
    """Return the fields that are not taken over: what is wrong with them doesn't matter now."""
    return {field.name for field in Organisation._meta.fields} - set(value)
