"""Made-up yearly reports: 2024, published and followed by changes in its rows, and a draft of the year after."""

from datetime import date, datetime

from django.apps import apps
from django.db.models import Model

from balansekunst.dates import at
from balansekunst.figures import Period
from balansekunst.history import set_author
from balansepotten.models import Application
from courses.models import Assignment
from demo import report_texts, shapes
from demo.made_up import add, municipality
from demo.report_texts import QUOTES, SECTIONS, Words
from demo.user_accounts import user_of
from reports import pictures
from reports.document import starting_texts
from reports.models import AnnualReport, FrozenFigure, Picture, Publication, Quote, Section
from reports.publication import corrections, publishing

Category = Application.Category

PUBLISHED_YEAR = 2024
ENTERED = at(date(2025, 1, 10), 12)
WRITTEN = at(date(2025, 2, 17), 13)
PUBLISHED = at(date(2025, 3, 20), 10)
WRONG_PLACE, RIGHT_PLACE = "Eigersund", "Sola"
NOTE = "Ett av kursene ble holdt på Sola, og ikke i Eigersund, som det sto i rapporten."


def fill(day: date) -> None:
    """Write and publish the report of 2024, change some of its rows afterwards, and start the next one."""
    publication = publishing.publish(_written(), by=user_of("ledelse"), at=PUBLISHED)
    _change_rows()
    _correct(publication)
    _draft(day)


def backdate_history() -> None:
    """Set all versions in the history to a moment before the report was written: the import has just made them."""
    for model in apps.get_models():
        manager = model._meta.default_manager
        if manager and hasattr(model, "history_date"):
            manager.update(history_date=ENTERED)


def _written() -> AnnualReport:
    """Return the report as written in February."""
    report = AnnualReport(year=PUBLISHED_YEAR, title=f"Årsrapport {PUBLISHED_YEAR}", lead=report_texts.LEAD)
    _write(report, WRITTEN)
    for order, (kind, title, text) in enumerate(SECTIONS, start=1):
        _write(Section(report=report, kind=kind, order=10 * order, title=title, text=text.strip()), WRITTEN)
    for words in QUOTES:
        _write(_quote(report, words), WRITTEN)
    for slug in shapes.PICTURES:
        _write(_picture(report, slug), WRITTEN)
    return report


def _quote(report: AnnualReport, words: Words) -> Quote:
    fields = {"text": words.text, "person": words.person, "role": words.role, "consent_on": words.consent_on}
    return Quote(report=report, slug=words.slug, **fields)


def _picture(report: AnnualReport, slug: str) -> Picture:
    stored = pictures.store(shapes.upload(slug))
    return Picture(
        report=report,
        slug=slug,
        file=stored.name,
        width=stored.width,
        height=stored.height,
        alt=report_texts.ALT_TEXTS[slug],
        caption=report_texts.CAPTIONS[slug],
        credit=report_texts.CREDIT,
        is_cover=slug == "forside",
    )


def _write(row: Model, when: datetime, *, slug: str = "ansatt", why: str = "") -> None:
    """Save the row as the demo's user would have done at that time."""
    row.__dict__["_history_date"] = when
    add(set_author(row, user_of(slug), reason=why or None))


def _change_rows() -> None:
    """Change rows of the year after publication: the place of a course, and the category of two applications.

    The year's totals stay the same; only the figures by place and category change.
    """
    year = Period.year(PUBLISHED_YEAR)
    held = Assignment.objects.held_in(year).filter(municipality__display_name=WRONG_PLACE)
    course = held.order_by("date", "pk")[0]
    course.municipality = municipality(RIGHT_PLACE)
    _write(course, at(date(2025, 5, 6), 9), slug="drift", why="Rettet etter avtalen med oppdragsgiveren.")
    applications = Application.objects.competing_in(year)
    for found, right in ((applications.granted(), Category.CONFERENCE), (applications, Category.WORKSHOP)):
        application = found.filter(category=Category.EXHIBITION).order_by("number")[0]
        application.category = right
        _write(application, at(date(2025, 9, 2), 11), why="Prosjektet ble et annet enn i søknaden.")


def _correct(publication: Publication) -> None:
    """Publish a correction of the place of the course. The other changes are left to be discovered."""
    places = FrozenFigure.objects.filter(publication=publication, key="courses.by_municipality")
    for hour, (place, change) in enumerate(((WRONG_PLACE, -1), (RIGHT_PLACE, 1)), start=10):
        figure = places.get(group=place)
        when = at(date(2025, 5, 7), hour)
        corrections.correct(
            figure, new=figure.value + change, severity="minor", note=NOTE, by=user_of("ledelse"), at=when
        )


def _draft(day: date) -> None:
    """Start the report of the next year, with something that blocks publication."""
    report = starting_texts.begin(PUBLISHED_YEAR + 1, by=user_of("ansatt"), day=day)
    when = at(day, 8)
    _write(_quote(report, report_texts.DRAFT_QUOTE), when)
    ahead = report.sections.get(kind=Section.FREE)
    ahead.text = report_texts.DRAFT_AHEAD.strip()
    _write(ahead, when)
