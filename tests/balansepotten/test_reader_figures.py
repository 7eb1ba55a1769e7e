"""The figures leave out what their reader may not know of a round whose outcome isn't public."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.figures import Period, Reader, ReportYear, reader_of
from balansekunst.models import Message, User
from balansepotten import awards, decisions, letters
from balansepotten.figures import AREA
from balansepotten.models import Application
from reports.counting import series
from reports.counting.periods import ReportPeriod
from reports.counting.summary import count_area, summarise
from reports.counting.year_to_date import year_to_date
from reports.document import annual_report, starting_texts
from reports.drift import differences
from reports.models import AnnualReport
from reports.publication import blockers, publishing
from tests.balansepotten import call_with_conflict as scenario
from tests.balansepotten.call_with_conflict import APPLIED, OTHER_APPLIED, Scene
from tests.factories import ApplicationFactory, CallFactory, ConflictFactory, UserFactory
from tests.reports.written import published

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 20)
YEAR = ReportYear(2026, DAY)
KEYS = ("applications", "applied_nok", "granted", "awarded_nok")
NOTE = "Du er inhabil i noe av en runde som ikke er offentlig ennå."


@pytest.fixture
def found(staff: User, time_machine: Any, settings: Any, tmp_path: Any) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(scenario.LATER, tick=False)
    found = scenario.build(staff)
    ConflictFactory.create(call=found.call, user=staff, application=found.hidden)
    return found


def counted(reader: Reader | None = None, year: ReportYear = YEAR) -> tuple[int, ...]:
    values = summarise(year, reader).areas["balansepotten"]
    assert values
    return tuple(values.count(key) for key in KEYS)


def figures_file(client: Client) -> dict[str, Any]:
    response: Any = client.get(reverse("report_json", args=[2026]))
    return json.loads(b"".join(response.streaming_content))


def lock(found: Scene) -> None:
    decisions.lock(found.call, by=UserFactory.create(is_superuser=True), at=scenario.AFTER)
    letters.draft_all(found.call)


def send(*applications: Application) -> None:
    Message.objects.filter(letter__decision__application__in=applications).update(
        status=Message.Status.SENT, sent_at=scenario.AFTER
    )


def test_application_is_left_out_until_letters_are_sent(found: Scene, staff: User) -> None:
    everything, left = (2, APPLIED + OTHER_APPLIED), (1, OTHER_APPLIED)
    stages = [counted(reader_of(staff, DAY))]
    lock(found)
    stages.append(counted(reader_of(staff, DAY)))
    send(found.other)
    stages.append(counted(reader_of(staff, DAY)))
    before = counted()
    send(found.hidden)
    stages.append(counted(reader_of(staff, DAY)))

    proposed, other = scenario.PROPOSED + scenario.OTHER_PROPOSED, scenario.OTHER_PROPOSED
    assert stages == [(*left, 0, 0), (*left, 1, other), (*left, 1, other), (*everything, 2, proposed)]
    assert before == (*everything, 2, proposed)


def test_changed_decision_is_left_out_until_its_letter_is_sent(found: Scene, staff: User) -> None:
    lock(found)
    send(found.hidden, found.other)
    manager = UserFactory.create(is_superuser=True)

    decisions.change(found.hidden.decisions.get(), amount=11_111, reason="Rettet.", by=manager, at=scenario.LATER)

    assert counted(reader_of(staff, DAY))[0] == 1
    assert counted(reader_of(UserFactory.create(), DAY))[0] == 2


@pytest.mark.parametrize(
    ("decided_on", "status", "known"),
    [
        pytest.param(date(2025, 6, 1), "granted", 1, id="decided"),
        pytest.param(DAY, "rejected", 1, id="today"),
        pytest.param(date(2026, 5, 21), "granted", 0, id="tomorrow"),
        pytest.param(None, "granted", 0, id="no-day"),
        pytest.param(date(2025, 6, 1), "submitted", 0, id="undecided"),
    ],
)
def test_imported_call_is_public_when_decided(decided_on: date | None, status: str, known: int) -> None:
    call = CallFactory.create(year=2025, decided_on=decided_on)
    amount = 50_000 if status == "granted" else None
    hidden = ApplicationFactory.create(call=call, status=status, amount_awarded=amount)
    user = UserFactory.create()
    ConflictFactory.create(call=call, user=user, application=hidden)

    assert list(awards.public_calls(DAY)) == [call] * known
    assert counted(reader_of(user, DAY), ReportYear(2025, DAY))[0] == known


def test_others_and_nobody_count_everything(found: Scene) -> None:
    everything = (2, APPLIED + OTHER_APPLIED, 0, 0)

    assert (counted(), counted(reader_of(UserFactory.create(), DAY))) == (everything, everything)


def test_hidden_earlier_application_makes_nobody_returning(found: Scene, staff: User) -> None:
    later = CallFactory.create(year=2027)
    ApplicationFactory.create(call=later, organisation=found.hidden.organisation)

    def applicants(area: Any) -> dict[str, int]:
        return area.in_period(Period.year(2027)).only([area.in_period(Period.year(2027)).figure("applicants")]).values()

    assert applicants(AREA)["applicants"] == {"nye": 0, "har søkt før": 1}
    assert applicants(AREA.for_reader(staff, DAY))["applicants"] == {"nye": 1, "har søkt før": 0}


def test_series_and_year_to_date_leave_it_out(found: Scene, staff: User) -> None:
    dates = {"opens_at": datetime(2025, 3, 1, tzinfo=UTC), "deadline": datetime(2025, 4, 8, tzinfo=UTC)}
    ApplicationFactory.create(call=CallFactory.create(year=2025, **dates), status="rejected")
    reader = reader_of(staff, DAY)
    parts = {part.key: part for part in series.compare(ReportPeriod(Period.year(2026), DAY), reader)}
    to_date = next(area for area in year_to_date(DAY, reader) if area.label == "Balansepotten")
    drawn = series.of_year(YEAR, reader)["balansepotten-years"]

    table = parts["balansepotten"].table
    assert table
    assert {str(row[0]): str(row[1]) for row in table.rows}["Søknader"] == "1"
    assert [str(row[1]) for row in drawn.table.rows] == ["1", "1"]
    assert [number.now.value for number in to_date.numbers][:2] == [1, OTHER_APPLIED]
    assert NOTE in parts["balansepotten"].notes[0]
    assert NOTE in to_date.withheld


def test_pages_and_files_say_that_something_is_left_out(found: Scene, staff_client: Client) -> None:
    report = AnnualReport.objects.get()
    pages = {
        name: scenario.body(staff_client, address)
        for name, address in {
            "year": reverse("report_detail", args=[2026]),
            "workbook": reverse("report_workbook", args=[2026]),
            "period": reverse("report_period"),
            "list": reverse("report_list"),
            "front page": reverse("admin:index"),
            "draft": reverse("report_draft", args=[2026]),
            "writing": reverse("admin:reports_annualreport_change", args=[report.pk]),
        }.items()
    }
    data = figures_file(staff_client)

    assert [name for name, page in pages.items() if NOTE not in page] == []
    assert data["withheld"]["balansepotten"].startswith(NOTE)
    assert [name for name, page in pages.items() if "194\xa0696" in page or "194696" in page] == []


def test_no_note_without_conflict(found: Scene, superuser_client: Client) -> None:
    assert "withheld" not in figures_file(superuser_client)
    assert NOTE not in superuser_client.get(reverse("report_detail", args=[2026])).text


def test_starting_texts_do_not_reveal_it(found: Scene, staff: User) -> None:
    Application.objects.filter(pk=found.other.pk).update(status="withdrawn")
    AnnualReport.objects.all().delete()

    report = starting_texts.begin(2026, by=staff, day=DAY)

    assert "{balansepotten.applications}" not in report.sections.get(kind="balansepotten").text


def test_publication_counts_everything(found: Scene, staff: User, management: User) -> None:
    day = date(2027, 3, 1)
    year = ReportYear(2026, day)
    report = AnnualReport.objects.get()
    reader = reader_of(staff, day)
    preview = annual_report.compose(report, summarise(year, reader), day=day).document

    frozen = {figure.full_name: figure.value for figure in publishing.freeze_all(year)}

    assert frozen["balansepotten.applied_nok"] == APPLIED + OTHER_APPLIED
    assert preview.figures
    assert preview.figures.by_name()["balansepotten.applied_nok"] == OTHER_APPLIED
    assert blockers.warnings(report, summarise(year, reader)) == []


def test_drift_does_not_compare_withheld_area(management: User) -> None:
    call = CallFactory.create(year=2024)
    hidden = ApplicationFactory.create(call=call)
    publication = published(UserFactory.create(is_superuser=True))
    user = UserFactory.create()
    ConflictFactory.create(call=call, user=user, application=hidden)
    ApplicationFactory.create(call=call)
    reader = reader_of(user, DAY)

    found = differences.drift(publication, DAY, reader)

    assert {one.key for one in differences.drift(publication, DAY).differences} >= {"balansepotten.applications"}
    assert (found.differences, list(found.withheld)) == ([], ["Balansepotten"])
    assert differences.count_moved(publication, summarise(ReportYear(2024, DAY), reader)) == 0


def test_queries_do_not_grow_with_applications(found: Scene, staff: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for area in reader_of(staff, DAY).areas:
                if area.key == "balansepotten":
                    count_area(area, YEAR)
        return len(captured)

    few = queries()
    for application in ApplicationFactory.create_batch(3, call=found.call):
        ConflictFactory.create(call=found.call, user=staff, application=application)

    assert (queries(), few) == (few, 5)
