"""An organisation's documentation of its work for equality, as section 26 of the Equality Act asks of employers.

It is made from the answers of a round, with the mark or without, and follows the four steps of the Act: examine,
analyse causes, carry out measures, and evaluate results. One document is the source of the page, the PDF and the docx.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansemerket.models import Area, Risk, Round


@dataclass(frozen=True)
class Table:
    """A table: what it shows, its column headings, and its rows of as many cells."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """The rows with each cell's heading, which a phone shows beside it."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Chapter:
    """A heading with what is below it: paragraphs, then tables."""

    heading: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Documentation:
    """The whole document, in words ready to print. `dated` is the day it was made."""

    title: str
    organisation: str
    facts: Sequence[tuple[str, str]]
    chapters: Sequence[Chapter]
    dated: date


def documentation(work: Round, before: Round | None, *, on: date) -> Documentation:
    """Return the document of the round as it is on the day, with the results of the round `before` it.

    Both are read `with_answers`.
    """
    risks = [risk for risk in work.risks.all() if risk.risk]
    organisation = work.organisation
    facts = [
        (_("Virksomhet"), organisation.name),
        (_("Organisasjonsnummer"), organisation.spaced_number),
        (_("Arbeidet begynte"), _day(work.started_on)),
        (_("Dokumentet er datert"), _day(on)),
    ]
    return Documentation(
        title=_("Arbeidet for likestilling og mot diskriminering %(year)d") % {"year": work.year},
        organisation=organisation.name,
        facts=[(label, value) for label, value in facts if value],
        chapters=[
            Chapter(_("Slik arbeider vi"), list(_way_of_working(work))),
            Chapter(_("Risiko og hindre vi har undersøkt"), list(_examined(work, risks)), list(_risk_tables(risks))),
            Chapter(_("Årsaker"), *_causes(risks)),
            Chapter(_("Tiltak"), *_measures(risks)),
            Chapter(_("Resultater"), *_results(work, before)),
        ],
        dated=on,
    )


def _way_of_working(work: Round) -> Iterator[str]:
    yield _(
        "Likestillings- og diskrimineringsloven §\N{NO-BREAK SPACE}26 pålegger arbeidsgivere å arbeide aktivt, "
        "målrettet og planmessig for å fremme likestilling og hindre diskriminering. Dette dokumentet viser hvordan "
        "vi har gjort det."
    )
    for taken in work.participations.all():
        if taken.is_complete:
            words = _("%(some)d av %(all)d tok nettkurset «%(course)s», fullført %(day)s.")
            named = {"some": taken.participants, "all": taken.people, "course": taken}
            yield words % {**named, "day": _day(taken.completed_on)}
    if work.gathering_on:
        yield _("Vi hadde en samling om temaet %(day)s.") % {"day": _day(work.gathering_on)}
    if work.meeting_on:
        words = _("Planen for tiltakene ble behandlet i et møte %(day)s. Til stede: %(roles)s.")
        roles = work.meeting_roles.strip().rstrip(".") or _("ikke oppgitt")
        yield words % {"day": _day(work.meeting_on), "roles": roles}
    if work.talks_plan:
        yield _("Slik fortsetter samtalene: %(plan)s") % {"plan": work.talks_plan}
    if work.next_talk_on:
        yield _("Neste samtale er %(day)s.") % {"day": _day(work.next_talk_on)}


def _examined(work: Round, risks: Sequence[Risk]) -> Iterator[str]:
    with_risk = {risk.area for risk in risks}
    for review in work.area_reviews.all():
        if review.no_risk:
            yield _("%(area)s: %(text)s") % {"area": review, "text": review.no_risk}
        elif review.area not in with_risk:
            yield _("%(area)s: ikke undersøkt ennå.") % {"area": review}


def _risk_tables(risks: Sequence[Risk]) -> Iterator[Table]:
    head = [_("Risiko eller hinder"), _("Grunnlag"), _("Sannsynlighet"), _("Konsekvens")]
    for area in Area:
        of_area = [risk for risk in risks if risk.area == area]
        if of_area:
            rows = [
                [risk.risk, *map(_or_dash, _displayed(risk, "ground", "likelihood", "consequence"))] for risk in of_area
            ]
            yield Table(str(area.label), head, rows)


def _causes(risks: Sequence[Risk]) -> tuple[list[str], list[Table]]:
    rows = [[risk.risk, risk.cause] for risk in risks if risk.cause]
    if not rows:
        return [_("Årsakene er ikke analysert ennå.")], []
    return [], [Table(_("Hvorfor risikoen er der"), [_("Risiko eller hinder"), _("Årsak")], rows)]


def _measures(risks: Sequence[Risk]) -> tuple[list[str], list[Table]]:
    rows = [
        [risk.measure, risk.risk, _or_dash(risk.responsible), _or_dash(_day(risk.due_on))]
        for risk in risks
        if risk.measure
    ]
    if not rows:
        return [_("Ingen tiltak er planlagt ennå.")], []
    head = [_("Tiltak"), _("Mot"), _("Hvem"), _("Ferdig innen")]
    return [], [Table(_("Tiltak som er satt i verk eller planlagt"), head, rows)]


def _results(work: Round, before: Round | None) -> tuple[list[str], list[Table]]:
    tables = []
    for each, caption in ((before, _("Tiltakene fra året før")), (work, _("Årets tiltak"))):
        rows = list(_outcomes(each.risks.all())) if each else []
        if rows:
            tables.append(Table(caption, [_("Tiltak"), _("Hvordan det gikk"), _("Resultat")], rows))
    return ([] if tables else [_("Ingen resultater er vurdert ennå.")]), tables


def _outcomes(risks: Iterable[Risk]) -> Iterator[list[str]]:
    for risk in risks:
        if risk.measure and (risk.outcome or risk.result):
            yield [risk.measure, *map(_or_dash, [*_displayed(risk, "outcome"), risk.result])]


def _displayed(risk: Risk, *names: str) -> list[str]:
    return [str(getattr(risk, f"get_{name}_display")() or "") for name in names]


def _or_dash(text: str) -> str:
    return text or "–"


def _day(day: date | None) -> str:
    return date_format(day, "j. F Y") if day else ""
