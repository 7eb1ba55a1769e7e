"""Nothing with warnings is imported until somebody has looked: in the command and in the admin."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from balansepotten.models import Call
from members.models import Organisation
from tests.imports.folders import COURSES, FIRST, rows, with_cell, write

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def import_office(folder: Path, *options: str) -> tuple[int, str, str]:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("import_office", str(folder), *options, stdout=out, stderr=err)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def unlikely(tmp_path: Path) -> Path:
    """A folder with one warning."""
    return write(tmp_path, with_cell(COURSES, 2, "Deltakere", 5000))


WARNING = "Advarsel: kurs.xlsx, Kurs, rad 2, Deltakere: 5 000 er uvanlig. Det vanlige er fra 1 til 500.\n"


def test_command_imports_nothing_with_warnings(unlikely: Path) -> None:
    status, out, err = import_office(unlikely)

    assert (status, err) == (3, WARNING)
    assert out == ("Ingenting er endret: mappen har 1 advarsel. Se over den, og importer med --accept-warnings.\n")
    assert not Organisation.objects.exists()


def test_command_imports_accepted_warnings(unlikely: Path) -> None:
    status, out, err = import_office(unlikely, "--accept-warnings")

    assert (status, err) == (0, WARNING)
    assert out.startswith("medlemmer.xlsx: 2 nye")
    assert Organisation.objects.filter(number=FIRST).exists()


def test_dry_run_prints_warnings(unlikely: Path) -> None:
    status, out, err = import_office(unlikely, "--dry-run")

    assert (status, err) == (0, WARNING)
    assert "ingenting er endret" in out
    assert not Organisation.objects.exists()


def test_accepted_warnings_do_not_accept_errors(tmp_path: Path) -> None:
    files = with_cell(COURSES, 2, "Deltakere", 5000)
    rows(files, COURSES)[0]["Form"] = "Utendørs"

    status, out, _err = import_office(write(tmp_path, files), "--accept-warnings")

    assert (status, out) == (1, "Ingenting er endret: mappen har 1 feil.\n")
    assert not Organisation.objects.exists()


IMPORT = reverse("admin:balansepotten_call_import")
PROCESS = reverse("admin:balansepotten_call_process_import")
HEADINGS = "År;Pott;Åpner;Frist\n"
LIKELY, UNLIKELY = "2015;1000000;01.01.2015;01.03.2015\n", "2016;1500;01.01.2016;01.03.2016\n"


def upload(client: Client, *lines: str) -> Any:
    content = "".join([HEADINGS, *lines]).encode()
    return client.post(IMPORT, {"import_file": SimpleUploadedFile("utlysninger.csv", content), "resource": "0"})


def test_preview_shows_warning_and_asks(staff_client: Client) -> None:
    preview = upload(staff_client, LIKELY, UNLIKELY)

    assert '<h2 id="warnings">1 advarsel</h2>' in preview.text
    assert '<th scope="row">3</th><td>Pott</td>' in preview.text
    assert 'value="Importer likevel (1 advarsel)"' in preview.text
    assert "Importer radene" not in preview.text


def test_preview_without_warnings_asks_as_usual(staff_client: Client) -> None:
    preview = upload(staff_client, LIKELY)

    assert 'value="Importer radene"' in preview.text
    assert "advarsel" not in preview.text


def test_preview_shows_errors_and_warnings_apart(staff_client: Client) -> None:
    preview = upload(staff_client, UNLIKELY, LIKELY.replace("1000000", "mye"))

    assert "1 feil i filen" in preview.text
    assert "1 advarsel" in preview.text
    assert "Importer likevel" not in preview.text


def test_confirmed_warnings_are_imported(staff_client: Client) -> None:
    preview = upload(staff_client, LIKELY, UNLIKELY)

    staff_client.post(PROCESS, preview.context["confirm_form"].initial)

    assert set(Call.objects.values_list("year", flat=True)) == {2015, 2016}


@pytest.mark.parametrize("accepted", ["", "0" * 64], ids=["none", "others"])
def test_warnings_that_were_not_shown_are_not_imported(staff_client: Client, accepted: str) -> None:
    preview = upload(staff_client, UNLIKELY)

    response = staff_client.post(PROCESS, preview.context["confirm_form"].initial | {"accepted": accepted})

    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Noe er endret siden du så over filen, og ingenting er importert. Last opp filen på nytt."
    ]
    assert not Call.objects.exists()
