"""The cells of each list's export, compared with the columns of its rows one by one."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from openpyxl import load_workbook
from openpyxl.utils.datetime import from_excel, to_excel

from balansekunst.spreadsheets import as_text, escape_formula
from courses.models import Assignment, Topic
from members.models import Membership
from tests.admin.conftest import make
from tests.admin.test_files import CSV, EACH_EXPORTED, export
from tests.factories import AssignmentFactory, ContactFactory, MembershipFactory

pytestmark = pytest.mark.one_database


def columns_of(model: type[Model]) -> tuple[Any, list[Any]]:
    listed: Any = admin.site.get_model_admin(model)
    resource = listed.resource_classes[0]()
    return resource, resource.get_export_fields()


def expected(model: type[Model]) -> list[list[Any]]:
    """Return what each column exports of each row."""
    resource, columns = columns_of(model)
    rows = resource.filter_export(resource.get_queryset())
    return [[column.export(row) for column in columns] for row in rows]


def typed(value: Any) -> tuple[Any, str, str]:
    """Return the value, the type and the number format of a cell in a workbook."""
    if value is None or value == "":
        return (None, "n", "General")
    if isinstance(value, dt.datetime):
        return (from_excel(to_excel(value)), "d", "dd.mm.yyyy hh:mm")  # to a thousandth of a second
    if isinstance(value, dt.date):
        return (dt.datetime.combine(value, dt.time()), "d", "dd.mm.yyyy")
    return (value, "s" if isinstance(value, str) else "n", "General")


def records(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@EACH_EXPORTED
def test_workbook_cells_have_value_and_type_of_column(everyone: Client, model: type[Model]) -> None:
    make(model, 3)
    resource, columns = columns_of(model)

    sheet = load_workbook(io.BytesIO(export(everyone, model))).worksheets[0]

    heading, *rows = sheet.iter_rows()
    assert [cell.value for cell in heading] == [column.column_name for column in columns]
    assert all(cell.font.bold for cell in heading)
    assert (sheet.title, sheet.freeze_panes) == (resource.get_display_name()[:31], "A2")
    found = [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in rows]
    assert found == [[typed(value) for value in row] for row in expected(model)]
    assert len(found) >= 3


@EACH_EXPORTED
def test_csv_cells_are_formatted(everyone: Client, model: type[Model]) -> None:
    make(model, 3)

    heading, *rows = records(export(everyone, model, CSV))

    assert heading == [column.column_name for column in columns_of(model)[1]]
    assert rows == [[escape_formula(v) if isinstance(v, str) else as_text(v) for v in row] for row in expected(model)]


def test_membership_has_first_contact(staff_client: Client) -> None:
    membership = MembershipFactory.create(left=dt.date(2025, 1, 1), leave_reason="Lagt ned")
    ContactFactory.create(organisation=membership.organisation, name="Åse Først")
    ContactFactory.create(organisation=membership.organisation, name="Arne Etter")
    MembershipFactory.create()

    heading, *rows = records(export(staff_client, Membership, CSV))

    assert sorted(row[heading.index("Kontaktperson")] for row in rows) == ["", "Åse Først"]


def test_assignment_has_client_in_or_outside_register(staff_client: Client) -> None:
    registered = AssignmentFactory.create(client_name="")
    AssignmentFactory.create(client=None, client_name="Utenfor AS", topics=Topic.objects.order_by("-name")[:3])

    heading, *rows = records(export(staff_client, Assignment, CSV))

    places = [heading.index(name) for name in ("Oppdragsgiver", "Organisasjonsnummer", "Tema")]
    names = "; ".join(sorted(topic.name for topic in Topic.objects.order_by("-name")[:3]))
    assert sorted([row[place] for place in places] for row in rows) == sorted(
        [
            [registered.client.name, registered.client.number, "; ".join(t.name for t in registered.topics.all())],
            ["Utenfor AS", "", names],
        ]
    )
