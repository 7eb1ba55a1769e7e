"""The awards in the 360Giving standard for open grants data, version 1.4, as a JSON package and as a flat csv.

Dates are written as full timestamps: the schema accepts «one of» a timestamp and a date, and a reader that does not
check formats takes a date for both.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from textwrap import indent
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from balansekunst.dates import midnight
from balansekunst.spreadsheets import escape_formula
from balansepotten.awards import Award

VERSION = "1.4"
CURRENCY = "NOK"
REGISTER = "NO-BRC"  # org-id.guide's name for Enhetsregisteret
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MAX_TITLE_LENGTH = 139
VOCABULARY = "Balansepotten: kategori"


@dataclass(frozen=True)
class Publisher:
    """The association as a publisher; `site` is the root of its addresses.

    `prefix` is the one registered with 360Giving («360G-…»). Without one, grants are identified by the association's
    organisation identifier, which is unique as well.
    """

    name: str
    number: str
    site: str
    prefix: str = ""

    @property
    def identifier(self) -> str:
        """The association's organisation identifier."""
        return f"{REGISTER}-{self.number}"

    def identify(self, name: str) -> str:
        """Return an identifier in the publisher's namespace, different for each name.

        Characters that the standard advises against become their hexadecimal code between underscores.
        """
        return (
            f"{self.prefix or self.identifier}-{re.sub(r'[^0-9A-Za-z-]', lambda match: f'_{ord(match[0]):x}_', name)}"
        )

    def address(self, name: str, *args: Any) -> str:
        return f"{self.site.rstrip('/')}{_path(name, *args)}"


@lru_cache
def _path(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def json_of(found: Iterable[Award], *, publisher: Publisher, at: datetime, modified: datetime) -> Iterator[str]:
    """Yield the JSON of the awards, at least one, as a grant package issued at the given time, an award at a time."""
    package = {
        "version": VERSION,
        "identifier": publisher.identify("balansepotten"),
        "title": _("Balansepotten: tildelinger"),
        "description": _("Hvem som har fått støtte av Balansepotten, til hva og hvor mye."),
        "publisher": {
            "identifier": publisher.identifier,
            "name": publisher.name,
            "website": publisher.address("home"),
        },
        "issued": _moment(at),
        "modified": _moment(modified),
        "license": LICENCE,
        "accessURL": publisher.address("grant_list"),
        "downloadURL": publisher.address("threesixty_json"),
        "grants": [],
    }
    end = "]\n}"
    yield _json(package).removesuffix(end)
    for place, award in enumerate(found):
        yield f"{',' if place else ''}\n{indent(_json(_grant(award, publisher)), '    ')}"
    yield f"\n  {end}"


def flat(found: Iterable[Award], *, publisher: Publisher) -> Iterator[list[str]]:
    """Yield the same grants as rows of a csv, under the standard's titles."""
    for place, award in enumerate(found):
        row = _flat(_grant(award, publisher))
        if place == 0:
            yield list(row)
        yield list(row.values())


def _grant(award: Award, publisher: Publisher) -> dict[str, Any]:
    programme = _("Balansepotten %(year)s") % {"year": award.year}
    params = {"title": award.title, "programme": programme, "category": award.category}
    description = _("Støtte fra %(programme)s til «%(title)s» (%(category)s).") % params
    return {
        "id": publisher.identify(award.number),
        "title": Truncator(award.title).chars(MAX_TITLE_LENGTH),
        "description": description,
        "currency": CURRENCY,
        "amountAwarded": award.amount,
        "awardDate": _moment(midnight(award.decided_on)),
        "url": publisher.address("grant_list_of_year", award.year),
        "recipientOrganization": [
            {
                "id": f"{REGISTER}-{award.organisation_number}",
                "name": award.organisation,
                "addressRegion": award.county,
                "addressCountry": _("Norge"),
            }
        ],
        "fundingOrganization": [{"id": publisher.identifier, "name": publisher.name}],
        "grantProgramme": [
            {
                "code": publisher.identify(f"balansepotten-{award.year}"),
                "title": programme,
                "url": publisher.address("call_detail", award.year),
            }
        ],
        "classifications": [{"vocabulary": VOCABULARY, "code": award.category, "title": award.category}],
        "dateModified": _moment(award.changed_at),
        "dataSource": publisher.address("threesixty_json"),
    }


def _flat(grant: dict[str, Any]) -> dict[str, str]:
    recipient, funder = grant["recipientOrganization"][0], grant["fundingOrganization"][0]
    programme, category = grant["grantProgramme"][0], grant["classifications"][0]
    cells = {
        "Identifier": grant["id"],
        "Title": grant["title"],
        "Description": grant["description"],
        "Currency": grant["currency"],
        "Amount Awarded": grant["amountAwarded"],
        "Award Date": grant["awardDate"],
        "URL": grant["url"],
        "Recipient Org:Identifier": recipient["id"],
        "Recipient Org:Name": recipient["name"],
        "Recipient Org:County": recipient["addressRegion"],
        "Recipient Org:Country": recipient["addressCountry"],
        "Funding Org:Identifier": funder["id"],
        "Funding Org:Name": funder["name"],
        "Grant Programme:Code": programme["code"],
        "Grant Programme:Title": programme["title"],
        "Grant Programme:URL": programme["url"],
        "Classifications:Vocabulary": category["vocabulary"],
        "Classifications:Code": category["code"],
        "Classifications:Title": category["title"],
        "Last Modified": grant["dateModified"],
        "Data Source": grant["dataSource"],
    }
    return {title: escape_formula(str(cell)) for title, cell in cells.items()}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
