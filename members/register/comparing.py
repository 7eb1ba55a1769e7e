"""What Enhetsregisteret says otherwise than we do about an organisation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from members.models import Organisation, RegisterDifference
from members.names import fold_name
from members.register.entities import Entity

Kind = RegisterDifference.Kind
ADDRESS_FIELDS = ("address", "postcode", "postal_place")
LONGEST = 400
LETTERS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Found:
    """A difference: what we have, what the register has, and what is taken over, by the names of the fields."""

    kind: RegisterDifference.Kind
    ours: str
    theirs: str
    value: dict[str, str] = field(default_factory=dict)


def compare(organisation: Organisation, entity: Entity | None) -> list[Found]:
    """Return the differences. Of one that is deleted, the register has nothing else that could differ."""
    if entity is None:
        return [Found(Kind.UNKNOWN, organisation.number, _("Nummeret finnes ikke i registeret"))]
    if entity.is_removed or entity.deleted_on:
        day = f"{entity.deleted_on:%d.%m.%Y}" if entity.deleted_on else ""
        return [Found(Kind.DELETED, "", _("Slettet %(day)s") % {"day": day} if day else _("Fjernet fra registeret"))]
    return list(_differences(organisation, entity))


def _differences(organisation: Organisation, entity: Entity) -> Iterator[Found]:
    if fold_name(organisation.name) != fold_name(entity.name):
        yield Found(Kind.NAME, organisation.name, entity.name[:LONGEST], {"name": entity.name})
    ours, theirs = ({name: getattr(each, name) for name in ADDRESS_FIELDS} for each in (organisation, entity))
    if any(theirs.values()) and _plain(_one_line(ours)) != _plain(_one_line(theirs)):
        yield Found(Kind.ADDRESS, _one_line(ours), _one_line(theirs)[:LONGEST], theirs)
    number = entity.municipality_number
    if number and number != organisation.municipality.number:
        yield Found(Kind.MUNICIPALITY, organisation.municipality.display_name, number, {"municipality": number})
    if entity.legal_form and entity.legal_form != organisation.legal_form:
        yield Found(Kind.LEGAL_FORM, organisation.legal_form, entity.legal_form, {"legal_form": entity.legal_form})
    if entity.is_bankrupt:
        yield Found(Kind.BANKRUPT, "", _("Konkurs"))
    elif entity.is_winding_up:
        yield Found(Kind.WINDING_UP, "", _("Under avvikling"))


def _one_line(address: dict[str, str]) -> str:
    place = f"{address['postcode']} {address['postal_place']}".strip()
    return ", ".join(filter(None, (address["address"], place)))


def _plain(text: str) -> str:
    """Return the letters and digits: commas and capitals are no difference."""
    return LETTERS.sub("", text.casefold())
