"""The figures of all areas in a period, and the years that have any."""

from datetime import date

from django.db.models import Value

from balansekunst.figures import AreaFigures, Period, Shown, Values, figure_areas


def figures_in(period: Period) -> list[AreaFigures]:
    """Return the figures of all areas, in the order of the report; nothing is counted yet."""
    return [area.in_period(period) for area in figure_areas()]


def key_numbers(period: Period) -> tuple[dict[str, Values], list[tuple[str, bool]]]:
    """Count the figures that `manage.py figures` prints, by area and key; and each check as text, and if it holds.

    The advice line's counts are the true ones: for the server's own people, not for a page.
    """
    numbers: dict[str, Values] = {}
    checks: list[tuple[str, bool]] = []
    for figures in figures_in(period):
        values = figures.values()
        numbers[figures.key] = {figure.key: values[figure.key] for figure in figures.shown(Shown.COMMAND)}
        checks += [(check.text(values), check.holds(values)) for check in figures.area.checks]
    return numbers, checks


def years_with_data(day: date) -> dict[int, list[str]]:
    """Return the years in which something is recorded by `day`, newest first, each with the areas that have it.

    It takes one query.
    """
    areas = figure_areas()
    recorded = [years.annotate(area=Value(place)) for place, area in enumerate(areas) for years in area.years(day)]
    found: dict[int, list[str]] = {}
    rows = recorded[0].union(*recorded[1:]).order_by() if recorded else ()
    for year, place in sorted(rows, key=lambda row: (-row[0], row[1])):
        found.setdefault(year, []).append(str(areas[place].name))
    return found
