"""The published reports as anyone reads them: what was published, with the corrections since."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from reports.document.nodes import Document
from reports.document.traversal import with_corrections
from reports.models import Publication
from reports.publication import publishing
from reports.publication.corrections import corrections_of


@dataclass(frozen=True)
class Published:
    """An intact publication, with its document, which has the corrections."""

    publication: Publication
    document: Document

    @property
    def name(self) -> str:
        """What its files are called, without their endings."""
        return f"arsrapport-{self.publication.year}"

    @property
    def day(self) -> date:
        """The day that it was published."""
        return timezone.localdate(self.publication.published_at)


def find(year: int) -> Published:
    """Return the year's report. Raises Publication.DoesNotExist, or BrokenError when it is not what was published."""
    publication = Publication.objects.select_related("published_by").get(year=year)
    return Published(publication, with_corrections(publishing.read(publication), corrections_of(publication)))


def years() -> list[int]:
    """Return the years with a published report, newest first."""
    return list(Publication.objects.values_list("year", flat=True))


def titles() -> list[tuple[int, str]]:
    """Return each published report's year and title, newest first; a broken one has no title."""
    return [(publication.year, _title(publication)) for publication in Publication.objects.all()]


def _title(publication: Publication) -> str:
    return publishing.read(publication).title if publishing.is_intact(publication) else ""


def etag(year: int) -> str | None:
    """Return the entity tag of a report's files, which changes with each correction; None without a report."""
    found = Publication.objects.filter(year=year).annotate(corrected=Count("figures__corrections"))
    row = found.values_list("digest", "corrected").first()
    return f'"{row[0]}-{row[1]}"' if row else None
