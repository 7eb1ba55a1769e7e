"""What blocks publishing a report, and what should be looked at first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.fields import kroner
from balansekunst.figures import figure_areas
from balansekunst.models import User
from balansemerket.models import Quote as MarkQuote
from reports.counting.summary import Summary
from reports.document.annual_report import Draft, find_recipients
from reports.document.review import known_values, typed_by_line, writers
from reports.models import AnnualReport, Quote

AWARDS = ("granted", "awarded_nok", "declined", "declined_nok")


@dataclass(frozen=True)
class Finding:
    """A blocker or a warning: the message, and the row where it can be corrected, if any."""

    text: str
    row: Model | None = None


def blockers(report: AnnualReport, draft: Draft, summary: Summary, *, by: User) -> list[Finding]:
    """Return what blocks `by` from publishing the draft of the report on the summary's day; nothing if they may."""
    return [
        *_too_early(summary),
        *_own_report(report, by),
        *_unfinished(report, draft),
        *_quotes(report, summary),
        *_pictures(report),
    ]


def warnings(report: AnnualReport, summary: Summary) -> list[Finding]:
    """Return what should be looked at before publishing, and does not block it."""
    return [*_failed_checks(summary), *_typed_numbers(report, summary), *_recipients(report, summary)]


def _too_early(summary: Summary) -> Iterator[Finding]:
    year = summary.year
    if not year.is_over:
        yield Finding(_("%(year)s er ikke over.") % {"year": year.year})
        return
    for area in figure_areas():
        if area.releases and year.day < (release := area.releases.release_date(year.year)):
            text = _("Tallene om «%(area)s» i %(year)s offentliggjøres %(day)s.")
            yield Finding(text % {"area": area.label, "year": year.year, "day": date_format(release, "j. F Y")})


def _own_report(report: AnnualReport, by: User) -> Iterator[Finding]:
    wrote = writers(report)
    if by.pk in wrote:
        yield Finding(_("Du har selv skrevet i rapporten. En annen må publisere den."))
    elif not wrote:
        yield Finding(_("Historikken viser ikke hvem som har skrevet rapporten."))


def _unfinished(report: AnnualReport, draft: Draft) -> Iterator[Finding]:
    if not draft.document.sections:
        yield Finding(_("Rapporten har ingen deler."), report)
    for problem in draft.problems:
        yield Finding(str(problem), problem.section or report)


def _quotes(report: AnnualReport, summary: Summary) -> Iterator[Finding]:
    quotes = list(report.quotes.all())
    refused = _refused(quotes, summary.year.day)
    for quote in quotes:
        if quote.text in refused:
            words = _("%(person)s har ikke samtykket til å bli sitert i årsrapporten, eller sitatet er ikke godkjent.")
            yield Finding(words % {"person": quote.person}, quote)
            continue
        if quote.consent_on is None:
            yield Finding(_("%(person)s har ikke samtykket til å bli sitert.") % {"person": quote.person}, quote)
        elif quote.consent_on > summary.year.day:
            words = _("Samtykket fra %(person)s har en dato som ikke er kommet.")
            yield Finding(words % {"person": quote.person}, quote)


def _refused(quotes: Iterable[Quote], day: date) -> set[str]:
    """Return the texts that are quotes about the mark, and may not be in a report on the day."""
    known = MarkQuote.objects.filter(text__in=[quote.text for quote in quotes])
    allowed = known.reportable_on(day).values_list("text", flat=True)
    return set(known.values_list("text", flat=True)) - set(allowed)


def _pictures(report: AnnualReport) -> Iterator[Finding]:
    for picture in report.pictures.all():
        if not picture.alt.strip():
            yield Finding(_("Bildet «%(name)s» mangler en tekst om hva det viser.") % {"name": picture.slug}, picture)
        if not picture.credit.strip():
            yield Finding(_("Bildet «%(name)s» mangler navnet på fotografen.") % {"name": picture.slug}, picture)


def _failed_checks(summary: Summary) -> Iterator[Finding]:
    for chapter in summary.chapters:
        for warning in chapter.warnings:
            yield Finding(
                _("%(area)s: %(warning)s Det står i rapporten.") % {"area": chapter.title, "warning": warning}
            )


def _typed_numbers(report: AnnualReport, summary: Summary) -> Iterator[Finding]:
    known = known_values(summary.numbers)
    texts: list[tuple[str, str, Model]] = [(_("Ingressen"), report.lead, report)]
    texts += [(section.title, section.text, section) for section in report.sections.all()]
    words = _("«%(part)s», linje %(line)s: «%(number)s» er skrevet inn, og er ikke et av årets tall.")
    for part, text, row in texts:
        for line, shown in typed_by_line(text, known):
            yield Finding(words % {"part": part, "line": line, "number": shown}, row)


def _recipients(report: AnnualReport, summary: Summary) -> Iterator[Finding]:
    """Compare the list of recipients with the counted awards: it has those notified by letter, and not those declined.

    Nothing is said to a reader from whom some awards are withheld.
    """
    if "balansepotten" in summary.reader.withheld:
        return
    listed = find_recipients(report.year, summary.year.day)
    counted = {key: summary.numbers[f"balansepotten.{key}"].shown for key in AWARDS}
    number = counted["granted"] - counted["declined"]
    amount = counted["awarded_nok"] - counted["declined_nok"]
    if (len(listed.rows), listed.total) != (number, amount):
        message = _(
            "Listen over mottakere har %(rows)s tildelinger på %(total)s til sammen, tallene %(number)s på %(sum)s."
        )
        params = {"rows": len(listed.rows), "total": kroner(listed.total), "number": number, "sum": kroner(amount)}
        yield Finding(message % params)
