"""The command `import_office`: its output and exit status."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from members.models import Organisation
from tests.imports.folders import FIRST, small, write

pytestmark = pytest.mark.django_db

NEW = """\
medlemmer.xlsx: 2 nye, 0 endret, 0 uendret
kurs.xlsx: 3 nye, 0 endret, 0 uendret
balansemerket.xlsx: 3 nye, 0 endret, 0 uendret
balansepotten.xlsx: 3 nye, 0 endret, 0 uendret
radgivning.csv: 3 nye, 0 endret, 0 uendret
"""
UNCHANGED = """\
medlemmer.xlsx: 0 nye, 0 endret, 2 uendret
kurs.xlsx: 0 nye, 0 endret, 3 uendret
balansemerket.xlsx: 0 nye, 0 endret, 3 uendret
balansepotten.xlsx: 0 nye, 0 endret, 3 uendret
radgivning.csv: 0 nye, 0 endret, 3 uendret
"""


def import_office(folder: Path, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_office", str(folder), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_command_prints_line_per_file(tmp_path: Path) -> None:
    assert import_office(write(tmp_path, small())) == (NEW, "")


def test_second_command_reports_no_changes(tmp_path: Path) -> None:
    folder = write(tmp_path, small())
    import_office(folder)

    assert import_office(folder) == (UNCHANGED, "")


def test_dry_run_changes_nothing(tmp_path: Path) -> None:
    out, err = import_office(write(tmp_path, small()), "--dry-run")

    assert (out, err) == (f"{NEW}Dette var en prøve: ingenting er endret.\n", "")
    assert not Organisation.objects.exists()


def test_dry_run_prints_changed_cells(tmp_path: Path) -> None:
    import_office(write(tmp_path, small()))
    files = small()
    files["medlemmer.xlsx"]["Medlemmer"][0] |= {"Adresse": "Torget 1", "Utmeldt": None, "Kontaktperson": "Ny Kontakt"}
    files["kurs.xlsx"]["Kurs"][0]["Tema"] = "bias og privilegier"

    out, _err = import_office(write(tmp_path, files), "--dry-run")

    assert out.splitlines()[:6] == [
        "medlemmer.xlsx, Medlemmer, rad 2, Adresse: «Storgata 23» blir «Torget 1»",
        "medlemmer.xlsx, Medlemmer, rad 2, Utmeldt: «19.12.2023» blir «»",
        "medlemmer.xlsx, Medlemmer, rad 2, Kontaktperson: «» blir «Ny Kontakt»",
        "kurs.xlsx, Kurs, rad 2, Tema: «bias og privilegier; normkritiske perspektiver» blir «bias og privilegier»",
        "medlemmer.xlsx: 0 nye, 1 endret, 1 uendret",
        "kurs.xlsx: 0 nye, 1 endret, 2 uendret",
    ]
    assert Organisation.objects.get(number=FIRST).address == "Storgata 23"


def test_command_prints_faults_and_fails(tmp_path: Path) -> None:
    files = small()
    files["medlemmer.xlsx"]["Medlemmer"][0]["Navn"] = None
    files["kurs.xlsx"]["Kurs"][0]["Deltakere"] = -12
    folder = write(tmp_path, files)
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("import_office", str(folder), stdout=out, stderr=err)

    assert ended.value.code == 1
    assert err.getvalue().splitlines() == [
        "medlemmer.xlsx, Medlemmer, rad 2, Navn: Cellen er tom. Den må fylles ut.",
        "kurs.xlsx, Kurs, rad 2, Deltakere: Verdien må være større enn eller lik 0.",
    ]
    assert out.getvalue() == "Ingenting er endret: mappen har 2 feil.\n"
    assert not Organisation.objects.exists()


def test_command_without_terminal_has_no_progress_bar(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    call_command("import_office", str(write(tmp_path, small())))

    assert capfd.readouterr().err == ""


def test_command_in_terminal_has_progress_bar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    call_command("import_office", str(write(tmp_path, small())))

    assert "0/14" in capsys.readouterr().err
