"""Publishing a report, and reading what was published, which never changes.

Its document, its figures and the keys of the rows behind them are stored. `find_published` is how anyone reads a
report: what was published, with the corrections since.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.figures import RULES, AreaFigures, ReportYear, figures_in, release_all
from balansekunst.models import User
from reports.counting.summary import summarise
from reports.document import annual_report, serialise
from reports.document.nodes import Document, Number
from reports.document.traversal import find, with_corrections
from reports.models import AnnualReport, FrozenFigure, Publication, SealedQuote
from reports.publication import frozen_rows, sealing
from reports.publication.blockers import blockers
from reports.publication.corrections import corrections_of
from reports.publication.sealing import BrokenError, canonical, digest

logger = logging.getLogger(__name__)

# The tables that authors edit, in the order in which a page saves them.
DRAFT_TABLES = "reports_annualreport, reports_section, reports_quote, reports_picture, reports_publication"


@dataclass(frozen=True)
class Published:
    """An intact publication, with its document, which has the corrections; and how many quotes were withdrawn."""

    publication: Publication
    document: Document
    withdrawn: int = 0

    @property
    def name(self) -> str:
        """What its files are called, without their endings."""
        return f"arsrapport-{self.publication.year}"

    @property
    def version(self) -> int:
        """1 as it was published, and one more after each correction and each withdrawn quote."""
        return 1 + len(self.document.corrections) + self.withdrawn

    @property
    def day(self) -> date:
        """The day that it was published."""
        return timezone.localdate(self.publication.published_at)


def is_intact(publication: Publication) -> bool:
    """Whether the content is what was published."""
    return digest(publication.content) == publication.digest


def read(publication: Publication) -> Document:
    """Return the published document, without the words of its quotes.

    Raises BrokenError, and logs it, when the content does not match its digest.
    """
    if not is_intact(publication):
        logger.error("The published report of %s does not match its digest.", publication.year)
        raise BrokenError(publication.year)
    return serialise.from_json(json.loads(publication.content))


def find_published(year: int) -> Published:
    """Return the year's report. Raises Publication.DoesNotExist, or BrokenError when it is not what was published."""
    publication = Publication.objects.select_related("published_by").get(year=year)
    document = sealing.with_words(read(publication), publication)
    withdrawn = publication.sealed_quotes.filter(withdrawn_at__isnull=False).count()
    return Published(publication, with_corrections(document, corrections_of(publication)), withdrawn)


def is_published(year: int) -> bool:
    return Publication.objects.filter(year=year).exists()


def published_years() -> list[int]:
    """Return the years with a published report, newest first."""
    return list(Publication.objects.values_list("year", flat=True))


def published_titles() -> list[tuple[int, str]]:
    """Return each published report's year and title, newest first; a broken one has no title."""
    return [(publication.year, _title(publication)) for publication in Publication.objects.all()]


def _title(publication: Publication) -> str:
    return read(publication).title if is_intact(publication) else ""


def etag(year: int) -> str | None:
    """Return the entity tag of a report's files, which changes with each correction and withdrawn quote."""
    withdrawn = SealedQuote.objects.filter(publication=OuterRef("pk"), withdrawn_at__isnull=False).order_by()
    found = Publication.objects.filter(year=year).annotate(
        corrected=Count("figures__corrections"),
        withdrawn=Subquery(withdrawn.values("publication").annotate(count=Count("pk")).values("count")),
    )
    row = found.values_list("digest", "corrected", "withdrawn").first()
    return f'"{row[0]}-{row[1]}-{row[2] or 0}"' if row else None


def publish(report: AnnualReport, *, by: User, at: datetime) -> Publication:
    """Publish the report as it is at the moment `at`.

    Raises ValidationError with all that blocks it, or when it is already published.
    """
    day = timezone.localdate(at)
    # Before the transaction: its snapshot would not see a year that another request has just released.
    release_all(day)
    with _one_snapshot():
        locked = AnnualReport.objects.get(pk=report.pk)
        if Publication.objects.filter(report=locked).exists():
            message = _("Årsrapporten for %(year)s er allerede publisert.")
            raise ValidationError(message, code="published", params={"year": locked.year})
        summary = summarise(ReportYear(locked.year, day))
        draft = annual_report.compose(locked, summary, day=day)
        if found := blockers(locked, draft, summary, by=by):
            raise ValidationError([finding.text for finding in found], code="not_ready")
        return _store(locked, draft.document, by=by, at=at)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Open a transaction that sees one snapshot of the database, while nobody can edit a report.

    On PostgreSQL the tables are locked before the snapshot is taken: a second publisher waits and then sees the first
    publication, and an author waits and is then refused. Within an open transaction, its snapshot is used. SQLite
    has one writer at a time.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if begins:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(f"LOCK TABLE {DRAFT_TABLES} IN SHARE ROW EXCLUSIVE MODE")
        yield


def _store(report: AnnualReport, document: Document, *, by: User, at: datetime) -> Publication:
    document, sealed = sealing.seal(document)
    content = canonical(serialise.to_json(document))
    year = ReportYear(report.year, timezone.localdate(at))
    frozen = list(freeze_all(year))
    check_same(document, frozen)
    # The figures come first: the database refuses to add any to a publication that exists.
    _store_figures(report, frozen, year)
    publication = Publication.objects.create(
        report=report,
        year=report.year,
        published_at=at,
        published_by=by,
        rules=RULES,
        content=content,
        digest=digest(content),
    )
    sealing.store(publication, sealed)
    return publication


def _store_figures(report: AnnualReport, frozen: Iterable[FrozenFigure], year: ReportYear) -> None:
    """Store the numbers, with the keys of the rows behind those that have any; a query for each figure."""
    figures = {f"{area.key}.{figure.key}": figure for area in with_rows(year) for figure in area.with_rows}
    for name, found in groupby(frozen, attrgetter("key")):
        numbers = list(found)
        for number in numbers:
            number.publication_id = report.pk
        if name in figures:
            frozen_rows.store(numbers, figures[name])
        else:
            FrozenFigure.objects.bulk_create(numbers)


def with_rows(year: ReportYear) -> list[AreaFigures]:
    """Return the areas whose rows are not private."""
    return [figures for figures in figures_in(year.period) if not figures.area.releases]


def freeze_all(year: ReportYear) -> Iterator[FrozenFigure]:
    """Return the numbers of the year as they are, except those whose rows are private; the rows are not read."""
    for area in with_rows(year):
        values = area.values()
        for figure in area.figures:
            value = values[figure.key]
            for group, count in value.items() if isinstance(value, dict) else [("", value)]:
                yield FrozenFigure(key=f"{area.key}.{figure.key}", group=group, value=count)


def check_same(document: Document, frozen: Iterable[FrozenFigure]) -> None:
    """Raise ValidationError unless each number in the document equals the frozen figure."""
    values = {figure.full_name: figure.value for figure in frozen}
    areas = {name.partition(".")[0] for name in values}
    figures = document.figures.by_name() if document.figures else {}
    counted = {name: value for name, value in figures.items() if name.partition(".")[0] in areas}
    shown = {(number.key, number.value) for number in find(document, Number) if number.key in values}
    if counted != values or any(values[name] != value for name, value in shown):
        raise ValidationError(_("Tallene ble endret mens rapporten ble publisert. Prøv en gang til."), code="moved")
