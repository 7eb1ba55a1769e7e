"""A list as a file by one click."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from openpyxl import load_workbook

from balansekunst.admin import downloads, export_jobs
from balansekunst.models import Job
from tests.admin.conftest import LISTED
from tests.factories import ApplicationFactory, AssignmentFactory, MembershipFactory, OrganisationFactory, municipality

DAY = dt.date(2026, 11, 27)


def download(client: Client, model: str, **query: str) -> tuple[str, list[tuple[Any, ...]]]:
    """Return the name of the file and its rows, the headings first."""
    response = client.get(reverse(f"admin:{model}_download"), query)
    content = b"".join(response) if response.streaming else response.content
    return response.headers["Content-Disposition"], rows_of(content)


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    sheet: Any = load_workbook(io.BytesIO(content)).active
    return list(sheet.values)


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    time_machine.move_to(DAY, tick=False)


def test_file_has_the_rows_of_the_list_in_order(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "CHUNK", 2)
    for name in ("Alta", "Bodø", "Ås"):
        row = OrganisationFactory.create(
            name=name, municipality=municipality("Tromsø"), email=f"{len(name)}@eksempel.no"
        )
        MembershipFactory.create(organisation=row, joined=dt.date(2020, 1, 1))
    OrganisationFactory.create(name="I sør", municipality=municipality("Kristiansand"))

    query = {"landsdel": "Nord-Norge", "medlem": "2026-01-01", "o": "-name"}
    name, rows = download(staff_client, "members_organisation", **query, kolonner="region,membership,email")

    assert name == 'attachment; filename="medlemmer-2026-11-27.xlsx"'
    assert rows[0][:5] == ("Navn", "Landsdel", "Medlem", "E-post", "Organisasjonsnummer")
    assert [row[:4] for row in rows[1:]] == [
        ("Ås", "Nord-Norge", "01.01.2020–", "2@eksempel.no"),
        ("Bodø", "Nord-Norge", "01.01.2020–", "4@eksempel.no"),
        ("Alta", "Nord-Norge", "01.01.2020–", "4@eksempel.no"),
    ]


def test_columns_of_an_export_are_not_repeated(staff_client: Client) -> None:
    course = AssignmentFactory.create(date=dt.date(2024, 2, 1), participants=25)

    name, rows = download(staff_client, "courses_assignment")

    assert name == 'attachment; filename="kursoppdrag-2026-11-27.xlsx"'
    assert len({heading.casefold() for heading in rows[0]}) == len(rows[0])
    found = dict(zip(*rows, strict=True))
    assert (found["Tittel"], found["Dato"].date(), found["Deltakere"]) == (course.title, course.date, 25)


def test_amounts_are_numbers(staff_client: Client) -> None:
    application = ApplicationFactory.create(amount_applied=100_000)

    _name, rows = download(staff_client, "balansepotten_application")

    assert application.amount_applied in rows[1]


def test_rows_that_filter_cannot_compare(staff_client: Client) -> None:
    response = staff_client.get(reverse("admin:members_fee_download"), {"id__in": "abc"})

    assert response.headers["Location"] == f"{reverse('admin:members_fee_changelist')}?e=1"


@pytest.mark.parametrize("model", ["radgivning_enquiry", "balansepotten_payment"])
def test_list_without_download(everyone: Client, model: str) -> None:
    assert everyone.get(reverse(f"admin:{model}_download")).status_code == 403
    assert "last-ned/" not in everyone.get(reverse(f"admin:{model}_changelist")).text


def test_download_is_for_who_sees_the_list(adviser_client: Client) -> None:
    assert adviser_client.get(reverse("admin:members_organisation_download")).status_code == 403


def test_headings_are_unique_in_each_download(everyone: Client) -> None:
    """Two columns of one name cannot be distinguished by who reads the file."""
    repeated: dict[str, set[Any]] = {}
    for model in LISTED:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_download")
        response = everyone.get(url)
        if response.status_code == 200:
            headings, *_rows = rows_of(response.content)
            twice = {heading for heading in headings if headings.count(heading) > 1}
            repeated |= {model.__name__: twice} if twice else {}
    assert repeated == {}


@pytest.mark.one_database
def test_many_rows_are_exported_by_jobs(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    OrganisationFactory.create_batch(2)
    OrganisationFactory.create(name="Utenfor")
    query, form = {"q": "Virksomhet"}, {"format": "1", "resource": "0"}
    export = f"{reverse('admin:members_organisation_export')}?{urlencode(query)}"
    small = [download(staff_client, "members_organisation", **query)[1], staff_client.post(export, form).content]
    monkeypatch.setattr(export_jobs, "MOST_IN_REQUEST", 1)

    with django_capture_on_commit_callbacks(execute=True):
        staff_client.get(reverse("admin:members_organisation_download"), query)
        staff_client.post(export, form)
    files: list[Any] = [
        staff_client.get(reverse("admin:job_file", args=[job.pk])) for job in Job.objects.order_by("pk")
    ]

    contents = [b"".join(file.streaming_content) for file in files]
    assert [rows_of(contents[0]), contents[1]] == small
    assert [(job.message, job.done) for job in Job.objects.all()] == [("2 rader i én fil.", 2)] * 2
    assert [b"Utenfor" in content for content in small[1:]] == [False]
