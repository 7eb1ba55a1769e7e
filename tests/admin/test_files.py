"""Import and export of each list."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from balansekunst.admin.lists import EditedAdmin, ListAdmin
from balansekunst.models import Message, User
from members.models import Contact, County, Fee, Membership, Organisation
from tests.admin.conftest import MODELS, make
from tests.admin.test_queries import address
from tests.factories import (
    ContactFactory,
    FeeFactory,
    MembershipFactory,
    OrganisationFactory,
    municipality,
)

XLSX, CSV = "0", "1"
ADMINS = [(model, admin.site.get_model_admin(model)) for model in MODELS]
EDITED = [model for model, found in ADMINS if isinstance(found, EditedAdmin) and found.resource_classes]
EACH_EDITED = pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label_lower) for model in EDITED])
EXPORTED = [model for model, found in ADMINS if isinstance(found, ListAdmin) and found.resource_classes]
EACH_EXPORTED = pytest.mark.parametrize("model", [pytest.param(one, id=one._meta.label_lower) for one in EXPORTED])


def export(client: Client, model: type[Model], file_format: str = XLSX, query: str = "") -> bytes:
    choices = {"format": file_format, "resource": "0", "why": "prøve"}
    response = client.post(f"{address(model, 'export')}{query}", choices)
    assert response.status_code == 200
    return response.content


def rows_of(workbook: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(workbook)).worksheets[0].iter_rows(values_only=True))


def review(client: Client, model: type[Model], name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(address(model, "import"), {"import_file": file, "resource": "0", "format": ""})


def confirm(client: Client, model: type[Model], response: Any) -> Any:
    form = response.context["confirm_form"]
    return client.post(address(model, "process_import"), form.initial)


def sheet(*rows: tuple) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(stream)
    return stream.getvalue()


@EACH_EXPORTED
def test_export_queries_do_not_grow(everyone: Client, model: type[Model], django_assert_max_num_queries) -> None:
    make(model, 3)

    with django_assert_max_num_queries(15):
        export(everyone, model)


@EACH_EDITED
@pytest.mark.parametrize(
    ("file_format", "name"),
    [
        pytest.param(XLSX, "ark.xlsx", id="xlsx"),
        pytest.param(CSV, "ark.csv", id="csv", marks=pytest.mark.one_database),
    ],
)
def test_imported_export_changes_nothing(everyone: Client, model: type[Model], file_format: str, name: str) -> None:
    make(model, 3)

    response = review(everyone, model, name, export(everyone, model, file_format))

    assert response.context["faults"] == []
    result = response.context["result"]
    assert {kind: count for kind, count in result.totals.items() if count} == {"skip": result.total_rows}
    assert result.total_rows >= 3


def test_export_has_filtered_rows(staff_client: Client) -> None:
    MembershipFactory.create(organisation__name="Ås kunstlag", joined=date(2024, 1, 1))
    MembershipFactory.create(organisation__name="Ås museum", joined=date(2023, 1, 1))
    MembershipFactory.create(organisation__name="Festivalen", joined=date(2024, 1, 1))

    heading, *rows = rows_of(export(staff_client, Membership, query="?innmeldt=2024&q=ås"))

    assert [row[heading.index("Navn")] for row in rows] == ["Ås kunstlag"]
    assert rows[0][heading.index("Innmeldt")] == datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook knows no zones


def test_export_escapes_formulas(staff_client: Client) -> None:
    OrganisationFactory.create(name='=HYPERLINK("https://eksempel.example")')

    workbook = load_workbook(io.BytesIO(export(staff_client, Organisation))).worksheets[0]
    csv = export(staff_client, Organisation, CSV).decode("utf-8-sig")

    assert [cell.data_type for cell in workbook["B"]] == ["s", "s"]
    assert "\"'=HYPERLINK" in csv


def test_windows_csv_is_imported(staff_client: Client) -> None:
    content = "Fylkesnummer;Navn;Landsdel\n77;Blåbærfylket;Sørlandet\n".encode("cp1252")

    response = review(staff_client, County, "Fylker.CSV", content)
    confirm(staff_client, County, response)

    county = County.objects.get(number="77")
    assert (county.name, county.region) == ("Blåbærfylket", "Sørlandet")


def test_import_history_has_author_and_reason(staff_client: Client, staff: User) -> None:
    organisation = OrganisationFactory.create(name="Gammelt navn", municipality=municipality("Oslo"))
    heading, row = rows_of(export(staff_client, Organisation))
    row = tuple("Nytt navn" if cell == "Gammelt navn" else cell for cell in row)

    response = review(staff_client, Organisation, "virksomheter.xlsx", sheet(heading, row))
    assert "<del>Gammelt navn</del> <ins>Nytt navn</ins>" in response.text
    confirm(staff_client, Organisation, response)

    latest = organisation.history.latest()
    assert (latest.name, latest.history_user, latest.history_change_reason) == (
        "Nytt navn",
        staff,
        "Import av virksomheter.xlsx",
    )


def test_all_errors_of_file_are_shown(staff_client: Client) -> None:
    content = sheet(
        ("Fylkesnummer", "Navn", "Landsdel"),
        ("77", "Blåbærfylket", "Atlantis"),
        ("7", "", "Sørlandet"),
        ("78", "Tyttebærfylket", "Vestlandet"),
    )

    response = review(staff_client, County, "fylker.xlsx", content)

    faults = [(fault.row, fault.column) for fault in response.context["faults"]]
    assert faults == [(2, "Landsdel"), (3, "Navn"), (3, "Fylkesnummer")]
    assert "3 feil i filen" in response.text
    assert "confirm_form" not in response.context
    assert not County.objects.filter(number="78").exists()


def test_rows_invalid_at_confirmation_are_not_imported(staff_client: Client) -> None:
    content = b"Fylkesnummer;Navn;Landsdel\n78;Tyttebaerfylket;Vestlandet\n77;Blaafylket;Vestlandet\n"
    response = review(staff_client, County, "fylker.csv", content)
    County.objects.create(number="79", name="Blaafylket", region="Vestlandet")

    answer = confirm(staff_client, County, response)

    assert answer["Location"] == address(County, "import")
    assert "ingenting er importert" in staff_client.get(answer["Location"]).text
    assert not County.objects.filter(number__in=["77", "78"]).exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param(
            "fylker.pdf", b"%PDF", "er ikke en Excel-fil (.xlsx) eller en CSV-fil (.csv).", id="another-format"
        ),
        pytest.param("fylker.xlsx", b"tull", "Filen er skadet eller ikke en arbeidsbok.", id="broken-workbook"),
        pytest.param("fylker.csv", b"Fylkesnummer;Navn;Landsdel\n", "Filen har ingen rader.", id="no-rows"),
    ],
)
def test_unreadable_file_gives_error_at_field(staff_client: Client, name: str, content: bytes, words: str) -> None:
    response = review(staff_client, County, name, content)

    assert words in str(response.context["form"].errors["import_file"])


def test_missing_column_is_asked_for(staff_client: Client) -> None:
    response = review(staff_client, County, "fylker.csv", b"Fylkesnummer;Navn\n77;Nytt\n")

    assert response.context["form"].missing == ["Landsdel"]
    assert "Velg også hvilken kolonne som er «Landsdel»." in response.text


def test_imported_user_can_log_in(superuser_client: Client) -> None:
    content = b"E-post;Navn;Roller;Kan bruke admin;Kan logge inn\nNY@eksempel.example;Ny;ansatt;Ja;Ja\n"

    confirm(superuser_client, User, review(superuser_client, User, "brukere.csv", content))

    user = User.objects.get(email="ny@eksempel.example")
    assert list(user.groups.values_list("name", flat=True)) == ["ansatt"]
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        (user.email, True, True)
    ]
    assert not user.has_usable_password()


def test_fee_matches_membership_by_date(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    old = MembershipFactory.create(organisation=organisation, joined=date(2020, 1, 1), left=date(2021, 1, 1))
    new = MembershipFactory.create(organisation=organisation, joined=date(2023, 1, 1))
    rate = FeeFactory.create(membership=old).rate
    heading = ("Organisasjonsnummer", "Sats", "Forfall", "Betalt")

    content = sheet(heading, (organisation.number, f"{rate.year} liten", date(2026, 3, 1), None))
    confirm(staff_client, Fee, review(staff_client, Fee, "kontingent.xlsx", content))

    assert {fee.membership for fee in Fee.objects.filter(rate=rate)} == {old, new}


@pytest.mark.parametrize("factory", [OrganisationFactory, ContactFactory])
def test_import_of_older_sheet_withdraws_no_wish(staff_client: Client, factory: Any) -> None:
    row = factory.create()
    older = export(staff_client, type(row))
    type(row).objects.update(declined_mailings_on=date(2026, 3, 1))

    confirm(staff_client, type(row), review(staff_client, type(row), "eldre.xlsx", older))

    row.refresh_from_db()
    assert row.declined_mailings_on == date(2026, 3, 1)


def test_import_gives_no_access(staff_client: Client) -> None:
    contact = ContactFactory.create()
    heading = rows_of(export(staff_client, Contact))[0]

    wishes = ("Vil ikke ha utsendinger", "Adressen virker ikke")
    assert heading == ("Organisasjonsnummer", "Virksomhet", "Navn", "E-post", "Telefon", *wishes)
    assert contact.user is None


def test_outbox_cannot_be_imported(superuser_client: Client) -> None:
    with pytest.raises(Exception, match="import"):
        reverse(f"admin:{Message._meta.app_label}_message_import")
