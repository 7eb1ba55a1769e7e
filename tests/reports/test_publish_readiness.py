"""What hinders that a report is published, and what should be thought about."""

from dataclasses import replace
from datetime import date

import pytest

from balansekunst.figures import Check
from members import figures as members_figures
from reports.counting.summary import summarise
from reports.counting.years import ReportYear
from reports.models import AnnualReport, Picture, Quote, Section
from reports.publication import publishing, readiness
from tests.factories import ApplicationFactory, CallFactory, UserFactory
from tests.reports.written import PUBLISHED_AT, write, written_report

pytestmark = pytest.mark.django_db
DAY = date(2025, 2, 1)


def lacks(report, by, day=DAY):
    return [point.text for point in readiness.lacks(report, summarise(ReportYear(report.year, day)), by=by)]


def thoughts(report, day=DAY):
    return [point.text for point in readiness.thoughts(report, summarise(ReportYear(report.year, day)))]


def test_nothing_hinders_a_report_that_is_ready(management):
    assert lacks(written_report(), management) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2024, 12, 31), ["2024 er ikke over."], id="last-day"),
        pytest.param(
            date(2025, 1, 1),
            ["Rådgivningstelefonens tall for 2024 fortelles først 1. februar 2025."],
            id="first-day-after",
        ),
        pytest.param(
            date(2025, 1, 31), ["Rådgivningstelefonens tall for 2024 fortelles først 1. februar 2025."], id="eve"
        ),
        pytest.param(date(2025, 2, 1), [], id="told"),
    ],
)
def test_report_waits_for_the_year_and_for_the_advice_line(management, day, expected):
    report = written_report()
    Quote.objects.all().delete()

    assert lacks(report, management, day) == expected


@pytest.mark.parametrize(
    ("consent", "expected"),
    [
        pytest.param(None, ["Inga har ikke samtykket til å bli sitert."], id="none"),
        pytest.param(date(2025, 2, 2), ["Samtykket fra Inga har en dato som ikke er kommet."], id="tomorrow"),
        pytest.param(date(2025, 2, 1), [], id="today"),
    ],
)
def test_quote_needs_consent(management, consent, expected):
    report = written_report()
    Quote.objects.update(consent_on=consent)

    assert lacks(report, management) == expected


@pytest.mark.parametrize("empty", ["", " "])
def test_picture_needs_a_text_and_a_credit(management, empty):
    report = written_report()
    Picture.objects.update(alt=empty, credit=empty)

    assert lacks(report, management) == [
        "Bildet «kurs» mangler en tekst om hva det viser.",
        "Bildet «kurs» mangler navnet på fotografen.",
    ]


def test_place_that_nothing_fills_is_told_with_its_part(management):
    report = written_report(text="{members.closing} og\n\n{bilde borte}")
    AnnualReport.objects.update(lead="{members.ingenting}")

    found = readiness.lacks(AnnualReport.objects.get(), summarise(ReportYear(2024, DAY)), by=management)

    assert [(point.text.split(":")[0], point.row) for point in found] == [
        ("«Ingressen», linje 1", report),
        ("«Medlemmer», linje 3", Section.objects.get()),
    ]


def test_report_without_sections_is_not_ready(management):
    report = written_report()
    Section.objects.all().delete()

    assert lacks(report, management) == ["Rapporten har ingen deler."]


OWN = "Du har selv skrevet i rapporten. En annen må publisere den."
PARTS = [
    pytest.param(lambda report, by: write(report, by), id="report"),
    pytest.param(lambda report, by: write(report.sections.get(), by), id="section"),
    pytest.param(lambda report, by: write(report.quotes.get(), by), id="quote"),
    pytest.param(lambda report, by: write(report.pictures.get(), by), id="picture"),
]


@pytest.mark.parametrize("act", PARTS)
def test_one_who_wrote_in_a_part_does_not_publish(management, act):
    report = written_report()
    act(report, management)

    assert lacks(report, management) == [OWN]
    assert lacks(report, UserFactory.create()) == []


def test_one_who_wrote_what_was_deleted_does_not_publish(management):
    report = written_report()
    section = write(Section(report=report, title="Bort", text=""), management)
    section.delete()

    assert lacks(report, management) == [OWN]


def test_one_who_wrote_in_another_year_publishes(management):
    report = written_report()
    written_report(management, year=2023)

    assert lacks(report, management) == []


def test_report_that_nobody_is_known_to_have_written_is_not_ready(management):
    report = written_report()
    for model in (AnnualReport, Section, Quote, Picture):
        model.history.update(history_user=None)

    assert lacks(report, management) == ["Historikken forteller ikke hvem som har skrevet rapporten."]


def test_writer_who_has_left_still_is_the_writer(management):
    writer = UserFactory.create(is_active=False)

    assert readiness.writers(written_report(writer)) == {writer.pk}


def test_nothing_to_think_about():
    assert thoughts(written_report()) == []


def test_check_that_does_not_hold_is_told_and_published(management, monkeypatch):
    """The figures hold by how they are counted: a check of another rule is put in its place here."""
    report = written_report()
    section = members_figures.section

    def wrong(period):
        found = section(period)
        return replace(found, checks=(Check(holds=lambda _values: False, words=lambda _values: "1 + 1 = 3"),))

    monkeypatch.setattr(members_figures, "section", wrong)

    assert thoughts(report) == ["Medlemmer: Tallene stemmer ikke med hverandre: 1 + 1 = 3. Det står i rapporten."]
    publication = publishing.publish(report, by=management, at=PUBLISHED_AT)
    assert publishing.read(publication)["warnings"] == [
        {"area": "members", "title": "Medlemmer", "text": "Tallene stemmer ikke med hverandre: 1 + 1 = 3."}
    ]


def test_typed_number_that_is_no_figure_is_told():
    report = written_report(text="Vi var 4711 medlemmer.")

    assert thoughts(report) == ["«Medlemmer», linje 1: «4711» er skrevet inn, og er ikke et av årets tall."]


def test_recipients_that_do_not_add_up_are_told():
    call = CallFactory.create(year=2024)
    ApplicationFactory.create(call=call, status="granted", amount_awarded=60_000)

    report = written_report()

    assert thoughts(report) == [
        "Listen over mottakere har 0 tildelinger på 0\xa0kr til sammen, tallene 1 på 60\xa0000\xa0kr."
    ]
    call.decided_on = date(2024, 6, 1)
    call.save()
    assert thoughts(report) == []
