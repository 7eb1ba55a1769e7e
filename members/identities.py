"""Organisations under a new number or name: how it changes from a day, and how they are found by the earlier ones."""

from collections.abc import Callable, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.models import User
from members.models import EarlierIdentity, Organisation

Warn = Callable[[str], None]
# What a change of identity leaves as it is, with any faults of its own.
UNCHANGED = {field.name for field in Organisation._meta.fields} - {"number", "name"}


def no_warning(_message: str) -> None:
    """Ignore a warning."""


def find(number: str) -> Organisation | None:
    """Return the organisation that has the number, or had it earlier."""
    owner = Organisation.objects.filter(number=number).first()
    return owner or Organisation.objects.filter(earlier_identities__number=number).first()


class EarlierIdentities:
    """The earlier numbers and names of all organisations, for an import. An organisation is found by each number."""

    def __init__(self) -> None:
        self._by_number: dict[str, Organisation] = {}
        self._by_name: dict[tuple[str, str], Organisation] = {}
        for earlier in EarlierIdentity.objects.select_related("organisation__municipality"):
            organisation = earlier.organisation
            if earlier.number:
                self._by_number[earlier.number] = organisation
            self._by_name[organisation.number, earlier.name] = organisation

    def with_number(self, number: str | None, warn: Warn) -> Organisation | None:
        """Return the organisation that had the number earlier, with a warning of the present one."""
        organisation = self._by_number.get(number or "")
        if number and organisation:
            words = _("%(earlier)s er et tidligere nummer. %(name)s har nå nummer %(number)s.")
            warn(words % {"earlier": number, "name": organisation.name, "number": organisation.number})
        return organisation

    def present_name(self, number: str | None, name: str | None, warn: Warn) -> str | None:
        """Return the present name of the organisation for an earlier one, with a warning, or the name as it is."""
        organisation = self._by_name.get((number or "", name or ""))
        if not name or organisation is None or name == organisation.name:
            return name
        words = _("«%(earlier)s» er et tidligere navn. Nå heter virksomheten «%(name)s».")
        warn(words % {"earlier": name, "name": organisation.name})
        return organisation.name


@transaction.atomic
def change(
    organisation: Organisation, *, number: str, name: str, from_day: date, today: date, by: User
) -> Organisation:
    """Give the organisation another number or name from a day on, and store the earlier one.

    A number or name that was mistyped is corrected without this. Raises ValidationError if neither differs, the number
    belongs or belonged to an organisation, or the day is in the future or before an earlier change.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    earlier = EarlierIdentity(
        organisation=organisation,
        number=organisation.number if number != organisation.number else "",
        name=organisation.name if name != organisation.name else "",
        until=from_day,
    )
    if not (earlier.number or earlier.name):
        raise ValidationError(_("Skriv et nytt nummer eller et nytt navn."))
    stored = list(organisation.earlier_identities.all())
    check_day(from_day, after=stored, today=today)
    organisation.number, organisation.name = number, name
    organisation.formerly = _as_text([earlier, *stored])
    organisation.full_clean(exclude=UNCHANGED)
    set_author(organisation, by, reason=_("Nytt nummer eller navn fra %(day)s") % {"day": f"{from_day:%d.%m.%Y}"})
    organisation.save()
    earlier.full_clean()
    set_author(earlier, by)
    earlier.save()
    return organisation


def update_formerly(organisation: Organisation) -> None:
    """Save what the organisation was called earlier, for the search, after its earlier identities have changed."""
    before = organisation.formerly
    set_formerly(organisation)
    if organisation.formerly != before:
        organisation.save(update_fields=["formerly"])


def set_formerly(organisation: Organisation) -> None:
    organisation.formerly = _as_text(organisation.earlier_identities.all())


def check_day(day: date, *, after: Iterable[EarlierIdentity] = (), today: date) -> None:
    """Raise ValidationError at `from_day` for a day in the future, before one of the earlier changes, or long ago."""
    try:
        EarlierIdentity._meta.get_field("until").run_validators(day)
    except ValidationError as error:
        raise ValidationError({"from_day": error}) from error
    latest = max((earlier.until for earlier in after), default=None)
    if day > today:
        raise ValidationError({"from_day": _("Skriv en dag som ikke er i framtiden.")})
    if latest and day < latest:
        message = _("Virksomheten byttet sist %(day)s. Skriv den dagen eller en senere.")
        raise ValidationError({"from_day": ValidationError(message, params={"day": f"{latest:%d.%m.%Y}"})})


def _as_text(identities: Iterable[EarlierIdentity]) -> str:
    return "; ".join(" ".join(filter(None, (each.name, each.number))) for each in identities)
