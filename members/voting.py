"""The voting list of an annual meeting: the members of the day whose fee is settled, and who votes for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst import typesetting
from balansekunst.spreadsheets import write_text
from members.models import Fee, Meeting, Organisation, Registration

TYPST_SOURCE = Path(__file__).parent / "typst" / "voting_list.typ"
WIDTHS = {"A": 48, "B": 14, "C": 32, "D": 48, "E": 12}


@dataclass(frozen=True)
class Voter:
    """A member and who votes for it: its own delegate, or with `proxy_of` that member's."""

    organisation: str
    number: str
    delegate: str
    proxy_of: str


@dataclass(frozen=True)
class VotingList:
    """Who may vote at the meeting, and the members whose fee isn't settled and who therefore can't."""

    meeting: Meeting
    voters: list[Voter]
    unsettled: list[str]

    @classmethod
    def of(cls, meeting: Meeting) -> "VotingList":
        """Return the list as of the date of the meeting, in two queries."""
        fees = Fee.objects.filter(rate__year=meeting.date.year, membership__organisation=OuterRef("pk"))
        members = Organisation.objects.members_on(meeting.date).annotate(
            has_settled=Exists(fees.settled_on(meeting.date))
        )
        found = Registration.objects.filter(meeting=meeting).select_related("proxy__organisation")
        registrations = {each.organisation_id: each for each in found}
        voters, unsettled = [], []
        for member in members.order_by("name", "pk"):
            if member.has_settled:
                voters.append(_voter(member, registrations.get(member.pk)))
            else:
                unsettled.append(member.name)
        return cls(meeting, voters, unsettled)

    @property
    def represented(self) -> int:
        return sum(bool(voter.delegate) for voter in self.voters)

    @property
    def lines(self) -> Iterator[str]:
        """How many there are, and who is on the list, in sentences."""
        yield _("%(count)s medlemmer har stemmerett, og %(represented)s av dem er påmeldt.") % {
            "count": len(self.voters),
            "represented": self.represented,
        }
        yield _(
            "Stemmerett har de som er medlem på dagen for møtet, og har betalt kontingenten for %(year)s eller gitt "
            "arbeid i stedet. En kontingent som er avskrevet, gir ikke stemmerett."
        ) % {"year": self.meeting.date.year}

    @property
    def headings(self) -> list[str]:
        return [_("Medlem"), _("Org.nr."), _("Delegat"), _("Fullmakt til delegaten fra"), _("Til stede")]

    def pdf(self, *, day: date) -> bytes:
        data: dict[str, Any] = {
            "title": _("Stemmeliste"),
            "subtitle": _("Årsmøtet %(day)s") % {"day": date_format(self.meeting.date, "j. F Y")},
            "lines": list(self.lines),
            "headings": self.headings,
            "rows": [[voter.organisation, voter.number, voter.delegate, voter.proxy_of] for voter in self.voters],
            "unsettled_title": _("Medlemmer som ikke har betalt kontingenten"),
            "unsettled": self.unsettled,
            "printed": _("Skrevet ut %(day)s") % {"day": f"{day:%d.%m.%Y}"},
            "page": _("Side"),
        }
        return typesetting.render(TYPST_SOURCE, data=data, day=day)

    def workbook(self) -> bytes:
        from openpyxl import Workbook  # large, and not needed when the program starts

        book = Workbook()
        sheet: Any = book.active
        sheet.title = _("Stemmeliste")
        self._fill(sheet, self.headings, ([v.organisation, v.number, v.delegate, v.proxy_of] for v in self.voters))
        others = book.create_sheet(_("Uten stemmerett"))
        self._fill(others, [_("Medlem som ikke har betalt kontingenten")], ([name] for name in self.unsettled))
        about = book.create_sheet(_("Om listen"))
        self._fill(about, [str(self.meeting)], ([line] for line in self.lines))
        about.column_dimensions["A"].width = 100
        content = BytesIO()
        book.save(content)
        return content.getvalue()

    def _fill(self, sheet: Any, headings: list[str], rows: Iterator[list[str]]) -> None:
        from openpyxl.styles import Alignment, Font

        for number, row in enumerate([headings, *rows], 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column)
                write_text(cell, text)
                cell.font = Font(bold=number == 1)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        for letter, width in WIDTHS.items():
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"


def _voter(member: Organisation, registration: Registration | None) -> Voter:
    proxy = registration.proxy if registration else None
    delegate = (proxy or registration).name if registration else ""
    return Voter(member.name, member.spaced_number, delegate, proxy.organisation.name if proxy else "")
