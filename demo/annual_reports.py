"""Made-up yearly reports: that of 2024, published and since drifted away from, and a draft of the year after."""

from datetime import date, datetime

from django.apps import apps
from django.db.models import Model

from balansekunst.figures import Period
from balansekunst.history import set_author
from balansepotten.models import Application
from courses.models import Assignment
from demo import report_texts, shapes
from demo.accounts import user_of
from demo.applications import at
from demo.made_up import add, municipality
from demo.report_texts import QUOTES, SECTIONS, Words
from reports import pictures
from reports.document import beginning
from reports.models import AnnualReport, FrozenFigure, Picture, Publication, Quote, Section
from reports.publication import correcting, publishing

Category = Application.Category

PUBLISHED_YEAR = 2024
ENTERED = at(date(2025, 1, 10), 12)
WRITTEN = at(date(2025, 2, 17), 13)
PUBLISHED = at(date(2025, 3, 20), 10)
WRONG_PLACE, RIGHT_PLACE = "Eigersund", "Sola"
NOTE = "Ett av kursene ble holdt på Sola, og ikke i Eigersund, som det sto i rapporten."


def fill(day: date) -> None:
    """Write and publish the report of 2024, mend some of its rows afterwards, and begin the next one."""
    publication = publishing.publish(_written(), by=user_of("ledelse"), at=PUBLISHED)
    _mend()
    _correct(publication)
    _draft(day)


def entered_earlier() -> None:
    """Let the history of what was taken in say that the office had it before the report was written, not today."""
    for model in apps.get_models():
        manager = model._meta.default_manager
        if manager and hasattr(model, "history_date"):
            manager.update(history_date=ENTERED)


def _written() -> AnnualReport:
    """Return the report as it was written in February."""
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
    said = {"text": words.text, "person": words.person, "role": words.role, "consent_on": words.consent_on}
    return Quote(report=report, slug=words.slug, **said)


def _picture(report: AnnualReport, slug: str) -> Picture:
    kept = pictures.keep(shapes.upload(slug))
    return Picture(
        report=report,
        slug=slug,
        file=kept.name,
        width=kept.width,
        height=kept.height,
        alt=report_texts.ALT_TEXTS[slug],
        caption=report_texts.CAPTIONS[slug],
        credit=report_texts.CREDIT,
        is_cover=slug == "forside",
    )


def _write(row: Model, when: datetime, *, slug: str = "ansatt", why: str = "") -> None:
    """Save the row as the demo's person would have at the time, and why."""
    row.__dict__["_history_date"] = when
    add(set_author(row, user_of(slug), reason=why or None))


def _mend() -> None:
    """Mend rows of the year after it was published: where a course was held, and what two applications were for.

    The office's own figures of the year stay as they are; what has moved is how they are parted.
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
    """Publish where the course was held; the other rows that were mended are left for whoever looks."""
    places = FrozenFigure.objects.filter(publication=publication, key="courses.by_municipality")
    for hour, (place, change) in enumerate(((WRONG_PLACE, -1), (RIGHT_PLACE, 1)), start=10):
        figure = places.get(group=place)
        when = at(date(2025, 5, 7), hour)
        correcting.correct(figure, new=figure.value + change, note=NOTE, by=user_of("ledelse"), at=when)


def _draft(day: date) -> None:
    """Begin the report of the next year, and leave in it what stops it from being published."""
    report = beginning.begin(PUBLISHED_YEAR + 1, by=user_of("ansatt"), day=day)
    when = at(day, 8)
    _write(_quote(report, report_texts.DRAFT_QUOTE), when)
    ahead = report.sections.get(kind=Section.Kind.FREE)
    ahead.text = report_texts.DRAFT_AHEAD.strip()
    _write(ahead, when)
