"""A folder imported again with a changed cell: only that row is changed, with one version in the history."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from balansemerket.models import Certification, Event
from balansepotten.models import Application, Call
from courses.models import Assignment, Instructor
from members.models import Contact, Membership, Organisation
from office.folder import Report
from radgivning.models import Enquiry
from tests.imports.conftest import ImportFiles
from tests.imports.folders import FIRST, SECOND, Files, small

pytestmark = pytest.mark.django_db

HISTORIES = [
    Organisation,
    Membership,
    Contact,
    Assignment,
    Instructor,
    Event,
    Certification,
    Call,
    Application,
    Enquiry,
]


def histories() -> dict[type[Model], int]:
    return {model: model.history.count() for model in HISTORIES}  # type: ignore[attr-defined]


def counted(report: Report) -> dict[str, tuple[int, int, int]]:
    return {
        file.split(".")[0]: (rows["new"], rows["update"], rows["skip"])
        for file, rows in report.rows.items()
        if rows["new"] or rows["update"]
    }


def changed(file: str, sheet: str, row: int, **cells: Any) -> Files:
    files = small()
    files[file][sheet][row - 2] |= cells
    return files


@pytest.mark.parametrize(
    ("file", "sheet", "heading", "value", "model"),
    [
        pytest.param("medlemmer.xlsx", "Medlemmer", "Adresse", "Torget 1", Organisation, id="organisation"),
        pytest.param("medlemmer.xlsx", "Medlemmer", "Utmeldt", date(2023, 12, 20), Membership, id="membership"),
        pytest.param("medlemmer.xlsx", "Medlemmer", "Kontaktperson", "Ny Kontakt", Contact, id="contact"),
        pytest.param("kurs.xlsx", "Kurs", "Deltakere", 28, Assignment, id="course"),
        pytest.param("kurs.xlsx", "Kurs", "Tema", "bias og privilegier", Assignment, id="course-topics"),
        pytest.param("balansepotten.xlsx", "Utlysninger", "Pott", "1 300 000 kr", Call, id="call"),
        pytest.param("balansepotten.xlsx", "Søknader", "Prosjekt", "Rimtåke", Application, id="application"),
    ],
)
def test_changed_cell_gives_one_version(
    import_files: ImportFiles, file: str, sheet: str, heading: str, value: Any, model: Any
) -> None:
    import_files()
    before = histories()

    report = import_files(changed(file, sheet, 2, **{heading: value}))

    (change,) = report.changes
    assert (change.place.row, change.place.column) == (2, heading)
    assert [rows["update"] for rows in report.rows.values()].count(1) == 1
    assert histories() == before | {model: before[model] + 1}
    assert model.history.latest().history_change_reason == f"Import av {file}"


def test_new_course_has_one_version_with_topics(import_files: ImportFiles) -> None:
    import_files()

    record = Assignment.history.get(title="Kurs i normkritikk")

    assert record.history_type == "+"
    assert record.history_change_reason == "Import av kurs.xlsx"
    assert {row.topic.name for row in record.topics.all()} == {"normkritiske perspektiver", "bias og privilegier"}


def test_changed_topics_give_one_version(import_files: ImportFiles) -> None:
    import_files()

    import_files(changed("kurs.xlsx", "Kurs", 2, Tema="likestilling og representasjon"))

    record = Assignment.history.filter(title="Kurs i normkritikk").latest()
    assert record.history_type == "~"
    assert [row.topic.name for row in record.topics.all()] == ["likestilling og representasjon"]


def test_new_rows_are_added(import_files: ImportFiles) -> None:
    import_files()
    files = small()
    files["kurs.xlsx"]["Kurs"].insert(0, files["kurs.xlsx"]["Kurs"][0] | {"Dato": date(2023, 1, 7)})

    assert counted(import_files(files)) == {"kurs": (1, 0, 3)}


def test_equal_courses_are_matched_by_order(import_files: ImportFiles) -> None:
    files = small()
    courses = files["kurs.xlsx"]["Kurs"]
    courses.insert(1, courses[0] | {"Deltakere": 12})
    import_files(files)

    assert counted(import_files(files)) == {}
    assert list(Assignment.objects.filter(title="Kurs i normkritikk").order_by("pk").values_list("participants")) == [
        (27,),
        (12,),
    ]


def test_equal_enquiries_are_matched_by_order(import_files: ImportFiles) -> None:
    import_files()
    files = small()
    files["radgivning.csv"][""].append(dict(files["radgivning.csv"][""][0]))

    assert Enquiry.objects.filter(date=date(2023, 1, 27)).count() == 2
    assert counted(import_files(files)) == {"radgivning": (1, 0, 3)}
    assert Enquiry.objects.filter(date=date(2023, 1, 27)).count() == 3


def test_last_membership_updates_organisation_in_any_order(import_files: ImportFiles) -> None:
    files = small()
    members = files["medlemmer.xlsx"]["Medlemmer"]
    members.insert(
        0,
        members[0]
        | {"Adresse": "Torget 1", "Kontaktperson": "Ny Kontakt", "Innmeldt": date(2024, 1, 1), "Utmeldt": None},
    )
    import_files(files)

    organisation = Organisation.objects.get(number=FIRST)
    assert organisation.address == "Torget 1"
    assert [contact.name for contact in organisation.contacts.all()] == ["Ny Kontakt"]
    assert counted(import_files(files)) == {}


def test_consecutive_memberships_import_in_any_order(import_files: ImportFiles) -> None:
    import_files()
    files = small()
    members = files["medlemmer.xlsx"]["Medlemmer"]
    members.insert(0, members[1] | {"Innmeldt": date(2024, 1, 1)})
    members[2]["Utmeldt"] = date(2023, 6, 1)

    report = import_files(files)

    assert report.faults == []
    assert counted(report) == {"medlemmer": (1, 1, 1)}


def test_new_contact_name_is_added(import_files: ImportFiles) -> None:
    import_files()
    Contact.objects.filter(organisation__number=FIRST).update(email="kontakt@fossekall.example")

    import_files(changed("medlemmer.xlsx", "Medlemmer", 2, Kontaktperson="Ny Kontakt"))

    contacts = Contact.objects.filter(organisation__number=FIRST).order_by("pk")
    assert list(contacts.values_list("name", "email", "user")) == [
        ("Kontakt 484", "kontakt@fossekall.example", None),
        ("Ny Kontakt", "", None),
    ]


def test_unregistered_client_is_stored_by_name(import_files: ImportFiles) -> None:
    import_files()

    course = Assignment.objects.get(title="Kurs for kulturskolen")
    assert (course.client, course.client_name) == (None, "Kulturskolen i Lillevik")
    assert Assignment.objects.exclude(pk=course.pk).filter(client_name="").count() == 2


def test_unknown_instructor_is_created_once(import_files: ImportFiles) -> None:
    Instructor.objects.create(name="Kursholder E")
    files = small()
    files["kurs.xlsx"]["Kurs"][2]["Kursholder"] = "kursholder d"

    import_files(files)

    assert list(Instructor.objects.order_by("name").values_list("name", flat=True)) == ["Kursholder D", "Kursholder E"]


def test_event_gets_version_of_its_day(import_files: ImportFiles) -> None:
    import_files()

    events = Event.objects.filter(certification__organisation__number=FIRST).order_by("date")
    assert [event.version and event.version.valid_from for event in events] == [
        None,
        date(2021, 1, 1),
        date(2024, 1, 1),
    ]


def test_event_before_first_version_has_none(import_files: ImportFiles) -> None:
    files = changed("balansemerket.xlsx", "Balansemerket", 2, Dato=date(2020, 1, 1))
    files["balansemerket.xlsx"]["Balansemerket"][1] |= {"Dato": date(2020, 12, 31), "Gyldig til": date(2021, 12, 31)}

    import_files(files)

    assert Event.objects.get(kind="awarded").version is None


def test_later_event_joins_certification(import_files: ImportFiles) -> None:
    import_files()
    files = small()
    events = files["balansemerket.xlsx"]["Balansemerket"]
    events.append(events[0] | {"Hendelse": "Trukket", "Dato": date(2024, 6, 1)})
    events.append(events[0] | {"Organisasjonsnummer": SECOND, "Dato": date(2024, 6, 1)})

    assert counted(import_files(files)) == {"balansemerket": (2, 0, 3)}
    assert Certification.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "cells", "cell", "message"),
    [
        pytest.param(
            3,
            {"Hendelse": "Fornyet"},
            "balansemerket.xlsx, Balansemerket, rad 3, Hendelse",
            "Merket må være tildelt før det kan fornyes.",
            id="renewal-without-award",
        ),
        pytest.param(
            4,
            {"Hendelse": "Tildelt"},
            "balansemerket.xlsx, Balansemerket, rad 4, Hendelse",
            "Merket ble tildelt 01.09.2022. Registrer en fornyelse i stedet.",
            id="second-award",
        ),
    ],
)
def test_misplaced_event_is_reported_at_its_cell(
    import_files: ImportFiles, row: int, cells: dict[str, Any], cell: str, message: str
) -> None:
    faults = import_files(changed("balansemerket.xlsx", "Balansemerket", row, **cells)).faults

    assert str(faults[0]) == f"{cell}: {message}"
    assert not Event.objects.exists()


def test_new_event_that_makes_stored_one_misplaced_is_refused(import_files: ImportFiles) -> None:
    import_files()
    earlier = changed(
        "balansemerket.xlsx", "Balansemerket", 3, Dato=date(2022, 8, 1), **{"Gyldig til": date(2024, 8, 31)}
    )

    (fault,) = import_files(earlier).faults

    assert str(fault) == (
        "balansemerket.xlsx, Balansemerket, rad 3, Hendelse: "
        "Merket ble tildelt 01.08.2022. Registrer en fornyelse i stedet."
    )
    assert Event.objects.count() == 3


def test_deadline_time_is_imported(import_files: ImportFiles) -> None:
    noon = datetime(2023, 4, 8, 12, 0)  # noqa: DTZ001
    import_files(changed("balansepotten.xlsx", "Utlysninger", 2, Frist=noon))

    assert timezone.make_naive(Call.objects.get().deadline) == noon


def test_drafts_are_not_exported_or_changed(import_files: ImportFiles) -> None:
    import_files()
    call, organisation = Call.objects.get(), Organisation.objects.get(number=SECOND)
    draft = Application.objects.create(call=call, organisation=organisation, title="Kladd")

    assert counted(import_files()) == {}
    draft.refresh_from_db()
    assert (draft.title, draft.number, draft.status) == ("Kladd", "", "draft")


def test_missing_columns_change_nothing(import_files: ImportFiles) -> None:
    import_files()
    Call.objects.update(introduction="Velkommen!", max_amount=300_000)
    Application.objects.filter(number="2023-001").update(objectives="Et mål")

    import_files(changed("balansepotten.xlsx", "Utlysninger", 2, Pott=1_300_000))

    call = Call.objects.get()
    assert (call.pot, call.introduction, call.max_amount) == (1_300_000, "Velkommen!", 300_000)
    assert Application.objects.get(number="2023-001").objectives == "Et mål"
