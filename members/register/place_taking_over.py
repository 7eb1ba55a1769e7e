"""Taking over a change of municipalities or counties: those that ended, those that begin, and who belongs where.

What a place that begins is called, and where organisations of a split one belong now, are answers of staff.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from balansekunst.history import set_author
from balansekunst.models import User
from members import places
from members.models import County, Municipality, Organisation, PlaceChange, RegisterDifference
from members.models.places import Level
from members.places import day_before
from members.register.deciding import State, decide, lock
from members.register.klass import Code

type Place = County | Municipality
# What others do when a municipality became one other: they get the day, the old one and the new one.
FOLLOWERS: list[Callable[[date, Municipality, Municipality], None]] = []


@dataclass(frozen=True)
class Naming:
    """A place that begins, or whose name is another: what it can be called, and what it was made of."""

    code: Code
    present: Place | None
    predecessors: list[Any] = field(default_factory=list)

    def proposal(self) -> dict[str, Any]:
        """Return the values of the fields: those of a predecessor of the same name, or else of the first."""
        names = self.code.names
        same = next((place for place in self.predecessors if place.name in names), None)
        like: Any = same or self.present or next(iter(self.predecessors), None)
        name = same.name if same else names[0]
        if len(self.code.number) == len("00"):
            regions = {place.region for place in self.predecessors}
            return {"name": name, "region": regions.pop() if len(regions) == 1 else ""}
        others = ", ".join(other for other in names if other != name)
        return {
            "name": name,
            "display_name": same.display_name if same else name,
            "other_names": others or (same.other_names if same else ""),
            "latitude": like.latitude if like else None,
            "longitude": like.longitude if like else None,
        }


@dataclass(frozen=True)
class Move:
    """An organisation whose municipality ended or was split, the days from which it is another, and the choices."""

    organisation: Organisation
    before: Municipality
    from_days: list[date]
    choices: list[str]
    # What Enhetsregisteret says, which staff may want to know.
    hint: str = ""


class Plan:
    """What taking a change over does."""

    def __init__(self, change: PlaceChange) -> None:
        self.change = change
        self.links = [
            (Code(*link[:2]) if link[0] else None, Code(*link[2:]) if link[2] else None) for link in change.links
        ]
        self.olds = sorted({old for old, _new in self.links if old}, key=lambda code: code.number)
        self.news = sorted({new for _old, new in self.links if new}, key=lambda code: code.number)
        self._model: Any = County if change.level == Level.COUNTY else Municipality
        numbers = [code.number for code in [*self.olds, *self.news]]
        self.places: dict[str, Any] = {each.number: each for each in self._model.objects.filter(number__in=numbers)}

    @property
    def ending(self) -> list[Code]:
        """Those that are not after the day any more."""
        return [old for old in self.olds if old.number not in {new.number for new in self.news}]

    def becomes(self, number: str) -> list[str]:
        return [new.number for old, new in self.links if old and new and old.number == number]

    def namings(self) -> list[Naming]:
        """Those that begin, and those whose name is another than before."""
        found = []
        for new in self.news:
            present = self.places.get(new.number)
            before = next((old for old in self.olds if old.number == new.number), None)
            if present is None or (before and before.name != new.name):
                made_of = [old.number for old, other in self.links if old and other == new]
                known = [self.places[number] for number in made_of if number in self.places]
                found.append(Naming(new, present, known))
        return found

    def moves(self) -> list[Move]:
        """Those who belong, after the day, to a municipality that ended or was split."""
        if self.change.level == Level.COUNTY:
            return []
        found = []
        for old in self.olds:
            choices = self.becomes(old.number)
            if old.number in self.places and (old in self.ending or len(choices) > 1):
                found += _moves(self.places[old.number], self.change.day, choices)
        return found

    def is_plain(self) -> bool:
        """Return whether there is nothing to ask: no organisation has a choice, and names are as before."""
        if any(len(move.choices) != 1 for move in self.moves()):
            return False
        return all(
            naming.present is None and any(place.name in naming.code.names for place in naming.predecessors)
            for naming in self.namings()
        ) and all(naming.proposal().get("region", "-") for naming in self.namings())


def _moves(before: Municipality, day: date, choices: list[str]) -> list[Move]:
    there = Q(municipality=before) | Q(earlier_places__municipality=before, earlier_places__until__gt=day)
    organisations = Organisation.objects.filter(there).distinct().order_by("name", "pk")
    waiting = RegisterDifference.objects.filter(
        kind=RegisterDifference.Kind.MUNICIPALITY, state=State.WAITING, value__municipality__in=choices
    )
    hints = dict(waiting.values_list("organisation", "theirs"))
    found = []
    for organisation in organisations.prefetch_related("earlier_places"):
        days = sorted(_first_days(organisation, before, day))
        found.append(Move(organisation, before, days, choices, hints.get(organisation.pk, "")))
    return found


def _first_days(organisation: Organisation, before: Municipality, day: date) -> set[date]:
    """Return the first days, from `day` on, of the periods in which it belongs to the municipality."""
    rows = sorted(organisation.earlier_places.all(), key=lambda place: place.until)
    starts = [None, *(place.until for place in rows)]
    where = [*((place.municipality_id, place.until) for place in rows), (organisation.municipality_id, None)]
    return {
        max(start or day, day)
        for start, (municipality, until) in zip(starts, where, strict=True)
        if municipality == before.pk and (until is None or until > day)
    }


@transaction.atomic
def take_over(
    change: PlaceChange,
    *,
    by: User,
    today: date,
    named: Mapping[str, Mapping[str, Any]] | None = None,
    chosen: Mapping[int, str] | None = None,
) -> None:
    """End what ended, begin what begins, and move the organisations from the day.

    `named` has what staff say of a place by its number, and `chosen` the number of the municipality by the key of the
    organisation. Raises ValidationError, with the fields `name_0301` and `organisation_1`.
    """
    change = lock(change)
    plan = Plan(change)
    _require_known(plan)
    chosen = _chosen(plan, chosen or {})
    moves = plan.moves()
    namings = plan.namings()
    for code in plan.ending:
        place = plan.places[code.number]
        place.valid_until = day_before(change.day)
        _save(place, by)
    for naming in namings:
        _name(plan, naming, {**naming.proposal(), **(named or {}).get(naming.code.number, {})}, by)
    if change.level == Level.MUNICIPALITY:
        _follow(plan, moves, chosen, today)
    decide(change, State.TAKEN_OVER, by=by, today=today)


def _require_known(plan: Plan) -> None:
    for old in plan.olds:
        place = plan.places.get(old.number)
        if place is None:
            message = _("%(number)s %(name)s finnes ikke her. Ta over den tidligere endringen først.")
            raise ValidationError(message, params={"number": old.number, "name": old.name})
        if place.valid_until is not None and place.valid_until < day_before(plan.change.day):
            message = _("%(number)s %(name)s er allerede avsluttet her. Rett den siste dagen først.")
            raise ValidationError(message, params={"number": old.number, "name": old.name})


def _chosen(plan: Plan, chosen: Mapping[int, str]) -> dict[int, str]:
    """Return where each organisation belongs. Raises ValidationError for each that has a choice and no answer."""
    missing, found = {}, {}
    for move in plan.moves():
        if not move.choices:
            message = _("%(name)s hører til %(place)s, og Klass sier ikke hva den ble. Flytt virksomheten først.")
            raise ValidationError(message, params={"name": move.organisation.name, "place": move.before.display_name})
        answer = chosen.get(move.organisation.pk, move.choices[0] if len(move.choices) == 1 else "")
        if answer not in move.choices:
            missing[f"organisation_{move.organisation.pk}"] = [_("Velg kommunen som virksomheten hører til nå.")]
        found[move.organisation.pk] = answer
    if missing:
        raise ValidationError(missing)
    return found


def _name(plan: Plan, naming: Naming, values: Mapping[str, Any], by: User) -> None:
    """Begin the place on the day, or give it its new name."""
    number, day = naming.code.number, plan.change.day
    place = naming.present or plan._model(number=number, valid_from=day)  # noqa: SLF001 - its own plan
    for name, value in values.items():
        if naming.present is None or name in {"name", "display_name", "other_names"}:
            setattr(place, name, value)
    if naming.present is None and isinstance(place, Municipality):
        county = County.objects.valid_on(day).filter(number=number[:2]).first()
        if county is None:
            message = _("Fylke %(number)s finnes ikke her den dagen. Ta over endringen av fylket først.")
            raise ValidationError(message, params={"number": number[:2]})
        place.county = county
    try:
        place.full_clean()
    except ValidationError as error:
        shown = {"name", "display_name", "other_names", "region"}
        raise ValidationError(
            {
                (f"{name}_{number}" if name in shown else "__all__"): messages
                for name, messages in error.message_dict.items()
            }
        ) from error
    _save(place, by)
    plan.places[number] = place


def _follow(plan: Plan, moves: list[Move], chosen: Mapping[int, str], today: date) -> None:
    """Link the municipalities to what they became, and move those who belong there."""
    for code in plan.olds:
        old, became = plan.places[code.number], plan.becomes(code.number)
        old.successors.add(*(plan.places[number] for number in became if number != code.number))
        if code in plan.ending and len(became) == 1:
            for follow in FOLLOWERS:
                follow(plan.change.day, old, plan.places[became[0]])
    for move in moves:
        municipality = plan.places[chosen[move.organisation.pk]]
        for day in move.from_days:
            reason = _("Kommunen ble endret, tatt over fra Klass")
            places.move(move.organisation, municipality=municipality, from_day=day, today=today, reason=reason)


def _save(place: Place, by: User) -> None:
    set_author(place, by, reason=_("Tatt over fra Klass")).save()
