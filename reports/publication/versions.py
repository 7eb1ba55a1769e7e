"""The versions of a published report, and the digests of its files.

A report is version 1 as it was published. Each correction of a number and each withdrawn quote makes the next one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.utils import timezone

from reports.models import Correction, FileDigest, Publication, SealedQuote
from reports.publication.sealing import digest_of_bytes


@dataclass(frozen=True)
class Version:
    """A version of a report, and when it was made."""

    number: int
    at: datetime

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class KnownFile:
    """A file that was published: its name, its version, and the SHA-256 of its bytes."""

    name: str
    ending: str
    version: Version
    digest: str


@dataclass(frozen=True)
class ReportFiles:
    """A published report with its latest version, and the files of all its versions, newest first."""

    year: int
    latest: Version
    files: tuple[KnownFile, ...]


def store_digest(publication: Publication, *, version: int, ending: str, content: bytes) -> None:
    """Store the digest of a file of the report, if it is not known."""
    FileDigest.objects.get_or_create(
        publication=publication, version=version, ending=ending, digest=digest_of_bytes(content)
    )


def known_files() -> list[ReportFiles]:
    """Return the published reports, newest first, with the digests of their files; four queries."""
    publications = list(Publication.objects.defer("content"))
    versions = versions_of(publications)
    made: dict[int, list[FileDigest]] = defaultdict(list)
    for row in FileDigest.objects.order_by("-version", "ending", "pk"):
        made[row.publication_id].append(row)
    return [_report(one, versions[one.pk], made[one.pk]) for one in publications]


def versions_of(publications: Iterable[Publication]) -> dict[int, list[Version]]:
    """Return the versions of each report by its key, oldest first; two queries."""
    published = {one.pk: one.published_at for one in publications}
    corrected = Correction.objects.filter(figure__publication__in=published)
    withdrawn = SealedQuote.objects.filter(publication__in=published)
    changes: dict[int, list[datetime]] = defaultdict(list)
    for pk, at in chain(
        corrected.values_list("figure__publication", "corrected_at"),
        withdrawn.values_list("publication", "withdrawn_at"),
    ):
        if at:
            changes[pk].append(at)
    return {
        pk: [Version(number, at) for number, at in enumerate([first, *sorted(changes[pk])], start=1)]
        for pk, first in published.items()
    }


def _report(publication: Publication, versions: list[Version], made: list[FileDigest]) -> ReportFiles:
    name = f"arsrapport-{publication.year}"
    files = [
        KnownFile(f"{name}.{row.ending}", row.ending, versions[row.version - 1], row.digest)
        for row in made
        # A page that is read while a number is corrected has the digests, and not yet the version.
        if row.version <= len(versions)
    ]
    content = KnownFile(f"{name}.json", "json", versions[0], publication.digest)
    return ReportFiles(publication.year, versions[-1], (content, *files))
