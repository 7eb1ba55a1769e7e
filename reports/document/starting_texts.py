"""Creating a report with the usual sections, each with a starting text that has the year's numbers in it."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from balansekunst.figures import ReportYear, figure_areas, reader_of
from balansekunst.history import set_author
from balansekunst.models import User
from reports.counting.summary import summarise
from reports.document import annual_report, markup
from reports.document.nodes import Block, KeyFigures, Number, Recipients, Table, TableBlock
from reports.document.placeholders import Material, fill
from reports.document.traversal import walk
from reports.models import AnnualReport, Section


def begin(year: int, *, by: User, day: date) -> AnnualReport:
    """Create the report of the year, with the usual sections, whose placeholders can all be filled on `day`.

    They are filled with what `by` may know, so that the choice of texts reveals no more.
    Raises ValidationError when there is one already, and for a year in the future.
    """
    if year > day.year:
        raise ValidationError(_("%(year)s er ikke kommet."), params={"year": year})
    report = AnnualReport(year=year, title=_("Årsrapport %(year)s") % {"year": year})
    refusal = ValidationError(_("Årsrapporten for %(year)s er allerede begynt."), params={"year": year}, code="begun")
    if AnnualReport.objects.filter(year=year).exists():
        raise refusal
    report.full_clean()
    summary = summarise(ReportYear(year, day), reader_of(by, day))
    before = annual_report.numbers_before(summary)
    material = annual_report.gather(report, summary, day=day, pictures=(), quotes=(), before=before)
    report.lead = _lead() if _fits(_lead(), material) else ""
    try:
        with transaction.atomic():
            _save(report, by=by)
            for section in sections(report, material):
                _save(section, by=by)
    except IntegrityError as error:
        raise refusal from error
    return report


def sections(report: AnnualReport, material: Material) -> Iterator[Section]:
    """Return a section for each area and one more, ten places apart, so that others can be put between them."""
    for place, (kind, title, text) in enumerate(_usual(), start=1):
        fitting = "\n\n".join(part for part in text.split("\n\n") if _fits(part, material))
        yield Section(report=report, kind=kind, order=10 * place, title=title, text=fitting)


def _save(row: Model, *, by: User) -> None:
    """Save the row, with its first version in the history by the one who created the report."""
    set_author(row, by).save()


def _fits(text: str, material: Material) -> bool:
    """Whether all placeholders of the text can be filled, and the first one not with 0 or an empty list."""
    blocks, problems = fill(markup.parse(text), material)
    return not problems and next(_has_content(blocks), True)


def _has_content(blocks: Iterable[Block]) -> Iterator[bool]:
    """Yield for each filled placeholder whether there is something in it; a hidden number is something."""
    for node in walk(blocks):
        match node:
            case Number(value=value):
                yield value != 0
            case KeyFigures(figures=figures):
                yield figures[0].value != 0
            case Recipients(rows=rows) | TableBlock(table=Table(rows=rows)):
                yield bool(rows)


def _usual() -> Iterator[tuple[str, str, str]]:
    """Return each section's kind, title and text; a paragraph of the text is left out unless it fits."""
    for area in figure_areas():
        yield area.key, str(area.label), str(area.starting_text)
    plans = _("Skriv om planene for året som kommer, og takk dem som bidro.")
    yield Section.FREE, _("Veien videre"), f"{plans}\n\n{{styret}}"


def _lead() -> str:
    return _("I {år} sto {members.closing} virksomheter sammen om et likestilt og mangfoldig kulturliv.")
