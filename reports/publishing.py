"""Publishing a report: its document, its figures and the rows behind them are kept as they are, and never change."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.figures import RULES, Figure, Section
from balansekunst.models import User
from reports import document
from reports.figures import sections
from reports.models import AnnualReport, FrozenFigure, Publication
from reports.summary import summarise
from reports.writing import Node
from reports.years import ReportYear


def canonical(content: Node) -> str:
    """Return the one text that the data has as JSON: keys in order, no space between, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def publish(report: AnnualReport, *, by: User, at: datetime) -> Publication:
    """Keep the report as it is at the moment, for anyone to read.

    Raises ValidationError when it is published already, or something in it can't be filled in.
    """
    locked = AnnualReport.objects.select_for_update().get(pk=report.pk)
    if Publication.objects.filter(report=locked).exists():
        raise ValidationError(_("Årsrapporten for %(year)s er allerede publisert."), params={"year": locked.year})
    year = ReportYear(locked.year, timezone.localdate(at))
    content = canonical(document.build(locked, summarise(year), day=year.day))
    publication = Publication.objects.create(
        report=locked,
        year=locked.year,
        published_at=at,
        published_by=by,
        rules=RULES,
        content=content,
        digest=digest(content),
    )
    frozen = [figure for section in sections(year.period) for figure in freeze(section)]
    for figure in frozen:
        figure.publication = publication
    FrozenFigure.objects.bulk_create(frozen)
    return publication


def freeze(section: Section) -> Iterator[FrozenFigure]:
    """Return the section's figures as they are, with the rows behind them; none of one whose rows are private."""
    values = section.values()
    for figure in section.everything:
        if isinstance(figure, Figure) and figure.private:
            continue
        value, key = values[figure.key], f"{section.key}.{figure.key}"
        if isinstance(value, int):
            yield FrozenFigure(key=key, value=value, rows=_rows(figure))
            continue
        for group, count in value.items():
            yield FrozenFigure(key=key, group=group, value=count, rows=_rows(figure, group))


def _rows(figure: object, group: str = "") -> list[int] | None:
    """Return the keys of the rows that are counted; None of a number that is made of other numbers."""
    if not isinstance(figure, Figure):
        return None
    rows = figure.rows_of(group) if group else figure.rows
    return sorted(set(rows.order_by().values_list("pk", flat=True)))
