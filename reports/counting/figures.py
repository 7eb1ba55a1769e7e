"""The year's figures from all the programmes."""

import balansemerket.figures
import balansepotten.figures
import courses.figures
import members.figures
import radgivning.figures
from balansekunst.figures import Period, Section, Values
from reports.counting.years import ReportYear

AREAS = (members, courses, balansemerket, balansepotten, radgivning)


def sections(period: Period) -> list[Section]:
    """Return the sections of all areas, in the order of the report; nothing is counted yet."""
    return [area.figures.section(period) for area in AREAS]


def sections_of(year: ReportYear) -> list[Section]:
    """Return the sections of a year that may still last: until its day, but with its call whole from the first day."""
    return [area.figures.section(year.whole if area is balansepotten else year.period) for area in AREAS]


def published(period: Period) -> tuple[dict[str, Values], list[tuple[str, bool]]]:
    """Count the period's published figures, by area and key, and tell each check in words and if it holds.

    The advice line's counts are the true ones: for the server's own people, not for a page.
    """
    figures: dict[str, Values] = {}
    checks: list[tuple[str, bool]] = []
    for section in sections(period):
        values = section.values()
        figures[section.key] = {figure.key: values[figure.key] for figure in section.figures}
        checks += [(check.words(values), check.holds(values)) for check in section.checks]
    return figures, checks
