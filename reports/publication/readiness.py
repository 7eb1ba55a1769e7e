"""What hinders that a report is published, and what should be thought about first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansekunst.models import User
from radgivning.releases import told_from
from reports.counting.summary import Summary
from reports.document import annual_report, typed_numbers
from reports.models import AnnualReport, Picture, Quote, Section

WRITTEN = (Section, Quote, Picture)


@dataclass(frozen=True)
class Point:
    """Something to mend or to think about, in words, and the row where it is mended, if it is in one."""

    text: str
    row: Model | None = None


def lacks(report: AnnualReport, summary: Summary, *, by: User) -> list[Point]:
    """Return what hinders that `by` publishes the report on the summary's day; an empty list means that they may."""
    return [
        *_too_early(summary),
        *_by_the_writer(report, by),
        *_unfinished(report, summary),
        *_quotes(report, summary),
        *_pictures(report),
    ]


def thoughts(report: AnnualReport, summary: Summary) -> list[Point]:
    """Return what doesn't hinder, but should be looked at: it is published as it stands."""
    return [*_checks(summary), *_typed(report, summary), *_recipients(report, summary)]


def writers(report: AnnualReport) -> set[int]:
    """Return the keys of those who have written in the report, in what is deleted too, as the history tells."""
    versions = [AnnualReport.history.filter(id=report.pk)]
    versions += [model.history.filter(report=report.pk) for model in WRITTEN]
    first, *others = [found.order_by().values_list("history_user_id", flat=True) for found in versions]
    return set(first.union(*others).order_by()) - {None}


def _too_early(summary: Summary) -> Iterator[Point]:
    year, told = summary.year, told_from(summary.year.year)
    if not year.is_over:
        yield Point(_("%(year)s er ikke over.") % {"year": year.year})
    elif year.day < told:
        words = _("Rådgivningstelefonens tall for %(year)s fortelles først %(day)s.")
        yield Point(words % {"year": year.year, "day": date_format(told, "j. F Y")})


def _by_the_writer(report: AnnualReport, by: User) -> Iterator[Point]:
    wrote = writers(report)
    if by.pk in wrote:
        yield Point(_("Du har selv skrevet i rapporten. En annen må publisere den."))
    elif not wrote:
        yield Point(_("Historikken forteller ikke hvem som har skrevet rapporten."))


def _unfinished(report: AnnualReport, summary: Summary) -> Iterator[Point]:
    draft = annual_report.compose(report, summary, day=summary.year.day)
    if not draft.document["sections"]:
        yield Point(_("Rapporten har ingen deler."), report)
    for problem in draft.problems:
        yield Point(str(problem), problem.section or report)


def _quotes(report: AnnualReport, summary: Summary) -> Iterator[Point]:
    for quote in report.quotes.all():
        if quote.consent_on is None:
            yield Point(_("%(person)s har ikke samtykket til å bli sitert.") % {"person": quote.person}, quote)
        elif quote.consent_on > summary.year.day:
            words = _("Samtykket fra %(person)s har en dato som ikke er kommet.")
            yield Point(words % {"person": quote.person}, quote)


def _pictures(report: AnnualReport) -> Iterator[Point]:
    for picture in report.pictures.all():
        if not picture.alt.strip():
            yield Point(_("Bildet «%(name)s» mangler en tekst om hva det viser.") % {"name": picture.slug}, picture)
        if not picture.credit.strip():
            yield Point(_("Bildet «%(name)s» mangler navnet på fotografen.") % {"name": picture.slug}, picture)


def _checks(summary: Summary) -> Iterator[Point]:
    for chapter in summary.chapters:
        for warning in chapter.warnings:
            yield Point(_("%(area)s: %(warning)s Det står i rapporten.") % {"area": chapter.title, "warning": warning})


def _typed(report: AnnualReport, summary: Summary) -> Iterator[Point]:
    known = typed_numbers.values(summary.numbers)
    texts: list[tuple[str, str, Model]] = [(_("Ingressen"), report.lead, report)]
    texts += [(section.title, section.text, section) for section in report.sections.all()]
    words = _("«%(part)s», linje %(line)s: «%(number)s» er skrevet inn, og er ikke et av årets tall.")
    for part, text, row in texts:
        for line, shown in typed_numbers.by_line(text, known):
            yield Point(words % {"part": part, "line": line, "number": shown}, row)


def _recipients(report: AnnualReport, summary: Summary) -> Iterator[Point]:
    """Hold the list of those who were granted support against what was counted: it tells what letters have told."""
    listed = annual_report.recipients_data(report.year, summary.year.day)
    number, amount = (summary.numbers[f"balansepotten.{key}"].shown for key in ("granted", "awarded_nok"))
    if (len(listed["rows"]), listed["total"]) != (number, amount):
        words = _(
            "Listen over mottakere har %(rows)s tildelinger på %(total)s til sammen, tallene %(number)s på %(sum)s."
        )
        told = {"rows": len(listed["rows"]), "total": kroner(listed["total"]), "number": number, "sum": kroner(amount)}
        yield Point(words % told)
