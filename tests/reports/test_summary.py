"""What the report of 2024 says, and what it doesn't while a year lasts."""

import json
from datetime import date

import pytest

from balansekunst.figures import percents
from reports.document.conversion import year_values
from reports.document.serialise import encode_values

pytestmark = pytest.mark.django_db  # or no database is made for the summaries


def chapter(summary, key):
    return next(chapter for chapter in summary.chapters if chapter.key == key)


def sentences(summary, key):
    return [str(sentence).replace("\N{NO-BREAK SPACE}", " ") for sentence in chapter(summary, key).sentences]


def charts(summary):
    return {chart.key: chart for chapter in summary.chapters for chart in chapter.charts}


def test_key_figures_are_the_four_of_the_cover(summary):
    assert [(str(figure), figure.label) for figure in summary.key_figures] == [
        ("214", "medlemmer ved årets slutt"),
        ("71", "kursoppdrag"),
        ("51", "har Balansemerket"),
        ("1\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr", "delt ut fra Balansepotten"),
    ]
    assert str(summary.lead) == "Året da 214 virksomheter sto sammen om et likestilt og mangfoldig kulturliv."


def test_current_year_ends_on_its_day(summaries):
    summary = summaries[2026]

    assert summary.key_figures[0].label == "medlemmer i dag"
    assert str(summary.lead).endswith("virksomheter står sammen om et likestilt og mangfoldig kulturliv.")
    assert year_values(summary).as_of == date(2026, 3, 16)
    assert year_values(summary).is_over is False


def test_members_have_their_sum(summary):
    growth, sum_of_it = sentences(summary, "members")

    assert growth == (
        "Ved slutten av 2024 hadde foreningen 214 medlemmer. I 2024 kom 39 til, og 3 meldte seg ut: "
        "en netto økning på 36."
    )
    assert sum_of_it == "178 + 39 nye \N{MINUS SIGN} 3 utmeldte = 214."
    assert chapter(summary, "members").warnings == ()


def test_regions_have_bars_and_pie(summary):
    bars, pie = charts(summary)["members-regions"], charts(summary)["members-shares"]

    assert bars.description == (
        "Stolpediagram. Østlandet 133, 62\N{NO-BREAK SPACE}%; Vestlandet 34, 16\N{NO-BREAK SPACE}%; "
        "Nord-Norge 27, 13\N{NO-BREAK SPACE}%; Midt-Norge 14, 7\N{NO-BREAK SPACE}%; "
        "Sørlandet 6, 3\N{NO-BREAK SPACE}%."
    )
    assert bars.notes == (
        "Landsdelen er der virksomheten hører hjemme.",
        "Andelene er avrundet hver for seg og blir 101\N{NO-BREAK SPACE}% til sammen.",
    )
    assert [str(cell) for cell in bars.table.total] == ["Til sammen", "214", "101\N{NO-BREAK SPACE}%"]
    assert pie.table == bars.table


def test_courses_have_topics_and_places(summary):
    topics, places = charts(summary)["courses-topics"], charts(summary)["courses-places"]

    assert [number.value for _topic, number in topics.table.rows] == [15, 14, 14, 10, 10, 10, 7, 5]
    assert topics.notes == ("Et kurs med to temaer teller i begge.",)
    assert len(places.table.rows) == 24 + 1
    assert [str(cell) for cell in places.table.rows[-1]] == ["Digitale kurs", "12"]
    assert sum(number.value for _place, number in places.table.rows) == 71
    assert places.notes == (
        "12 digitale kurs er ikke på kartet.",
        "Sirkelens areal viser antall kurs.",
        "Kursene står der de ble holdt; medlemmene telles der virksomheten hører hjemme.",
        "Kartgrunnlag: Natural Earth. Stedspunkter: GeoNames (CC\xa0BY\xa04.0).",
    )


def test_certifications_have_events_and_holders(summary):
    assert " ".join(sentences(summary, "balansemerket")) == (
        "I 2024 fikk 8 virksomheter Balansemerket for første gang, og 43 fornyet det. "
        "Ved slutten av 2024 hadde 51 virksomheter merket."
    )


def test_pot_has_both_rates(summary):
    pot, *rates = sentences(summary, "balansepotten")

    assert pot == "Potten i 2024 var på 1 500 000 kr. 52 søknader ba om 10 666 500 kr til sammen."
    assert rates == [
        "Etter antall: 17 av 52 søknader ble innvilget, 33 %.",
        "Etter beløp: 1 500 000 kr av 10 666 500 kr ble delt ut, 14 %.",
    ]


def test_advice_line_hides_small_counts(summary):
    chart = charts(summary)["radgivning-callers"]

    assert sentences(summary, "radgivning") == [
        "Rådgivningstelefonen fikk 72 henvendelser i 2024, dobbelt så mange som i 2023 (36).",
        "Om lag to tredjedeler av henvendelsene kom fra virksomheter og ledere.",
    ]
    assert [tuple(map(str, row)) for row in (*chart.table.rows, chart.table.total)] == [
        ("Virksomhet eller leder", "47", "21"),
        ("Den utsatte", "9", "skjult"),
        ("Vitne", "7", "færre enn 5"),
        ("Tillitsvalgt eller verneombud", "skjult", "færre enn 5"),
        ("Annet", "færre enn 5", "færre enn 5"),
        ("Til sammen", "72", "36"),
    ]
    assert len(chart.notes) == 2


def test_advice_line_of_current_year_is_unreleased(summaries):
    summary = summaries[2026]

    assert sentences(summary, "radgivning") == [
        (
            "Tallene fra Rådgivningstelefonen vises en måned etter at året er over, så ingen kan lese "
            "enkeltsamtaler ut av dem."
        )
    ]
    assert chapter(summary, "radgivning").charts == ()
    assert summary.areas["radgivning"] is None


def test_data_has_the_published_shape_and_hides_small_counts(summary):
    data = json.loads(json.dumps(encode_values(year_values(summary))))

    assert list(data) == [
        "year", "as_of", "is_over", "members", "courses", "balansemerket", "equality", "balansepotten", "radgivning"
    ]  # fmt: skip
    assert data["members"]["closing"] == 214
    assert data["members"]["by_region_percent"] == percents(data["members"]["by_region"])
    assert sum(data["courses"]["by_municipality"].values()) + data["courses"]["digital"] == 71
    assert data["balansepotten"]["granted_share_percent"] == 33
    assert data["radgivning"] == {
        "contacts": 72,
        "by_role": {
            "virksomhet eller leder": 47,
            "utsatt": 9,
            "vitne": 7,
            "tillitsvalgt eller verneombud": {"hidden": True},
            "annet": {"under": 5},
        },
        "by_topic": {
            "annet": 10,
            "diskriminering": 22,
            "maktmisbruk": 16,
            "seksuell trakassering": 13,
            "varsling": 11,
        },
        "by_region": {
            "Sørlandet": 11,
            "Midt-Norge": 21,
            "Nord-Norge": 13,
            "Vestlandet": 12,
            "Østlandet": 15,
            "ukjent": 0,
        },
        "year_before": {
            "contacts": 36,
            "by_role": {
                "virksomhet eller leder": 21,
                "utsatt": {"hidden": True},
                "vitne": {"under": 5},
                "tillitsvalgt eller verneombud": {"under": 5},
                "annet": {"under": 5},
            },
            "by_topic": {
                "annet": 8,
                "diskriminering": {"under": 5},
                "maktmisbruk": 6,
                "seksuell trakassering": 11,
                "varsling": {"hidden": True},
            },
            "by_region": {
                "Sørlandet": {"under": 5},
                "Midt-Norge": 10,
                "Nord-Norge": 5,
                "Vestlandet": 9,
                "Østlandet": {"hidden": True},
                "ukjent": {"hidden": True},
            },
        },
    }


def test_meanings_are_those_of_the_figures_that_have_one(summary):
    labels = [figure.label for chapter in summary.chapters for figure in chapter.figures if figure.meaning]

    assert labels[0] == "Medlemmer ved årets slutt"
    assert len(labels) == len(set(labels))
