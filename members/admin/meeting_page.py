"""The page of an annual meeting: its deadlines, agenda, papers and registrations, and what it decided."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Part, Rows, Table
from balansekunst.admin.page_forms import PageForm, Saved
from balansekunst.admin.timeline import History, Kind
from balansekunst.fields import KronerFormField
from balansekunst.forms import DateField, WholeNumberField
from balansekunst.text import clean_line, validate_line
from members import meetings
from members.models import AgendaItem, FeeRate, Meeting, MeetingPaper, Organisation, Registration, Term

MEETING = Kind("arsmotet", gettext_lazy("Årsmøtet"))
ELECTED = (
    Term.Office.CHAIR,
    Term.Office.VICE_CHAIR,
    Term.Office.BOARD,
    Term.Office.DEPUTY,
    Term.Office.AUDITOR,
    Term.Office.ELECTION_COMMITTEE,
)

SINGLE = (Term.Office.CHAIR, Term.Office.VICE_CHAIR)


@dataclass(frozen=True)
class Deadline:
    """A deadline of the statutes, and what is done about it."""

    label: str
    day: date
    done: str


class DeadlinesPart(Part):
    """The deadlines that follow from the date."""

    def is_visible(self, request: HttpRequest) -> bool:
        return True

    def content(self, request: HttpRequest, row: Meeting) -> list[Deadline]:
        sent = row.summons.sent_at if row.summons else None
        agenda = row.agenda_sent_on
        return [
            Deadline(
                _("Innkalling"), row.summons_due, _("Sendt %(day)s") % {"day": f"{sent:%d.%m.%Y}"} if sent else ""
            ),
            Deadline(_("Forslag fra medlemmene"), row.proposals_due, ""),
            Deadline(
                _("Full saksliste"),
                row.agenda_due,
                _("Sendt %(day)s") % {"day": f"{agenda:%d.%m.%Y}"} if agenda else "",
            ),
            Deadline(_("Påmelding"), row.register_by, ""),
            Deadline(
                _("Årsmøtet"), row.date, _("Etter 30. juni, som vedtektene setter som frist") if row.is_late else ""
            ),
        ]


class AgendaPart(Part):
    """The items of the agenda."""

    def is_visible(self, request: HttpRequest) -> bool:
        return request.user.has_perm("members.view_agendaitem")

    def content(self, request: HttpRequest, row: Meeting) -> list[AgendaItem]:
        return list(row.agenda.all())


class PapersPart(Part):
    """The papers and minutes, each linked to its file."""

    def is_visible(self, request: HttpRequest) -> bool:
        return request.user.has_perm("members.view_meetingpaper")

    def content(self, request: HttpRequest, row: Meeting) -> list[MeetingPaper]:
        return list(row.papers.all())


def registration_summary(table: Table, _today: date) -> str:
    count = len(table.rows)
    return ngettext("%(count)s påmeldt", "%(count)s påmeldte", count) % {"count": count}


class AgendaForm(PageForm, forms.Form):
    """The items of the statutes, in a meeting without an agenda."""

    slug, at = "saksliste", "saksliste"
    label, button = gettext_lazy("Bruk sakene i vedtektene"), gettext_lazy("Legg til sakene")
    acts_on, action = Meeting, "change"

    @classmethod
    def is_possible_on(cls, day: date) -> Combinable:
        return ~Exists(AgendaItem.objects.filter(meeting=OuterRef("pk")))

    def apply(self) -> Saved:
        count = meetings.add_usual_agenda(self.row)
        return Saved(_("%(count)s saker er lagt til. Endre dem under «Rediger alt».") % {"count": count})


class RatesForm(PageForm, forms.Form):
    """The fee rates that the meeting decided."""

    slug, label, button = "satser", gettext_lazy("Registrer kontingentsatser"), gettext_lazy("Registrer satsene")
    acts_on, action = FeeRate, "add"

    year = WholeNumberField(label=gettext_lazy("År"), min_value=2000, max_value=2100)

    def __init__(self, row: Meeting, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["year"].initial = row.date.year + 1
        amount: Any = FeeRate._meta.get_field("amount")
        for size in Organisation.Size:
            label = _("Beløp, %(size)s virksomhet") % {"size": size.label}
            self.fields[size] = KronerFormField(label=label, validators=amount.validators)

    def apply(self) -> Saved:
        year = self.cleaned_data["year"]
        if FeeRate.objects.filter(year=year).exists():
            self.add_error(
                "year", _("Satsene for %(year)s er registrert fra før. Endre dem i listen.") % {"year": year}
            )
            raise forms.ValidationError(_("Ingenting er lagret."))
        meetings.set_rates(year, {size: self.cleaned_data[size] for size in Organisation.Size})
        return Saved(
            _("Satsene for %(year)s er registrert.") % {"year": year}, reverse("admin:members_feerate_changelist")
        )


class ElectionForm(PageForm, forms.Form):
    """Who was elected: one name a line."""

    slug, label, button = "valg", gettext_lazy("Registrer valget"), gettext_lazy("Registrer valget")
    acts_on, action = Term, "add"

    from_day = DateField(label=gettext_lazy("Fra"), help_text=gettext_lazy("Første dag i vervet."))

    def __init__(self, row: Meeting, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["from_day"].initial = row.date
        for office in ELECTED:
            self.fields[office] = forms.CharField(
                label=office.label.capitalize(),
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 1 if office in SINGLE else 4}),
                help_text=_("Ett navn på hver linje. Tomt felt: ingen endring."),
            )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        people = {office.value: self._names(office) for office in ELECTED if office in answers}
        if not self.errors and not any(people.values()):
            self.add_error(Term.Office.CHAIR, _("Skriv minst ett navn."))
        self.people = people
        return answers

    def _names(self, office: str) -> list[str]:
        names = list(dict.fromkeys(filter(None, map(clean_line, self.cleaned_data[office].splitlines()))))
        for name in names:
            try:
                validate_line(name)
                Term._meta.get_field("person").run_validators(name)
            except forms.ValidationError as error:
                self.add_error(office, error)
        return names

    def apply(self) -> Saved:
        count = meetings.elect(self.people, from_day=self.cleaned_data["from_day"])
        words = ngettext("%(count)s valgt.", "%(count)s valgt.", count) % {"count": count}
        return Saved(words, reverse("admin:members_term_changelist"))


object_page.register(
    Meeting,
    DeadlinesPart(key="frister", title=gettext_lazy("Frister"), template="admin/members/_parts/deadlines.html"),
    AgendaPart(
        key="saksliste",
        title=gettext_lazy("Saksliste"),
        template="admin/members/_parts/agenda.html",
        empty=gettext_lazy("Ingen saker ennå."),
    ),
    PapersPart(
        key="papirer",
        title=gettext_lazy("Papirer"),
        template="admin/members/_parts/papers.html",
        empty=gettext_lazy("Ingen papirer ennå. Last dem opp under «Rediger alt»."),
    ),
    Rows(
        key="pameldte",
        title=gettext_lazy("Påmeldte"),
        empty=gettext_lazy("Ingen er påmeldt ennå."),
        model=Registration,
        path="meeting",
        columns=("organisation", "name", "proxy"),
        ordering=("organisation__name", "pk"),
        limit=300,
        summary=registration_summary,
    ),
    forms=(RatesForm, ElectionForm, AgendaForm),
)
timeline.register(
    Meeting,
    History(MEETING, lambda row: Q(id=row.pk), Meeting, name=lambda version: f"{version.date:%d.%m.%Y}"),
    History(
        MEETING,
        lambda row: Q(meeting=row.pk),
        Registration,
        name=lambda version: version.organisation,
        without=("meeting", "organisation"),
    ),
)
