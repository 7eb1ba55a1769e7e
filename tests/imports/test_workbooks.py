"""Workbooks written row by row."""

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

from balansekunst.imports import exports, workbooks
from balansekunst.imports.exports import Export
from balansekunst.imports.formats import Csv, Xlsx
from balansekunst.imports.sheets import read_workbook
from courses.models import Assignment, Topic
from courses.resources import AssignmentResource, TopicResource
from members.models import County
from tests.admin.test_files import CSV, XLSX
from tests.admin.test_queries import address
from tests.factories import AssignmentFactory
from tests.imports.conftest import written

EACH_FORMAT = pytest.mark.parametrize("file_format", [pytest.param(Xlsx(), id="xlsx"), pytest.param(Csv(), id="csv")])


class Counter(io.RawIOBase):
    """A file that only counts what is written."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)


def peak(run: Callable[[], Any]) -> int:
    """Return the most memory that is in use while `run` runs, in bytes."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def workbook(*rows: tuple, headings: tuple[str, ...] = ("Navn",)) -> Any:
    return load_workbook(io.BytesIO(written(Xlsx(), Export("Ark", headings, rows)))).worksheets[0]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        pytest.param("=1+1", "=1+1", id="formula"),
        pytest.param('<b> & "c"', '<b> & "c"', id="markup"),
        pytest.param(" to\nlinjer ", " to\nlinjer ", id="blanks-at-the-ends"),
        pytest.param("a\x00b\x1fc\ufffed\uffffe", "abcde", id="illegal-characters"),
        pytest.param("å" * 40_000, "å" * 32_767, id="too-long"),
    ],
)
def test_text_is_stored(text: str, stored: str) -> None:
    cell = workbook((text,))["A2"]

    assert (cell.value, cell.data_type) == (stored, "s")


@pytest.mark.parametrize(
    "value",
    [
        date(2024, 12, 31),
        date(1900, 3, 1),
        date(1900, 2, 28),
        datetime(2024, 12, 31, 23, 59),  # noqa: DTZ001
    ],
    ids=str,
)
def test_date_is_stored_as_openpyxl_does(value: date) -> None:
    sheet = workbook((value,))

    assert to_excel(sheet["A2"].value) == pytest.approx(to_excel(value))


def test_row_may_have_more_columns_than_letters() -> None:
    headings = tuple(f"Kolonne {place}" for place in range(1, 704))

    sheet = workbook(tuple(range(703)), headings=headings)

    assert [cell.value for cell in sheet[1]] == list(headings)
    assert (sheet["Z2"].value, sheet["AA2"].value, sheet["ZZ2"].value, sheet["AAA2"].value) == (25, 26, 701, 702)


def test_workbook_without_rows_has_headings() -> None:
    assert [[cell.value for cell in row] for row in workbook().iter_rows()] == [["Navn"]]


def test_columns_are_as_wide_as_first_rows() -> None:
    sheet = workbook(("Kort", "x" * 80), ("Litt lengre", 1), headings=("Navn", "Tekst"))

    assert [int(sheet.column_dimensions[letter].width) for letter in "AB"] == [13, 50]


def test_workbook_is_read_by_import() -> None:
    file = written(Xlsx(), Export("Ark", ("Navn", "Antall"), [("Ås", 3), (None, ""), ("", 4)]))

    (sheet,) = read_workbook(file)

    assert sheet is not None
    assert (sheet.headers, [row.cells for row in sheet.rows]) == (["Navn", "Antall"], [("Ås", 3), (None, 4)])


@EACH_FORMAT
def test_memory_does_not_grow_with_rows(file_format: Xlsx) -> None:
    def rows(count: int) -> Iterator[tuple[Any, ...]]:
        return ((f"Virksomhet {row}", row, date(2024, 1, 1), "tekst" * 20) for row in range(count))

    few, many = (
        peak(partial(file_format.write, Export("Ark", list("abcd"), rows(count)), io.BufferedWriter(Counter())))
        for count in (workbooks.MEASURED_ROWS, 4 * workbooks.MEASURED_ROWS)
    )

    assert many < 1.1 * few


@pytest.mark.django_db
def test_rows_are_queried_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "CHUNK", 50)
    Topic.objects.bulk_create(Topic(name=f"Tema {row} {'x' * 50}") for row in range(1000))

    def read(count: int) -> None:
        for _row in TopicResource().export(Topic.objects.order_by("pk")[:count]).rows:
            pass

    read(1)
    few, many = (peak(partial(read, count)) for count in (200, 1000))

    assert many < 1.1 * few


@pytest.mark.django_db
def test_names_of_related_rows_are_queried_once_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "CHUNK", 2)
    topics = list(Topic.objects.order_by("-name")[:2])
    for title in ("a", "b", "c"):
        AssignmentFactory.create(title=title, topics=topics)

    with CaptureQueriesContext(connection) as queries:
        rows = list(AssignmentResource().export(Assignment.objects.order_by("title")).rows)

    assert [row[1:3] for row in rows] == [(title, "; ".join(sorted(map(str, topics)))) for title in "abc"]
    related = [query for query in queries if "courses_topic" in query["sql"]]
    assert len(related) == 2


def export(client: Client, file_format: str) -> Any:
    return client.post(address(County, "export"), {"format": file_format, "resource": "0"})


@pytest.mark.django_db
def test_list_too_long_for_workbook_is_exported_as_csv(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    counties = County.objects.count()
    monkeypatch.setattr(workbooks, "MOST_ROWS", counties)

    page, file = export(staff_client, XLSX), export(staff_client, CSV)

    assert [str(message) for message in page.context["messages"]] == [
        f"Listen er for stor for en Excel-fil, som har plass til {counties} rader. Velg csv, eller filtrer listen."
    ]
    assert len(list(csv.reader(io.StringIO(file.content.decode())))) == 1 + counties


@pytest.mark.django_db
def test_list_may_fill_workbook(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 1 + County.objects.count())

    assert export(staff_client, XLSX)["Content-Disposition"].startswith('attachment; filename="fylker-')


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", [XLSX, CSV], ids=["xlsx", "csv"])
def test_large_file_is_sent_from_disk(staff_client: Client, monkeypatch: pytest.MonkeyPatch, file_format: str) -> None:
    small = export(staff_client, file_format)
    monkeypatch.setattr(exports, "MOST_IN_MEMORY", 100)

    large = export(staff_client, file_format)

    assert (small.streaming, large.streaming) == (False, True)
    assert int(large["Content-Length"]) == len(large.getvalue()) > 100
    assert {name: small[name] for name in ("Content-Type", "Content-Disposition")} == {
        name: large[name] for name in ("Content-Type", "Content-Disposition")
    }
