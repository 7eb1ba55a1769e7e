"""The awards in the 360Giving standard for open grants data, version 1.4: a package as JSON, and flat for a csv.

A moment is written in full everywhere: the schema's dates are «one of» a moment and a day, and a day would be both to
a reader that doesn't check formats.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from balansekunst.spreadsheets import escape_formula
from balansepotten.awards import Award

VERSION = "1.4"
CURRENCY = "NOK"
REGISTER = "NO-BRC"  # org-id.guide's name for Enhetsregisteret
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LONGEST_TITLE = 139
VOCABULARY = "Balansepotten: kategori"


@dataclass(frozen=True)
class Publisher:
    """The association as one that publishes: `site` begins its addresses.

    `prefix` is what 360Giving has registered for it («360G-…»). Without one, grants are known by the association's own
    organisation identifier, which is no other's either.
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
        """Return an identifier of one of the publisher's own things, without signs that disturb."""
        return f"{self.prefix or self.identifier}-{re.sub(r'[^0-9A-Za-z-]+', '_', name)}"

    def address(self, name: str, *args: Any) -> str:
        """Return the full address of a page."""
        return f"{self.site.rstrip('/')}{reverse(name, args=args)}"


def package(found: Sequence[Award], *, publisher: Publisher, at: datetime) -> dict[str, Any]:
    """Return the awards, of which there must be one, as a grant package issued at the moment."""
    return {
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
        "modified": _moment(max(award.changed_at for award in found)),
        "license": LICENCE,
        "accessURL": publisher.address("grant_list"),
        "downloadURL": publisher.address("threesixty_json"),
        "grants": [_grant(award, publisher) for award in found],
    }


def flat(found: Sequence[Award], *, publisher: Publisher) -> list[list[str]]:
    """Return the same grants as the rows of a csv, under the standard's titles."""
    rows = [_flat(_grant(award, publisher)) for award in found]
    return [list(rows[0]), *(list(row.values()) for row in rows)] if rows else []


def _grant(award: Award, publisher: Publisher) -> dict[str, Any]:
    programme = _("Balansepotten %(year)s") % {"year": award.year}
    told = {"title": award.title, "programme": programme, "category": award.category}
    description = _("Støtte fra %(programme)s til «%(title)s» (%(category)s).") % told
    return {
        "id": publisher.identify(award.number),
        "title": Truncator(award.title).chars(LONGEST_TITLE),
        "description": description,
        "currency": CURRENCY,
        "amountAwarded": award.amount,
        "awardDate": _moment(_midnight(award.decided_on)),
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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
