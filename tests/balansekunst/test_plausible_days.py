"""Dates with typing errors are refused at their field and cell."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from balansekunst.dates import PlausibleDay, years_after
from balansekunst.fields import Plausible
from courses.models import Assignment, Topic
from members.models import Membership, Municipality
from office.folder import Report, import_folder, read_folder
from tests.admin.test_queries import address
from tests.balansekunst.test_text import PROJECT
from tests.factories import OrganisationFactory
from tests.imports.folders import CALLS, COURSES, ENQUIRIES, MARK, MEMBERS, Files, with_cell, write

pytestmark = pytest.mark.one_database

TODAY = date(2026, 3, 16)
# Set by the program, or by those who run it.
SET_BY_PROGRAM = {
    *("released_on", "note_shredded_on", "since"),
    *(f"{verb}_at" for verb in ("submitted", "created", "changed", "help_requested", "uploaded", "accepted", "agreed")),
    *(f"{verb}_at" for verb in ("approved", "decided", "locked", "invited", "declared", "done", "asked", "drafted")),
    *(f"{verb}_at" for verb in ("claimed", "sent", "published", "corrected", "declined", "granted", "increased")),
    *("begun_at", "ended_at", "proposed_at", "answered_at", "merged_at", "undone_at", "checked_at", "read_at"),
    *("handed_in_at", "written_at", "shared_at", "added_at", "withdrawn_at", "active_at"),
    *(
        "found_on",
        "decided_on",
        "invoiced_on",
        "from_day",
        "made_on",
        "undone_on",
        "evaluation_closed_on",
        "merged_from",
    ),
    "places_checked_on",
    *("received_at", "at", "bounced_at", "made_at", "verified_at", "last_login", "date_joined", "expires_at"),
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False):
        yield


def is_refused(day: date, validator: PlausibleDay) -> bool:
    try:
        validator(day)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        (date(1989, 12, 31), True),
        (date(1990, 1, 1), False),
        (date(2028, 3, 16), False),
        (date(2028, 3, 17), True),
        (date(202, 1, 5), True),
        (date(2204, 1, 5), True),
        (datetime(2028, 3, 16, 22, 30, tzinfo=UTC), False),
        (datetime(2028, 3, 16, 23, 30, tzinfo=UTC), True),
    ],
)
def test_day_is_plausible_from_first_to_last(day: date, *, refused: bool) -> None:
    assert is_refused(day, PlausibleDay()) == refused


@pytest.mark.parametrize(("day", "refused"), [(TODAY, False), (date(2026, 3, 17), True)])
def test_day_of_past_is_plausible_until_today(day: date, *, refused: bool) -> None:
    assert is_refused(day, PlausibleDay(years_ahead=0)) == refused


def test_year_after_leap_day() -> None:
    assert years_after(date(2024, 2, 29), 2) == date(2026, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_year_in_date_cell_is_explained() -> None:
    with pytest.raises(ValidationError, match=r"13\.07\.1905 er årstallet 2021 i en celle for datoer"):
        PlausibleDay()(date(1905, 7, 13))


def test_every_date_that_people_write_is_checked() -> None:
    unchecked = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PROJECT and not model.__name__.startswith("Historical")
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateField) and not isinstance(field, Plausible)
        if field.name not in SET_BY_PROGRAM
    }

    assert sorted(unchecked) == []


def import_written(folder: Path, files: Files) -> Report:
    return import_folder(read_folder(write(folder, files)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sheet", "heading", "day"),
    [
        (MEMBERS, "Innmeldt", date(1905, 7, 13)),
        (MEMBERS, "Innmeldt", "05.01.0202"),
        (MEMBERS, "Innmeldt", date(1989, 12, 31)),
        (MEMBERS, "Utmeldt", date(2028, 3, 17)),
        (COURSES, "Dato", date(2204, 1, 8)),
        (COURSES, "Dato", date(2026, 3, 17)),
        (MARK, "Dato", "01.03.0202"),
        (MARK, "Dato", date(2028, 3, 17)),
        (CALLS, "Åpner", date(1905, 7, 13)),
        (CALLS, "Frist", date(2203, 4, 8)),
        (CALLS, "Vedtak", date(2203, 5, 31)),
        (ENQUIRIES, "Dato", "17.03.2026"),
        (ENQUIRIES, "Dato", "27.01.0203"),
    ],
)
def test_implausible_day_is_refused_at_cell(tmp_path: Path, sheet: tuple[str, str], heading: str, day: Any) -> None:
    faults = import_written(tmp_path / "kontoret", with_cell(sheet, 2, heading, day)).faults

    assert (faults[0].place.file, faults[0].place.row, faults[0].place.column) == (sheet[0], 2, heading)
    assert faults[0].message.startswith(("Datoen ", "Kurset kan ikke være gjennomført før datoen"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sheet", "heading", "day"),
    [
        (MEMBERS, "Innmeldt", date(1990, 1, 1)),
        (MEMBERS, "Utmeldt", date(2028, 3, 16)),
        (COURSES, "Dato", date(2026, 3, 16)),
        (ENQUIRIES, "Dato", "16.03.2026"),
    ],
)
def test_first_and_last_plausible_day_are_imported(
    tmp_path: Path, sheet: tuple[str, str], heading: str, day: Any
) -> None:
    assert import_written(tmp_path / "kontoret", with_cell(sheet, 2, heading, day)).faults == []


def course(**changes: Any) -> dict[str, Any]:
    place, topic = Municipality.objects.get(number="0301"), Topic.objects.first()
    assert topic
    form = {"date": "16.03.2026", "title": "Kurs", "topics": [topic.pk], "client_name": "Huset", "form": "physical"}
    return form | {"municipality": place.pk, "participants": "1 000", "status": "held"} | changes


@pytest.mark.django_db
def test_form_refuses_held_course_in_future(staff_client: Client) -> None:
    page = staff_client.post(address(Assignment, "add"), course(date="17.03.2026"))

    errors = page.context["adminform"].form.errors
    assert errors == {"date": ["Kurset kan ikke være gjennomført før datoen 17.03.2026."]}


@pytest.mark.django_db
def test_form_accepts_course_held_today_and_booked_later(staff_client: Client) -> None:
    staff_client.post(address(Assignment, "add"), course())
    staff_client.post(address(Assignment, "add"), course(date="17.03.2026", status="booked", participants=""))

    assert [(one.status, one.participants) for one in Assignment.objects.order_by("date")] == [
        ("held", 1000),
        ("booked", None),
    ]


@pytest.mark.django_db
def test_form_refuses_implausible_day(staff_client: Client) -> None:
    form = {"organisation": OrganisationFactory.create().pk, "joined": "05.01.0202"}

    page = staff_client.post(address(Membership, "add"), form)

    (error,) = page.context["adminform"].form.errors["joined"]
    assert error == "Datoen 05.01.0202 kan ikke stemme. Skriv en dato fra 01.01.1990 til 16.03.2028."


@pytest.mark.django_db
def test_implausible_day_of_member_is_the_only_fault(tmp_path: Path) -> None:
    files = with_cell(MEMBERS, 2, "Utmeldt", None)
    assert import_written(tmp_path / "kontoret", files).faults == []
    files["medlemmer.xlsx"]["Medlemmer"][0]["Innmeldt"] = date(1905, 7, 13)

    (fault,) = import_written(tmp_path / "kontoret", files).faults

    assert fault.place.column == "Innmeldt"


@pytest.mark.django_db
def test_cell_names_file_sheet_row_and_column(tmp_path: Path) -> None:
    (fault,) = import_written(tmp_path / "kontoret", with_cell(MEMBERS, 3, "Innmeldt", date(1905, 7, 13))).faults

    assert str(fault) == (
        "medlemmer.xlsx, Medlemmer, rad 3, Innmeldt: "
        "Datoen 13.07.1905 er årstallet 2021 i en celle for datoer. Skriv hele datoen."
    )
