"""Reports for tests: written by one person, so that another may publish them."""

from datetime import UTC, date, datetime

from django.db.models import Model

from balansekunst.history import set_author
from balansekunst.models import User
from reports.models import AnnualReport, Picture, Publication, Quote, Section
from reports.publication import publishing
from tests.factories import UserFactory

PUBLISHED_AT = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def write[Row: Model](row: Row, by: User) -> Row:
    """Save a row as somebody's work."""
    set_author(row, by).save()
    return row


def written_report(
    by: User | None = None, *, year: int = 2024, text: str = "{members.closing} medlemmer."
) -> AnnualReport:
    """Return a report that is ready to be published by anyone else."""
    by = by or UserFactory.create(name="Siri Skribent")
    report = write(AnnualReport(year=year, title=f"Årsrapport {year}", lead="{members.joined} nye."), by)
    write(Section(report=report, kind="members", title="Medlemmer", text=text), by)
    write(Quote(report=report, slug="festivalen", text="Et språk.", person="Inga", consent_on=date(year, 12, 1)), by)
    picture = Picture(report=report, slug="kurs", file="report-pictures/kurs.jpg", width=1600, height=900)
    picture.alt, picture.credit = "Et kurs", "Foto: Ingen"
    write(picture, by)
    return report


def published(by: User, *, at: datetime = PUBLISHED_AT, **written: object) -> Publication:
    """Return a report that somebody else wrote, and `by` published."""
    return publishing.publish(written_report(**written), by=by, at=at)  # type: ignore[arg-type]
