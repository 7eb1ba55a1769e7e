"""The versions of a published report, and the digests of its files.

A report is version 1 as it was published. Each correction of a number and each withdrawn quote makes the next one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter

from django.utils import timezone

from reports.document.nodes import CorrectedNumber
from reports.models import Correction, FileDigest, Publication, SealedQuote
from reports.publication.corrections import FigureName, corrected, figure_names
from reports.publication.sealing import digest_of_bytes, withdrawal_note


@dataclass(frozen=True)
class Version:
    """A version of a report, when it was made, and what made it: a correction, or a withdrawn quote with its note.

    `place` is the number of the correction among those of the report, as on its page.
    """

    number: int
    at: datetime
    correction: CorrectedNumber | None = None
    place: int = 0
    withdrawal: str = ""

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
    """Store the digest and size of a file of the report, if they are not known."""
    FileDigest.objects.get_or_create(
        publication=publication,
        version=version,
        ending=ending,
        digest=digest_of_bytes(content),
        defaults={"size": len(content)},
    )


def known_sizes(publication: Publication, *, version: int) -> dict[str, int]:
    """Return the size in bytes of each file of the version that has been made, by its ending. One query."""
    made = FileDigest.objects.filter(publication=publication, version=version).order_by("pk")
    return {"json": len(publication.content.encode()), **dict(made.values_list("ending", "size"))}


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
    by_key = {one.pk: one for one in publications}
    changes: dict[int, list[Version]] = defaultdict(list)
    names: dict[int, dict[str, FigureName]] = {}
    rows = Correction.objects.filter(figure__publication__in=by_key).select_related("figure").defer("figure__rows")
    for row in rows.order_by("pk"):
        made, year = changes[row.figure.publication_id], by_key[row.figure.publication_id].year
        correction = corrected(row, names.get(year) or names.setdefault(year, figure_names(year)))
        made.append(Version(0, row.corrected_at, correction, place=len(made) + 1))
    for quote in SealedQuote.objects.filter(publication__in=by_key):
        if quote.withdrawn_at:
            changes[quote.publication_id].append(Version(0, quote.withdrawn_at, withdrawal=withdrawal_note(quote)))
    return {pk: _numbered([Version(1, one.published_at), *changes[pk]]) for pk, one in by_key.items()}


def _numbered(versions: list[Version]) -> list[Version]:
    in_order = sorted(versions, key=attrgetter("at"))
    return [replace(version, number=number) for number, version in enumerate(in_order, start=1)]


def report_histories() -> list[tuple[int, list[Version]]]:
    """Return the year and the versions of each published report, newest first; three queries."""
    publications = list(Publication.objects.defer("content"))
    versions = versions_of(publications)
    return [(one.year, versions[one.pk][::-1]) for one in publications]


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
