"""Periods, percentages, and what a figure and an area count."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Count, Q, Sum
from django.test.utils import CaptureQueriesContext

from balansekunst.figures import (
    AreaFigures,
    Check,
    Derived,
    Figure,
    FigureArea,
    Hidden,
    Period,
    Unit,
    encode,
    figures_in,
    percent,
    percents,
)
from balansekunst.figures.areas import _declared
from balansepotten.models import Application, Theme
from members.models import Organisation
from tests.factories import ApplicationFactory, CallFactory, DraftFactory

YEAR = Period.year(2024)


def area(*figures) -> AreaFigures:
    declared = FigureArea(
        key="test", label="Test", name="test", figures=lambda _period: figures, recorded=lambda _day: []
    )
    return declared.in_period(YEAR)


def test_area_with_duplicate_key_is_refused():
    rows = Application.objects.all()

    with pytest.raises(ValueError, match="test declares applied twice"):
        area(Figure("applied", "Søknader", rows), Figure("drafts", "Utkast", rows), Figure("applied", "Igjen", rows))


def test_area_with_duplicate_derived_key_is_refused():
    one = Figure("applied", "Søknader", Application.objects.all())

    with pytest.raises(ValueError, match="test declares applied twice"):
        area(one, Derived("applied", "Andel", lambda values: values["applied"], parts=("applied",)))


def test_year_is_its_first_day_to_its_last():
    assert Period.year(2024) == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert YEAR.days == (date(2024, 1, 1), date(2024, 12, 31))


def test_eve_is_the_day_before():
    assert YEAR.eve == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        pytest.param(date(2024, 1, 1), date(2024, 1, 1), id="first-day"),
        pytest.param(date(2024, 12, 30), date(2024, 12, 30), id="day-before-the-last"),
        pytest.param(date(2024, 12, 31), date(2024, 12, 31), id="last-day"),
        pytest.param(date(2025, 1, 1), date(2024, 12, 31), id="day-after"),
    ],
)
def test_year_until_a_day_goes_no_further(day, last):
    assert Period.year_until(2024, day) == Period(date(2024, 1, 1), last)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        pytest.param(17, 52, 33, id="17-of-52"),
        pytest.param(1, 8, 13, id="half-goes-up"),
        pytest.param(1, 200, 1, id="half-of-one-goes-up"),
        pytest.param(124, 1000, 12, id="under-a-half-goes-down"),
        pytest.param(5, 5, 100, id="all"),
        pytest.param(0, 5, 0, id="none"),
        pytest.param(0, 0, 0, id="nothing-to-take-of"),
        pytest.param(1_500_000, 10_666_500, 14, id="by-amount"),
    ],
)
def test_percent_rounds_half_up(part, whole, expected):
    assert percent(part, whole) == expected


def test_percents_are_rounded_each_by_itself_and_may_be_101():
    shares = percents({"Sørlandet": 6, "Midt-Norge": 14, "Nord-Norge": 27, "Vestlandet": 34, "Østlandet": 133})

    assert shares == {"Sørlandet": 3, "Midt-Norge": 7, "Nord-Norge": 13, "Vestlandet": 16, "Østlandet": 62}
    assert sum(shares.values()) == 101


def test_percents_of_nothing_are_zeros():
    assert percents({"a": 0, "b": 0}) == {"a": 0, "b": 0}


@pytest.mark.django_db
def test_area_counts_sums_groups_and_derives():
    call = CallFactory.create()
    ApplicationFactory.create_batch(2, call=call, amount_applied=100, category="workshop")
    ApplicationFactory.create(call=call, amount_applied=50, category="festival")
    rows = Application.objects.all()
    counted = area(
        Figure("count", "Antall", rows),
        Figure("amount_applied", "Beløp", rows, Sum("amount_applied"), unit=Unit.KRONER),
        Figure("listed", "Etter kategori", rows, by="category"),
        Figure("all", "Etter valgte", rows, by="category", groups=lambda: {"workshop": "W", "utstilling": "U"}),
        Derived("twice", "Dobbelt", lambda values: 2 * values["count"]),
    )

    assert counted.values() == {
        "count": 3,
        "amount_applied": 250,
        "listed": {"workshop": 2, "festival": 1},
        "all": {"W": 2, "U": 0},
        "twice": 6,
    }


@pytest.mark.django_db
def test_area_sums_no_rows_to_zero():
    rows = Application.objects.all()

    assert area(Figure("amount", "Beløp", rows, Sum("amount_applied"))).values() == {"amount": 0}


@pytest.mark.django_db
def test_group_whose_sum_is_unknown_is_zero():
    DraftFactory.create(category="festival")
    rows = Application.objects.all()

    assert area(
        Figure("known", "Beløp", rows, Sum("amount_applied"), by="category"),
        Figure("listed", "Beløp", rows, Sum("amount_applied"), by="category", groups=lambda: {"festival": "F"}),
    ).values() == {"known": {"festival": 0}, "listed": {"F": 0}}


@pytest.mark.django_db
def test_figures_over_the_same_rows_take_one_query(django_assert_num_queries):
    rows = Application.objects.all()
    counted = area(
        Figure("count", "Antall", rows),
        Figure("applied", "Søkt", rows, Sum("amount_applied")),
        Figure("organisations", "Søkere", rows, Count("organisation", distinct=True)),
    )

    with django_assert_num_queries(1):
        counted.values()


def amounts(rows, *, by="", groups=None):
    """Return figures of all rows, and of the festivals among them."""
    festival = Q(category="festival")
    some = rows.filter(festival)
    return (
        Figure("all", "", rows, by=by, groups=groups),
        Figure("applied", "", rows, Sum("amount_applied"), by=by, groups=groups),
        Figure("festivals", "", some, by=by, groups=groups, among=rows, where=festival),
        Figure("festivals_applied", "", some, Sum("amount_applied"), by=by, groups=groups, among=rows, where=festival),
        Figure("by", "", some, Count("organisation", distinct=True), by=by, groups=groups, among=rows, where=festival),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by", "groups", "parts"),
    [
        pytest.param("", None, 1, id="no-groups"),
        pytest.param("organisation", lambda: dict(Organisation.objects.values_list("pk", "name")), 1, id="groups"),
        pytest.param("themes", lambda: dict(Theme.objects.values_list("pk", "name")), 1, id="to-many"),
        pytest.param("organisation", None, 4, id="groups-with-rows"),
    ],
)
def test_figures_among_the_same_rows_are_counted_together(by, groups, parts):
    first = ApplicationFactory.create(category="festival", amount_applied=10_000)
    ApplicationFactory.create(category="festival", amount_applied=20_000, call=first.call)
    ApplicationFactory.create(category="workshop", amount_applied=40_000, call=first.call)
    first.themes.set(Theme.objects.all()[:2])
    counted = area(*amounts(Application.objects.all(), by=by, groups=groups))

    with CaptureQueriesContext(connection) as queries:
        values = counted.values()

    alone = {figure.key: area(figure).values()[figure.key] for figure in counted.figures}
    assert values == alone
    (asked,) = (query["sql"] for query in queries if "figure_place" in query["sql"])
    assert asked.count("figure_place") == parts


@pytest.mark.django_db
def test_rows_of_a_group_are_just_those():
    workshop = ApplicationFactory.create(category="workshop")
    ApplicationFactory.create(category="festival", call=workshop.call)
    rows = Application.objects.all()

    listed = Figure("listed", "", rows, by="category", groups=lambda: {"workshop": "W"})
    plain = Figure("plain", "", rows, by="category")

    assert list(listed.rows_of("W")) == [workshop]
    assert list(plain.rows_of("workshop")) == [workshop]


def test_rows_of_an_unknown_group_raise():
    figure = Figure("listed", "", Application.objects.none(), by="category", groups=lambda: {"workshop": "W"})

    with pytest.raises(KeyError):
        figure.rows_of("workshop")


def test_figure_with_rows_is_found_by_key():
    found = Figure("found", "", Application.objects.none())
    derived = Derived("derived", "", len)
    counted = area(derived, found)

    assert counted.figure("found") is found
    for key in ("derived", "unknown"):
        with pytest.raises(KeyError):
            counted.figure(key)


def test_list_url_names_period_figure_and_group():
    figure = Figure("granted", "", Application.objects.none(), by="category")

    assert figure.list_url(YEAR).endswith("/application/?tall=2024-01-01%2F2024-12-31%2Fgranted")
    assert figure.list_url(YEAR, "festival").endswith("granted%2Ffestival")


def test_private_figure_has_no_list():
    assert Figure("granted", "", Application.objects.none(), private=True).list_url(YEAR) == ""


def test_check_has_a_text_whether_it_holds_or_not():
    check = Check(holds=lambda values: values["a"] == 1, text=lambda values: f"a = {values['a']}")

    assert (check.holds({"a": 1}), check.text({"a": 1})) == (True, "a = 1")
    assert (check.holds({"a": 2}), check.text({"a": 2})) == (False, "a = 2")


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        pytest.param(12, 12, id="number"),
        pytest.param(Hidden.SMALL, {"under": 5}, id="small"),
        pytest.param(Hidden.WITHHELD, {"hidden": True}, id="withheld"),
        pytest.param({"a": 1, "b": Hidden.SMALL}, {"a": 1, "b": {"under": 5}}, id="groups"),
        pytest.param(None, None, id="not-released"),
    ],
)
def test_values_are_encoded(value, encoded):
    assert encode(value) == encoded


def test_declared_querysets_are_not_evaluated(management_client, office):
    """They are used again for other requests, after the rows have changed."""
    _declared.cache_clear()
    for page in ("2024/", "2024/json/", "periode/?fra=2024-01-01&til=2024-06-30", "definisjoner/"):
        assert management_client.get(f"/rapporter/{page}").status_code == 200, page

    figures = [figure for area in figures_in(YEAR) for figure in area.with_rows]
    used = [rows for figure in figures for rows in (figure.rows, figure.among) if rows is not None]
    assert len(used) > 50
    assert [rows for rows in used if rows._result_cache is not None] == []
