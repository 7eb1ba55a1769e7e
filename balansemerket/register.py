"""The public register of holders of the mark, and what anybody may know of one, also after the mark has ended."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from balansemerket import ledger
from balansemerket.models import Certification, Event, Quote
from members.models import Organisation
from members.public_list import PublicMember, csv_of, public_values, with_homes_on


@dataclass(frozen=True)
class PublicHolder(PublicMember):
    """A holder of the mark in the register."""

    uuid: UUID
    awarded_on: date
    valid_until: date

    @property
    def url(self) -> str:
        return reverse("holder_detail", args=[self.uuid])


def holders_on(day: date) -> list[PublicHolder]:
    """Return the holders of the day by name. One query."""
    events = Event.objects.filter(certification=OuterRef("certification"))
    awards = events.in_force().filter(kind=Event.Kind.AWARDED, date__lte=day).order_by("-date")
    periods = events.giving_mark_on(day).order_by("-valid_until")
    holders = Organisation.objects.filter(certification__in=Certification.objects.held_on(day)).annotate(
        mark=Subquery(Certification.objects.filter(organisation=OuterRef("pk")).values("uuid")[:1]),
        awarded_on=Subquery(awards.values("date")[:1]),
        valid_until=Subquery(periods.values("valid_until")[:1]),
    )
    return [
        PublicHolder(**public_values(row), uuid=row.mark, awarded_on=row.awarded_on, valid_until=row.valid_until)
        for row in with_homes_on(holders, day)
    ]


def to_csv(holders: Iterable[PublicHolder], *, site: str) -> bytes:
    headings = (
        *(_("Virksomhet"), _("Organisasjonsnummer"), _("Kunstfelt"), _("Kommune"), _("Fylke")),
        *(_("Tildelt"), _("Gyldig til"), _("Nettside"), _("Offentlig side")),
    )
    rows = (
        (
            *(holder.name, holder.number, holder.field_label, holder.place.name, holder.county),
            *(holder.awarded_on.isoformat(), holder.valid_until.isoformat(), holder.website, site + holder.url),
        )
        for holder in holders
    )
    return csv_of(headings, rows)


def to_json(holders: Sequence[PublicHolder], *, day: date, site: str) -> bytes:
    rows = [
        {
            "name": holder.name,
            "number": holder.number,
            "field": holder.field,
            "municipality": holder.place.name,
            "county": holder.county,
            "awarded": holder.awarded_on.isoformat(),
            "valid_until": holder.valid_until.isoformat(),
            "website": holder.website,
            "page": site + holder.url,
        }
        for holder in holders
    ]
    content = {"day": day.isoformat(), "count": len(rows), "holders": rows}
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


class State(StrEnum):
    """What a mark that was awarded is now."""

    VALID = "valid"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class PublicMark:
    """A mark that was awarded, as it is on a day. `ended_on` is the last day with it, or the day of its withdrawal."""

    uuid: UUID
    name: str
    number: str
    website: str
    state: State
    awarded_on: date
    begins_on: date
    valid_until: date
    ended_on: date | None
    event: Event
    quotes: list[Quote]

    @property
    def is_valid(self) -> bool:
        return self.state is State.VALID


def mark_of(certification: Certification, day: date) -> PublicMark | None:
    """Return its mark as it is on the day, or None if it hadn't been awarded by then."""
    events = list(certification.events.in_force().filter(date__lte=day).order_by("date", "pk"))
    mark = ledger.mark_after(events)
    giving = [event for event in events if event.kind in Event.GIVES_PERIOD]
    if not giving or not (valid_until := giving[-1].valid_until):
        return None
    awards = [event for event in giving if event.kind == Event.Kind.AWARDED]
    state = State.WITHDRAWN if mark.withdrawn_on else State.VALID if mark.is_valid_on(day) else State.LAPSED
    organisation = certification.organisation
    return PublicMark(
        uuid=certification.uuid,
        name=organisation.name,
        number=organisation.spaced_number,
        website=organisation.website,
        state=state,
        awarded_on=(awards or giving)[-1].date,
        begins_on=giving[-1].date,
        valid_until=valid_until,
        ended_on={State.WITHDRAWN: mark.withdrawn_on, State.LAPSED: valid_until}.get(state),
        event=giving[-1],
        quotes=list(certification.quotes.public_on(day)),
    )
