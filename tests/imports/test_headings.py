"""Workbooks with other headings than ours: what is suggested, asked and remembered."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from balansekunst.access import Role
from balansekunst.imports import headings, mappings
from balansekunst.imports.sheets import Row, Sheet
from balansekunst.models import ColumnMapping, ImportFile, User
from courses.models import Assignment
from courses.resources import AssignmentResource
from members.models import County, Membership, Organisation
from members.resources import MembershipResource
from tests.conftest import log_in, user_in_role
from tests.factories import municipality, organisation_number

pytestmark = pytest.mark.one_database

IMPORT, COLUMNS, PROCESS, TEMPLATE = (
    reverse(f"admin:members_membership_{name}")
    for name in ("import", "import_columns", "process_import", "import_template")
)
NUMBERS = [organisation_number(n) for n in (600_001, 600_002)]
HEADINGS = ["Firma", "Org.nr.", "Sjanger", "Hjemkommune", "Medlem siden", "Sluttdato", "Mail", "Notater"]
ROWS = [
    ["Fjellfestivalen", NUMBERS[0], "Musikk", "Oslo", date(2024, 3, 1), None, "post@fjell.example", "Ringte i mai"],
    ["Fjordteateret", NUMBERS[1], "Scenekunst", "Bergen", date(2024, 4, 1), None, None, None],
]
NAMES = ["Navn", "Organisasjonsnummer", "Kunstfelt", "Kommune", "Innmeldt", "Utmeldt", "E-post", ""]


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    municipality("Oslo")
    municipality("Bergen")


def sheet(headers: list[str], *rows: list[Any]) -> Sheet:
    return Sheet(headers, [Row(number, tuple(row)) for number, row in enumerate(rows, 2)])


def workbook(*rows: list[Any]) -> SimpleUploadedFile:
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(stream)
    return SimpleUploadedFile("medlemmer fra banken.xlsx", stream.getvalue())


def upload(client: Client, *rows: list[Any]) -> Any:
    return client.post(IMPORT, {"import_file": workbook(*rows), "resource": "0"})


def answer(client: Client, page: Any, **changes: str) -> Any:
    """Answer which column is which, as suggested but for the changes."""
    form = page.context["form"]
    answers = {name: field.initial for name, field in form.fields.items()}
    return client.post(COLUMNS, {**page.context["stored"], **answers, "use": "1", **changes})


def test_headings_and_cells_are_recognised() -> None:
    assert headings.suggest(sheet(HEADINGS, *ROWS), MembershipResource().fields.values()) == NAMES


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        pytest.param("Kolonne1", NUMBERS, "Organisasjonsnummer", id="check digits"),
        pytest.param("Kolonne1", ["123456789", "987654321"], "", id="wrong check digits"),
        pytest.param("Kolonne1", ["Oslo", "Bergen"], "Kommune", id="municipalities"),
        pytest.param("Kolonne1", ["a@b.example", "c@d.example"], "E-post", id="e-mail"),
        pytest.param("Kolonne1", ["Musikk", "Scenekunst"], "Kunstfelt", id="choices"),
        pytest.param("Kolonne1", [date(2024, 1, 1)], "", id="some date"),
        pytest.param("Inmeldt", ["1.1.2024"], "Innmeldt", id="misspelt"),
        pytest.param("medlemmets e-post", ["a@b.example"], "E-post", id="more words"),
        pytest.param("Kommune", ["a@b.example", "c@d.example"], "Kommune", id="our own heading"),
        pytest.param("Kontakt", ["a@b.example", "c@d.example"], "E-post", id="cells against heading"),
        pytest.param("Tlf", ["22 83 60 00"], "", id="none of ours"),
        pytest.param("Firma", [], "Navn", id="no cells"),
    ],
)
def test_column_is_suggested(heading: str, cells: list[Any], expected: str) -> None:
    suggested = headings.suggest(sheet([heading], *([cell] for cell in cells)), MembershipResource().fields.values())

    assert suggested == [expected]


def test_suggestion_makes_no_instructor() -> None:
    resource = AssignmentResource()

    headings.suggest(sheet(["Hvem"], ["Kari"]), resource.fields.values())

    assert resource.fields["instructor"].widget.by_name == {}


def test_mapped_workbook_is_imported(staff_client: Client, staff: User) -> None:
    page = upload(staff_client, HEADINGS, *ROWS)

    assert [column.heading for column in page.context["form"].listed] == HEADINGS
    assert page.context["form"].listed[0].examples == ["Fjellfestivalen", "Fjordteateret"]
    preview = answer(staff_client, page)
    assert preview.context["result"].totals["new"] == 2
    assert ("Firma", "Navn") in preview.context["result"].renamed
    staff_client.post(PROCESS, preview.context["confirm_form"].initial)

    assert [(m.organisation.name, m.joined) for m in Membership.objects.order_by("joined")] == [
        ("Fjellfestivalen", date(2024, 3, 1)),
        ("Fjordteateret", date(2024, 4, 1)),
    ]
    assert ColumnMapping.objects.get().changed_by == staff
    assert not ImportFile.objects.exists()


def test_mapping_is_remembered_for_same_headings(staff_client: Client) -> None:
    answer(staff_client, upload(staff_client, HEADINGS, *ROWS))
    order = [3, 1, 0, 2, 4, 5, 6, 7]

    colleague = log_in(user_in_role(Role.STAFF, "Kari Kollega", is_staff=True))
    rows: list[list[Any]] = [HEADINGS, *ROWS]
    preview = upload(colleague, *([row[place] for place in order] for row in rows))

    assert preview.context["result"].totals["new"] == 2
    assert ("Hjemkommune", "Kommune") in preview.context["result"].renamed


def test_mapping_stores_no_cells_and_no_headings(staff_client: Client) -> None:
    answer(staff_client, upload(staff_client, ["Kari Nordmann", *HEADINGS[1:]], *ROWS), column_0="Navn")

    stored = str(ColumnMapping.objects.values().get())
    assert "Navn" in stored
    assert not any(text in stored for text in ("Kari", "Fjell", NUMBERS[0], "Firma", "Hjem"))


def test_missing_and_repeated_columns_are_named(staff_client: Client) -> None:
    page = upload(staff_client, ["Firma", "Org.nr.", "Ukjent"], ROWS[0][:3])
    assert page.context["form"].missing == ["Kommune", "Innmeldt", "Utmeldt"]

    again = answer(staff_client, page, column_2="Navn")

    form = again.context["form"]
    (error,) = form.non_field_errors()
    assert error.startswith("Ingen kolonne er valgt som «Kunstfelt», «Kommune», «Innmeldt», «Utmeldt».")
    assert list(form.errors) == ["column_0", "column_2", "__all__"]
    assert '<option value="Navn" selected>' in again.text
    assert not ColumnMapping.objects.exists()


def test_wrong_mapping_can_be_changed(staff_client: Client) -> None:
    """Errors of a mapped file keep it, so that it needn't be uploaded again."""
    page = upload(staff_client, HEADINGS, *ROWS)
    wrong = answer(staff_client, page, column_0="E-post", column_6="Navn")
    assert wrong.context["faults"]

    page = staff_client.post(COLUMNS, wrong.context["stored"])
    assert page.context["form"].fields["column_0"].initial == "E-post"
    right = answer(staff_client, page, column_0="Navn", column_6="E-post")

    assert right.context["result"].totals["new"] == 2


def test_other_mapping_since_preview_imports_nothing(staff_client: Client) -> None:
    preview = answer(staff_client, upload(staff_client, HEADINGS, *ROWS))
    mapping = ColumnMapping.objects.get()
    mapping.columns = [name if name != "E-post" else "" for name in mapping.columns]
    mapping.save()

    response = staff_client.post(PROCESS, preview.context["confirm_form"].initial)

    assert response["Location"] == IMPORT
    assert not Organisation.objects.exists()


def test_our_own_headings_ask_nothing(staff_client: Client) -> None:
    preview = upload(staff_client, NAMES[:-1], *(row[:-1] for row in ROWS))

    assert preview.context["result"].renamed == ()
    assert "stored" not in preview.context


@pytest.mark.parametrize(
    "changes",
    [
        {"import_file_name": "finnes-ikke"},
        {"original_file_name": ""},
        {"format": "7"},
        {"format": "1"},
        {"original_file_name": "x.pdf"},
        {"column_0": "Tull"},
        {"column_0": "\0"},
    ],
    ids=str,
)
def test_changed_answers_map_nothing(staff_client: Client, changes: dict[str, str]) -> None:
    response = answer(staff_client, upload(staff_client, HEADINGS, *ROWS), **changes)

    assert response.status_code in (200, 302)
    assert not Organisation.objects.exists()


def test_file_of_another_is_not_mapped(staff_client: Client) -> None:
    page = upload(staff_client, HEADINGS, *ROWS)
    colleague = log_in(user_in_role(Role.STAFF, "Kari Kollega", is_staff=True))

    assert answer(colleague, page)["Location"] == IMPORT
    assert not ColumnMapping.objects.exists()


def test_mapping_needs_permission(management: User) -> None:
    manager = log_in(management)

    assert [manager.post(COLUMNS).status_code, manager.get(TEMPLATE).status_code] == [403, 403]


def test_get_of_columns_leads_to_upload(staff_client: Client) -> None:
    assert staff_client.get(COLUMNS)["Location"] == IMPORT


@given(st.lists(st.tuples(st.text(max_size=5), st.sampled_from(["", "Navn", "Kommune"])), max_size=6), st.randoms())
def test_mapping_is_of_headings_in_any_order(pairs: list[tuple[str, str]], random: Any) -> None:
    mappings.ColumnMapping.objects.all().delete()
    user = User.objects.first() or user_in_role(Role.STAFF, "Kari Kollega", is_staff=True)
    headers = [heading for heading, _name in pairs]
    mappings.remember("x", headers, [name for _heading, name in pairs], by=user, at=user.date_joined)
    distinct = len({headings.fold_text(heading) for heading in headers}) == len(headers)
    shuffled = random.sample(pairs, len(pairs)) if distinct else pairs

    found = mappings.find("x", [heading for heading, _name in shuffled], ["Navn", "Kommune"])

    assert found == [name for _heading, name in shuffled]


@pytest.mark.parametrize("model", [Membership, County, Assignment])
def test_template_has_headings_and_explanations(staff_client: Client, model: type[Model]) -> None:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_import_template")

    response = staff_client.get(url)

    book = load_workbook(io.BytesIO(response.content))
    first, second = book.worksheets
    written = [cell.value for cell in first[1]]
    assert [row[0].value for row in second.iter_rows(min_row=2)] == written
    assert all(row[2].value for row in second.iter_rows())


def test_template_can_be_imported(staff_client: Client) -> None:
    book = load_workbook(io.BytesIO(staff_client.get(TEMPLATE).content))
    places = [str(cell.value) for cell in book.worksheets[0][1]]
    cells = dict(zip(NAMES, ROWS[0], strict=True))
    book.worksheets[0].append([cells.get(name) for name in places])
    stream = io.BytesIO()
    book.save(stream)

    file = SimpleUploadedFile("mal.xlsx", stream.getvalue())
    preview = staff_client.post(IMPORT, {"import_file": file, "resource": "0"})

    assert preview.context["result"].totals["new"] == 1
