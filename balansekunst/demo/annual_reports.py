"""Made-up yearly reports: that of 2024, published and since drifted away from, and a draft of the year after."""

from datetime import date, datetime

from django.apps import apps
from django.db.models import Model

from balansekunst.demo import report_texts, shapes
from balansekunst.demo.accounts import user_of
from balansekunst.demo.applications import at
from balansekunst.demo.made_up import add, municipality
from balansekunst.demo.report_texts import QUOTES, SECTIONS, Words
from balansekunst.figures import Period
from courses.models import Assignment
from members.models import Membership
from reports import beginning, correcting, pictures, publishing
from reports.models import AnnualReport, FrozenFigure, Picture, Publication, Quote, Section

PUBLISHED_YEAR = 2024
ENTERED = at(date(2025, 1, 10), 12)
WRITTEN = at(date(2025, 2, 17), 13)
PUBLISHED = at(date(2025, 3, 20), 10)
NOTE = "På ett av kursene var ikke de som fulgte det hjemmefra, talt med. Det rette tallet står i deltakerlisten."


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
    # Where simple_history looks for what to say of a version.
    row.__dict__ |= {"_history_user": user_of(slug), "_history_date": when, "_change_reason": why or None}
    add(row)


def _mend() -> None:
    """Mend rows of the year after it was published: a day of leaving, a course's participants, and a home."""
    year = Period.year(PUBLISHED_YEAR)
    membership = Membership.objects.left_in(year).order_by("-left", "organisation__number")[0]
    membership.left = date(PUBLISHED_YEAR + 1, 1, 1)
    _write(membership, at(date(2025, 5, 6), 9), why="Utmeldingen gjaldt fra nyttår.")
    course = Assignment.objects.held_in(year).order_by("-participants", "date")[0]
    course.participants = (course.participants or 0) + 6
    _write(course, at(date(2025, 6, 12), 14), slug="drift", why="Rettet etter deltakerlisten.")
    joined = Membership.objects.joined_in(year).filter(organisation__municipality__county__name="Vestland")
    moved = joined.filter(left=None).order_by("joined", "organisation__number")[0].organisation
    moved.municipality = municipality("Oslo")
    _write(moved, at(date(2025, 9, 2), 11), why="Flyttet kontoret.")


def _correct(publication: Publication) -> None:
    """Publish the right number of participants; the other rows that were mended are left for whoever looks."""
    figure = FrozenFigure.objects.get(publication=publication, key="courses.participants")
    when = at(date(2025, 6, 13), 10)
    correcting.correct(figure, new=figure.value + 6, note=NOTE, by=user_of("ledelse"), at=when)


def _draft(day: date) -> None:
    """Begin the report of the next year, and leave in it what stops it from being published."""
    report = beginning.begin(PUBLISHED_YEAR + 1, by=user_of("ansatt"), day=day)
    when = at(day, 8)
    _write(_quote(report, report_texts.DRAFT_QUOTE), when)
    ahead = report.sections.get(kind=Section.Kind.FREE)
    ahead.text = report_texts.DRAFT_AHEAD.strip()
    _write(ahead, when)
