"""The addresses of organisations and contacts: e-mail addresses to copy, and labels to print on sheets of A4."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from balansekunst import typesetting
from balansekunst.mail.bounces import has_bounced
from members import mailings
from members.models import Contact, Membership, Organisation

LABELS_A_SHEET = 24  # three by eight, each 70 × 37 mm
TYPST_SOURCE = Path(__file__).parent / "typst" / "labels.typ"


class Reached(NamedTuple):
    """What decides whether somebody gets e-mail that is sent to many."""

    address: str
    declined_on: date | None
    has_bounced: bool
    was_member: bool
    is_member: bool


def emails_of(rows: QuerySet[Any], today: date) -> tuple[list[str], Counter[str]]:
    """Return the addresses of organisations or contacts, each once, and the number left out for each reason.

    Those are left out who get no mailing: the reasons are `MailingRecipient.LeftOut`.
    """
    organisation = "" if rows.model is Organisation else "organisation__"  # whose wish is that of its contacts too
    memberships = Membership.objects.filter(organisation=OuterRef(f"{organisation}pk"))
    found = rows.values_list(
        "email",
        Coalesce("declined_mailings_on", f"{organisation}declined_mailings_on"),
        has_bounced(),
        Exists(memberships),
        Exists(memberships.exclude(left__lte=today)),
    )
    addresses: dict[str, str] = {}
    left_out: Counter[str] = Counter()
    for reached in map(Reached._make, found):
        if reason := mailings.reason_to_leave_out(reached, addresses.keys()):
            left_out[reason] += 1
        else:
            addresses[reached.address.lower()] = reached.address
    return list(addresses.values()), left_out


@dataclass(frozen=True)
class Labels:
    """The lines of each label, and the rows without an address, which have none."""

    lines: list[list[str]]
    missing: list[Any]

    @classmethod
    def of(cls, rows: Iterable[Any]) -> "Labels":
        """Return the labels of organisations, or of contacts at theirs."""
        lines, missing = [], []
        for row in rows:
            organisation = row.organisation if isinstance(row, Contact) else row
            if not (organisation.postcode and organisation.postal_place):
                missing.append(row)
                continue
            contact = [_("v/ %(name)s") % {"name": row.name}] if isinstance(row, Contact) else []
            place = f"{organisation.postcode} {organisation.postal_place}"
            lines.append([organisation.name, *contact, *filter(None, [organisation.address]), place])
        return cls(lines, missing)

    def sheets(self, start: int) -> int:
        """Return the number of sheets, the first label being the one with the number `start` on the first sheet."""
        return -(-(start - 1 + len(self.lines)) // LABELS_A_SHEET)

    def pdf(self, *, start: int, day: date) -> bytes:
        """Return the labels as a PDF. `start` is the number of the first label on the first sheet, from 1."""
        data = {"labels": self.lines, "empty": start - 1, "title": _("Adresseetiketter")}
        return typesetting.render(TYPST_SOURCE, data=data, day=day)
