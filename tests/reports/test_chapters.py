"""What a chapter says in the years that aren't like 2024."""

from datetime import date

import pytest

import radgivning.figures
from balansekunst.figures import CountedArea, ReportYear, figure_area
from balansepotten.models import Theme
from courses.models import Topic
from radgivning.models import Enquiry
from radgivning.releases import suppressed
from reports.counting.summary import chapter_of, count_area
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    MembershipFactory,
    municipality,
)

pytestmark = pytest.mark.one_database

YEAR = ReportYear(2024, date(2026, 3, 16))
LASTING = ReportYear(2024, date(2024, 5, 1))


def chapter(key, year=YEAR):
    area = figure_area(key)
    return chapter_of(area, count_area(area, year), year)


def words(chapter):
    return " ".join(map(str, chapter.sentences)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("joined", "left", "change"),
    [
        pytest.param(
            date(2023, 1, 1), date(2024, 2, 1), "kom 0 til, og 1 meldte seg ut: en netto nedgang på 1", id="fewer"
        ),
        pytest.param(
            date(2024, 1, 1), date(2024, 2, 1), "kom 1 til, og 1 meldte seg ut: like mange inn som ut", id="same"
        ),
        pytest.param(date(2024, 1, 1), None, "kom 1 til, og 0 meldte seg ut: en netto økning på 1", id="more"),
    ],
)
def test_members_change_has_a_direction(joined, left, change):
    MembershipFactory.create(joined=joined, left=left)

    assert change in words(chapter("members"))


@pytest.mark.django_db
def test_members_of_a_lasting_year_as_of_the_day():
    MembershipFactory.create(joined=date(2024, 5, 1))
    MembershipFactory.create(joined=date(2024, 5, 2))

    assert words(chapter("members", LASTING)).startswith(
        "Per 1. mai 2024 har foreningen 1 medlem. Så langt i 2024 kom 1 til"
    )


@pytest.mark.django_db
def test_members_that_do_not_add_up_are_flagged():
    area = figure_area("members")
    figures = area.in_year(YEAR)
    counted = CountedArea(figures, figures.values() | {"closing": 5})

    assert chapter_of(area, counted, YEAR).warnings == ("Tallene stemmer ikke med hverandre: 0 + 0 - 0 = 5 medlemmer.",)


@pytest.mark.django_db
def test_percentages_that_add_up_need_no_note():
    MembershipFactory.create()

    bars, pie = chapter("members").charts

    assert bars.notes == ("Landsdelen er der virksomheten hører hjemme.",)
    assert pie.notes == ()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["members", "courses", "balansemerket", "balansepotten"])
def test_chapter_without_rows_has_no_charts(key):
    assert chapter(key).charts == ()


@pytest.mark.django_db
def test_participants_are_a_minimum_if_any_are():
    AssignmentFactory.create(participants=20, participants_at_least=True)
    AssignmentFactory.create(participants=10)

    found = chapter("courses")

    assert "med minst 30 deltakere" in words(found)
    assert found.notes == ("Noen kurs er registrert med et minstetall for deltakere, så summen er også et minstetall.",)


@pytest.mark.django_db
def test_courses_with_one_topic_each_need_no_note():
    AssignmentFactory.create(topics=Topic.objects.all()[:1])

    topics, _places = chapter("courses").charts

    assert topics.notes == ()


@pytest.mark.django_db
def test_map_is_empty_if_all_courses_are_digital():
    AssignmentFactory.create(form="digital", municipality=None)

    _topics, places = chapter("courses").charts

    assert places.description == "Norgeskart med en sirkel ved hvert sted uten tall."
    assert [[str(cell) for cell in row] for row in places.table.rows] == [["Digitale kurs", "1"]]


@pytest.mark.django_db
def test_places_most_first_then_by_name():
    for place in ("Tromsø", "Bergen", "Oslo", "Oslo"):
        AssignmentFactory.create(municipality=municipality(place))

    _topics, places = chapter("courses").charts

    assert [row[0] for row in places.table.rows] == ["Oslo", "Bergen", "Tromsø", "Digitale kurs"]


@pytest.mark.django_db
def test_mark_of_a_lasting_year_in_the_present():
    assert words(chapter("balansemerket", LASTING)).endswith("Per 1. mai 2024 har 0 virksomheter merket.")


@pytest.mark.django_db
def test_pot_without_applications_is_named_alone():
    CallFactory.create(year=2024, pot=900_000)

    assert words(chapter("balansepotten")) == "Årets pott var på 900 000 kr."


@pytest.mark.django_db
def test_pot_without_a_call():
    assert words(chapter("balansepotten")) == "Ingen utlysning er registrert."


@pytest.mark.django_db
def test_pot_before_awards_has_no_rates():
    ApplicationFactory.create(call=CallFactory.create(year=2024, pot=900_000), amount_applied=50_000)

    found = chapter("balansepotten")

    assert words(found) == (
        "Potten i 2024 var på 900 000 kr. 1 søknad ba om 50 000 kr til sammen. Ingen av dem er innvilget."
    )
    assert [figure.label for figure in found.figures] == ["Pott", "Søknader", "Samlet søknadsbeløp"]


def charts_of_the_pot():
    return {chart.key.removeprefix("balansepotten-"): chart for chart in chapter("balansepotten").charts}


@pytest.mark.django_db
def test_pot_without_themes_draws_none():
    ApplicationFactory.create(call=CallFactory.create(year=2024))

    assert list(charts_of_the_pot()) == ["categories", "regions", "applicants"]


@pytest.mark.django_db
def test_pot_with_themes_says_that_they_overlap():
    application = ApplicationFactory.create(call=CallFactory.create(year=2024))
    application.themes.set(Theme.objects.all()[:2])

    themes = charts_of_the_pot()["themes"]

    assert themes.notes == ("En søknad kan ha flere tematiske satsinger, og teller i hver av dem.",)
    assert themes.table.total == ()


@pytest.mark.django_db
def test_pot_applicants_have_a_sum():
    call = CallFactory.create(year=2024)
    back = ApplicationFactory.create(call=CallFactory.create(year=2023)).organisation
    ApplicationFactory.create(call=call, organisation=back, status="granted", amount_awarded=50_000)
    ApplicationFactory.create_batch(2, call=call)

    applicants = charts_of_the_pot()["applicants"]

    assert [tuple(map(str, row)) for row in (*applicants.table.rows, applicants.table.total)] == [
        ("Nye", "2", "0"),
        ("Har søkt før", "1", "1"),
        ("Til sammen", "3", "1"),
    ]
    assert applicants.description == "Stolpediagram, søkte og fikk støtte. Nye 2, 0; Har søkt før 1, 1."


@pytest.mark.django_db
def test_year_without_courses():
    assert words(chapter("courses")) == "Ingen gjennomførte kurs er registrert."


def released(*counts, topics=(20, 20)):
    callers = dict(zip(Enquiry.Caller.values, (*counts, 0, 0, 0, 0, 0), strict=False))
    contacts = sum(counts)
    values = {
        "contacts": contacts,
        "by_role": callers,
        "by_topic": {f"tema {place}": min(count, contacts) for place, count in enumerate(topics)},
        "by_region": {"Østlandet": contacts},
        "by_month": {str(month): contacts if month == 1 else 0 for month in range(1, 13)},
        "by_outcome": {"veiledet": contacts},
        "guided": 0,
        "timed": 0,
        "minutes": 0,
    }
    return suppressed(values)


def advice(now, before):
    return advice_of(released(*now), released(*before))


def advice_of(now, before):
    area = radgivning.figures.AREA
    values = [radgivning.figures.values_of(year) for year in (now, before)]
    return chapter_of(area, CountedArea(area.in_year(YEAR), values[0], before=values[1]), YEAR)


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        pytest.param((20, 0), (10, 0), "20 henvendelser i 2024, dobbelt så mange som i 2023 (10).", id="twice"),
        pytest.param(
            (20, 0), (15, 0), "20 henvendelser i 2024, en tredjedel flere enn i 2023 (15).", id="a-third-more"
        ),
        pytest.param((21, 0), (40, 0), "21 henvendelser i 2024, 19 færre enn i 2023 (40).", id="not-quite-near-half"),
        pytest.param((21, 0), (10, 0), "21 henvendelser i 2024, 11 flere enn i 2023 (10).", id="more"),
        pytest.param((8, 0), (10, 0), "8 henvendelser i 2024, 2 færre enn i 2023 (10).", id="fewer"),
        pytest.param((9, 0), (9, 0), "9 henvendelser i 2024, like mange som i 2023.", id="same"),
        pytest.param((9, 0), (0, 0), "9 henvendelser i 2024, 9 flere enn i 2023 (0).", id="none-before"),
        pytest.param((9, 0), (3, 0), "9 henvendelser i 2024, mot færre enn 5 i 2023.", id="few-before"),
        pytest.param((3, 0), (9, 0), "færre enn 5 henvendelser i 2024, mot 9 i 2023.", id="few-now"),
    ],
)
def test_contacts_are_compared_with_the_year_before(now, before, text):
    assert str(advice(now, before).sentences[0]) == f"Rådgivningstelefonen fikk {text}"


@pytest.mark.parametrize(
    ("now", "sentences"),
    [
        pytest.param((21, 10), ["Om lag to tredjedeler av henvendelsene kom fra virksomheter og ledere."], id="part"),
        pytest.param((0, 10), ["Alle henvendelsene kom fra utsatte."], id="all"),
        pytest.param((0, 0, 0, 0, 10), ["Alle henvendelsene kom fra andre."], id="others"),
        pytest.param((3, 0), [], id="none-is-shown"),
        pytest.param((0, 0), [], id="none"),
    ],
)
def test_largest_shown_group_is_a_share(now, sentences):
    assert [str(sentence) for sentence in advice(now, (10, 0)).sentences[1:]] == sentences


@pytest.mark.parametrize(
    ("now", "notes"),
    [
        pytest.param((20, 10), 0, id="none-hidden"),
        pytest.param((3, 0), 1, id="small-alone"),
        pytest.param((20, 2), 2, id="small-and-withheld"),
        pytest.param((3, 4), 2, id="total-alone"),
    ],
)
def test_hidden_contacts_are_explained(now, notes):
    assert len(advice(now, (20, 10)).charts[0].notes) == notes


def test_topics_overlap_and_have_no_sum():
    _callers, topics, regions = advice((20, 10), (20, 10)).charts

    assert topics.table.total == ()
    assert topics.notes == (
        "En henvendelse kan ha flere temaer, og teller i hvert av dem, så tallene blir ikke lagt sammen.",
    )
    assert [str(cell) for cell in regions.table.total] == ["Til sammen", "30", "30"]


def test_topic_missing_in_one_year_is_hidden():
    found = advice_of(released(20), released(20, topics=(20,)))

    assert [tuple(map(str, row)) for row in found.charts[1].table.rows] == [
        ("Tema 0", "20", "20"),
        ("Tema 1", "20", "skjult"),
    ]


def test_contacts_of_two_empty_years_have_no_chart():
    found = advice((0, 0), (0, 0))

    assert found.charts == ()
    assert words(found) == "Ingen henvendelser er registrert i 2023 og 2024."
