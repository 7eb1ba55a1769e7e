"""What blocks publishing a report, and what should be looked at first."""

from dataclasses import replace
from datetime import date

import pytest

from balansekunst.figures import Check, ReportYear
from members import figures as members_figures
from reports.counting.summary import summarise
from reports.document import annual_report
from reports.document.nodes import FigureWarning
from reports.document.review import writers
from reports.models import AnnualReport, Picture, Quote, Section
from reports.publication import blockers as module
from reports.publication import publishing
from tests.factories import ApplicationFactory, CallFactory, UserFactory
from tests.mark_factories import MarkQuoteFactory
from tests.reports.written import PUBLISHED_AT, write, written_report

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DAY = date(2025, 2, 1)
RELEASED = ("Likestillingsarbeid", "Rådgivningstelefonen")


def blockers(report, by, day=DAY):
    return [finding.text for finding in found_in(report, by, day)]


def found_in(report, by, day=DAY):
    summary = summarise(ReportYear(report.year, day))
    return module.blockers(report, annual_report.compose(report, summary, day=day), summary, by=by)


def warnings(report, day=DAY):
    return [finding.text for finding in module.warnings(report, summarise(ReportYear(report.year, day)))]


def test_ready_report_has_no_blockers(management):
    assert blockers(written_report(), management) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2024, 12, 31), ["2024 er ikke over."], id="last-day"),
        pytest.param(
            date(2025, 1, 1),
            [f"Tallene om «{area}» i 2024 offentliggjøres 1. februar 2025." for area in RELEASED],
            id="first-day-after",
        ),
        pytest.param(
            date(2025, 1, 31),
            [f"Tallene om «{area}» i 2024 offentliggjøres 1. februar 2025." for area in RELEASED],
            id="eve",
        ),
        pytest.param(date(2025, 2, 1), [], id="release-day"),
    ],
)
def test_report_waits_for_releases(management, day, expected):
    report = written_report()
    Quote.objects.all().delete()

    assert blockers(report, management, day) == expected


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

    assert blockers(report, management) == expected


@pytest.mark.parametrize(
    ("values", "is_blocked"),
    [
        pytest.param({"in_report": True}, False, id="may-be-used"),
        pytest.param({"in_report": False}, True, id="not-in-report"),
        pytest.param({"in_report": True, "approved_on": None}, True, id="not-approved"),
        pytest.param({"in_report": True, "withdrawn_on": date(2024, 12, 31)}, True, id="withdrawn"),
    ],
)
def test_quote_about_mark_needs_consent_to_report(management, values, is_blocked):
    report = written_report()
    days = {"consent_on": date(2024, 6, 1), "approved_on": date(2024, 6, 2)}
    MarkQuoteFactory.create(text=report.quotes.get().text, **{**days, **values})

    assert any("sitert i årsrapporten" in text for text in blockers(report, management)) is is_blocked


@pytest.mark.parametrize("empty", ["", " "])
def test_picture_needs_a_text_and_a_credit(management, empty):
    report = written_report()
    Picture.objects.update(alt=empty, credit=empty)

    assert blockers(report, management) == [
        "Bildet «kurs» mangler en tekst om hva det viser.",
        "Bildet «kurs» mangler navnet på fotografen.",
    ]


def test_unfilled_placeholder_blocks_with_its_row(management):
    report = written_report(text="{members.closing} og\n\n{bilde borte}")
    AnnualReport.objects.update(lead="{members.ingenting}")

    found = found_in(AnnualReport.objects.get(), management)

    assert [(finding.text.split(":")[0], finding.row) for finding in found] == [
        ("«Ingressen», linje 1", report),
        ("«Medlemmer», linje 3", Section.objects.get()),
    ]


def test_report_without_sections_is_blocked(management):
    report = written_report()
    Section.objects.all().delete()

    assert blockers(report, management) == ["Rapporten har ingen deler."]


OWN = "Du har selv skrevet i rapporten. En annen må publisere den."
PARTS = [
    pytest.param(lambda report, by: write(report, by), id="report"),
    pytest.param(lambda report, by: write(report.sections.get(), by), id="section"),
    pytest.param(lambda report, by: write(report.quotes.get(), by), id="quote"),
    pytest.param(lambda report, by: write(report.pictures.get(), by), id="picture"),
]


@pytest.mark.parametrize("act", PARTS)
def test_author_of_any_part_is_blocked(management, act):
    report = written_report()
    act(report, management)

    assert blockers(report, management) == [OWN]
    assert blockers(report, UserFactory.create()) == []


def test_author_of_deleted_part_is_blocked(management):
    report = written_report()
    section = write(Section(report=report, title="Bort", text=""), management)
    section.delete()

    assert blockers(report, management) == [OWN]


def test_author_of_other_year_is_not_blocked(management):
    report = written_report()
    written_report(management, year=2023)

    assert blockers(report, management) == []


def test_report_without_known_author_is_blocked(management):
    report = written_report()
    for model in (AnnualReport, Section, Quote, Picture):
        model.history.update(history_user=None)

    assert blockers(report, management) == ["Historikken viser ikke hvem som har skrevet rapporten."]


def test_inactive_author_still_counts(management):
    writer = UserFactory.create(is_active=False)

    assert writers(written_report(writer)) == {writer.pk}


def test_ready_report_has_no_warnings():
    assert warnings(written_report()) == []


def test_failed_check_is_warning_and_published(management, monkeypatch):
    """The real check cannot fail, so another one is used here."""
    report = written_report()
    wrong = Check(holds=lambda _values: False, text=lambda _values: "1 + 1 = 3")
    monkeypatch.setattr(members_figures, "AREA", replace(members_figures.AREA, checks=(wrong,)))

    assert warnings(report) == ["Medlemmer: Tallene stemmer ikke med hverandre: 1 + 1 = 3. Det står i rapporten."]
    publication = publishing.publish(report, by=management, at=PUBLISHED_AT)
    assert publishing.read(publication).warnings == (
        FigureWarning("members", "Medlemmer", "Tallene stemmer ikke med hverandre: 1 + 1 = 3."),
    )


def test_typed_number_that_equals_no_figure_is_warning():
    report = written_report(text="Vi var 4711 medlemmer.")

    assert warnings(report) == ["«Medlemmer», linje 1: «4711» er skrevet inn, og er ikke et av årets tall."]


def test_recipients_that_do_not_add_up_are_warning():
    call = CallFactory.create(year=2024)
    ApplicationFactory.create(call=call, status="granted", amount_awarded=60_000)

    report = written_report()

    assert warnings(report) == [
        "Listen over mottakere har 0 tildelinger på 0\xa0kr til sammen, tallene 1 på 60\xa0000\xa0kr."
    ]
    call.decided_on = date(2024, 6, 1)
    call.save()
    assert warnings(report) == []
