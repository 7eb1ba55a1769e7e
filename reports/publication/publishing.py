"""Publishing a report: its document, its figures and the rows behind them are kept as they are, and never change."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.figures import RULES, Figure, Section
from balansekunst.models import User
from radgivning import releases
from reports.counting.figures import sections
from reports.counting.summary import summarise
from reports.counting.years import ReportYear
from reports.document import annual_report
from reports.document.writing import Node
from reports.models import AnnualReport, FrozenFigure, Publication
from reports.publication import readiness

logger = logging.getLogger(__name__)

# What is written in while a report is drafted, in the order in which a page saves it.
DRAFT_TABLES = "reports_annualreport, reports_section, reports_quote, reports_picture, reports_publication"


class BrokenError(Exception):
    """The content of a publication isn't what was published: it doesn't match its digest."""


def canonical(content: Node) -> str:
    """Return the one text that the data has as JSON: keys in order, no space between, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def stands(publication: Publication) -> bool:
    """Tell if the content is what was published."""
    return digest(publication.content) == publication.digest


def read(publication: Publication) -> Node:
    """Return the published document. Raises BrokenError, and logs it, when it doesn't match its digest."""
    if not stands(publication):
        logger.error("The published report of %s does not match its digest.", publication.year)
        raise BrokenError(publication.year)
    return json.loads(publication.content)


def publish(report: AnnualReport, *, by: User, at: datetime) -> Publication:
    """Keep the report as it is at the moment, for anyone to read.

    Raises ValidationError with all that hinders it (`readiness.lacks`), or when it is published already.
    """
    day = timezone.localdate(at)
    # Beforehand: within the moment that is kept, a year that another has just released would not be seen.
    releases.release(day)
    with _one_moment():
        locked = AnnualReport.objects.get(pk=report.pk)
        if Publication.objects.filter(report=locked).exists():
            words = _("Årsrapporten for %(year)s er allerede publisert.")
            raise ValidationError(words, code="published", params={"year": locked.year})
        summary = summarise(ReportYear(locked.year, day))
        if found := readiness.lacks(locked, summary, by=by):
            raise ValidationError([point.text for point in found], code="not_ready")
        return _keep(locked, annual_report.build(locked, summary, day=day), by=by, at=at)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Do something in a transaction that sees one moment of the database, while nobody writes in any report.

    On PostgreSQL the tables are locked before the moment is taken, so that who waits for another who publishes sees
    what they did, and who writes waits, and is refused then. Inside a transaction that has begun already, the moment
    is the one it has. SQLite lets one at a time write anything.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if begins:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(f"LOCK TABLE {DRAFT_TABLES} IN SHARE ROW EXCLUSIVE MODE")
        yield


def _keep(report: AnnualReport, told: Node, *, by: User, at: datetime) -> Publication:
    content = canonical(told)
    frozen = list(freeze_all(ReportYear(report.year, timezone.localdate(at))))
    check_same(told, frozen)
    publication = Publication.objects.create(
        report=report,
        year=report.year,
        published_at=at,
        published_by=by,
        rules=RULES,
        content=content,
        digest=digest(content),
    )
    for figure in frozen:
        figure.publication = publication
    FrozenFigure.objects.bulk_create(frozen)
    return publication


def freeze_all(year: ReportYear) -> Iterator[FrozenFigure]:
    """Return all figures of the year as they are, but for those whose rows are private."""
    for section in sections(year.period):
        if not any(isinstance(figure, Figure) and figure.private for figure in section.everything):
            yield from freeze(section)


def freeze(section: Section) -> Iterator[FrozenFigure]:
    """Return the section's figures as they are, with the keys of the rows behind them."""
    values = section.values()
    for figure in section.everything:
        value, key = values[figure.key], f"{section.key}.{figure.key}"
        rows = rows_by_group(figure) if isinstance(figure, Figure) else None
        for group, count in value.items() if isinstance(value, dict) else [("", value)]:
            yield FrozenFigure(key=key, group=group, value=count, rows=None if rows is None else rows.get(group, []))


def rows_by_group(figure: Figure) -> dict[str, list[int]]:
    """Return the keys of the rows that are counted, in order, by the group they are told in; one query.

    The rows of a figure that isn't told by group are under an empty name.
    """
    rows = figure.rows.order_by()
    if not figure.by:
        return {"": sorted(set(rows.values_list("pk", flat=True)))}
    names = {str(value): str(told) for value, told in figure.groups().items()} if figure.groups else None
    found: dict[str, set[int]] = {}
    for key, value in rows.values_list("pk", figure.by):
        group = names.get(str(value)) if names is not None else str(value)
        if value is not None and group is not None:
            found.setdefault(group, set()).add(key)
    return {group: sorted(keys) for group, keys in found.items()}


def check_same(told: Node, frozen: Iterable[FrozenFigure]) -> None:
    """Raise ValidationError unless each number in the document is the one that is kept of that figure."""
    kept = {figure.full_name: figure.value for figure in frozen}
    counted = {name: value for name, value in _counted(told["figures"]) if name.split(".")[0] in _areas(kept)}
    shown = {(name, value) for name, value in _shown(told) if name in kept}
    if counted != kept or any(kept[name] != value for name, value in shown):
        raise ValidationError(_("Tallene ble endret mens rapporten ble publisert. Prøv en gang til."), code="moved")


def _areas(kept: Mapping[str, int]) -> set[str]:
    return {name.split(".")[0] for name in kept}


def _counted(figures: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Return the figures for machines, each number by its name."""
    for area, values in figures.items():
        for key, value in values.items() if isinstance(values, dict) else ():
            parts = value.items() if isinstance(value, dict) else [("", value)]
            yield from ((f"{area}.{key}.{group}" if group else f"{area}.{key}", count) for group, count in parts)


def _shown(node: Any) -> Iterator[tuple[str, int]]:
    """Return every number that stands in the document with the name of its figure."""
    if isinstance(node, dict):
        if isinstance(node.get("key"), str) and "value" in node:
            yield node["key"], node["value"]
        for inner in node.values():
            yield from _shown(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _shown(inner)
