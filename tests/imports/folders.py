"""Office folders for tests: a small valid one, and variants of folders."""

import copy
import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from office.folder import Place, Report

DATA = Path(__file__).parent / "data"
BAD = DATA / "bad"
GOOD = Path(__file__).parents[2] / "demo" / "office" / "2024"
# The figures that the office drew up, by year and area.
EXPECTED: dict[str, dict[str, dict[str, Any]]] = json.loads((DATA / "expected-2024.json").read_text(encoding="utf-8"))

Rows = list[dict[str, Any]]
Files = dict[str, dict[str, Rows]]

FIRST, SECOND = "310844829", "316994180"


def office_figures(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Return the found figures that are also expected: an area or a figure added later is not the office's."""
    return {
        area: {key: value for key, value in found[area].items() if key in expected[area]}
        for area in expected
        if area in found
    }


def small() -> Files:
    """Return a folder with a few rows of each sheet, by file, sheet and heading; a csv file's sheet has no name."""
    return copy.deepcopy(SMALL)


SMALL: Files = {
    "medlemmer.xlsx": {
        "Medlemmer": [
            {
                "Organisasjonsnummer": FIRST,
                "Navn": "Fossekall Samtidsmusikk",
                "Kunstfelt": "Scenekunst",
                "Adresse": "Storgata 23",
                "Postnummer": "0981",
                "Poststed": "OSLO",
                "Kommune": "Oslo",
                "E-post": "post@fossekall.example",
                "Nettside": "https://fossekall.example",
                "Kontaktperson": "Kontakt 484",
                "Innmeldt": date(2021, 1, 4),
                "Utmeldt": date(2023, 12, 19),
                "Årsak til utmelding": "Ikke oppgitt",
            },
            {
                "Organisasjonsnummer": SECOND,
                "Navn": "Morild Kulturhus",
                "Kunstfelt": "Visuell kunst",
                "Adresse": "Storgata 49",
                "Postnummer": "5780",
                "Poststed": "BERGEN",
                "Kommune": "Bergen",
                "E-post": "post@morild.example",
                "Nettside": "https://morild.example",
                "Kontaktperson": "Kontakt 128",
                "Innmeldt": date(2021, 1, 5),
                "Utmeldt": None,
                "Årsak til utmelding": None,
            },
        ]
    },
    "kurs.xlsx": {
        "Kurs": [
            {
                "Dato": date(2023, 1, 8),
                "Tittel": "Kurs i normkritikk",
                "Tema": "normkritiske perspektiver; bias og privilegier",
                "Oppdragsgiver": "Fossekall Samtidsmusikk",
                "Organisasjonsnummer": FIRST,
                "Kommune": "Aure",
                "Form": "Fysisk",
                "Deltakere": 27,
                "Kursholder": "Kursholder E",
                "Status": "Gjennomført",
            },
            {
                "Dato": date(2023, 2, 8),
                "Tittel": "Kurs i ytringsfrihet",
                "Tema": "ytringsfrihet og ytringsrom",
                "Oppdragsgiver": "Morild Kulturhus",
                "Organisasjonsnummer": SECOND,
                "Kommune": None,
                "Form": "Digitalt",
                "Deltakere": 17,
                "Kursholder": "Kursholder D",
                "Status": "Gjennomført",
            },
            {
                "Dato": date(2023, 3, 8),
                "Tittel": "Kurs for kulturskolen",
                "Tema": "bias og privilegier",
                "Oppdragsgiver": "Kulturskolen i Lillevik",
                "Organisasjonsnummer": None,
                "Kommune": "Herøy (Nordland)",
                "Form": "Hybrid",
                "Deltakere": None,
                "Kursholder": None,
                "Status": "Avlyst",
            },
        ]
    },
    "balansemerket.xlsx": {
        "Balansemerket": [
            {
                "Organisasjonsnummer": FIRST,
                "Virksomhet": "Fossekall Samtidsmusikk",
                "Hendelse": "Påbegynt",
                "Dato": date(2022, 3, 1),
                "Gyldig til": None,
            },
            {
                "Organisasjonsnummer": FIRST,
                "Virksomhet": "Fossekall Samtidsmusikk",
                "Hendelse": "Tildelt",
                "Dato": date(2022, 9, 1),
                "Gyldig til": date(2023, 8, 31),
            },
            {
                "Organisasjonsnummer": FIRST,
                "Virksomhet": "Fossekall Samtidsmusikk",
                "Hendelse": "Fornyet",
                "Dato": date(2024, 1, 1),
                "Gyldig til": date(2024, 12, 31),
            },
        ]
    },
    "balansepotten.xlsx": {
        "Utlysninger": [
            {
                "År": 2023,
                "Pott": 1_200_000,
                "Åpner": date(2023, 2, 26),
                "Frist": date(2023, 4, 8),
                "Vedtak": date(2023, 5, 31),
            },
        ],
        "Søknader": [
            {
                "År": 2023,
                "Søknadsnummer": "2023-001",
                "Organisasjonsnummer": FIRST,
                "Søker": "Fossekall Samtidsmusikk",
                "Prosjekt": "Rimfrost",
                "Kategori": "utstilling",
                "Totalbudsjett": 464_000,
                "Søknadsbeløp": 307_000,
                "Utfall": "Innvilget",
                "Tildelt beløp": 90_000,
            },
            {
                "År": 2023,
                "Søknadsnummer": "2023-002",
                "Organisasjonsnummer": SECOND,
                "Søker": "Morild Kulturhus",
                "Prosjekt": "Fjordlys",
                "Kategori": "festival",
                "Totalbudsjett": 85_000,
                "Søknadsbeløp": 85_000,
                "Utfall": "Trukket",
                "Tildelt beløp": None,
            },
        ],
    },
    "radgivning.csv": {
        "": [
            {
                "Dato": "27.01.2023",
                "Kanal": "skjema",
                "Hvem": "virksomhet eller leder",
                "Tema": "annet",
                "Landsdel": "Østlandet",
                "Juridisk veiledning": "Ja",
            },
            {
                "Dato": "27.01.2023",
                "Kanal": "skjema",
                "Hvem": "virksomhet eller leder",
                "Tema": "annet",
                "Landsdel": "Østlandet",
                "Juridisk veiledning": "Ja",
            },
            {
                "Dato": "05.02.2023",
                "Kanal": "telefon",
                "Hvem": "utsatt",
                "Tema": "varsling",
                "Landsdel": "Sørlandet",
                "Juridisk veiledning": "Nei",
            },
        ]
    },
}

CELLS = [
    (file, sheet, place, heading)
    for file, sheets in SMALL.items()
    for sheet, rows in sheets.items()
    for place, row in enumerate(rows)
    for heading in row
]


def write(folder: Path, files: Files, *, encoding: str = "utf-8") -> Path:
    """Write the files into the folder, and return it."""
    folder.mkdir(exist_ok=True)
    for file, sheets in files.items():
        if file.endswith(".csv"):
            (rows,) = sheets.values()
            (folder / file).write_bytes(_csv(rows).encode(encoding))
        else:
            _workbook(sheets).save(folder / file)
    return folder


def read(folder: Path) -> Files:
    """Return the files of a folder, with None for blank cells; csv files are in Windows-1252."""
    files: Files = {}
    for path in sorted(folder.glob("*.xlsx")):
        book = load_workbook(path)
        files[path.name] = {sheet.title: _rows(sheet.iter_rows(values_only=True)) for sheet in book}
    for path in sorted(folder.glob("*.csv")):
        text = path.read_text(encoding="cp1252", newline="")
        files[path.name] = {"": _rows(csv.reader(io.StringIO(text, newline=""), delimiter=";"))}
    return files


def each_row(files: Files, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Files:
    """Return the files with every row changed."""
    return {
        file: {sheet: [change(row) for row in rows] for sheet, rows in sheets.items()} for file, sheets in files.items()
    }


def each_cell(files: Files, change: Callable[[str, Any], Any]) -> Files:
    """Return the files with every cell changed; `change` gets its heading and value."""
    return each_row(files, lambda row: {heading: change(heading, value) for heading, value in row.items()})


def _rows(records: Iterable[Iterable[Any]]) -> Rows:
    headings, *rows = [list(record) for record in records]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def _headings(rows: Rows) -> list[str]:
    return list(dict.fromkeys(heading for row in rows for heading in row))


def _workbook(sheets: dict[str, Rows]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(_headings(rows))
        for row in rows:
            sheet.append([row.get(heading) for heading in _headings(rows)])
    return book


def _csv(rows: Rows) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(_headings(rows))
    writer.writerows([row.get(heading) for heading in _headings(rows)] for row in rows)
    return file.getvalue()


MEMBERS, COURSES, MARK = ("medlemmer.xlsx", "Medlemmer"), ("kurs.xlsx", "Kurs"), ("balansemerket.xlsx", "Balansemerket")
CALLS, APPLICATIONS = ("balansepotten.xlsx", "Utlysninger"), ("balansepotten.xlsx", "Søknader")
ENQUIRIES = ("radgivning.csv", "")


def rows(files: Files, sheet: tuple[str, str]) -> list[dict[str, Any]]:
    return files[sheet[0]][sheet[1]]


def with_cell(sheet: tuple[str, str], row: int, heading: str, value: Any) -> Files:
    """Return the small folder with one cell changed; the heading is row 1."""
    files = small()
    rows(files, sheet)[row - 2][heading] = value
    return files


def places(report: Report) -> list[Place]:
    return [fault.place for fault in report.faults]
