"""What a chapter says in the years that aren't like 2024."""

from datetime import date

import pytest

from balansemerket import figures as mark
from balansepotten import figures as pot
from balansepotten.models import Theme
from courses import figures as courses
from courses.models import Topic
from members import figures as members
from radgivning.models import Enquiry
from radgivning.releases import suppressed
from reports.counting.chapters import balansemerket as mark_chapter
from reports.counting.chapters import balansepotten as pot_chapter
from reports.counting.chapters import courses as courses_chapter
from reports.counting.chapters import members as members_chapter
from reports.counting.chapters import radgivning as advice_chapter
from reports.counting.numbers import Area
from reports.counting.years import ReportYear
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    MembershipFactory,
    municipality,
)

YEAR = ReportYear(2024, date(2026, 3, 16))
LASTING = ReportYear(2024, date(2024, 5, 1))


def told(module, chapter, year=YEAR):
    return chapter.chapter(Area(module.section(year.period)), year)


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
def test_members_change_is_told_in_its_direction(joined, left, change):
    MembershipFactory.create(joined=joined, left=left)

    assert change in words(told(members, members_chapter))


@pytest.mark.django_db
def test_members_of_a_year_that_lasts_are_told_as_of_the_day():
    MembershipFactory.create(joined=date(2024, 5, 1))
    MembershipFactory.create(joined=date(2024, 5, 2))

    assert words(told(members, members_chapter, LASTING)).startswith(
        "Per 1. mai 2024 har foreningen 1 medlem. Så langt i 2024 kom 1 til"
    )


@pytest.mark.django_db
def test_members_whose_numbers_do_not_fit_are_flagged():
    area = Area(members.section(YEAR.period))
    area.values["closing"] = 5

    assert members_chapter.chapter(area, YEAR).warnings == (
        "Tallene stemmer ikke med hverandre: 0 + 0 - 0 = 5 medlemmer.",
    )


@pytest.mark.django_db
def test_percentages_that_add_up_to_a_hundred_need_no_note():
    MembershipFactory.create()

    bars, pie = told(members, members_chapter).charts

    assert bars.notes == ("Landsdelen er der virksomheten hører hjemme.",)
    assert pie.notes == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("module", "chapter"),
    [
        pytest.param(members, members_chapter, id="members"),
        pytest.param(courses, courses_chapter, id="courses"),
        pytest.param(mark, mark_chapter, id="balansemerket"),
        pytest.param(pot, pot_chapter, id="balansepotten"),
    ],
)
def test_chapter_without_rows_has_no_charts(module, chapter):
    assert told(module, chapter).charts == ()


@pytest.mark.django_db
def test_participants_are_a_floor_when_those_of_one_course_are():
    AssignmentFactory.create(participants=20, participants_at_least=True)
    AssignmentFactory.create(participants=10)

    chapter = told(courses, courses_chapter)

    assert "med minst 30 deltakere" in words(chapter)
    assert chapter.notes == ("Noen kurs er ført med et minstetall for deltakere, så summen er også et minstetall.",)


@pytest.mark.django_db
def test_courses_with_one_topic_each_need_no_note():
    AssignmentFactory.create(topics=Topic.objects.all()[:1])

    topics, _places = told(courses, courses_chapter).charts

    assert topics.notes == ()


@pytest.mark.django_db
def test_all_courses_digital_leaves_the_map_empty():
    AssignmentFactory.create(form="digital", municipality=None)

    _topics, places = told(courses, courses_chapter).charts

    assert places.description == "Norgeskart med en sirkel ved hvert sted uten tall."
    assert [[str(cell) for cell in row] for row in places.table.rows] == [["Digitale kurs", "1"]]


@pytest.mark.django_db
def test_places_are_told_most_first_then_by_name():
    for place in ("Tromsø", "Bergen", "Oslo", "Oslo"):
        AssignmentFactory.create(municipality=municipality(place))

    _topics, places = told(courses, courses_chapter).charts

    assert [row[0] for row in places.table.rows] == ["Oslo", "Bergen", "Tromsø", "Digitale kurs"]


@pytest.mark.django_db
def test_mark_of_a_year_that_lasts_is_told_in_the_present():
    assert words(told(mark, mark_chapter, LASTING)).endswith("Per 1. mai 2024 har 0 virksomheter merket.")


@pytest.mark.django_db
def test_pot_without_applications_tells_the_pot_alone():
    CallFactory.create(year=2024, pot=900_000)

    assert words(told(pot, pot_chapter)) == "Årets pott var på 900 000 kr."


@pytest.mark.django_db
def test_pot_of_a_year_without_a_call_is_not_told():
    assert words(told(pot, pot_chapter)) == "Ingen utlysning er ført."


@pytest.mark.django_db
def test_pot_before_anything_is_granted_tells_no_rates():
    ApplicationFactory.create(call=CallFactory.create(year=2024, pot=900_000), amount_applied=50_000)

    chapter = told(pot, pot_chapter)

    assert words(chapter) == (
        "Potten i 2024 var på 900 000 kr. 1 søknad ba om 50 000 kr til sammen. Ingen av dem er innvilget."
    )
    assert [figure.label for figure in chapter.figures] == ["Pott", "Søknader", "Samlet søknadsbeløp"]


def charts_of_the_pot():
    return {chart.key.removeprefix("balansepotten-"): chart for chart in told(pot, pot_chapter).charts}


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
def test_pot_tells_applicants_with_their_sum():
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
def test_courses_of_a_year_without_any_are_not_told():
    assert words(told(courses, courses_chapter)) == "Ingen gjennomførte kurs er ført."


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
    return advice_chapter.chapter(YEAR, (released(*now), released(*before)))


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        pytest.param((20, 0), (10, 0), "20 henvendelser i 2024, dobbelt så mange som i 2023 (10).", id="twice"),
        pytest.param((20, 0), (15, 0), "20 henvendelser i 2024, en tredel flere enn i 2023 (15).", id="a-third-more"),
        pytest.param((21, 0), (40, 0), "21 henvendelser i 2024, 19 færre enn i 2023 (40).", id="not-quite-near-half"),
        pytest.param((21, 0), (10, 0), "21 henvendelser i 2024, 11 flere enn i 2023 (10).", id="more"),
        pytest.param((8, 0), (10, 0), "8 henvendelser i 2024, 2 færre enn i 2023 (10).", id="fewer"),
        pytest.param((9, 0), (9, 0), "9 henvendelser i 2024, like mange som i 2023.", id="same"),
        pytest.param((9, 0), (0, 0), "9 henvendelser i 2024, 9 flere enn i 2023 (0).", id="none-before"),
        pytest.param((9, 0), (3, 0), "9 henvendelser i 2024, mot færre enn 5 i 2023.", id="few-before"),
        pytest.param((3, 0), (9, 0), "færre enn 5 henvendelser i 2024, mot 9 i 2023.", id="few-now"),
    ],
)
def test_contacts_are_compared_with_the_year_before(now, before, told):
    assert str(advice(now, before).sentences[0]) == f"Rådgivningstelefonen fikk {told}"


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param((21, 10), ["Om lag to tredeler av henvendelsene kom fra virksomheter og ledere."], id="part"),
        pytest.param((0, 10), ["Alle henvendelsene kom fra utsatte."], id="all"),
        pytest.param((0, 0, 0, 0, 10), ["Alle henvendelsene kom fra andre."], id="others"),
        pytest.param((3, 0), [], id="none-is-told"),
        pytest.param((0, 0), [], id="none"),
    ],
)
def test_largest_group_that_is_told_is_told_as_a_share(now, told):
    assert [str(sentence) for sentence in advice(now, (10, 0)).sentences[1:]] == told


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


def test_topic_that_one_of_the_years_lacks_is_not_told_of_it():
    told = advice_chapter.chapter(YEAR, ((released(20), released(20, topics=(20,)))))

    assert [tuple(map(str, row)) for row in told.charts[1].table.rows] == [
        ("Tema 0", "20", "20"),
        ("Tema 1", "20", "skjult"),
    ]


def test_contacts_of_two_empty_years_have_no_chart():
    chapter = advice((0, 0), (0, 0))

    assert chapter.charts == ()
    assert words(chapter) == "Ingen henvendelser er ført i 2023 og 2024."
