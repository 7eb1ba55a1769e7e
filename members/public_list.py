"""The members for the public: who they are, searched and filtered, and as open data."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from balansekunst.folding import fold_text
from balansekunst.search import search_words
from balansekunst.spreadsheets import escape_formula
from members.models import Organisation
from members.places import with_home_on

EARLIER, PRESENT = "earlier_place__municipality__", "municipality__"


@dataclass(frozen=True)
class Place:
    """A municipality, and where it is: degrees north and east."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class PublicMember:
    """What everybody may know of a member."""

    name: str
    number: str
    field: str
    field_label: str
    place: Place
    county: str
    region: str
    website: str
    email: str

    @cached_property
    def _words(self) -> str:
        texts = (self.name, self.number, self.field_label, self.place.name, self.county, self.region)
        return " " + " ".join(map(fold_text, texts))

    def matches(self, words: Sequence[str]) -> bool:
        """Return whether each of the folded words begins a word of the member's texts, or is within a long one."""
        return all(f" {word}" in self._words or (len(word) > 2 and word in self._words) for word in words)


def members_on(day: date) -> list[PublicMember]:
    """Return the members of the day by name, each where it belongs that day. One query."""
    return [PublicMember(**public_values(row)) for row in with_homes_on(Organisation.objects.members_on(day), day)]


def with_homes_on(organisations: Any, day: date) -> Any:
    """Order the organisations by name, and annotate what `public_values` reads."""
    rows = with_home_on(organisations, day, "").annotate(
        home_county=Coalesce(f"{EARLIER}county__name", f"{PRESENT}county__name"),
        home_latitude=Coalesce(f"{EARLIER}latitude", f"{PRESENT}latitude"),
        home_longitude=Coalesce(f"{EARLIER}longitude", f"{PRESENT}longitude"),
    )
    return rows.order_by("name", "pk")


def public_values(row: Any) -> dict[str, Any]:
    """Return what everybody may know of an organisation, as the names of `PublicMember`."""
    return {
        "name": row.name,
        "number": row.number,
        "field": row.field,
        "field_label": row.get_field_display(),
        "place": Place(row.home_name, row.home_latitude, row.home_longitude),
        "county": row.home_county,
        "region": row.home_region,
        "website": row.website,
        "email": "" if row.hides_email else row.email,
    }


def search[Member: PublicMember](
    members: Iterable[Member], *, text: str = "", field: str = "", region: str = "", county: str = ""
) -> list[Member]:
    """Return those in the field of art, the landsdel and the county in which each word is found."""
    words = search_words(text)
    return [
        member
        for member in members
        if member.matches(words)
        and field in ("", member.field)
        and region in ("", member.region)
        and county in ("", member.county)
    ]


def count_places(members: Iterable[PublicMember]) -> list[tuple[Place, int]]:
    """Return how many members there are in each place, the most first."""
    counts = Counter(member.place for member in members)
    return sorted(counts.items(), key=lambda counted: (-counted[1], counted[0].name))


def to_csv(members: Iterable[PublicMember]) -> bytes:
    """Return a csv that Norwegian Excel opens."""
    headings = (_("Virksomhet"), _("Organisasjonsnummer"), _("Kunstfelt"), _("Kommune"), _("Landsdel"))
    rows = [
        (member.name, member.number, member.field_label, member.place.name, member.region, member.website, member.email)
        for member in members
    ]
    return csv_of((*headings, _("Nettside"), _("E-post")), rows)


def csv_of(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return a csv that Norwegian Excel opens, and in which no cell is a formula."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(headings)
    writer.writerows([*map(escape_formula, row)] for row in rows)
    # Excel recognises UTF-8 only by a mark at the start.
    return buffer.getvalue().encode("utf-8-sig")


def to_json(members: Sequence[PublicMember], *, day: date) -> bytes:
    """Return the same as JSON, with the day of the list."""
    rows = [
        {
            "name": member.name,
            "number": member.number,
            "field": member.field,
            "municipality": member.place.name,
            "region": member.region,
            "website": member.website,
            "email": member.email,
        }
        for member in members
    ]
    content = {"day": day.isoformat(), "count": len(rows), "members": rows}
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
