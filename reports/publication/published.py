"""The published reports as anyone reads them: what was published, and what has been corrected since."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from reports.document.writing import Node
from reports.models import Publication
from reports.publication import publishing
from reports.publication.correcting import Corrected, corrections


@dataclass(frozen=True)
class Published:
    """A publication that stands, with its document and its corrections."""

    publication: Publication
    document: Node
    corrections: list[Corrected]

    @property
    def name(self) -> str:
        """What its files are called, without their endings."""
        return f"arsrapport-{self.publication.year}"

    @property
    def day(self) -> date:
        """The day that it was published."""
        return timezone.localdate(self.publication.published_at)


def find(year: int) -> Published:
    """Return the year's report. Raises Publication.DoesNotExist, and BrokenError when it isn't what was published."""
    publication = Publication.objects.select_related("published_by").get(year=year)
    return Published(publication, publishing.read(publication), corrections(publication))


def years() -> list[int]:
    """Return the years that a report is published of, the newest first."""
    return list(Publication.objects.values_list("year", flat=True))


def titles() -> list[tuple[int, str]]:
    """Return each published report's year and title, the newest first; of one that is broken, no title."""
    return [(publication.year, _title(publication)) for publication in Publication.objects.all()]


def _title(publication: Publication) -> str:
    return publishing.read(publication)["title"] if publishing.stands(publication) else ""


def etag(year: int) -> str | None:
    """Return what tells a report's files from what they were before, by its digest; None without a report."""
    found = Publication.objects.filter(year=year).annotate(corrected=Count("figures__corrections"))
    row = found.values_list("digest", "corrected").first()
    return f'"{row[0]}-{row[1]}"' if row else None
